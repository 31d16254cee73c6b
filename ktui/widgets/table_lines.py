"""The lines of a table as runs of text and ink: pure, so that lines can be compared, kept and tested."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from rich.cells import cell_len

from ktui.domain.tabular import Column, Sheet, Tone
from ktui.domain.text import printable
from ktui.widgets.runs import Ink, Run, cut_middle, fit, tail
from ktui.widgets.symbols import Symbols
from ktui.widgets.table_layout import GUTTER, TableLayout

MOST = 500
"""No more characters of a text are looked at: what a cluster says may be a megabyte."""
Cell: TypeAlias = tuple[str, Tone]
"""What stands in a column, and how it is meant."""


@dataclass(frozen=True, slots=True)
class Line:
    """All that decides how a row looks: equal lines are drawn equal."""

    cells: tuple[Cell, ...]
    """What stands in the columns that are in sight."""
    cursor: bool = False
    marked: bool = False
    changing: bool = False
    """Whether a change was asked for that is not seen yet."""
    bar: str = ""
    """What stands at the end of the line: a piece of the scrollbar, or nothing."""


@dataclass(frozen=True, slots=True)
class HeadLine:
    """All that decides how the head looks."""

    sort: str
    """The name of the column that is sorted by."""
    falling: bool
    chosen: str
    """The name of the column that is chosen, to be sorted by."""


Face: TypeAlias = Line | HeadLine | None
"""What decides how a visible line looks; None: it is empty."""


@dataclass(frozen=True, slots=True)
class TablePen:
    """Draws lines within one layout."""

    symbols: Symbols
    layout: TableLayout
    places: tuple[tuple[int, int], ...]
    """The columns in sight, as `TableLayout.places` says."""

    def cells(self, sheet: Sheet[Any], row: Any, now: datetime) -> tuple[Cell, ...]:  # noqa: ANN401 (rows of any sort)
        """What stands in the columns in sight."""
        columns, tone = self.layout.columns, sheet.tone(row, now)
        return tuple(_cell(columns[place], row, now, tone) for place, _ in self.places)

    def runs(self, face: Face) -> list[Run]:
        """A line as it is drawn."""
        if face is None:
            return []
        return self._row_runs(face) if isinstance(face, Line) else self._head_runs(face)

    def _row_runs(self, line: Line) -> list[Run]:
        signs = self.symbols
        base: Ink = ("cursor",) if line.cursor else ()
        base = (*base, "marked") if line.marked else base
        sign = signs.changing if line.changing else "*" if line.marked else " "
        runs: list[Run] = [(sign, (*base, "changing") if line.changing else base)]
        layout, x = self.layout, GUTTER
        for (place, _), (text, tone) in zip(self.places, line.cells, strict=True):
            # What is only in part in sight is cut with a sign, as everything is.
            width = min(layout.widths[place], layout.room - x)
            ink: Ink = (*base, tone) if tone and not line.cursor else base  # reversed tones would be blocks of colour
            runs.append((self._fitted(layout.columns[place], text, width), ink))
            runs.append((" " * layout.gap, base))
            x += width + layout.gap
        runs.append((" " * (layout.room - x), base))
        return [*_cropped(runs, layout.room), (line.bar, ("bar",))] if line.bar else _cropped(runs, layout.room)

    def _fitted(self, column: Column[Any], text: str, width: int) -> str:
        signs = self.symbols
        text = printable(text, signs.replacement)
        if column.cut == "middle":
            text = cut_middle(text, width, signs.ellipsis)
        elif column.cut == "start":
            text = tail(text, width)
        elif column.cut == "remark" and cell_len(text) > width:
            text = text.partition(" (")[0]
        return fit(text, width, signs.ellipsis, "right" if column.right else "left")

    def _head_runs(self, head: HeadLine) -> list[Run]:
        signs, layout, beyond = self.symbols, self.layout, self._beyond
        runs: list[Run] = []
        at, room = 0, layout.room - len(beyond)
        for place, x in self.places:
            column, width = layout.columns[place], min(layout.widths[place], room - x)
            if width < 1:
                break
            arrow = (signs.falling if head.falling else signs.rising) if column.called == head.sort else ""
            title = fit(printable(column.title, signs.replacement), width - len(arrow), signs.ellipsis).rstrip() + arrow
            before, after = ("[", "]") if column.called == head.chosen else ("", "")
            start = x + (width - cell_len(title) if column.right else 0)
            ink: Ink = ("head", "head-cursor") if before else ("head",)
            runs += [(" " * (start - at - len(before)), ("head",)), (before + title + after, ink)]
            at = start + cell_len(title) + len(after)
        runs = _cropped(runs, room)
        return [*runs, (" " * (room - sum(cell_len(text) for text, _ in runs)), ("head",)), (beyond, ("head",))]

    @property
    def _beyond(self) -> str:
        """How many columns are out of sight, for the end of the head."""
        left, right = self.layout.beyond
        parts = [f"{self.symbols.left}{left}" if left else "", f"{right}{self.symbols.right}" if right else ""]
        return "".join(f" {part}" for part in parts if part)


def natural_widths(columns: Iterable[Column[Any]], rows: Iterable[Any], now: datetime, symbols: Symbols) -> list[int]:
    """How wide columns would be with some rows' texts in full; with their titles and a sign beside them at least."""
    widths, texts = [], []
    for column in columns:
        widths.append(cell_len(column.title) + 1)
        texts.append(column.text)
    for row in rows:  # one after the other: what several columns need of a row is worked out once
        for place, text in enumerate(texts):
            width = _width(text(row, now), symbols)
            widths[place] = max(widths[place], width)
    return widths


def _width(text: str, symbols: Symbols) -> int:
    return len(text) if len(text) < MOST and text.isascii() else cell_len(printable(text[:MOST], symbols.replacement))


def _cell(column: Column[Any], row: Any, now: datetime, tone: Tone) -> Cell:  # noqa: ANN401 (rows of any sort)
    return column.text(row, now)[:MOST], column.tone(row, now) if column.tone is not None else tone


def _cropped(runs: Iterable[Run], width: int) -> list[Run]:
    """The beginning of a line, exactly as wide as is asked for if it is long enough."""
    found: list[Run] = []
    for text, ink in runs:
        length = cell_len(text)
        if length >= width:
            found.append((fit(text, width, ""), ink))
            return found
        found.append((text, ink))
        width -= length
    return found
