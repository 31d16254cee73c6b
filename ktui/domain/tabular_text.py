"""A table as text and as CSV: everything that is shown, line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from ktui.domain.steps import STEP
from ktui.domain.tabulation import Tabulation
from ktui.domain.text import printable

R = TypeVar("R")


def cells(table: Tabulation[R], now: datetime) -> Iterator[list[str]]:
    """Yield the titles of the columns that are shown, then the texts of each row that is shown, as they are."""
    columns = table.columns
    yield [column.title for column in columns]
    for key in list(table.shown):
        row = table.row(key)
        if row is not None:
            yield [column.text(row, now) for column in columns]


def as_csv(table: Tabulation[R], now: datetime) -> Iterator[str]:
    """Yield the lines of a CSV file (RFC 4180), each with its end."""
    return csv_lines(cells(table, now))


def as_text(table: Tabulation[R], now: datetime) -> Iterator[str]:
    """Yield lines of text in columns, as kubectl prints them, each with its end."""
    return text_lines(cells(table, now))


def csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a CSV file with these rows, each with its end."""
    line = io.StringIO()
    writer = csv.writer(line)
    for texts in rows:
        writer.writerow([_harmless(text) for text in texts])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def text_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield these rows in columns, each with its end.

    While the widths are looked for, it yields nothing, again and again: so much can be done between.
    """
    found: list[list[str]] = []
    for texts in rows:
        found.append([printable(text) for text in texts])
        if len(found) % STEP == 0:
            yield ""
    widths = [max(map(len, column)) for column in zip(*found, strict=True)]
    for row in found:
        yield "   ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() + "\n"


def _harmless(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not _number(text) else text


def _number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit()
