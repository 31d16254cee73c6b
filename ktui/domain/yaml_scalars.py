"""How a value is written in YAML so that every reader, of YAML 1.1 or 1.2, reads the same value again."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from ktui.domain.steps import Steps


class Style(Enum):
    """How a scalar stands in its line."""

    PLAIN = "plain"
    SINGLE = "single"
    DOUBLE = "double"
    HEADER = "header"
    """What stands before a text in lines of its own, and that text: ``|-``."""
    BLOCK = "block"
    """One of those lines."""
    WORD = "word"
    """No string: a number, true, false or null."""
    EMPTY = "empty"
    """An empty list or map."""
    REMARK = "remark"
    """No value at all, but something that is said of one."""


_RESERVED = re.compile(r"y|n|yes|no|on|off|true|false|null|~|=|<<", re.IGNORECASE)
_NUMBER = re.compile(
    r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-f_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|(?=\.?[0-9])(?:[0-9][0-9_]*)?\.?[0-9_]*(?:e[-+]?[0-9]+)?|\.inf)|\.nan",
    re.IGNORECASE,
)
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt \t])")
_SPECIAL = re.compile(r"[,\[\]{}#&*!|>'\"%@`]|[-?:](?:\s|$)|---|\.\.\.")
_PIECE = 1 << 17
"""So many characters are looked at in less than a millisecond."""
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_NEEDS_ESCAPE = re.compile(r'["\\\x00-\x1f]')


def style_of(text: str) -> Style:
    """How a string of one line is written, as kubectl does: what would be read as something else in double quotes."""
    if not text.isprintable():
        return Style.DOUBLE
    if not text or _RESERVED.fullmatch(text) or _NUMBER.fullmatch(text) or _TIMESTAMP.match(text):
        return Style.DOUBLE
    return _quoted_or_not(text)


def _quoted_or_not(text: str) -> Style:
    special = _SPECIAL.match(text) or ": " in text or " #" in text or text[0] == " " or text[-1] in " :"
    return Style.SINGLE if special else Style.PLAIN


def long_style_of(text: str) -> Steps[Style]:
    """The same for a string of any length, a piece at a time."""
    if len(text) <= _PIECE:
        return style_of(text)
    for start in range(0, len(text), _PIECE):
        if not text[start : start + _PIECE].isprintable():
            return Style.DOUBLE
        yield
    return _quoted_or_not(text)


def block_header(text: str) -> Steps[str]:
    """What stands before a text of several lines that is written line by line; ``""``: it cannot be written so."""
    if "\n" not in text:
        return ""
    for start in range(0, len(text), _PIECE):
        piece = text[start : start + _PIECE].replace("\n", "").replace("\t", "")
        if not piece.isprintable():
            return ""
        yield
    body = text.rstrip("\n")
    if not body:
        return ""
    indent = "2" if body[0] in " \t\n" else ""
    return f"|{indent}{'-' if len(body) == len(text) else '' if len(text) - len(body) == 1 else '+'}"


def block_lines(text: str) -> list[str]:
    """The lines that stand under its header."""
    lines = text.split("\n")
    return lines[:-1] if text.endswith("\n") else lines


def written(value: Any, style: Style) -> str:  # noqa: ANN401 (a value of JSON)
    """A scalar as it stands in its line."""
    match style:
        case Style.SINGLE:
            return "'" + str(value).replace("'", "''") + "'"
        case Style.DOUBLE:
            return '"' + _escaped(value) + '"'
        case Style.HEADER:
            return str(value[0])
        case Style.WORD:
            return _word(value)
        case Style.EMPTY:
            return "{}" if isinstance(value, dict) else "[]"
        case _:
            return str(value)


def _word(value: float | bool | None) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def _escaped(text: str) -> str:
    text = _NEEDS_ESCAPE.sub(lambda found: _ESCAPES.get(found[0]) or f"\\x{ord(found[0]):02X}", text)
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _code(ord(each)) for each in text)


def _code(number: int) -> str:
    if number < 0x100:
        return f"\\x{number:02X}"
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"
