"""Every class of the console that answers keys, and what a user's key map would make of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

import ktui.screens
import ktui.widgets
from ktui.screens.dialog import Dialog
from ktui.screens.frame import FrameScreen
from ktui.screens.keys import KeyMap, KeyNameError, bindings_of, effective_bindings, key_codes, key_name, section_of
from ktui.screens.places import MAINS
from ktui.settings.checks import near

Node = TypeVar("Node", bound=DOMNode)


@cache
def bound_classes() -> tuple[type[DOMNode], ...]:
    """The classes that bring bindings: main screens in the order of their tabs, widgets, dialogs.

    Imports every screen and widget there is, so that none can be forgotten.
    """
    importlib.import_module("ktui.app.console")
    for package in (ktui.screens, ktui.widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found = {kind for kind in _derived(DOMNode) if bindings_of(kind)}
    return tuple(sorted(found, key=_place))


def _derived(kind: type[Node]) -> Iterator[type[Node]]:
    for each in kind.__subclasses__():
        yield each
        yield from _derived(each)


def _place(kind: type[DOMNode]) -> tuple[object, ...]:
    order = [main.name for main in MAINS]
    tab = getattr(kind, "tab", "")
    if kind is FrameScreen:
        rank = 0
    elif issubclass(kind, FrameScreen):
        rank = 1
    elif issubclass(kind, Dialog):
        rank = 3
    else:
        rank = 2 if issubclass(kind, Widget) else 4
    return rank, order.index(tab) if tab in order else len(order), section_of(kind).title


def screens() -> tuple[type[Screen[Any]], ...]:
    """Every screen and dialog that is ktui's own."""
    bound_classes()
    return tuple(kind for kind in _derived(Screen) if kind.__module__.startswith("ktui"))


def key_faults(wanted: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """What is wrong with the keys that a user wants: the id each fault is about, and the fault.

    Unknown ids, keys that are none, and two bindings that would answer the same key on the same screen and do not do
    so by ktui's own choice.
    """
    known = {binding.id: binding for kind in bound_classes() for binding in bindings_of(kind) if binding.id}
    faults = []
    good: dict[str, Sequence[str]] = {}
    for name, keys in wanted.items():
        if name not in known:
            faults.append((name, f"{name!r} is the id of no key; {near(name, known, 'ids')}"))
            continue
        try:
            for key in keys:
                key_codes(key)
        except KeyNameError as error:
            faults.append((name, str(error)))
        else:
            good[name] = keys
    changed, usual = KeyMap(good), KeyMap()
    told = set()
    for group in _groups():
        meant = _clashes(group, usual)
        for key, first, second in sorted(_clashes(group, changed) - meant):
            blamed = next((name for name in (second, first) if name in good), second)
            other = known[first if blamed == second else second]
            if (blamed, key) not in told:
                told.add((blamed, key))
                faults.append((blamed, f"{key_name(key)} is also the key of {other.id} ({other.tooltip.rstrip('.')})"))
    return faults


def _groups() -> Iterator[list[Binding]]:
    """The bindings that answer at the same time: of a screen, and of each of its parts with those of the screen."""
    for screen in screens():
        own = effective_bindings(screen)
        yield [*own]
        for part in getattr(screen, "PARTS", ()):
            if within := effective_bindings(part):
                yield [*within, *own]


def _clashes(group: Sequence[Binding], keys: KeyMap) -> set[tuple[str, str, str]]:
    """Each key that two bindings answer, with the ids of both."""
    holders: dict[str, list[Binding]] = {}
    for binding in group:
        for key in keys.keys(binding):
            holders.setdefault(key, []).append(binding)
    return {
        (key, first.id or "", other.id or "")
        for key, (first, *others) in holders.items()
        for other in others
        if other.action != first.action
    }
