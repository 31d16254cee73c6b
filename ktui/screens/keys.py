"""Keys as people write them, the keys that a user has changed, and the bindings of a screen in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Protocol, runtime_checkable

from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, KEY_TO_UNICODE_NAME, REPLACED_KEYS, Keys

_NAMES = {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "delete": "del", "space": "space"}
_CODES = {name: key for key, name in _NAMES.items()} | {"return": "enter", "backtab": "shift+tab"}
_WRITTEN = re.compile(r"(?P<modifiers>(?:(?:ctrl|shift|alt)-)*)(?P<last>\S+)")
_SPECIAL = frozenset(key.value for key in Keys if "+" not in key.value and key.value.isalnum()) | {"space"}
_BRACKETS = re.compile(r"\{([^|{}]+)(?:\|([^{}]+))?\}")
_UNBOUND = "(no key)"
NO_KEY = "no-key"
"""In Textual's key map, the key of what the user wants no key for: no terminal sends it."""


class KeyNameError(ValueError):
    """What was written is no key. Says how keys are written."""


@cache
def key_name(key: str) -> str:
    """A key of Textual's as ktui writes it: ``ctrl-d``, ``?``, ``N``, ``shift-tab``, ``pgdn``."""
    *modifiers, last = key.strip().split("+")
    return "-".join([*modifiers, _NAMES.get(last) or _character(last) or last])


def _character(name: str) -> str:
    """The character that Textual calls by this name; ``""``: none."""
    whole = REPLACED_KEYS.get(name, name)
    try:
        found = unicodedata.lookup(KEY_TO_UNICODE_NAME.get(whole, whole.replace("_", " ").upper()))
    except KeyError:
        return ""
    return found if len(name) > 1 and found.isprintable() else ""


def key_codes(name: str) -> tuple[str, ...]:
    """What Textual calls a key that ktui writes so; more than one where terminals differ.

    Raises:
        KeyNameError: there is no such key.
    """
    written = _WRITTEN.fullmatch(name)
    if written is None:
        raise KeyNameError(_how(name))
    *modifiers, _ = written["modifiers"].split("-")
    last = written["last"]
    if len(last) == 1:
        code = last if last.isalnum() else _name_of(last)
        if modifiers == ["shift"] and last.isalpha():
            modifiers, code = [], last.upper()  # terminals send the capital
    else:
        code = _CODES.get(last, last)
        if code.rpartition("+")[2] not in _SPECIAL:
            raise KeyNameError(_how(name))
    whole = "+".join([*modifiers, code])
    return (whole, "ctrl+@") if whole == "ctrl+space" else (whole,)


def _name_of(character: str) -> str:
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


def _how(name: str) -> str:
    return f"{name!r} is no key; keys are written as ctrl-d, N, ?, f5, space, pgdn or shift-tab"


def bindings(given: Iterable[BindingType]) -> Iterator[Binding]:
    """Only whole bindings: every key of ktui has an id, a description and a tooltip."""
    for each in given:
        if isinstance(each, Binding):
            yield each


@cache
def bindings_of(kind: type[DOMNode]) -> tuple[Binding, ...]:
    """The bindings that a class itself brings, without those that it inherits."""
    return tuple(bindings(vars(kind).get("BINDINGS", ()))) if kind.__module__.startswith("ktui") else ()


@cache
def effective_bindings(kind: type[DOMNode]) -> tuple[Binding, ...]:
    """The bindings of a class, its own first; what a class overrides of those that it is derived from is left out."""
    taken: set[str] = set()
    found = []
    for each in kind.__mro__:
        for binding in bindings_of(each) if issubclass(each, DOMNode) else ():
            keys = set(binding.key.split(","))
            if not keys <= taken:
                found.append(binding)
            taken |= keys
    return tuple(found)


class KeyMap:
    """Which keys answer: those that the bindings name, or others that the user wants.

    Args:
        wanted: by the id of a binding, its keys as ktui writes them; none: no key.

    Raises:
        KeyNameError: one of them is no key.
    """

    def __init__(self, wanted: Mapping[str, Sequence[str]] | None = None) -> None:
        self._wanted = {
            name: tuple(code for key in keys for code in key_codes(key)) for name, keys in (wanted or {}).items()
        }

    @cached_property
    def textual(self) -> Mapping[str, str]:
        """The changed keys as `App.set_keymap` takes them."""
        return {name: ",".join(keys) or NO_KEY for name, keys in self._wanted.items()}

    def keys(self, binding: Binding) -> tuple[str, ...]:
        """The keys of a binding, as Textual calls them."""
        wanted = self._wanted.get(binding.id or "")
        return _keys(binding.key) if wanted is None else wanted

    def names(self, binding: Binding) -> tuple[str, ...]:
        """The keys of a binding as ktui writes them."""
        return tuple(key_name(key) for key in self.keys(binding) if key != "ctrl+@")

    def name(self, binding: Binding) -> str:
        """The first key of a binding as ktui writes it; ``""``: it has none."""
        return next(iter(self.names(binding)), "")

    def changed(self, identity: str) -> str:
        """The first key that the user wants for the binding of an id, or that there is none; ``""``: the usual one."""
        wanted = self._wanted.get(identity)
        return "" if wanted is None else key_name(wanted[0]) if wanted else _UNBOUND


@cache
def _keys(keys: str) -> tuple[str, ...]:
    return tuple(code for key in keys.split(",") for code in (key_codes(key) if len(key) == 1 else (key.strip(),)))


def with_keys(text: str, key_of: Callable[[str], str] = lambda _: "", words: Mapping[str, str] | None = None) -> str:
    """A text for the user, with the keys in it that the user has.

    Args:
        text: ``{action|key}`` is the key of an action of the screen, ``{id|key}`` that of a binding by its id, which
            has a point in it; the key is the usual one.
        key_of: gives the key of an action or an id; ``""``: the usual one.
        words: what stands for ``{word}``.
    """
    known = words or {}
    return _BRACKETS.sub(
        lambda found: (key_of(found[1]) or found[2]) if found[2] else known.get(found[1], found[0]), text
    )


@runtime_checkable
class HasKeyMap(Protocol):
    """An app in which keys can be changed."""

    key_map: KeyMap
    """The changed keys."""


_UNCHANGED = KeyMap()


def key_map(app: App[object]) -> KeyMap:
    """The key map of an app."""
    return app.key_map if isinstance(app, HasKeyMap) else _UNCHANGED


@dataclass(frozen=True)
class Section:
    """Some bindings under a title."""

    title: str
    bindings: Sequence[Binding]


def section_of(kind: type[DOMNode]) -> Section:
    """The section of the help for the bindings that a class itself brings; its ``HELP`` is the title, if it has one."""
    return Section(vars(kind).get("HELP") or _spaced(kind.__name__), bindings_of(kind))


def help_sections(
    kind: type[DOMNode], root: type[DOMNode], own: Sequence[Binding], parts: Iterable[type[DOMNode]]
) -> list[Section]:
    """The sections of the help of a screen: its own, those of what it is made of, and last those of every screen.

    Args:
        kind: the screen's class.
        root: the class that all screens are derived from.
        own: the bindings that the screen has, without those that it overrides.
        parts: what it is made of.
    """
    kinds = [each for each in kind.__mro__ if issubclass(each, root) and bindings_of(each)]
    found = [
        Section(section.title, [binding for binding in section.bindings if binding in own])
        for section in map(section_of, kinds)
    ]
    return [*found[:-1], *(section for part in parts for section in sections(part)), *found[-1:]]


def sections(kind: type[DOMNode]) -> list[Section]:
    """A section for each class that a class is derived from, itself first, which brings bindings."""
    return [section_of(each) for each in kind.__mro__ if issubclass(each, DOMNode) and bindings_of(each)]


def _spaced(name: str) -> str:
    words = "".join(f" {each.lower()}" if each.isupper() else each for each in name).split()
    return " ".join(words).removesuffix(" screen").removesuffix(" dialog").capitalize()
