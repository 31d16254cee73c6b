"""Makes Textual write only what a partial update asks for.

Textual's partial update begins each touched span at the left edge of the widget under it instead of at the span
(Textual issue 5625): a changed cell at the end of a line costs the whole line, and over a slow link a user feels that.
This module stands on a private class of Textual. It leaves a Textual that it does not know as it is; a test compares
what a terminal shows with it and without it.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from rich.control import Control
from textual._compositor import ChopsUpdate

if TYPE_CHECKING:
    from rich.console import Console
    from textual.strip import Strip

KNOWN = ("8.2.",)
"""Beginnings of the versions of Textual this was compared with."""


def crop_updates() -> bool:
    """Crop all partial updates from now on; False if this Textual is not known, and left as it is."""
    if not version("textual").startswith(KNOWN):
        return False
    ChopsUpdate.render_segments = render_cropped  # type: ignore[method-assign]  # there is no seam for it
    return True


def render_cropped(self: ChopsUpdate, console: Console) -> str:
    """What to write to a terminal for a partial update: each span and nothing beside it."""
    written: list[str] = []
    for y, x1, x2 in self.spans:
        for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
            if strip is None or x >= x2 or end <= x1:
                continue
            start = max(x, x1) if _single(strip) else x
            written.append(Control.move_to(start, y).segment.text)
            written.append(strip.crop(start - x, min(end, x2) - x).render(console))
    return "".join(written)


def _single(strip: Strip) -> bool:
    """Whether it has no wide characters, which could be cut in two."""
    return all(
        text.isascii() or len(text) == width for text, width in ((each.text, each.cell_length) for each in strip)
    )
