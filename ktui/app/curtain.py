"""A screen that is opened is drawn once it is all there.

Textual draws it four times on its way there: when it comes, when it is told its size, when its parts have theirs, and
when what they show has come. Over a slow line each costs a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual._compositor import LayoutUpdate
from textual.app import App

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen
    from textual.timer import Timer

TURNS = 2
"""So often everything that is on its way has its effect before a screen counts as all there."""
PATIENCE = 0.2
"""Seconds after which a screen is drawn in any case."""


class CurtainedApp(App[None]):
    """An app that shows nothing of a screen that is opened before it is all there; the first one is shown at once."""

    _on_stage: Screen[Any] | None = None
    """The screen that was drawn last, or would have been."""
    _curtain: Timer | None = None
    """What raises the curtain in any case; None: it is raised."""
    _rising = False
    """Whether the whole screen is about to be drawn."""

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        before, self._on_stage = self._on_stage, screen
        if before not in {None, screen}:
            self._draw_curtain(screen)
        if self._rising and isinstance(renderable, LayoutUpdate):
            self._raise_curtain()
        if self._curtain is None:
            super()._display(screen, renderable)

    def _draw_curtain(self, screen: Screen[Any]) -> None:
        self._raise_curtain()
        self._curtain = self.set_timer(PATIENCE, self._show_all)
        self._wait(screen, TURNS)

    def _wait(self, screen: Screen[Any], turns: int) -> None:
        """Ask for the whole screen after some turns, unless another one has come by then."""
        if screen is not self._on_stage or self._curtain is None:
            return
        if turns:
            screen.call_after_refresh(self._wait, screen, turns - 1)
        else:
            self._rising = True
            screen.refresh()

    def _show_all(self) -> None:
        self._raise_curtain()
        if self.is_running:
            self.screen.refresh()

    def _raise_curtain(self) -> None:
        self._rising = False
        if self._curtain is not None:
            self._curtain.stop()
            self._curtain = None
