"""The table of any resource: its columns are the server's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from ktui.domain.resources import Resource
from ktui.domain.table_row import ServerColumn, TableRow
from ktui.domain.tabular import Column, Sheet, Tone, object_key, object_labels
from ktui.domain.text import printable

NAMESPACE = "NAMESPACE"
JUDGED = frozenset({"ready", "available", "synced", "healthy"})
"""Columns that say by custom whether all is well with an object: ``False``, or fewer than there should be: ``2/3``."""
_COUNT = re.compile(r"(\d+)/(\d+)")
LONGEST_TITLE = 30


def row_sheet(resource: Resource, columns: Sequence[ServerColumn]) -> Sheet[TableRow]:
    """What the table of a resource is.

    Args:
        resource: what its rows are objects of.
        columns: what the server says of its rows.
    """
    made: dict[str, Column[TableRow]] = {}
    if resource.namespaced:
        made[NAMESPACE] = Column(NAMESPACE, _namespace, cut="middle", stays=True)
    for at, column in enumerate(columns):
        title = _title(column, made)
        names = column.format == "name"
        made[title] = Column(
            title,
            partial(_text, column, at),
            partial(_order, column, at),
            right=column.number,
            wide=column.wide,
            tone=partial(_judge, column, at) if _judged(resource, column) else None,
            ages=column.age or column.running,
            cut="" if column.number or column.age else "middle" if names else "end",
            stays=names and at == 0,
        )
    judged = [(column, at) for at, column in enumerate(columns) if _judged(resource, column)]
    return Sheet(
        resource.qualified,
        tuple(made.values()),
        object_key,
        object_labels,
        faulty=partial(_faulty, tuple(judged)) if judged else None,
        tone=_tone,
    )


def _text(column: ServerColumn, at: int, row: TableRow, now: datetime) -> str:
    return row.text(column, at, now)


def _order(column: ServerColumn, at: int, row: TableRow, now: datetime) -> tuple[int, float, str]:
    del now
    return row.order(column, at)


def _judged(resource: Resource, column: ServerColumn) -> bool:
    """Whether a column judges its object; that of pods does not: those that have ended are not ready either."""
    return column.name.lower() in JUDGED and resource.qualified != "pods"


def _judge(column: ServerColumn, at: int, row: TableRow, now: datetime) -> Tone:
    text = row.text(column, at, now)
    count = _COUNT.fullmatch(text)
    if text == "False" or (count and int(count[1]) < int(count[2])):
        return "bad"
    return "warn" if text == "Unknown" else _tone(row, now)


def _faulty(judged: tuple[tuple[ServerColumn, int], ...], row: TableRow, now: datetime) -> bool:
    return any(_judge(column, at, row, now) in {"bad", "warn"} for column, at in judged)


def _namespace(row: TableRow, now: datetime) -> str:
    del now
    return row.namespace


def _tone(row: TableRow, now: datetime) -> Tone:
    """What is being deleted is on its way out, whatever its cells say."""
    del now
    return "dim" if row.metadata.deletion_timestamp else ""


def _title(column: ServerColumn, taken: dict[str, Column[TableRow]]) -> str:
    """A title of its own: a resource's definition may call two columns the same."""
    title = printable(column.name[:LONGEST_TITLE]).strip().upper() or "?"
    number = 2
    unique = title
    while unique in taken:
        unique, number = f"{title} {number}", number + 1
    return unique
