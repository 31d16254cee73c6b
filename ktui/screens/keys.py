"""Keys as people write them, and the bindings of a screen in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.binding import Binding, BindingType

_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "delete": "del",
}


def key_name(key: str) -> str:
    """A key as ktui writes it: ``ctrl-d``, ``?``, ``shift-n``, ``J``."""
    *modifiers, last = key.strip().split("+")
    if len(last) == 1 and last.isupper():
        return last
    return "-".join([*modifiers, _NAMES.get(last, last)])


def bindings(given: Iterable[BindingType]) -> Iterator[Binding]:
    """Only whole bindings: every key of ktui has an id, a description and a tooltip."""
    for each in given:
        if isinstance(each, Binding):
            yield each
