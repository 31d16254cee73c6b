"""The keys of a screen, made from its bindings themselves, so that it cannot be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ktui.screens.dialog import ReadingDialog
from ktui.screens.keys import key_name
from ktui.widgets.runs import wrap

KEYS = 18
"""Cells for the keys."""
WORDS = 52
"""Cells for what they do."""


@dataclass(frozen=True)
class Section:
    """Some bindings under a title."""

    title: str
    bindings: Sequence[Binding]


class HelpScreen(ReadingDialog):
    """What each key does here.

    Args:
        sections: the bindings to show.
        legend: what the signs mean: sign and word.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "back", "back", id="help.back", tooltip="Go back.", show=False),
    ]

    def __init__(self, sections: Sequence[Section], legend: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._sections = sections
        self._legend = legend

    def compose(self) -> ComposeResult:
        """Title, keys, signs."""
        with Vertical(id="dialog"):
            yield Static("Keys of this screen", id="title")
            with VerticalScroll(id="body", can_focus=False):
                yield Static(self._text())
            yield Static("esc back   up down scroll", classes="hint")

    def _text(self) -> Content:
        parts: list[Content] = []
        for section in self._sections:
            parts.append(Content.assemble("\n", (section.title, "bold $text-accent")))
            for binding in section.bindings:
                keys = " ".join(key_name(key) for key in binding.key.split(","))
                what = wrap(binding.tooltip or binding.description, WORDS)
                parts.append(Content.assemble((f"  {keys:<{KEYS}}", "bold"), what[0]))
                parts += [Content(" " * (KEYS + 2) + line) for line in what[1:]]
        if self._legend:
            parts.append(Content.assemble("\n", ("Signs", "bold $text-accent")))
            parts += [Content.assemble((f"  {sign:<{KEYS}}", "bold"), meaning) for sign, meaning in self._legend]
        return Content("\n").join(parts)
