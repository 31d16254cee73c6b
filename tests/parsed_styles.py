"""Style sheets are parsed once in a run, and not once for each app that is started in it."""

from __future__ import annotations

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parsed: dict[tuple, list[RuleSet]] = {}
_parse = Stylesheet._parse_rules


def _parse_once(sheet: Stylesheet, *args, **named) -> list[RuleSet]:
    key = (tuple(sheet._variables.items()), args, tuple(named.items()))
    if key not in _parsed:
        _parsed[key] = _parse(sheet, *args, **named)
    return _parsed[key]


def install() -> None:
    """Have Textual keep what it has parsed for the apps that come."""
    Stylesheet._parse_rules = _parse_once
