"""The last line: the keys that work here and now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from ktui.widgets.inked import Inked
from ktui.widgets.runs import Run
from ktui.widgets.symbols import symbols

HELP = "help"
"""The label of the key that never gives way to others."""


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key and what it does."""

    key: str
    """As it is printed: ``ctrl-d``."""
    label: str
    """What it does, in a word or two."""
    refused: bool = False
    """Whether it only says why it does nothing here and now."""
    name: str = ""
    """By which it is told apart from others, whatever its key."""
    stays: bool = False
    """Whether others give way before it does."""

    @property
    def width(self) -> int:
        """How many cells it takes."""
        return cell_len(self.key) + cell_len(self.label) + 1


class KeyBar(Inked):
    """Keys with what they do, as many as fit, that of the help always among them; those that are refused are dim.

    First those give way that are refused, then those that need not stay, then the last ones.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    INK_PREFIX = "key-bar--"
    FAINT = frozenset({"refused"})
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--label", "key-bar--refused"}
    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        background: $panel;
        .key-bar--key { color: $text-accent; text-style: bold; }
        .key-bar--label { color: $text; }
        .key-bar--refused { color: $text-disabled; text-style: dim; }
    }
    """

    class Chosen(Message):
        """A key was clicked."""

        def __init__(self, bar: KeyBar, hint: KeyHint) -> None:
            super().__init__()
            self.bar = bar
            self.hint = hint

        @property
        def control(self) -> KeyBar:
            """The line."""
            return self.bar

    keys: reactive[tuple[KeyHint, ...]] = reactive(())
    """The keys, in the order in which they stand."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.symbols = symbols(ascii_only)

    def render_line(self, y: int) -> Strip:
        """The line."""
        runs: list[Run] = []
        for x, hint in self._placed() if y == 0 else ():
            runs.append((" " * (x - sum(cell_len(text) for text, _ in runs)), ()))
            runs.append((hint.key, ("refused" if hint.refused else "key",)))
            runs.append((f" {hint.label}", ("refused" if hint.refused else "label",)))
        return self.strip(runs, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """A click is told like a key."""
        for x, hint in self._placed():
            if x <= event.x < x + hint.width:
                self.post_message(self.Chosen(self, hint))

    def _placed(self) -> list[tuple[int, KeyHint]]:
        """The keys there is room for, and where each begins."""
        width = self.size.width
        chosen = list(self.keys)
        while len(chosen) > 1 and sum(hint.width + 2 for hint in chosen) - 1 > width:
            chosen.remove(max(reversed(chosen), key=_gives_way))
        placed: list[tuple[int, KeyHint]] = []
        x = 1
        for hint in chosen:
            placed.append((x, hint))
            x += hint.width + 2
        return placed


def _gives_way(hint: KeyHint) -> int:
    """How soon a key is left out for want of room."""
    return 0 if hint.label == HELP else 3 if hint.refused else 1 if hint.stays else 2
