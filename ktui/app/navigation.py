"""From place to place: which screen is shown, where one was, and what is kept of the screens that were left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual import on
from textual.app import App

from ktui.app.places import screen_for
from ktui.app.trail import Trail
from ktui.screens.frame import FrameScreen
from ktui.screens.notices import Notices
from ktui.screens.places import Main, Place, ResourceList, tab_leads_to
from ktui.screens.surroundings import Surroundings
from ktui.widgets.history import History
from ktui.widgets.tab_bar import Tab

KEPT_SCREENS = 20
"""So many screens keep what they show while another one is shown."""


class NavigatedApp(App[None]):
    """An app that shows one main screen at a time, and goes back to those that were left.

    Args:
        history: what was typed in earlier runs.
        ansi_color: see Textual's `App`.
    """

    def __init__(self, history: History | None = None, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.around: Surroundings | None = None
        """The session, and what the user wants; None while there is no session."""
        self.trail = Trail()
        """Where the user has been in this session."""
        self.notices = Notices(self._show_notices)
        """What was told on any screen, until it is read."""
        self._moving = asyncio.Lock()
        """Held while one screen gives way to another: workers and messages want to go somewhere at the same time."""
        self._history = history or History()
        self._screens: dict[Place, FrameScreen] = {}
        """The screens of the places that were visited, the last one last: what they show is there on return."""

    @property
    def main_screen(self) -> FrameScreen:
        """The main screen, under whatever dialog is open."""
        return next(screen for screen in reversed(self.screen_stack) if isinstance(screen, FrameScreen))

    @property
    def whereabouts(self) -> Place:
        """Where to be after a change of context or namespaces: in the same list, or where its tab leads."""
        here, lit = self.trail.here, self.main_screen.lit
        if here is not None and isinstance(here.place, Main | ResourceList):
            return here.place
        return tab_leads_to(lit.name) if lit else Main("coverage")

    @property
    def former(self) -> str:
        """The context that was shown before; ``""``: there was none."""
        return ""

    async def return_to_former(self) -> None:
        """Go back to the context, the namespaces and the place that were shown before."""

    async def arrive(self, place: Place, come: Callable[[Place], None] = lambda _: None) -> None:
        """Show the screen of a place, as it was left if it was visited before.

        Args:
            place: where to go.
            come: notes it in the trail.
        """
        async with self._moving:
            if self.around is None:
                return
            come(place)
            screen = self._screens.pop(place.bare, None)
            if screen is None:
                screen = screen_for(place, self.around)
                self.install_screen(screen, f"place-{id(screen)}")
            self._screens[place.bare] = screen
            screen.light(self._tab_before())
            await self._show_only(screen)
            screen.arrive(place)
            for old in list(self._screens)[:-KEPT_SCREENS]:
                await self._drop(old)

    def _tab_before(self) -> Tab | None:
        """The tab of the place that the present one was gone into from."""
        parent = self.trail.here.parent if self.trail.here else None
        screen = self._screens.get(parent.place.bare) if parent else None
        return screen.lit if screen else None

    async def leave_all(self, instead: FrameScreen) -> None:
        """Forget the screens of a session that has ended.

        Args:
            instead: what to show from now on.
        """
        async with self._moving:
            await self._show_only(instead)
            self.around, self.trail = None, Trail()
            for place in list(self._screens):
                await self._drop(place)

    async def _drop(self, place: Place) -> None:
        dropped = self._screens.pop(place)
        self.uninstall_screen(dropped)
        await dropped.remove()

    async def _show_only(self, screen: FrameScreen) -> None:
        """Show a main screen in place of whatever is open. What was told in passing before is forgotten."""
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        if self.screen is not screen:
            self.notices.forget()
            screen.share(self.notices, self._history)
            await self.switch_screen(screen)

    def _show_notices(self) -> None:
        """Show on the screen that is seen what was told on any."""
        for screen in self.screen_stack if self.is_running else ():
            if isinstance(screen, FrameScreen):
                screen.show_notices()

    # ---- what screens want

    @on(FrameScreen.PlaceWanted)
    async def go(self, event: FrameScreen.PlaceWanted) -> None:
        """Go somewhere else."""
        await self.arrive(event.place, self.trail.enter if event.into else self.trail.go)

    @on(FrameScreen.BackWanted)
    async def go_back(self, event: FrameScreen.BackWanted) -> None:
        """Go back to where the present place was gone into from; with nowhere to go back to, leave if that is meant."""
        place = self.trail.back()
        if place is not None:
            await self.arrive(place)
        elif event.leaving:
            self.exit(return_code=0)
        elif self.former:
            self.main_screen.say(f"{self.main_screen.key_of('last')} goes back to {self.former}.")

    @on(FrameScreen.WalkWanted)
    async def walk(self, event: FrameScreen.WalkWanted) -> None:
        """Walk through what was visited."""
        place = self.trail.walk(event.steps) if event.steps else self.trail.last()
        if place is not None:
            await self.arrive(place)
        elif not event.steps and self.former:
            await self.return_to_former()
        elif self.around is not None:
            where = "after this" if event.steps > 0 else "before this"
            self.main_screen.say(f"You were nowhere {where}.")
