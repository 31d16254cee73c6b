"""How far something is, as a bar of characters."""

from __future__ import annotations

from collections.abc import Sequence

_HEIGHTS = "▁▂▃▄▅▆▇█"
_ASCII_HEIGHTS = "_.-=+*#%"


def bar(done: int, total: int, width: int, *, ascii_only: bool = False) -> str:
    """A bar of exactly ``width`` cells. It is full only when all is done, and empty only when nothing is.

    It is a line, not a block: the bars of a table's rows would grow together to a wall.

    Args:
        done: how much is done.
        total: of how much; 0 is a full bar.
        width: in cells.
        ascii_only: whether only ASCII may be drawn.
    """
    filled, empty = ("=", ".") if ascii_only else ("━", "·")
    if total <= 0 or done >= total:
        return filled * width
    cells = min(width - 1, max(1, done * width // total)) if done > 0 and width > 1 else 0
    return filled * cells + empty * (width - cells)


def heights(values: Sequence[float | None], *, ascii_only: bool = False) -> str:
    """Numbers as the heights of a row of columns, a cell each; the greatest is the highest, None is a space."""
    signs = _ASCII_HEIGHTS if ascii_only else _HEIGHTS
    most = max((value for value in values if value is not None), default=0.0)
    return "".join(
        " " if value is None else signs[round(value / most * (len(signs) - 1)) if most > 0 else 0] for value in values
    )


def stretch(start: float, end: float, width: int, *, ascii_only: bool = False) -> str:
    """Part of a line of ``width`` cells, from one share of it to another (0 to 1), a cell at least."""
    first = max(0, min(width - 1, int(start * width)))
    last = max(first + 1, min(width, -int(-end * width // 1)))
    filled, empty = ("=", ".") if ascii_only else ("━", "·")
    return empty * first + filled * (last - first) + empty * (width - last)
