"""The second line: the main screens there are, and what has to be known of the session."""

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

READ_ONLY = "read-only"
INSECURE = "TLS not verified"


@dataclass(frozen=True, slots=True)
class Tab:
    """A main screen."""

    name: str
    """By which it is told apart."""
    title: str
    """What stands on the line."""


class TabBar(Inked):
    """The main screens by name, the one that is shown reversed; at the end what has to be known of the session.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    INK_PREFIX = "tab-bar--"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab-bar--tab", "tab-bar--active", "tab-bar--badge", "tab-bar--beyond"}
    DEFAULT_CSS = """
    TabBar {
        height: 1;
        .tab-bar--tab, .tab-bar--beyond { color: $text-muted; }
        .tab-bar--active { text-style: bold reverse; }
        .tab-bar--badge { color: $text-warning; text-style: bold; }
    }
    """

    class Chosen(Message):
        """A main screen was chosen."""

        def __init__(self, bar: TabBar, tab: Tab) -> None:
            super().__init__()
            self.bar = bar
            self.tab = tab

        @property
        def control(self) -> TabBar:
            """The line."""
            return self.bar

    tabs: reactive[tuple[Tab, ...]] = reactive(())
    """The main screens."""
    active: reactive[str] = reactive("")
    """Which of them is shown, by name."""
    read_only: reactive[bool] = reactive(False)
    """Whether nothing may be changed."""
    insecure: reactive[bool] = reactive(False)
    """Whether the server's certificate is not looked at: anybody on the way could be the server."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.symbols = symbols(ascii_only)

    def render_line(self, y: int) -> Strip:
        """The line."""
        runs: list[Run] = []
        if y == 0:
            tabs = self._visible()
            runs.append((self.symbols.left if tabs and tabs[0] != self.tabs[0] else " ", ("beyond",)))
            runs += [(f" {tab.title} ", ("active" if tab.name == self.active else "tab",)) for tab in tabs]
            runs.append((self.symbols.right if tabs and tabs[-1] != self.tabs[-1] else "", ("beyond",)))
            if badge := self._badge:
                used = sum(cell_len(text) for text, _ in runs)
                runs.append((" " * (self.size.width - used - len(badge) - 1), ()))
                runs.append((badge, ("badge",)))
        return self.strip(runs, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """A click chooses a screen."""
        x = 1
        for tab in self._visible():
            end = x + cell_len(tab.title) + 2
            if x <= event.x < end:
                self.post_message(self.Chosen(self, tab))
            x = end

    @property
    def _badge(self) -> str:
        said = ((INSECURE, self.insecure), (READ_ONLY, self.read_only))
        return ", ".join(words for words, holds in said if holds)

    def _visible(self) -> tuple[Tab, ...]:
        """The tabs that there is room for, with the active one among them."""
        room = self.size.width - 2 - (len(self._badge) + 2 if self._badge else 0)
        names = [tab.name for tab in self.tabs]
        active = names.index(self.active) if self.active in names else 0
        first, last = 0, len(self.tabs)
        while last - first > 1 and sum(cell_len(tab.title) + 2 for tab in self.tabs[first:last]) > room:
            if last - 1 > active:
                last -= 1
            else:
                first += 1
        return self.tabs[first:last]
