"""On which line of a TOML text each key stands: `tomllib` does not tell, and a fault is named with its line."""

from __future__ import annotations

import re
import tomllib
from typing import TypeAlias

Path: TypeAlias = "tuple[str | int, ...]"
"""The way to a value: names of keys, and numbers in lists."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r"""
    \"{3} (?:[^\\]|\\.)*? \"{3,5} (?!")
    | '{3} .*? '{3,5} (?!')
    | " (?:[^"\\\n]|\\.)* "
    | ' [^'\n]* '
    """,
    re.DOTALL | re.VERBOSE,
)
_PLAIN_VALUE = re.compile(r"[^,\]}\n#]+")


def lines(text: str) -> dict[Path, int]:
    """The line of each key, each header and each item of a list, counted from 1.

    Args:
        text: what `tomllib.loads` has accepted.
    """
    return _Walk(text).lines()


class _Walk:
    """Goes through a text once; whatever is no key is passed over without being understood."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._found: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        """How many tables each array of tables (``[[...]]``) has so far."""

    def lines(self) -> dict[Path, int]:
        table: Path = ()
        while self._blank() < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._found

    def _header(self) -> Path:
        several = self._text.startswith("[[", self._at)
        line = self._line()
        self._at += 2 if several else 1
        *parents, last = self._key()
        self._at += 2 if several else 1
        path: Path = ()
        for name in parents:
            path = self._newest((*path, name))
            self._found.setdefault(path, line)
        path = (*path, last)
        if several:
            self._found.setdefault(path, line)
            self._counts[path] = self._counts.get(path, 0) + 1
        path = self._newest(path)
        self._found.setdefault(path, line)
        return path

    def _newest(self, path: Path) -> Path:
        """The table that a name in a header means: of an array of tables, the last one."""
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for name in self._key():
            path = (*path, name)
            self._found.setdefault(path, line)
        self._at += 1  # the equals sign
        self._value(path)

    def _key(self) -> list[str]:
        names = []
        while True:
            self._blank()
            if bare := _BARE_KEY.match(self._text, self._at):
                names.append(bare.group())
                self._at = bare.end()
            else:
                names.append(tomllib.loads(f"x = {self._string()}")["x"])
            self._blank()
            if self._text[self._at] != ".":
                return names
            self._at += 1

    def _value(self, path: Path) -> None:
        self._blank()
        self._found.setdefault(path, self._line())
        match self._text[self._at]:
            case "[":
                self._list(path)
            case "{":
                self._inline_table(path)
            case '"' | "'":
                self._string()
            case _:
                self._at = self._end(_PLAIN_VALUE)

    def _list(self, path: Path) -> None:
        self._at += 1
        item = 0
        while self._text[self._blank()] != "]":
            self._value((*path, item))
            item += 1
            self._comma()
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while self._text[self._blank()] != "}":
            self._pair(path)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        if self._text[self._blank()] == ",":
            self._at += 1

    def _string(self) -> str:
        begin, self._at = self._at, self._end(_STRING)
        return self._text[begin : self._at]

    def _blank(self) -> int:
        """Pass over white space and comments; give where that ends."""
        self._at = self._end(_BLANK)
        return self._at

    def _end(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._text, self._at)
        assert found is not None, "tomllib has accepted the text"
        return found.end()

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1
