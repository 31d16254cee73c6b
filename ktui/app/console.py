"""The app: one session at a time, the screens over it, and the clock that redraws them."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.events import Event, InputEvent, Key, Resize
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerFailed

from ktui.app.clipboard import CopyingApp
from ktui.app.clock import RedrawClock
from ktui.app.commands import CommandedApp
from ktui.app.crash import report
from ktui.app.curtain import CurtainedApp
from ktui.app.goal import Goal, Opener
from ktui.app.pacing import PacedApp
from ktui.app.places import import_first
from ktui.app.rest import Rest
from ktui.app.terminal import GONE, Signals, end_when_gone, hung_up, lent, size_now
from ktui.app.themes import ThemedApp
from ktui.domain.errors import KtuiError, first_of
from ktui.screens.command import starting_place
from ktui.screens.dialog import ASCII_CLASS, Dialog
from ktui.screens.entering import EnteringScreen
from ktui.screens.frame import FrameScreen
from ktui.screens.kept_columns import KeptColumns
from ktui.screens.keys import KeyMap
from ktui.screens.namespaces import Favourites, Scope
from ktui.screens.places import Place
from ktui.screens.start import StartScreen
from ktui.screens.surroundings import Surroundings
from ktui.settings import Settings
from ktui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from ktui.session import Session
    from ktui.widgets.history import History


class KtuiApp(CommandedApp, CurtainedApp, PacedApp, CopyingApp, ThemedApp):
    """The console.

    Args:
        opener: how to get to a cluster.
        settings: what the user wants.
        goal: where to begin.
        contexts: the names of the contexts there are.
        ascii_only: whether only ASCII may be drawn.
        clock: the time that ages are told from, in seconds since the epoch.
        history: what was typed in earlier runs.
        columns: which columns were chosen in earlier runs.
    """

    TITLE = "ktui"
    HELP: ClassVar[str] = "At any time"
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
        history: History | None = None,
        columns: KeptColumns | None = None,
    ) -> None:
        # Without colour Textual writes greys; only over the terminal's own colours does it write no colour at all.
        colours = True if "NO_COLOR" in os.environ else None
        super().__init__(settings or Settings(), goal or Goal(), contexts, history, ansi_color=colours)
        self.ascii_only = ascii_only
        self.clock = clock
        self._opener = opener
        self.fault = ""
        """What to tell the user after a fault of ktui itself."""
        self._signals: Signals | None = None
        self._place = starting_place(self.settings.start)
        """What to show of the next session."""
        self._former: tuple[Goal, str, Place] | None = None
        """Where the last session was, what its context is called, and what was shown of it."""
        self.key_map = KeyMap(self.settings.keys)
        """The keys that the user has changed."""
        self.set_keymap(self.key_map.textual)
        self._redraw = RedrawClock(self._draw, self.set_timer, lambda: self.behind)
        self._rest = Rest()
        self.set_class(ascii_only, ASCII_CLASS)
        self._columns = columns or KeptColumns()
        self._favourites: dict[str, Favourites] = {}
        """By context, the namespaces that have keys."""
        self._own_theme = self.theme
        self._show_theme(self.settings.within(self.goal.context or "").theme)

    # ---- beginning and end

    async def on_mount(self) -> None:
        """Paint first; everything that takes time begins after that."""
        if self._driver is not None and not self._driver.is_headless:
            self._signals = Signals(self._end, self._driver)
            if isinstance(descriptor := getattr(self._driver, "fileno", None), int):
                end_when_gone(descriptor, partial(os._exit, GONE))
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
        if isinstance(event, InputEvent):
            self._rest.disturb()
        if isinstance(event, Key) and not event.is_forwarded:
            if isinstance(self.screen, EnteringScreen):
                await self.screen.all_there()
            focused = self.screen.focused
            wanted = focused is not None and focused.check_consume_key(event.key, event.character)
            bound = None if wanted else self.screen.active_bindings.get(event.key)
            at_once = bound if bound is not None and bound.enabled and not bound.binding.priority else None
            if at_once is not None:
                if focused is not None and focused.check_consume_key("a", "a"):
                    await _letters_taken(focused)
                if await self.run_action(at_once.binding.action, at_once.node):
                    return
        await super().on_event(event)

    # ---- the session

    @work(exclusive=True, group="session")
    async def connect(self) -> None:
        """Leave the cluster that is shown, if any, and go to the goal."""
        goal = self.goal
        try:
            async with self._opener(goal) as session:
                session.said, session.terminal = self._quote, partial(lent, self, self._signals)
                with ExitStack() as stack:
                    stack.callback(session.subscribe(self._redraw.notice))
                    stack.callback(session.journal.subscribe(self._redraw.notice))
                    self.around = self._surroundings(session)
                    async with asyncio.TaskGroup() as tasks:
                        # What is asked first is on its way while the first screen is imported and made.
                        tasks.create_task(session.run())
                        await asyncio.to_thread(import_first)
                        line = self.main_screen.query_one(Prompt)
                        await self.arrive(self._place, self.trail.go)
                        self.go_on(line)
        except* KtuiError as faults:
            await self._leave(str(first_of(faults)))

    def _surroundings(self, session: Session) -> Surroundings:
        """What the screens of a session are given, by the settings of its context."""
        wanted = self.settings.within(session.connection.context)
        favourites = self._favourites.setdefault(session.connection.context, Favourites(wanted.favourites))
        favourites.use(session.namespaces)
        self._show_theme(wanted.theme)
        return Surroundings(
            session,
            self.clock,
            wanted,
            self.ascii_only,
            contexts=self.contexts,
            scope=Scope(session.namespaces),
            favourites=favourites,
            columns=self._columns,
        )

    def adapt(self, own_theme: str) -> None:
        """Take another theme for ktui's own, which is shown where the user has chosen none."""
        self._own_theme = own_theme
        self._show_theme(self.settings.within(self.goal.context or "").theme)

    def _show_theme(self, name: str) -> None:
        """Show a theme, ktui's own if there is no name."""
        wanted = name if name in self.available_themes else "ansi-dark" if self.no_color else self._own_theme
        if self.theme != wanted:
            self.theme = wanted

    async def _leave(self, fault: str = "") -> None:
        """Show that there is no session, and forget the screens of the one there was."""
        await self.leave_all(self._start_screen(fault))

    def _quote(self, who: str, words: str) -> None:
        """Show what a program says that gives credentials."""
        for screen in self._open_screens():
            if isinstance(screen, FrameScreen):
                screen.quote(who, words)
                return

    def _start_screen(self, fault: str = "") -> StartScreen:
        goal = self.goal
        whom = goal.called or (
            f"the cluster of context {goal.context}" if goal.context else "your kubeconfig's cluster"
        )
        return StartScreen(
            goal.context or "", whom, fault, former=self.former, contexts=self.contexts, ascii_only=self.ascii_only
        )

    async def go_to(self, goal: Goal, place: Place | None = None) -> None:
        """Leave what is shown and go to another context or other namespaces.

        Args:
            goal: where to go.
            place: what to show there; the same as here if not given.
        """
        if self.around is not None:
            self._former = (self.goal, self.around.session.connection.context, self.whereabouts)
            self._place = self.whereabouts
        self.goal, self._place = goal, place or self._place
        # A session that is still being opened must not show its first screen any more.
        self.workers.cancel_group(self, "session")
        await self._leave()
        self.connect()

    @on(StartScreen.Retried)
    async def try_again(self) -> None:
        """Go to the same goal again."""
        await self.go_to(self.goal)

    @property
    def former(self) -> str:
        """The context that was shown before; ``""``: there was none."""
        return self._former[1] if self._former else ""

    @on(StartScreen.Returned)
    async def return_to_former(self) -> None:
        """Go back to the context, the namespaces and the place that were shown before."""
        if self._former is not None:
            goal, _, place = self._former
            await self.go_to(goal, place)

    # ---- the clock

    def _draw(self) -> None:
        for screen in self._open_screens():
            # One that was just opened draws itself once its parts are there.
            if isinstance(screen, FrameScreen | Dialog) and screen.is_mounted:
                screen.redraw()

    def _second(self) -> None:
        if hung_up(self._driver):
            self._end(GONE)
            return
        screens = self._open_screens()
        size = size_now(self._driver)
        if screens and size is not None and size != screens[-1].size:
            self.post_message(Resize(size, size))
        if not self.behind:
            for screen in screens:
                if isinstance(screen, FrameScreen):
                    screen.tick()
        self._rest.tick()

    def _open_screens(self) -> list[Screen[Any]]:
        """The screens that can be drawn: none while the app is being taken down."""
        return [screen for screen in self.screen_stack if screen.is_running] if self.is_running else []


async def _letters_taken(line: Widget) -> None:
    """Wait until a line has taken the letters that were typed into it before: they go through its own queue."""
    taken = asyncio.Event()
    if line.call_later(taken.set):
        with suppress(TimeoutError):  # the line is being closed: what waits in its queue is dropped
            async with asyncio.timeout(1):
                await taken.wait()
