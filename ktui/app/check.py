"""What is wrong with settings that only the console can judge: keys, themes, the start, tables, actions of rules.

What is imported for that is imported where something is set: settings that say nothing of keys cost no time.
"""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator
from fnmatch import fnmatchcase

from ktui.settings import Loaded, Settings, SettingsError
from ktui.settings.checks import near

Fault = tuple[str, str]
"""The name of the setting, as in `Loaded.sources`, and what is wrong with it."""


def check(loaded: Loaded) -> Settings:
    """Settings that hold in every respect.

    Raises:
        SettingsError: they do not. A line for each fault, with its place.
    """
    settings = loaded.settings
    faults = [*_keys(settings), *_themes(settings), *_starts(settings), *_tables(settings), *_actions(settings)]
    if faults:
        places = [(loaded.sources.get(name) or loaded.sources[name.partition(".")[0]], words) for name, words in faults]
        raise SettingsError("\n".join(f"{place}: {words}" for place, words in places))
    return settings


def _keys(settings: Settings) -> Iterator[Fault]:
    if settings.keys:
        from ktui.app.bound import key_faults

        yield from ((f"keys.{name}", f"keys.{name}: {words}") for name, words in key_faults(settings.keys))


def _themes(settings: Settings) -> Iterator[Fault]:
    wanted = [("theme", settings.theme)]
    wanted += [(f"contexts.{pattern}.theme", each.theme or "") for pattern, each in settings.contexts.items()]
    named = [(name, theme) for name, theme in wanted if theme]
    if named:
        from textual.theme import BUILTIN_THEMES

        from ktui.app.themes import SAFE

        known = sorted([*BUILTIN_THEMES, *(theme.name for theme in SAFE)])
        for name, theme in named:
            if theme not in known:
                yield name, f"{name}: there is no theme {theme!r}; {near(theme, known, 'themes')}"


def _starts(settings: Settings) -> Iterator[Fault]:
    from ktui.screens.command import command, take_apart

    wanted = [("start", settings.start)]
    wanted += [(f"contexts.{pattern}.start", each.start) for pattern, each in settings.contexts.items() if each.start]
    for name, line in wanted:
        word = take_apart(line).word
        if not word or command(word) is not None:
            yield name, f'{name}: {line!r} shows nothing; write what to begin with, as in start = "pods kube-system"'


def _tables(settings: Settings) -> Iterator[Fault]:
    """A table that is neither a tab's nor could be a resource of a server."""
    for setting, tables in (("columns", settings.columns), ("sort", settings.sort)):
        for name in tables:
            if not name.replace(".", "").replace("-", "").isalnum() or name != name.lower():
                yield (
                    f"{setting}.{name}",
                    f"{setting}.{name}: {name!r} is no table; a table is named like pods or nodes",
                )


def _actions(settings: Settings) -> Iterator[Fault]:
    if settings.guard:
        known = action_names()
        for at, rule in enumerate(settings.guard):
            for pattern in rule.actions:
                plain = pattern.partition("-")[0] in VERBS and "*" not in pattern  # by verb and kind: any kind will do
                if not plain and not any(fnmatchcase(name, pattern) for name in known):
                    name = f"guard.{at}.actions"
                    yield name, f"{name}: {pattern!r} is no action; {near(pattern, known, 'actions')}"


VERBS = frozenset({"create", "delete", "patch", "update"})
"""What an action may be called by, with the kind of its object after it."""


def action_names() -> list[str]:
    """What rules can call actions, beside verb and kind."""
    from ktui.domain import actions
    from ktui.session.guards import name_of

    modules = [
        importlib.import_module(found.name) for found in pkgutil.iter_modules(actions.__path__, f"{actions.__name__}.")
    ]
    kinds = {
        kind
        for module in modules
        for kind in vars(module).values()
        if dataclasses.is_dataclass(kind) and isinstance(kind, type) and hasattr(kind, "kubectl")
    }
    return sorted(name_of(kind) for kind in kinds if not any(kind in other.__mro__[1:] for other in kinds))
