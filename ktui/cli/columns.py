"""Columns for eyes and fields for spreadsheets; what comes from the cluster is made safe for both."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import click

from ktui.domain.text import printable


def aligned(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: frozenset[int] = frozenset(),
    inks: Mapping[str, str] | None = None,
    inked: int = 0,
) -> str:
    """Columns two blanks apart, as kubectl sets them; the last is not filled up.

    Args:
        header: the first line.
        rows: the others.
        right: columns that are set to the right.
        inks: the colour of a word.
        inked: the column that is coloured, by the first word of what stands in it.
    """
    cells = [list(header), *([printable(field) for field in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for number, row in enumerate(cells):
        padded = [
            field.rjust(width) if place in right else field.ljust(width)
            for place, (field, width) in enumerate(zip(row, widths, strict=True))
        ]
        padded[-1] = padded[-1].rstrip()
        word = row[inked].partition(" ")[0].rstrip(":,")
        if number and inks and word in inks:
            padded[inked] = click.style(padded[inked], fg=inks[word])
        lines.append("  ".join(padded) + "\n")
    return "".join(lines)


def separated(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV as RFC 4180 has it but for bare line feeds; a field that a spreadsheet would run begins with ``'``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_plain(field) for field in row] for row in rows)
    return out.getvalue()


def _plain(field: str) -> str:
    text = printable(field)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text
