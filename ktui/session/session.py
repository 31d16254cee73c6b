"""One context, joined: its tables are kept true, and its actions go through the one gate."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from ktui.cluster.access import Access, Verdict
from ktui.cluster.timings import Timings
from ktui.domain.actions import Action, Agreement, CreateObject, Right
from ktui.domain.actions.shells import OpenShell
from ktui.domain.errors import Forbidden, ServerError, Unanswered, Unreachable
from ktui.domain.kinds import COVERAGE, Kind
from ktui.domain.log_sources import LogOptions, LogScope
from ktui.domain.objects import Key
from ktui.domain.resources import Catalogue, Resource
from ktui.session.following import Follower
from ktui.session.gate import Gate
from ktui.session.guards import Guards
from ktui.session.journal import Journal
from ktui.session.logs import LogTail
from ktui.session.looking import Look, LookAt
from ktui.session.namespaces import VisibleNamespaces
from ktui.session.resources import DEFINITIONS, KnownResources
from ktui.store.cluster_state import ClusterState

if TYPE_CHECKING:
    from ktui.cluster.api import Api
    from ktui.cluster.connection import Connection
    from ktui.cluster.exec import Terminal as ShellTerminal
    from ktui.cluster.exec_credential import Terminal
    from ktui.settings import Guard


async def prepare() -> None:
    """Import in a thread what a session needs to speak to a server: aiohttp takes as long as some frames."""
    await asyncio.to_thread(importlib.import_module, "ktui.cluster.api")


class Session:
    """One context of a kubeconfig.

    Args:
        connection: where the server is, and as whom to speak.
        read_only: refuse everything that changes something.
        namespaces: what the user asked to see; ``None``: everything, or else whatever the user may see.
        journal: where actions are written down; in memory if not given.
        clock: seconds since the epoch.
        timings: how long to wait for what.
        said: gets what an exec plugin prints while it runs; see the attribute.
        terminal: lends the terminal to an exec plugin; see the attribute.
        kinds: what is followed from the start; more can be asked for with `watch`.
        rules: the user's rules for changes.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        read_only: bool = False,
        namespaces: tuple[str, ...] | None = None,
        journal: Journal | None = None,
        clock: Callable[[], float] = time.time,
        timings: Timings = Timings(),  # noqa: B008 (frozen)
        said: Callable[[str, str], None] | None = None,
        terminal: Terminal | None = None,
        kinds: Iterable[Kind] = COVERAGE,
        rules: Sequence[Guard] = (),
    ) -> None:
        self._clock = clock
        self._timings = timings
        self._api: Api | None = None
        self._gate: Gate | None = None
        self._visible: VisibleNamespaces | None = None
        self._wanted = Counter(kinds)
        self._tasks: asyncio.TaskGroup | None = None
        self._following: dict[Kind, asyncio.Task[None]] = {}
        self._leaving: dict[Kind, asyncio.Task[None]] = {}
        """What nobody wants any more, and is still followed for a while: whoever returns finds it as it is."""
        self._listeners: list[Callable[[], None]] = []
        self.connection = connection
        """Where the server is, and as whom it is spoken to."""
        self.read_only = read_only
        """Whether everything that changes something is refused."""
        self.namespaces = namespaces
        """What the user asked to see; ``None``: everything."""
        self.guards = Guards(rules, connection.context)
        """The rules for changes that hold here."""
        self.journal = journal or Journal()
        """What was asked for, and what became of it."""
        self.state = ClusterState()
        """What is known of the cluster."""
        self._resources = KnownResources(self._discover, self.state.table(DEFINITIONS), clock)
        self._defined: Callable[[], None] | None = None
        self.said = said
        """Gets the name of an exec plugin and a line that it prints while it runs, such as where to sign in."""
        self.terminal = terminal
        """Lends the terminal to an exec plugin that insists on it (``interactiveMode: Always``)."""

    @property
    def server_version(self) -> str:
        """For example ``v1.36.3``; empty until it is known."""
        return self._api.server_version if self._api else ""

    @property
    def namespaces_left_out(self) -> int:
        """How many namespaces are not looked at, where they have to be looked at one by one and are too many."""
        return self._visible.left_out if self._visible else 0

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change of any table or log, until the returned function is called."""
        self._listeners.append(listener)
        end = self.state.subscribe(listener)

        def leave() -> None:
            end()
            self._listeners.remove(listener)

        return leave

    def logs(self, scope: LogScope, options: LogOptions, *, first: int = 0) -> LogTail:
        """The logs of some containers: `LogTail.run` reads them.

        Args:
            scope: which containers.
            options: what of their logs.
            first: the number of the first container that is read, if there are too many to read all at once.
        """
        tail = LogTail(
            self.state, scope, options, opened=self._opened, timings=self._timings, clock=self._clock, first=first
        )
        tail.subscribe(self._changed)
        return tail

    def look(self, kind: Kind, namespace: str | None = None) -> Look:
        """Some objects, apart from the store: `Look.run` follows them.

        Args:
            kind: which; its field selector says which of them.
            namespace: where; everywhere if not given.
        """
        return Look(kind, namespace, opened=self._opened, timings=self._timings, clock=self._clock, told=self._changed)

    def look_at(self, kind: Kind, key: Key) -> LookAt:
        """One object in full: `LookAt.run` follows it."""
        return LookAt(kind, key, opened=self._opened, timings=self._timings, clock=self._clock, told=self._changed)

    def _changed(self) -> None:
        for listener in list(self._listeners):
            listener()

    def watch(self, kind: Kind) -> Callable[[], None]:
        """Keep the table of a kind true too, until a while after everybody called what this returned to them."""
        self._wanted[kind] += 1
        if kind in self._leaving:
            self._leaving.pop(kind).cancel()
        elif self._wanted[kind] == 1:
            self.state.table(kind).forget()
            self._follow(kind)
        held = [kind]

        def end() -> None:
            while held:
                self._let_go(held.pop())

        return end

    def _follow(self, kind: Kind) -> None:
        if self._tasks is not None and self._api is not None and self._visible is not None:
            table = self.state.table(kind)
            follower = Follower(self._api, kind, table, self._visible, self._timings, self._clock)
            self._following[kind] = self._tasks.create_task(follower.run(self.namespaces))

    def _let_go(self, kind: Kind) -> None:
        self._wanted[kind] -= 1
        if not self._wanted[kind]:
            del self._wanted[kind]
            if self._tasks is not None and kind in self._following:
                self._leaving[kind] = self._tasks.create_task(self._leave(kind))
            else:
                self.state.table(kind).forget()

    async def _leave(self, kind: Kind) -> None:
        """Follow a kind no more, in a while."""
        await self._timings.pause(self._timings.linger, None)
        del self._leaving[kind]
        self._following.pop(kind).cancel()
        self.state.table(kind).forget()

    async def run(self) -> None:
        """Keep the tables true, until cancelled. Nothing that a server or a network does ends it."""
        api = await self._opened()
        self._visible = VisibleNamespaces(api, self.connection.namespace, self._timings, self._clock)
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                tasks.create_task(api.guard())
                for kind in self._wanted:
                    self._follow(kind)
        finally:
            self._tasks = None
            self._following.clear()
            self._leaving.clear()
            await self.close()

    async def close(self) -> None:
        """Close every connection; the next request opens them anew."""
        api, self._api, self._gate = self._api, None, None
        if api is not None:
            await api.close()

    async def permitted(self, right: Right) -> Verdict:
        """Whether ktui and the cluster let the user do this; ``allowed=None``: that shows only when it is tried."""
        return await (await self._gated()).permitted(right)

    async def perform(self, action: Action, agreement: Agreement = Agreement()) -> Sequence[str]:  # noqa: B008 (frozen)
        """Do an action, and write down what became of it: see `Gate.perform`.

        Returns:
            What the server said beside its answer.

        Raises:
            KtuiError: it was refused, by ktui or by the server, or failed.
        """
        return await (await self._gated()).perform(action, agreement)

    async def shell(
        self,
        action: OpenShell,
        terminal: ShellTerminal,
        agreement: Agreement = Agreement(),  # noqa: B008 (frozen)
    ) -> int:
        """Run a shell until it ends, through the gate: as a change, because anything can be done in one.

        Args:
            action: where.
            terminal: lent to the shell once it is certain that it may be opened.
            agreement: how the user has agreed to it.

        Returns:
            Its exit code.

        Raises:
            KtuiError: it was refused, by ktui or by the server, or failed, or the connection broke.
        """
        api, ended = await self._opened(), 0

        from ktui.cluster.exec import run_in_container  # noqa: PLC0415 (prepared in a thread)

        async def run(_: Action) -> Sequence[str]:
            nonlocal ended
            where = (action.namespace, action.name, action.container)
            ended = await run_in_container(api, *where, action.command, terminal)
            return ()

        await (await self._gated()).perform(action, agreement, run)
        return ended

    async def rehearse(self, action: CreateObject) -> tuple[dict[str, Any], Sequence[str]]:
        """What an object would be if it were created, and the server's warnings; nothing is changed.

        Raises:
            KtuiError: the user may not create it, or the server would refuse it.
        """
        verdict = await self.permitted(action.right)
        if verdict.allowed is False:
            raise Forbidden(verdict.why, reason="Forbidden", code=403)

        from ktui.cluster.actions.creating import rehearse  # noqa: PLC0415 (prepared in a thread)

        return await rehearse(await self._opened(), action)

    async def fetch(self, kind: Kind, key: Key) -> dict[str, Any]:
        """The full object, read now.

        Raises:
            NotFound: there is no such object.
            ClusterError: the server refused, or could not be asked.
        """
        namespace, name = key
        body = await (await self._opened()).get(f"{kind.path(namespace)}/{name}")
        try:
            return msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise ServerError(f"the answer is no {kind.name}") from error

    def resources(self) -> Catalogue:
        """What the server serves, as far as it is known; nothing before somebody has asked."""
        return self._resources.catalogue

    async def learn_resources(self) -> Catalogue:
        """What the server serves: asked once, and again after a definition changed.

        Raises:
            ClusterError: it could not be asked.
        """
        if self._defined is None:
            self._defined = self.watch(DEFINITIONS)
        return await self._resources.learn()

    async def find_resource(self, name: str) -> Resource:
        """The resource that a name means, in any form that kubectl takes: see `Catalogue.find`.

        Raises:
            UsageError: there is none, or none that can be shown. Says what may have been meant.
            ClusterError: the server could not be asked.
        """
        await self.learn_resources()
        return await self._resources.find(name)

    async def _discover(self) -> Catalogue:
        from ktui.cluster.discovery import discover  # noqa: PLC0415 (prepared in a thread)

        return await discover(await self._opened())

    async def _opened(self) -> Api:
        if self._api is None:
            await prepare()
            self._api = self._connected()
        return self._api

    def _connected(self) -> Api:
        from ktui.cluster.api import Api  # noqa: PLC0415 (prepared in a thread)
        from ktui.cluster.credentials import credentials_for  # noqa: PLC0415 (prepared in a thread)

        # Another request may have been faster meanwhile.
        if self._api is not None:
            return self._api
        plugin = self.connection.identity.exec
        credentials = credentials_for(
            self.connection,
            clock=self._clock,
            said=partial(self.said, plugin.name) if self.said and plugin else None,
            terminal=self.terminal,
        )
        return Api(self.connection, credentials, timings=self._timings, clock=self._clock)

    async def _gated(self) -> Gate:
        api = await self._opened()
        if self._gate is None:
            from ktui.cluster.actions import request  # noqa: PLC0415 (prepared in a thread)

            async def do(action: Action) -> Sequence[str]:
                try:
                    await api.reach()
                    return await request(api, action)
                except Unanswered:
                    raise
                except Unreachable as error:
                    raise Unreachable(f"{error.message}; nothing was done") from error

            self._gate = Gate(
                Access(api, pulse=api.pulse, timings=self._timings),
                do,
                self.journal,
                context=self.connection.context,
                user=self.connection.user,
                read_only=self.read_only,
                clock=self._clock,
                guards=self.guards,
            )
        return self._gate
