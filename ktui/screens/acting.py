"""The way from a key to a change: the right is asked, agreement is asked, it is done, and the outcome is told."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import work

from ktui.domain.actions import Action, Agreement, Right
from ktui.domain.actions.shells import OpenShell
from ktui.domain.errors import KtuiError, Unanswered
from ktui.domain.kinds import COVERAGE, CRON_JOB, JOB, Kind
from ktui.domain.objects import Key, Object
from ktui.screens.confirm import ConfirmDialog, confirmation
from ktui.screens.journal import JournalScreen
from ktui.screens.outcomes import MOST_NAMED, Outcomes, of_one_object
from ktui.screens.places import Place
from ktui.screens.surroundings import Surroundings
from ktui.screens.taking import TakingScreen
from ktui.session.guards import name_of

if TYPE_CHECKING:
    from ktui.cluster.access import Verdict


PATIENCE = 1.0
"""Seconds after which it is said that the server is being waited for."""
KNOWN = 15.0
"""Seconds after which the session is asked again what it knows of a right; it asks the server much less often."""
_FRAME = 0.1
"""Seconds between two looks at what many actions have done so far."""
_SINGULARS = {kind.plural: kind.name.lower() for kind in (*COVERAGE, JOB, CRON_JOB)}


class ActingScreen(TakingScreen):
    """A main screen over a session, from which objects can be changed.

    Args:
        around: the session, and what the user wants; every change goes through the session's `perform`.
    """

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self.production = around.production
        self._verdicts: dict[Right, tuple[float, Verdict]] = {}
        """What was said of rights, and when."""
        self._asking: set[Right] = set()
        self._learnt = asyncio.Event()
        """Is set when one more right is known; another event each time."""
        self._under_way: set[tuple[str, Key]] = set()
        """By kind and key, what the server was asked to change and has not answered about."""
        self._pending: dict[tuple[str, Key], str] = {}
        """By kind and key, the resource version of what was changed and is not yet seen to be."""

    @property
    def read_only(self) -> bool:
        """Whether the session refuses every change."""
        return self.session.read_only

    @property
    def insecure(self) -> bool:
        """Whether the kubeconfig says that the server's certificate is not to be looked at."""
        return self.session.connection.insecure

    @property
    def now(self) -> datetime:
        """The time."""
        return datetime.fromtimestamp(self.clock(), UTC)

    @property
    def in_front(self) -> bool:
        """Whether it is the screen that keys go to, and no dialog nor another screen."""
        return self.app.screen is self

    async def read_whole(self, kind: Kind, obj: Object) -> dict[str, Any] | None:
        """An object in full, as it is now; None if it cannot be read or is another one by now, which the user hears."""
        try:
            whole = await self.session.fetch(kind, obj.key)
        except KtuiError as error:
            self.complain(f"{kind.name} {obj.name} cannot be read: {error}")
            return None
        if (whole.get("metadata") or {}).get("uid") != obj.uid:
            self.complain(f"{kind.name} {obj.name} was replaced by another of the same name. Look again.")
            return None
        return whole

    # ---- rights

    def missing_right(self, right: Right, *sorts: type[Action]) -> str:
        """Why the user may not do this, as far as it is known; ``""`` if they may, or if it is still being asked.

        Args:
            right: what it needs.
            sorts: which sorts of action it is, because a rule of the settings may forbid them. Deletions and shells are
                known by their right.
        """
        names = [name_of(sort) for sort in sorts]
        if right.verb == "delete":
            names.append(f"delete-{_SINGULARS.get(right.resource) or right.resource.removesuffix('s')}")
        if right.subresource == "exec":
            names.append(name_of(OpenShell))
        if names and (closed := self.session.guards.closed(right.namespace, *names)):
            return closed
        asked_at, verdict = self._verdicts.get(right, (0.0, None))
        if right not in self._asking and (verdict is None or not 0 <= self.clock() - asked_at < KNOWN):
            self._asking.add(right)
            self.learn_right(right)
        return verdict.why if verdict is not None and verdict.allowed is False else ""

    @work(group="rights")
    async def learn_right(self, right: Right) -> None:
        """Ask for a right, and show the keys that it gives or takes."""
        self._verdicts[right] = self.clock(), await self.session.permitted(right)
        self._asking.discard(right)
        self._learnt.set()
        self._learnt = asyncio.Event()
        self.show_keys()

    async def refuses_surely(self, action: str) -> bool:
        """As `refuses`, once the rights are known that it depends on: nobody fills in a form in vain."""
        self.refusal(action)
        with self._waiting("Asking the server whether you may."):
            while self._asking:
                await self._learnt.wait()
                self.refusal(action)
        return self.refuses(action)

    # ---- doing

    @work(group="action")
    async def perform(
        self,
        actions: Sequence[Action],
        *,
        impact: Sequence[str] = (),
        verb: str = "Apply",
        then: Place | None = None,
    ) -> None:
        """Ask for agreement and do some actions of one sort, one after the other.

        What fails for one object alone stops nothing; what would fail for the next one too does.

        Args:
            actions: at least one.
            impact: what else will come of them.
            verb: what stands on the answer that does it.
            then: where to go when all are done; None: stay.
        """
        if not await self._may(actions):
            return
        asked = confirmation(
            actions,
            impact=impact,
            verb=verb,
            production=self.session.connection.context if self.production else "",
            typed=any(map(self.session.guards.to_be_typed, actions)),
        )
        dialog = ConfirmDialog(asked, partial(self.objection, actions[0]) if len(actions) == 1 else lambda: "")
        if not await self.app.push_screen_wait(dialog):
            return
        outcomes = Outcomes(actions)
        try:
            await self._perform_all(outcomes, asked.title, Agreement(together=len(actions), typed=bool(asked.to_type)))
        except asyncio.CancelledError:
            self.notices.cut_off(f"{asked.title}: cut off, because you left. {outcomes.told}")
            raise
        if outcomes.all_done:
            self.say(f"{asked.title}: the server has accepted it.")
        elif len(actions) > 1:
            self.complain(f"{asked.title}: {outcomes.told}")
        self.redraw()
        if then is not None and outcomes.all_done:
            self.go(then)

    async def _may(self, actions: Sequence[Action]) -> bool:
        """Whether the user may do this, as far as is known; if not, they hear why."""
        with self._waiting(f"{actions[0].title}: asking the server whether you may."):
            for action in actions:
                verdict = await self.session.permitted(action.right)
                refused = verdict.why if verdict.allowed is False else ""
                if refused := refused or self.session.guards.forbid(action, len(actions)):
                    self.complain(refused)
                    return False
                if action.touches in self._under_way:
                    self.say(f"{action.title}: the server has not answered yet what it was asked of {action.target}.")
                    return False
        if not self.in_front:
            self.say(f"{actions[0].title}: not asked, because you went elsewhere meanwhile.")
        return self.in_front

    async def _perform_all(self, outcomes: Outcomes, title: str, agreement: Agreement) -> None:
        """Do them; how far it is shows now and then."""
        time = asyncio.get_running_loop().time
        drawn_at = told_at = time()
        while action := outcomes.next:
            self._pending[action.touches] = self._version(self.held(*action.touches))
            if not outcomes.tried or time() - drawn_at >= _FRAME:
                drawn_at = time()
                self.redraw()
            if time() - told_at >= PATIENCE:
                told_at = time()
                self.say(f"{title}: {outcomes.far}")
            try:
                error = await self._perform_one(action, agreement)
            except asyncio.CancelledError:
                outcomes.note(action, Unanswered("cut off"))
                raise
            outcomes.note(action, error)
            if error is not None and outcomes.faults <= MOST_NAMED:
                self._tell_of(action, error)
            if error is not None and not of_one_object(error):
                return

    def _tell_of(self, action: Action, error: KtuiError) -> None:
        told = f"{action.title}: {error}"
        self.complain(told)
        self.redraw()
        if isinstance(error, Unanswered):
            self.watch_doubt(action, told)

    @work(group="doubt")
    async def watch_doubt(self, action: Action, told: str) -> None:
        """Take back that it is not known what became of an action, once that is seen."""
        changed = asyncio.Event()
        end = self.session.subscribe(changed.set)
        try:
            while not (seen := self.objection(action)):
                await changed.wait()
                changed.clear()
        finally:
            end()
        if self.notices.withdraw(told):
            self.say(f"{action.title}: the server had not answered. Now it is seen: {seen}")

    @contextmanager
    def _waiting(self, words: str) -> Iterator[None]:
        """Say that something is waited for, if it takes long."""
        timer = self.set_timer(PATIENCE, partial(self.say, words))
        try:
            yield
        finally:
            timer.stop()

    async def _perform_one(self, action: Action, agreement: Agreement) -> KtuiError | None:
        self._under_way.add(action.touches)
        try:
            with self._waiting(f"{action.title}: the server has not answered yet."):
                warnings = await self.session.perform(action, agreement)
        except KtuiError as error:
            self._pending.pop(action.touches, None)
            return error
        finally:
            self._under_way.discard(action.touches)
        for warning in warnings:
            self.complain(f"{action.title}: done, and the server warns: {warning}")
        return None

    def pending(self) -> Collection[tuple[str, Key]]:
        """What was changed, by kind and key, and is not yet seen to be: forgotten once the watch shows it."""
        for mark, version in list(self._pending.items()):
            held = self.held(*mark)
            if held is None or held.metadata.resource_version != version:
                del self._pending[mark]
        return self._pending.keys()

    def held(self, kind: str, key: Key) -> Object | None:
        """An object as the store has it, by Kubernetes' name of its kind; None if it is gone, or not followed."""
        tables = (table for each, table in self.session.state.tables.items() if each.name == kind)
        return next((held for table in tables if (held := table.get(key)) is not None), None)

    def objection(self, action: Action) -> str:
        """Why an action that waits for agreement cannot be done any more; ``""`` if it can, as far as is known."""
        kind, key = action.touches
        followed = [table for each, table in self.session.state.tables.items() if each.name == kind and table.loaded]
        return action.objection(self.held(kind, key)) if followed else ""

    @staticmethod
    def _version(held: Object | None) -> str:
        return held.metadata.resource_version if held else ""

    def action_journal(self) -> None:
        """Show what was asked for in this run."""
        self.app.push_screen(JournalScreen(self.session.journal))
