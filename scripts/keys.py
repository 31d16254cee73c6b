"""Write docs/keys.md from the bindings themselves: ``python scripts/keys.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ktui.app.bound import bound_classes
from ktui.screens.command import COMMANDS
from ktui.screens.keys import KeyMap, section_of
from ktui.screens.places import MAINS

PAGE = Path(__file__).parents[1] / "docs" / "keys.md"
_INTRODUCTION = """\
# Keys

They are k9s' where k9s has one. `?` shows those of a screen. The last line of the screen shows what works here and now,
with your rights; a key that is refused says why. Every key can be changed in the settings, by the id in the third
column: see [configuration](configuration.md). People who come from k9s find [its keys](from-k9s.md) compared.
Written by `python scripts/keys.py`; do not edit.
"""


def page() -> str:
    """The page, as it should be."""
    return "\n".join([_INTRODUCTION, *_keys(), *_commands()])


def _keys() -> Iterator[str]:
    keys = KeyMap()
    for kind in bound_classes():
        section = section_of(kind)
        yield f"## {section.title}\n"
        yield "| key | what it does | id |"
        yield "| --- | --- | --- |"
        for binding in section.bindings:
            names = " ".join(f"`{name}`" for name in keys.names(binding))
            does = (binding.tooltip or binding.description).replace("|", "\\|")
            yield f"| {names} | {does} | `{binding.id}` |"
        yield ""


def _commands() -> Iterator[str]:
    yield "## Commands, after `:`\n"
    yield "| command | also | what it does |"
    yield "| --- | --- | --- |"
    for main in MAINS:
        yield f"| `:{main.name}` | {_also(main.aliases)} | {main.does} |"
    for command in COMMANDS:
        whole = " ".join(filter(None, (command.name, command.argument)))
        yield f"| `:{whole}` | {_also(command.aliases)} | {command.does} |"
    yield ""


def _also(aliases: tuple[str, ...]) -> str:
    return " ".join(f"`:{alias}`" for alias in aliases)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
