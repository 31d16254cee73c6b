"""``ktui config``: which settings hold, and where each is from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from ktui.settings import Loaded


@click.command("config", short_help="Print the settings, and where each is from.")
def config() -> int:
    """Print the settings that hold as a TOML file that would set them, and where each is from.

    They come from the file config.toml in your configuration directory, or the one that $KTUI_CONFIG names, and from
    the environment: $KTUI_THEME for theme, and so on.
    """
    from ktui.app.check import check
    from ktui.domain.errors import ConfigError
    from ktui.settings import SettingsError, load

    try:
        loaded = load()
        check(loaded)
    except SettingsError as error:
        raise ConfigError(f"settings are wrong.\n{error}") from error
    for line in _page(loaded):
        click.echo(line)
    return 0


def _page(loaded: Loaded) -> Iterator[str]:
    from ktui.domain.text import printable

    sources = {name: printable(source) for name, source in loaded.sources.items()}
    yield f"# {printable(str(loaded.path))}" + ("" if loaded.path.exists() else " (not there)")
    values = [(each, getattr(loaded.settings, each.name)) for each in fields(loaded.settings)]
    # What follows the header of a table belongs to it: tables come last.
    for each, value in sorted(values, key=lambda pair: _has_tables(pair[1])):
        name = each.name
        yield f"\n# {each.metadata['help']}\n# from: {sources[name]}"
        if isinstance(value, Mapping):
            yield from _table(name, value, sources)
        elif _has_tables(value):
            for at, item in enumerate(value):
                yield from _record(f"[[{name}]]", f"{name}.{at}", item, sources)
        else:
            yield f"{name} = {toml(value)}"


def _has_tables(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, tuple) and any(not isinstance(item, str) for item in value))


def _table(
    name: str, table: Mapping[str, str | tuple[str, ...] | DataclassInstance], sources: Mapping[str, str]
) -> Iterator[str]:
    yield f"[{name}]"
    for key, value in table.items():
        if isinstance(value, str | tuple):
            yield f"{toml_key(key)} = {toml(value)}  # {sources[f'{name}.{key}']}"
        else:
            yield from _record(f"[{name}.{toml_key(key)}]", f"{name}.{key}", value, sources)


def _record(header: str, name: str, record: DataclassInstance, sources: Mapping[str, str]) -> Iterator[str]:
    yield header
    for each in _said(record):
        yield f"{each} = {toml(getattr(record, each))}  # {sources[f'{name}.{each}']}"


def _said(record: DataclassInstance) -> list[str]:
    """The fields that say something else than their default."""
    return [each.name for each in fields(record) if getattr(record, each.name) != each.default]


def toml_key(name: str) -> str:
    """A key as TOML writes it."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml(name)


def toml(value: bool | int | str | tuple[str, ...]) -> str:
    """A value of the settings as TOML writes it."""
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
    return "[" + ", ".join(map(toml, value)) + "]"
