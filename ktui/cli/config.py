"""``ktui config``: which settings hold, and where each is from."""

from __future__ import annotations

import dataclasses

import click


@click.command("config", short_help="Print the settings, and where each is from.")
def config() -> int:
    """Print the settings that hold as a TOML file that would set them, and where each is from.

    They come from the file config.toml in your configuration directory, or the one that $KTUI_CONFIG names, and from
    the environment: $KTUI_THEME for theme, and so on.
    """
    from ktui.domain.errors import ConfigError
    from ktui.domain.text import printable
    from ktui.settings import SettingsError, load

    try:
        loaded = load()
    except SettingsError as error:
        raise ConfigError(f"settings are wrong.\n{error}") from error
    there = "" if loaded.path.exists() else " (not there)"
    click.echo(f"# {printable(str(loaded.path))}{there}")
    for setting in dataclasses.fields(loaded.settings):
        value = toml(getattr(loaded.settings, setting.name))
        click.echo(f"\n# {setting.metadata['help']}\n# from: {printable(loaded.sources[setting.name])}")
        click.echo(f"{setting.name} = {value}")
    return 0


def toml(value: bool | str | tuple[str, ...]) -> str:
    """A value of the settings as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
    return "[" + ", ".join(map(toml, value)) + "]"
