"""The app: one session at a time, the screens over it, and the clock that redraws them."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Event, Key
from textual.screen import Screen
from textual.worker import WorkerFailed

from ktui.app.clock import RedrawClock
from ktui.app.crash import first_of, report
from ktui.app.goal import Goal, Opener
from ktui.app.places import import_first, screen_for
from ktui.app.terminal import Signals, hung_up, lent, output_pending
from ktui.app.trail import Trail
from ktui.domain.errors import KtuiError
from ktui.screens.command import CommandError, parse
from ktui.screens.dialog import ASCII_CLASS, Dialog
from ktui.screens.frame import FrameScreen
from ktui.screens.keys import KeyMap
from ktui.screens.namespaces import Favourites, Scope
from ktui.screens.notices import Notices
from ktui.screens.places import Main, Place
from ktui.screens.start import StartScreen
from ktui.screens.surroundings import Surroundings
from ktui.settings import Settings

GONE = 129
"""The exit code when the terminal is gone: as for SIGHUP."""
KEPT_SCREENS = 20
"""So many screens keep what they show while another one is shown."""


class KtuiApp(App[None]):
    """The console.

    Args:
        opener: how to get to a cluster.
        settings: what the user wants.
        goal: where to begin.
        contexts: the names of the contexts there are.
        ascii_only: whether only ASCII may be drawn.
        clock: the time that ages are told from, in seconds since the epoch.
    """

    TITLE = "ktui"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "leave", "quit", id="app.leave", tooltip="Leave ktui.", show=False, priority=True),
    ]

    def __init__(
        self,
        opener: Opener,
        settings: Settings | None = None,
        *,
        goal: Goal | None = None,
        contexts: Callable[[], Sequence[str]] = tuple,
        ascii_only: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        # Without colour Textual writes greys; only over the terminal's own colours does it write no colour at all.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.settings = settings or Settings()
        self.ascii_only = ascii_only
        self.clock = clock
        self.goal = goal or Goal()
        self._opener = opener
        self._contexts = contexts
        self.fault = ""
        """What to tell the user after a fault of ktui itself."""
        self._signals: Signals | None = None
        self._around: Surroundings | None = None
        self._trail = Trail()
        self._favourites = Favourites(self.settings.favourites)
        self._notices = Notices(self._show_notices)
        """What was told on any screen, until it is read."""
        self._screens: dict[Place, FrameScreen] = {}
        """The screens of the places that were visited, the last one last: what they show is there on return."""
        self.key_map = KeyMap(self.settings.keys)
        """The keys that the user has changed."""
        self.set_keymap(self.key_map.textual)
        self._redraw = RedrawClock(self._draw, self.set_timer, lambda: output_pending(self._driver))
        self.set_class(ascii_only, ASCII_CLASS)
        if self.settings.theme in self.available_themes:
            self.theme = self.settings.theme
        elif self.no_color:
            self.theme = "ansi-dark"

    # ---- beginning and end

    async def on_mount(self) -> None:
        """Paint first; everything that takes time begins after that."""
        if self._driver is not None and not self._driver.is_headless:
            self._signals = Signals(self._end, self._driver)
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.set_interval(1.0, self._second)
        await self.push_screen(self._start_screen())
        self.call_after_refresh(self.connect)

    def on_unmount(self) -> None:
        """Leave signals as they were."""
        if self._signals is not None:
            self._signals.close()

    def action_leave(self) -> None:
        """Leave ktui."""
        self._end(0)

    def _end(self, code: int) -> None:
        self.exit(return_code=code)

    def _fatal_error(self) -> None:
        """End after a fault of ktui itself: a report in a file and a line for the user, no traceback on the screen."""
        error = self._exception.error if isinstance(self._exception, WorkerFailed) else self._exception
        if error is not None and not self.fault:
            self.fault = report(error)
        self._close_messages_no_wait()

    async def on_event(self, event: Event) -> None:
        """Do what a key is bound to before the next key is looked at.

        Textual itself runs a binding only when its key has gone through the focused widget's queue and come back. Of
        keys that arrive together, as over a slow line, later ones would still find the focus where it was: ``/pool``
        would open the filter and then do whatever p, o, o and l are bound to.
        """
        if isinstance(event, Key) and not event.is_forwarded:
            focused = self.screen.focused
            wanted = focused is not None and focused.check_consume_key(event.key, event.character)
            bound = None if wanted else self.screen.active_bindings.get(event.key)
            at_once = bound if bound is not None and bound.enabled and not bound.binding.priority else None
            if at_once is not None and await self.run_action(at_once.binding.action, at_once.node):
                return
        await super().on_event(event)

    # ---- the session

    @work(exclusive=True, group="session")
    async def connect(self) -> None:
        """Leave the cluster that is shown, if any, and go to the goal."""
        goal = self.goal
        try:
            async with self._opener(goal) as session:
                session.said, session.terminal = self._quote, partial(lent, self)
                with ExitStack() as stack:
                    stack.callback(session.subscribe(self._redraw.notice))
                    stack.callback(session.journal.subscribe(self._redraw.notice))
                    self._around = Surroundings(
                        session,
                        self.clock,
                        self.settings.within(session.connection.context),
                        self.ascii_only,
                        contexts=self._contexts,
                        scope=Scope(session.namespaces),
                        favourites=self._favourites,
                    )
                    async with asyncio.TaskGroup() as tasks:
                        # What is asked first is on its way while the first screen is imported and made.
                        tasks.create_task(session.run())
                        await asyncio.to_thread(import_first)
                        await self._arrive(Main("coverage"), self._trail.go)
        except* KtuiError as faults:
            await self._leave(str(first_of(faults)))

    async def _leave(self, fault: str = "") -> None:
        """Show that there is no session, and forget the screens of the one there was."""
        await self._show_first(self._start_screen(fault))
        self._around, self._trail = None, Trail()
        for place in list(self._screens):
            await self._drop(place)

    def _quote(self, who: str, words: str) -> None:
        """Show what a program says that gives credentials."""
        for screen in self._open_screens():
            if isinstance(screen, FrameScreen):
                screen.quote(who, words)
                return

    def _show_notices(self) -> None:
        """Show on the screen that is seen what was told on any."""
        for screen in self._open_screens():
            if isinstance(screen, FrameScreen):
                screen.show_notices()

    def _start_screen(self, fault: str = "") -> StartScreen:
        goal = self.goal
        whom = goal.called or (
            f"the cluster of context {goal.context}" if goal.context else "your kubeconfig's cluster"
        )
        return StartScreen(goal.context or "", whom, fault, contexts=self._contexts, ascii_only=self.ascii_only)

    # ---- from place to place

    async def _arrive(self, place: Place, come: Callable[[Place], None]) -> None:
        """Show the screen of a place, as it was left if it was visited before."""
        if self._around is None:
            return
        come(place)
        screen = self._screens.pop(place.bare, None)
        if screen is None:
            screen = screen_for(place, self._around)
            self.install_screen(screen, f"place-{id(screen)}")
        self._screens[place.bare] = screen
        await self._show_first(screen)
        screen.arrive(place)
        for old in list(self._screens)[:-KEPT_SCREENS]:
            await self._drop(old)

    async def _drop(self, place: Place) -> None:
        dropped = self._screens.pop(place)
        self.uninstall_screen(dropped)
        await dropped.remove()

    @on(FrameScreen.PlaceWanted)
    async def go(self, event: FrameScreen.PlaceWanted) -> None:
        """Go somewhere else."""
        await self._arrive(event.place, self._trail.enter if event.into else self._trail.go)

    @on(FrameScreen.BackWanted)
    async def go_back(self, event: FrameScreen.BackWanted) -> None:
        """Go back to where the present place was gone into from, or leave."""
        place = self._trail.back()
        if place is not None:
            await self._arrive(place, lambda _: None)
        elif event.leaving:
            self._end(0)

    @on(FrameScreen.WalkWanted)
    async def walk(self, event: FrameScreen.WalkWanted) -> None:
        """Walk through what was visited."""
        place = self._trail.walk(event.steps)
        if place is not None:
            await self._arrive(place, lambda _: None)

    async def _show_first(self, screen: FrameScreen) -> None:
        """Show a main screen in place of whatever is open. What was told in passing before is forgotten."""
        if self.screen is not screen:
            self._notices.forget()
        screen.notices = self._notices
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        if self.screen is not screen:
            await self.switch_screen(screen)

    async def go_to(self, goal: Goal) -> None:
        """Leave what is shown and go somewhere else."""
        self.goal = goal
        await self._leave()
        self.connect()

    # ---- the clock

    def _draw(self) -> None:
        for screen in self._open_screens():
            if isinstance(screen, FrameScreen | Dialog):
                screen.redraw()

    def _second(self) -> None:
        if hung_up(self._driver):
            self._end(GONE)
        elif not output_pending(self._driver):
            for screen in self._open_screens():
                if isinstance(screen, FrameScreen):
                    screen.tick()

    def _open_screens(self) -> list[Screen[Any]]:
        """The screens that can be drawn: none while the app is being taken down."""
        return [screen for screen in self.screen_stack if screen.is_running] if self.is_running else []

    # ---- commands

    @on(StartScreen.Retried)
    async def try_again(self) -> None:
        """Go to the same goal again."""
        await self.go_to(self.goal)

    @on(FrameScreen.NamespaceWanted)
    async def change_namespace(self, event: FrameScreen.NamespaceWanted) -> None:
        """Open a session for other namespaces than the present one looks at."""
        await self.go_to(replace(self.goal, namespaces=event.wanted))

    @on(FrameScreen.CommandTyped)
    async def obey(self, event: FrameScreen.CommandTyped) -> None:
        """Do what was typed after ``:``."""
        screen = self.main_screen
        try:
            command, argument = parse(event.text)
        except CommandError as error:
            screen.complain(str(error))
            return
        match command.name:
            case "coverage":
                await self._arrive(Main("coverage"), self._trail.go)
            case "quit":
                self._end(0)
            case "help":
                screen.action_help()
            case "journal":
                screen.action_journal()
            case "namespace":
                screen.look_at_namespaces(argument)
            case "context":
                self.choose_context(argument)

    @work(group="choice")
    async def choose_context(self, name: str) -> None:
        """Go to another context, chosen from a list if it is not named."""
        there = self._contexts()
        if not there:
            self.main_screen.complain("There is no other context: the kubeconfig names none.")
            return
        chosen: str | None = name
        if not name:
            from ktui.screens.choose import ChooseDialog, Offer  # noqa: PLC0415 (the first frame does not wait for it)

            offers = [Offer(each, each, "shown now" if each == self.goal.context else "") for each in there]
            chosen = await self.push_screen_wait(ChooseDialog("Go to context", offers, self.goal.context or ""))
        elif name not in there:
            self.main_screen.complain(f"The kubeconfig has no context {name!r}; it has {', '.join(there)}.")
            return
        if chosen:
            await self.go_to(Goal(chosen))

    @property
    def main_screen(self) -> FrameScreen:
        """The main screen, under whatever dialog is open."""
        return next(screen for screen in reversed(self.screen_stack) if isinstance(screen, FrameScreen))
