"""A screen behind a dialog: what changes of it is drawn, and no more than that."""

from __future__ import annotations

from ktui.screens.entering import EnteringScreen


class BehindScreen(EnteringScreen[None]):
    """A screen that forgets what has changed of it once that was drawn behind a dialog.

    Textual keeps it for when the dialog goes, and draws all of it again at every further change: soon the whole screen,
    13 kB a second while ages run on behind a question. But when the dialog goes, everything is drawn anew.
    """

    def _compositor_refresh(self) -> None:
        super()._compositor_refresh()
        if self is not self.app.screen:
            self._exchange_repaint_regions()
            self._repaint_required = False
