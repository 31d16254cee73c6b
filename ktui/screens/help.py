"""The keys of a screen, made from its bindings themselves, so that it cannot be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from ktui.screens.dialog import ReadingDialog
from ktui.screens.keys import Section, key_map
from ktui.widgets.runs import wrap

KEYS = 18
"""Cells for the keys."""
WORDS = 52
"""Cells for what they do."""

__all__ = ["HelpScreen", "Section"]


class HelpScreen(ReadingDialog):
    """What each key does here.

    Args:
        sections: the bindings to show.
        legend: what the signs mean: sign and word.
    """

    HELP: ClassVar[str] = "Reading the help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "back", "back", id="help.back", tooltip="Go back.", show=False),
        Binding("slash", "search", "search", id="help.search", tooltip="Show only what holds the typed text."),
    ]
    DEFAULT_CSS = """
    HelpScreen #search { display: none; margin: 1 0 0 0; }
    HelpScreen.-searching #search { display: block; }
    """

    def __init__(self, sections: Sequence[Section], legend: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._sections = sections
        self._legend = legend

    def compose(self) -> ComposeResult:
        """Title, the line for a search, keys, signs."""
        with Vertical(id="dialog"):
            yield Static("Keys of this screen", id="title")
            yield Input(placeholder="what to look for", compact=True, id="search", select_on_focus=False)
            with VerticalScroll(id="body", can_focus=False):
                yield Static(self._text(""), id="keys")
            yield Static("esc back   / search   up down scroll", classes="hint")

    def on_mount(self) -> None:
        """The keys go to the text, not to the line for a search."""
        super().on_mount()
        self.query_one(Input).disabled = True

    def action_search(self) -> None:
        """Open the line for a search."""
        line = self.query_one(Input)
        line.disabled = False
        line.cursor_blink = False
        self.add_class("-searching")
        self.set_focus(line)

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Show only what holds the text."""
        self.query_one("#keys", Static).update(self._text(event.value.casefold().strip()))
        self.query_one("#body").scroll_home(animate=False)

    @on(Input.Submitted)
    def read_on(self) -> None:
        """Give the keys back to the text, and leave what was found."""
        self.query_one(Input).disabled = True

    def action_back(self) -> None:
        """End the search, or go back."""
        if self.has_class("-searching"):
            self.remove_class("-searching")
            self.query_one(Input).value = ""
            self.read_on()
        else:
            super().action_back()

    def _text(self, sought: str) -> Content:
        shown = [block for section in self._sections if (block := list(self._section(section, sought)))]
        signs = [(sign, meaning) for sign, meaning in self._legend if sought in f"{sign} {meaning}".casefold()]
        if signs:
            shown.append([_title("Signs"), *(_line(sign, meaning) for sign, meaning in signs)])
        if not shown:
            return self.lines(["", f"No key here has anything to do with {sought!r}."])
        return Content("\n").join(Content("\n").join(["", *block]) for block in shown)

    def _section(self, section: Section, sought: str) -> Iterator[Content]:
        keys = key_map(self.app)
        titled = False
        for binding in section.bindings:
            names = " ".join(keys.names(binding)) or "(no key)"
            what = binding.tooltip or binding.description
            if sought in f"{section.title} {names} {binding.description} {what}".casefold():
                if not titled:
                    yield _title(section.title)
                    titled = True
                first, *more = wrap(what, WORDS)
                yield _line(names, first)
                yield from (_line("", line) for line in more)


def _title(text: str) -> Content:
    return Content.styled(text, "bold $text-accent")


def _line(keys: str, what: str) -> Content:
    if len(keys) > KEYS:
        return Content.assemble((f"  {keys}", "bold"), "\n", " " * (KEYS + 2), what)
    return Content.assemble((f"  {keys:<{KEYS}}", "bold"), what)
