"""Settings: frozen values from one TOML file, overridden by the environment.

A wrong setting is never passed over: every unknown key and every wrong value is named with its line, the key that was
probably meant, and what may stand there.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import platformdirs

FILE_VARIABLE = "KTUI_CONFIG"
"""The environment variable that names another file."""
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


class SettingsError(Exception):
    """The file or the environment holds something that is no setting. One line for each fault."""


@dataclass(frozen=True)
class Settings:
    """What a user wants of ktui wherever it runs. Contexts are named by glob patterns, as in ``prod-*``."""

    theme: str = field(default="", metadata={"help": "name of a theme; empty: ktui's own"})
    ascii: bool = field(default=False, metadata={"help": "draw with ASCII characters only"})
    mouse: bool = field(default=True, metadata={"help": "use the mouse"})
    read_only: tuple[str, ...] = field(
        default=(), metadata={"help": "contexts in which nothing may be changed; true: all of them"}
    )
    production: tuple[str, ...] = field(
        default=(), metadata={"help": "contexts that are marked, and where a change asks twice; true: all of them"}
    )
    group_by: str = field(default="", metadata={"help": "node label that the grid groups by; empty: no groups"})
    favourites: tuple[str, ...] = field(default=(), metadata={"help": "namespaces on the keys 1 to 9"})

    def is_read_only(self, context: str) -> bool:
        """Whether nothing may be changed in that context."""
        return any(fnmatchcase(context, pattern) for pattern in self.read_only)

    def is_production(self, context: str) -> bool:
        """Whether that context is one where mistakes are dear."""
        return any(fnmatchcase(context, pattern) for pattern in self.production)


@dataclass(frozen=True)
class Loaded:
    """Settings, and where each of them is from."""

    settings: Settings
    path: Path
    """The file, whether it exists or not."""
    sources: Mapping[str, str]
    """By name of the setting: ``default``, ``FILE:LINE`` or ``$VARIABLE``."""


def default_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The file that is read: ``$KTUI_CONFIG``, else ``config.toml`` in the user's configuration directory."""
    named = environ.get(FILE_VARIABLE)
    if named:
        return Path(named).expanduser()
    return platformdirs.user_config_path("ktui") / "config.toml"


def load(environ: Mapping[str, str] = os.environ) -> Loaded:
    """Read the file and the environment.

    Raises:
        SettingsError: the file cannot be read, or either holds something that is no setting.
    """
    path = default_path(environ)
    values: dict[str, Any] = {}
    sources = dict.fromkeys((setting.name for setting in fields(Settings)), "default")
    faults: list[str] = []
    text = _read(path, must_exist=bool(environ.get(FILE_VARIABLE)))
    for name, value in _parse(path, text).items():
        place = f"{path}:{_line(text, name)}"
        try:
            values[name] = _check(name, value)
            sources[name] = place
        except SettingsError as error:
            faults.append(f"{place}: {error}")
    for variable, value in sorted(environ.items()):
        name = variable.removeprefix("KTUI_").lower()
        if variable.startswith("KTUI_") and name in sources:
            try:
                values[name] = _check(name, _from_text(name, value))
                sources[name] = f"${variable}"
            except SettingsError as error:
                faults.append(f"${variable}: {error}")
    if faults:
        raise SettingsError("\n".join(faults))
    return Loaded(Settings(**values), path, sources)


def _read(path: Path, *, must_exist: bool) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if must_exist:
            raise SettingsError(f"{path}: there is no such file; ${FILE_VARIABLE} names it") from None
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}") from error


def _parse(path: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: is no TOML: {error}") from error


def _line(text: str, name: str) -> int:
    """The line a top-level key or table stands in; tomllib does not tell."""
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _check(name: str, value: object) -> object:
    known = {setting.name: setting for setting in fields(Settings)}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        meant = f"did you mean {near[0]!r}?" if near else f"the settings are {', '.join(known)}"
        raise SettingsError(f"{name!r} is no setting; {meant}")
    default = known[name].default
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise SettingsError(f"{name} must be true or false, not {value!r}")
    elif isinstance(default, str):
        if not isinstance(value, str):
            raise SettingsError(f'{name} must be text in quotes, as in {name} = "...", not {value!r}')
    elif isinstance(value, bool) and name != "favourites":
        return ("*",) if value else ()
    elif not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f'{name} must be a list of texts, as in {name} = ["..."], not {value!r}')
    else:
        return tuple(value)
    return value


def _from_text(name: str, text: str) -> object:
    default = getattr(Settings, name)
    if isinstance(default, str):
        return text
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    if isinstance(default, bool):
        return text
    return [item.strip() for item in text.split(",") if item.strip()]
