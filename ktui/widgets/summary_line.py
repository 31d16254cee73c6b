"""One line that says how something is shown, on the left, and what it comes to, on the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ktui.domain.arrangement import TOLD
from ktui.domain.coverage import State
from ktui.widgets.symbols import Symbols, symbols


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that something comes to."""

    full: Content
    """In words: ``✖ 6 failing``."""
    short: Content
    """Without them: ``✖ 6``."""


class SummaryLine(Widget):
    """Two lists in one line: the right one before the left one, in words as far as they fit.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    left: reactive[tuple[Content, ...]] = reactive(())
    """How it is shown, the most important first."""
    right: reactive[tuple[Part, ...]] = reactive(())
    """What it comes to, the most important first."""

    DEFAULT_CSS = """
    SummaryLine { height: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        signs = symbols(ascii_only)
        self._between = Content(f" {signs.dot} " if signs.dot == "·" else ", ")
        self._ellipsis = Content(signs.ellipsis)

    def render(self) -> Content:
        """Left, a gap, right. Only where it saves the right one's parts, the left one is cut within its first part.

        With nothing to the right the left is one text, cut where there is no more room.
        """
        width = self.content_size.width
        whole = self._between.join(self.left)
        if not self.right and whole.cell_length > width:
            return Content.assemble(whole.truncate(width - self._ellipsis.cell_length), self._ellipsis)
        first = self.left[0] if self.left else Content("")
        rest, least = width - first.cell_length - 2, width - width // 4 - 2
        right = self._first_to_fit(self._worded(), rest) or self._first_to_fit(self._worded(0), least)
        right = right or self._first_to_fit(self._leading([part.short for part in self.right]), rest)
        room = max(0, width - right.cell_length - 2)
        left = self._first_to_fit(self._leading(self.left), room) or first.truncate(room, ellipsis=True)
        return Content.assemble(left, " " * max(1, width - left.cell_length - right.cell_length), right)

    def _worded(self, most: int | None = None) -> Iterator[Content]:
        """Yield all it comes to: in words, then fewer and fewer of the first ones in words."""
        parts = self.right
        for worded in range(len(parts) if most is None else most, -1, -1):
            yield self._between.join([part.full if at < worded else part.short for at, part in enumerate(parts)])

    def _leading(self, parts: Sequence[Content]) -> Iterator[Content]:
        """Yield all parts, then fewer and fewer of the first ones, with a sign that there are more."""
        for count in range(len(parts), 0, -1):
            yield self._between.join([*parts[:count], *([self._ellipsis] if count < len(parts) else [])])

    def _first_to_fit(self, lines: Iterator[Content], room: int) -> Content:
        return next((line for line in lines if line.cell_length <= room), Content(""))


_INKS = {
    State.MISSING: "$text-error bold",
    State.FAILING: "$text-error bold",
    State.UNREADY: "$text-warning",
    State.DUPLICATE: "$text-warning",
    State.PENDING: "$text-warning",
    State.OUTDATED: "$text-primary",
}


def state_parts(totals: Mapping[State, int], symbols: Symbols) -> tuple[Part, ...]:
    """What is wrong or to do, the most urgent first; each with its sign, so that the line explains the grid's signs."""
    return tuple(_part(state, totals[state], symbols) for state in TOLD if totals.get(state))


def _part(state: State, count: int, symbols: Symbols) -> Part:
    sign, number = (symbols.states[state], _INKS.get(state, "")), str(count)
    if symbols.states[state].isdigit():  # beside a number it would be read as one
        return Part(Content(f"{number} {state}"), Content(f"{number} {state[:3]}"))
    return Part(Content.assemble(sign, f" {number} {state}"), Content.assemble(sign, f" {number}"))
