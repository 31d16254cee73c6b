"""The first line: where one is, what is wrong there, and how true what is shown is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from rich.cells import cell_len
from textual.reactive import reactive
from textual.strip import Strip

from ktui.domain.text import printable
from ktui.widgets.inked import Inked
from ktui.widgets.runs import Run, cut
from ktui.widgets.symbols import Symbols, symbols


class Data(Enum):
    """How true the data are."""

    LIVE = "live"
    LOADING = "loading"
    STALE = "stale"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Status:
    """What the line says."""

    context: str = ""
    namespaces: str = ""
    """``all namespaces``, or their names."""
    totals: str = ""
    """``5 nodes 1 not ready · 4 daemonsets``: the most important first."""
    data: Data = Data.LOADING
    words: str = ""
    """How true the data are, in words: ``stale 12 s: connection refused, again in 4 s``."""
    production: bool = False
    """Whether mistakes would be dear here."""


class ContextBar(Inked):
    """Context, namespaces, totals and the state of the data, on one line.

    Where there is not enough room, the state of the data and the context are cut last.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    INK_PREFIX = "context-bar--"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"context-bar--{name}"
        for name in ("context", "production", "namespaces", "totals", *(data.value for data in Data))
    }
    DEFAULT_CSS = """
    ContextBar {
        height: 1;
        background: $panel;
        .context-bar--context { color: $text; text-style: bold; }
        .context-bar--production { background: $error; color: $text; text-style: bold; }
        .context-bar--namespaces, .context-bar--totals { color: $text-muted; }
        .context-bar--live { color: $text-success; }
        .context-bar--loading { color: $text-primary; }
        .context-bar--stale { color: $text-warning; text-style: bold; }
        .context-bar--refused, .context-bar--failed { color: $error-lighten-2; text-style: bold; }
    }
    """

    status: reactive[Status] = reactive(Status())
    """What the line says."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.symbols = symbols(ascii_only)

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        return self.strip(context_line(self.status, width, self.symbols) if y == 0 else (), width)


def context_line(status: Status, width: int, symbols: Symbols) -> list[Run]:
    """The line in a width."""
    context, namespaces, words = (
        printable(text, symbols.replacement) for text in (status.context, status.namespaces, status.words)
    )
    totals = symbols.plain(printable(status.totals, symbols.replacement))
    sign = {
        Data.LIVE: symbols.live,
        Data.LOADING: symbols.loading,
        Data.STALE: symbols.stale,
    }.get(status.data, symbols.refused)
    context = f" ! {context} " if status.production else f" {context}"
    least = min(cell_len(context), max(12, width // 3))
    right = cut(f"{sign} {words}", max(1, width - least - 4), symbols.ellipsis)
    room = width - cell_len(right) - 4
    where = cut(context, room, symbols.ellipsis)
    room -= cell_len(where)
    after = f" / {namespaces}" if namespaces and room >= cell_len(namespaces) + 3 else ""
    room -= cell_len(after)
    middle = _as_fits(totals, room - 3, symbols)
    middle = f"   {middle}" if middle else ""
    gap = width - sum(map(cell_len, (where, after, middle, right))) - 1
    return [
        (where, ("production" if status.production else "context",)),
        (after, ("namespaces",)),
        (middle, ("totals",)),
        (" " * max(1, gap), ()),
        (right, (status.data.value,)),
    ]


def _as_fits(totals: str, room: int, symbols: Symbols) -> str:
    """As many of the totals, from the first on, as fit."""
    separator = f" {symbols.dot} " if symbols.dot == "·" else ", "
    parts = totals.split(separator)
    while parts and cell_len(separator.join(parts)) > room:
        parts.pop()
    return separator.join(parts)
