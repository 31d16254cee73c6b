"""The keys of a screen, made from its bindings themselves, so that it cannot be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ktui.screens.dialog import SearchedDialog
from ktui.screens.keys import Section, key_map
from ktui.widgets.runs import wrap

KEYS = 18
"""Cells for the keys."""
WORDS = 52
"""Cells for what they do, where there are as many."""
_AROUND = 8
"""Cells for the frame, the indent and the scrollbar."""

__all__ = ["HelpScreen", "Section"]


class HelpScreen(SearchedDialog):
    """What each key does here.

    Args:
        sections: the bindings to show.
        legend: what the signs mean: sign and word.
    """

    HELP: ClassVar[str] = "Reading the help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "back", "back", id="help.back", tooltip="Go back.", show=False),
    ]

    def __init__(self, sections: Sequence[Section], legend: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._sections = sections
        self._legend = legend

    def compose(self) -> ComposeResult:
        """Title, the line for a search, keys, signs."""
        with Vertical(id="dialog"):
            yield Static("Keys of this screen", id="title")
            yield self.search_line()
            with VerticalScroll(id="body", can_focus=False):
                yield Static(self.found(), id="text")
            hint = "{back|esc} back   {search|/} search   {scroll(-1)|up} {scroll(1)|down} scroll"
            yield Static(self.lines([self.with_keys(hint)]), classes="hint")

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.show_found()

    def found(self) -> Content:
        """The sections, with only what holds what is sought."""
        sought = self.sought
        shown = [block for section in self._sections if (block := list(self._section(section, sought)))]
        signs = [(sign, meaning) for sign, meaning in self._legend if sought in f"{sign} {meaning}".casefold()]
        if signs:
            shown.append([_title("Signs"), *(_line(sign, meaning) for sign, meaning in signs)])
        if not shown:
            return self.lines(["", f"No key here has anything to do with {sought!r}."])
        return Content("\n").join(Content("\n").join(["", *block]) for block in shown)

    def _section(self, section: Section, sought: str) -> Iterator[Content]:
        lines = []
        words = max(16, min(WORDS, self.app.size.width - KEYS - _AROUND))
        for what, group in groupby(section.bindings, lambda binding: binding.tooltip or binding.description):
            same = [*group]
            names = " ".join(name for binding in same for name in key_map(self.app).names(binding)) or "(no key)"
            if sought in f"{section.title} {names} {same[0].description} {what}".casefold():
                first, *more = wrap(what, words)
                lines += [_line(names, first), *(_line("", line) for line in more)]
        if lines:
            yield _title(section.title)
            yield from lines


def _title(text: str) -> Content:
    return Content.styled(text, "bold $text-accent")


def _line(keys: str, what: str) -> Content:
    if len(keys) > KEYS:
        return Content.assemble((f"  {keys}", "bold"), "\n", " " * (KEYS + 2), what)
    return Content.assemble((f"  {keys:<{KEYS}}", "bold"), what)
