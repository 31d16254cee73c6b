"""What can be set, what it is for, and what holds without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fnmatch import fnmatchcase
from typing import Any

from ktui.settings.checks import (
    Place,
    at_most,
    flag,
    number,
    one_of,
    patterns,
    record,
    setting,
    table,
    tables,
    text,
    text_or_texts,
    texts,
)

DENY = "deny"
TYPE = "type"

_favourites = at_most(9, "the keys 1 to 9 have room for nine")


@dataclass(frozen=True)
class Guard:
    """A rule for changes, in some contexts and namespaces. Of the rules that match, the strictest holds."""

    contexts: tuple[str, ...] = setting(patterns, ("*",), "contexts it holds in, as patterns; without it: all")
    namespaces: tuple[str, ...] = setting(
        patterns, ("*",), "namespaces it holds in, as patterns; without it: all, and what is in no namespace"
    )
    actions: tuple[str, ...] = setting(
        patterns, ("*",), "actions it is for, as patterns such as delete-pod or delete-*; without it: every change"
    )
    do: str = setting(
        one_of(DENY, TYPE), "", '"deny": refuse; "type": the name, or the number of objects, has to be typed'
    )
    most: int = setting(number, 0, "so many objects at once and no more")
    because: str = setting(text, "", "why, in words for whoever meets the rule")

    def matches(self, context: str, namespace: str, action: str) -> bool:
        """Whether the rule is for this."""
        return _any(self.contexts, context) and _any(self.namespaces, namespace) and _any(self.actions, action)


def _guard(value: object, place: Place) -> Guard:
    rule: Guard = record(Guard)(value, place)
    if not (rule.do or rule.most):
        place.wrong(f'{place.name} forbids nothing: say do = "{DENY}", do = "{TYPE}" or most = 5')
    return rule


@dataclass(frozen=True)
class ContextSettings:
    """What is different in some contexts. None: nothing."""

    theme: str | None = setting(text, None, "name of a theme, so that one sees where one is")
    start: str | None = setting(text, None, "the command to begin with")
    group_by: str | None = setting(text, None, "node label that the grid groups by")
    favourites: tuple[str, ...] | None = setting(_favourites, None, "namespaces on the keys 1 to 9")


@dataclass(frozen=True)
class Settings:
    """What a user wants of ktui wherever it runs. Contexts are named by glob patterns, as in ``prod-*``."""

    theme: str = setting(text, "", "name of a theme; empty: ktui's own")
    ascii: bool = setting(flag, False, "draw with ASCII characters only")
    mouse: bool = setting(flag, True, "use the mouse")
    start: str = setting(text, "coverage", "the command to begin with, as one types it after the colon")
    read_only: tuple[str, ...] = setting(patterns, (), "contexts in which nothing may be changed; true: all of them")
    production: tuple[str, ...] = setting(
        patterns, (), "contexts that are marked, and where a change asks twice; true: all of them"
    )
    group_by: str = setting(text, "", "node label that the grid groups by; empty: no groups")
    favourites: tuple[str, ...] = setting(
        _favourites, (), "namespaces on the keys 1 to 9; empty: those that were looked at most in this run"
    )
    keys: Mapping[str, tuple[str, ...]] = setting(
        table(text_or_texts, deep=True), {}, "other keys, by the id of what they do (docs/keys.md); []: none"
    )
    columns: Mapping[str, tuple[str, ...]] = setting(
        table(texts), {}, "columns of a table, in their order; label:KEY is the label of that key"
    )
    sort: Mapping[str, str] = setting(table(text), {}, "the column a table is sorted by; -NAME: backwards")
    guard: tuple[Guard, ...] = setting(tables(_guard), (), "rules for changes, below every key")
    contexts: Mapping[str, ContextSettings] = setting(
        table(record(ContextSettings)), {}, "what is different in contexts of that name or pattern"
    )

    def is_read_only(self, context: str) -> bool:
        """Whether nothing may be changed in that context."""
        return _any(self.read_only, context)

    def is_production(self, context: str) -> bool:
        """Whether that context is one where mistakes are dear."""
        return _any(self.production, context)

    def within(self, context: str) -> Settings:
        """The settings that hold in a context: of the patterns that match, the last one that says something wins."""
        said: dict[str, Any] = {}
        for pattern, different in self.contexts.items():
            if fnmatchcase(context, pattern):
                values = {each.name: getattr(different, each.name) for each in fields(different)}
                said |= {name: value for name, value in values.items() if value is not None}
        return replace(self, **said) if said else self


def _any(patterns: tuple[str, ...], name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
