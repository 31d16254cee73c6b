"""What is typed after ``:``, done."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work

from ktui.app.goal import Goal
from ktui.app.navigation import NavigatedApp
from ktui.domain.errors import KtuiError, UsageError
from ktui.screens import command
from ktui.screens.command import COMMANDS, Typed
from ktui.screens.frame import FrameScreen
from ktui.screens.places import MAINS, Main, Place, ResourceList
from ktui.screens.start import StartScreen
from ktui.settings import Settings
from ktui.widgets.history import History
from ktui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from ktui.domain.resources import Catalogue, Resource
    from ktui.screens.choose import Offer
    from ktui.session import Session

_AGAIN = 5.0
"""Seconds after which contexts are read again while a command is typed: not at every key."""
_EVERYTHING = "{aliases|ctrl-a} shows everything that can be typed."
_LIST_OF_CONTEXTS = "To change the list: kubectl config rename-context, delete-context."


class CommandedApp(NavigatedApp):
    """An app that obeys commands.

    Args:
        settings: what the user wants.
        goal: where to begin.
        contexts: the names of the contexts there are.
        history: what was typed in earlier runs.
        ansi_color: see Textual's `App`.
    """

    def __init__(
        self,
        settings: Settings,
        goal: Goal,
        contexts: Callable[[], Sequence[str]],
        history: History | None = None,
        *,
        ansi_color: bool | None = None,
    ) -> None:
        super().__init__(history, ansi_color=ansi_color)
        self.settings = settings
        self.goal = goal
        """The context and namespaces that are shown, or on the way to be."""
        self._read_contexts = contexts
        self._known_contexts: tuple[float, Sequence[str]] = (-math.inf, ())
        self._early = ""
        """The command that waits for a cluster."""

    def contexts(self) -> Sequence[str]:
        """The names of the contexts there are, to complete what is typed: none while they cannot be read."""
        at, known = self._known_contexts
        if time.monotonic() - at > _AGAIN:
            with suppress(KtuiError):
                known = self._read_contexts()
            self._known_contexts = time.monotonic(), known
        return known

    def _contexts_now(self) -> Sequence[str] | None:
        """The names of the contexts there are; None if they cannot be read, which the user hears."""
        try:
            return self._read_contexts()
        except KtuiError as error:
            self.main_screen.complain(str(error))
            return None

    async def go_to(self, goal: Goal, place: Place | None = None) -> None:
        """Leave what is shown and go to another context or other namespaces.

        Args:
            goal: where to go.
            place: what to show there; the same as here if not given.
        """
        raise NotImplementedError

    @on(FrameScreen.CommandTyped)
    async def obey(self, event: FrameScreen.CommandTyped) -> None:
        """Do what was typed after ``:``."""
        typed = command.take_apart(event.text)
        named = command.command(typed.word)
        screen = self.main_screen
        if isinstance(screen, StartScreen) and not screen.fault and (named is None or named.name == "namespace"):
            self._early = event.text
            screen.say(f":{event.text.strip()} is obeyed as soon as the cluster is there.")
        elif named is None:
            await self._go_where(typed)
        elif typed.rest and not named.argument:
            self.main_screen.say(f":{named.name} takes nothing after it; there is {typed.rest!r}.")
        else:
            await self._do(named.name, typed.rest)

    def go_on(self, line: Prompt) -> None:
        """Do what was typed while the cluster was on its way, and let the user go on with what is half typed.

        Args:
            line: the line in which it was typed.
        """
        early, self._early = self._early, ""
        if early:
            self.main_screen.post_message(FrameScreen.CommandTyped(early))
        if line.sign:
            self.main_screen.action_command(line.text)

    async def _do(self, name: str, argument: str) -> None:
        screen = self.main_screen
        match name:
            case "quit":
                self.exit(return_code=0)
            case "help":
                screen.action_help()
            case "journal":
                screen.action_journal()
            case "aliases":
                self.choose_command()
            case "namespace":
                screen.look_at_namespaces(argument)
            case "context":
                self.choose_context(argument)

    # ---- places

    async def _go_where(self, typed: Typed) -> None:
        """Go to a main screen, or to any resource of the server."""
        main = command.main_screen(typed.word)
        if main is not None and not main.namespaced and self._refuse_namespaces(main.title, typed):
            return
        if main is not None:
            await self._arrive_at(Main(main.name, typed.text), typed)
        elif told := command.elsewhere(typed.word):
            self.main_screen.say(f":{typed.word} is k9s'. {self.main_screen.with_keys(told)}")
        elif self.around is None:
            meant = command.near(typed.word)
            did = f" Did you mean :{meant}?" if meant else ""
            self.main_screen.say(f"There is no command {typed.word!r}, and no cluster to ask for one.{did}")
        elif typed.context:  # another cluster may know what this one does not
            await self._arrive_at(ResourceList(command.K9S_NAMES.get(typed.word, typed.word), typed.text), typed)
        else:
            self.find_resource(typed)

    @work(group="command", exclusive=True)
    async def find_resource(self, typed: Typed) -> None:
        """Ask the server what a word means, and go there."""
        assert self.around is not None, "there is nobody to ask otherwise"
        session = self.around.session
        if session.resources().find(typed.word) is None:
            self.main_screen.say(f"Asking the server what {typed.word!r} is ...")
        try:
            found = await _resource(session, typed.word)
        except UsageError as error:
            meant = command.near(typed.word)
            unknown = f"There is no {typed.word!r}, neither here nor on the server. Did you mean :{meant}?"
            self.main_screen.say(f"{unknown if meant else error} {self.main_screen.with_keys(_EVERYTHING)}")
        except KtuiError as error:
            self.main_screen.complain(f":{typed.word}: {error}")
        else:
            catalogue = session.resources()
            if not found.namespaced and self._refuse_namespaces(found.name.capitalize(), typed):
                return
            name = typed.word if "." in typed.word else _plain_name(catalogue, found.name, found.qualified)
            await self._arrive_at(ResourceList(name, typed.text), typed)

    def _refuse_namespaces(self, what: str, typed: Typed) -> bool:
        """Say so if namespaces were typed for what lives in none."""
        names = [name for name in typed.namespaces.split(",") if name and name not in command.EVERYWHERE]
        if names:
            there = f"{what} are in no namespace: :{typed.word} /{names[0]} filters them."
            self.main_screen.say(there)
        return bool(names)

    async def _arrive_at(self, place: Place, typed: Typed) -> None:
        """Go to a place, in the context and the namespaces that were typed."""
        if typed.context and self._is_elsewhere(typed.context):
            if self._refuse_context(typed.context):
                return
            names = tuple(typed.namespaces.split(",")) if typed.namespaces else None
            everywhere = not command.EVERYWHERE.isdisjoint(names or ())
            await self.go_to(Goal(typed.context, None if everywhere else names), place)
            return
        await self.arrive(place, self.trail.go)
        if typed.namespaces:
            self.main_screen.look_at_namespaces(typed.namespaces)

    @work(group="choice")
    async def choose_command(self) -> None:
        """Let the user choose from everything that can be typed."""
        from ktui.screens.choose import ChooseDialog

        chosen = await self.push_screen_wait(ChooseDialog("Go to, or do", self._offers()))
        if chosen:
            self.main_screen.post_message(FrameScreen.CommandTyped(chosen))

    def _offers(self) -> list[Offer]:
        from ktui.screens.choose import Offer

        own = [Offer(each.name, f":{each.name}", _also(each.does, each.aliases)) for each in (*MAINS, *COMMANDS)]
        if self.around is None:
            return own
        catalogue, there = self.around.session.resources(), {each.name for each in (*MAINS, *COMMANDS)}
        return [
            *own,
            *(Offer(name, f":{name}", _short(catalogue, name)) for name in catalogue.names if name not in there),
        ]

    # ---- contexts and namespaces

    @on(FrameScreen.NamespaceWanted)
    async def change_namespaces(self, event: FrameScreen.NamespaceWanted) -> None:
        """Open a session for other namespaces than the present one looks at."""
        await self.go_to(replace(self.goal, namespaces=event.wanted))

    @work(group="choice")
    async def choose_context(self, name: str) -> None:
        """Go to another context, chosen from a list if it is not named."""
        from ktui.screens.choose import ChooseDialog, Offer

        there = self._contexts_now()
        if there is None:
            return
        if not there:
            self.main_screen.say("There is no other context: the kubeconfig names none.")
            return
        chosen: str | None = name
        if not name:
            offers = [Offer(each, each, self._remark(each)) for each in there]
            chosen = await self.push_screen_wait(
                ChooseDialog("Go to context", offers, self._shown_context(), _LIST_OF_CONTEXTS)
            )
        elif self._refuse_context(name):
            return
        if chosen:
            await self.go_to(Goal(chosen))

    def _refuse_context(self, name: str) -> bool:
        """Say so if there is no such context, or if that cannot be told."""
        there = self._contexts_now()
        if there is None or name in there:
            return there is None
        self.main_screen.say(f"The kubeconfig has no context {name!r}; it has {', '.join(there) or 'none'}.")
        return True

    def _is_elsewhere(self, context: str) -> bool:
        return context != self._shown_context()

    def _shown_context(self) -> str:
        return self.around.session.connection.context if self.around is not None else self.goal.context or ""

    def _remark(self, context: str) -> str:
        said = (
            ("shown now", self.around is not None and context == self._shown_context()),
            ("production", self.settings.is_production(context)),
            ("read-only", self.settings.is_read_only(context)),
        )
        return ", ".join(words for words, so in said if so)


async def _resource(session: Session, word: str) -> Resource:
    """The resource that a word means: to the server first, then to k9s."""
    try:
        return await session.find_resource(word)
    except UsageError:
        if word not in command.K9S_NAMES:
            raise
        return await session.find_resource(command.K9S_NAMES[word])


def _plain_name(catalogue: Catalogue, name: str, qualified: str) -> str:
    """The shorter of two names that means the same resource."""
    found = catalogue.find(name)
    return name if found is not None and found.qualified == qualified else qualified


def _short(catalogue: Catalogue, name: str) -> str:
    """What the objects of a resource are, and what else it can be called by."""
    found = catalogue.find(name)
    return _also(found.kind, found.short_names) if found is not None else ""


def _also(does: str, names: Sequence[str]) -> str:
    """What something is, and what else can be typed for it."""
    return f"{does} {' '.join(f':{name}' for name in names)}".strip()
