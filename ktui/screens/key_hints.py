"""What the last line of a screen says: which keys work here and now, and which of them it needs most."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from ktui.screens.keys import KeyMap, effective_bindings
from ktui.widgets.key_bar import KeyHint

_INTO = "choose"
"""The action of a part of the body that goes into what the cursor is on."""
_STAY = ("logs", "describe", "filter", "command", "help")
"""Actions whose keys stay in sight on every screen where there is no room for all."""


def shown_bindings(screen: Screen[None], own: Iterable[Binding]) -> Iterator[tuple[Widget, Binding]]:
    """Yield the bindings that the last line tells of, each with what it belongs to.

    Args:
        screen: it.
        own: its own bindings, in order.
    """
    yield from _way_in(screen.query("#body *"))
    yield from ((screen, each) for each in own if each.show)


def key_hints(
    bindings: Iterable[Binding], keys: KeyMap, refusal: Callable[[str], str], stay: Collection[str]
) -> tuple[KeyHint, ...]:
    """What the last line says of some bindings.

    Args:
        bindings: those that it tells of.
        keys: how their keys are printed.
        refusal: why the key of an action does nothing here and now.
        stay: actions whose keys stay in sight on this screen, beside those of every screen.
    """
    staying = {*stay, *_STAY}
    return tuple(
        KeyHint(name, each.description, bool(refusal(each.action)), each.id or "", each.action in staying)
        for each in bindings
        if (name := keys.name(each))
    )


def _way_in(parts: Iterable[Widget]) -> Iterator[tuple[Widget, Binding]]:
    """Yield the key that goes into what the cursor is on, of the part of the body that is in sight and has one."""
    for part in parts:
        if part.can_focus and part.display and getattr(part, "cursor", None) is not None:
            for each in effective_bindings(type(part)):
                if each.action == _INTO:
                    yield part, each
                    return
