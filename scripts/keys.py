"""Write docs/keys.md from the bindings themselves: ``python scripts/keys.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ktui.screens.cells import CellScreen
from ktui.screens.choose import ChooseDialog
from ktui.screens.command import COMMANDS
from ktui.screens.confirm import ConfirmDialog
from ktui.screens.coverage import CoverageScreen
from ktui.screens.dialog import ReadingDialog
from ktui.screens.frame import FrameScreen
from ktui.screens.keys import bindings, key_name
from ktui.screens.labels import LabelDialog
from ktui.screens.start import StartScreen
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.prompt import Prompt

PAGE = Path(__file__).parents[1] / "docs" / "keys.md"
SECTIONS = (
    ("Everywhere", FrameScreen),
    ("Coverage", CoverageScreen),
    ("On a cell or a node", CellScreen),
    ("In the grid", CoverageGrid),
    ("While connecting", StartScreen),
    ("In the line at the bottom", Prompt),
    ("Labels of a node", LabelDialog),
    ("Before a change", ConfirmDialog),
    ("Choosing from a list", ChooseDialog),
    ("Reading help or the journal", ReadingDialog),
)
_INTRODUCTION = """\
# Keys

They are k9s' where k9s has one. `?` shows those of a screen. The last line of the screen shows what works here and now,
with your rights; a key that is refused says why. Written by `python scripts/keys.py`; do not edit.
"""


def page() -> str:
    """The page, as it should be."""
    return "\n".join([_INTRODUCTION, *_keys(), *_commands()])


def _keys() -> Iterator[str]:
    for title, kind in SECTIONS:
        yield f"## {title}\n"
        yield "| key | what it does |"
        yield "| --- | --- |"
        for binding in bindings(vars(kind)["BINDINGS"]):
            keys = " ".join(f"`{key_name(key)}`" for key in binding.key.split(",") if key != "ctrl+@")
            yield f"| {keys} | {binding.tooltip or binding.description} |"
        yield ""


def _commands() -> Iterator[str]:
    yield "## Commands, after `:`\n"
    yield "| command | also | what it does |"
    yield "| --- | --- | --- |"
    for command in COMMANDS:
        also = " ".join(f"`:{alias}`" for alias in command.aliases)
        yield f"| `:{' '.join(filter(None, (command.name, command.argument)))}` | {also} | {command.does} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
