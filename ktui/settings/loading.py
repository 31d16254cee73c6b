"""Reading the file and the environment: all faults are named at once, and settings never hold by half."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path

import platformdirs

from ktui.settings.checks import Place, checked_fields
from ktui.settings.toml_lines import Path as Way
from ktui.settings.toml_lines import lines
from ktui.settings.values import Settings

FILE_VARIABLE = "KTUI_CONFIG"
"""The environment variable that names another file."""
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


class SettingsError(Exception):
    """The file or the environment holds something that is no setting. One line for each fault."""


@dataclass(frozen=True)
class Loaded:
    """Settings, and where each of them is from."""

    settings: Settings
    path: Path
    """The file, whether it exists or not."""
    sources: Mapping[str, str]
    """By name of the setting, or names joined by dots of what is in a table: ``default``, ``FILE:LINE``,
    ``$VARIABLE``."""


def default_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The file that is read: ``$KTUI_CONFIG``, else ``config.toml`` in the user's configuration directory."""
    named = environ.get(FILE_VARIABLE)
    if named:
        with suppress(RuntimeError):  # ~ of a user whom nobody knows
            return Path(named).expanduser()
        return Path(named)
    return platformdirs.user_config_path("ktui") / "config.toml"


def load(environ: Mapping[str, str] = os.environ) -> Loaded:
    """Read the file and the environment.

    Raises:
        SettingsError: the file cannot be read, or either holds something that is no setting.
    """
    path = default_path(environ)
    written = _read(path, must_exist=bool(environ.get(FILE_VARIABLE)))
    parsed, ways = _parse(path, written)
    places = {".".join(map(str, way)): f"{path}:{line}" for way, line in ways.items()}
    in_file = Place()
    values = dict(checked_fields(Settings, parsed, in_file))
    told = sorted(in_file.faults, key=lambda fault: _line_number(places.get(fault[0], "")))
    faults = [f"{places.get(name, path)}: {words}" for name, words in told]
    sources = dict.fromkeys((each.name for each in fields(Settings)), "default") | places
    for variable, value in sorted(environ.items()):
        name = variable.removeprefix("KTUI_").lower()
        if variable.startswith("KTUI_") and name in Settings.__dataclass_fields__:
            here = Place()
            values |= checked_fields(Settings, {name: _from_text(name, value)}, here)
            sources[name] = f"${variable}"
            faults += [f"${variable}: {words}" for _, words in here.faults]
    if faults:
        raise SettingsError("\n".join(faults))
    return Loaded(Settings(**values), path, sources)


def _read(path: Path, *, must_exist: bool) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # editors of Windows begin a file with a mark
    except FileNotFoundError:
        if must_exist:
            raise SettingsError(f"{path}: there is no such file; ${FILE_VARIABLE} names it") from None
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}") from error


def _parse(path: Path, text: str) -> tuple[dict[str, object], dict[Way, int]]:
    """What a file says, and where."""
    try:
        return tomllib.loads(text), lines(text)
    except ValueError as error:  # TOMLDecodeError is one; so is what Python says of a number of thousands of digits
        raise SettingsError(f"{path}: is no TOML: {error}") from error
    except RecursionError as error:
        raise SettingsError(
            f"{path}: is no TOML that can be read: its brackets stand too deep in each other"
        ) from error


def _line_number(place: str) -> int:
    number = place.rpartition(":")[2]
    return int(number) if number.isdecimal() else 0


def _from_text(name: str, text: str) -> object:
    """What an environment variable means, by the sort of what it sets; a check says whether that can stand there."""
    default = getattr(Settings, name, None)
    if default is None:
        return text  # a table: the check tells that it has to be written as one
    if isinstance(default, str):
        return text
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    if isinstance(default, bool):
        return text
    return [item.strip() for item in text.split(",") if item.strip()]
