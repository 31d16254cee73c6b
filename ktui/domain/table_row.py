"""Rows as the server makes them (``meta.k8s.io/v1`` Table), and what their cells say as time goes by.

A server makes the cells when it answers: an age among them is old from then on. What tells an age is told anew here.
Source: kubernetes pkg/printers/internalversion/printers.go, apiextensions-apiserver pkg/registry/customresource/
tableconvertor/tableconvertor.go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from ktui.domain.durations import human
from ktui.domain.narrow import Narrow
from ktui.domain.objects import Object

Cell: TypeAlias = str | int | float | bool | None
"""A cell's value; None where the object has no such field."""


class ServerColumn(Narrow, frozen=True):
    """``columnDefinitions[]`` of a Table."""

    name: str = ""
    type: str = ""
    """OpenAPI's: ``string``, ``integer``, ``number``, ``boolean``, or ``date`` of a CustomResourceDefinition."""
    format: str = ""
    """``name`` for the column that holds the object's name."""
    description: str = ""
    priority: int = 0
    """0: always shown; higher: only where there is room (``kubectl get -o wide``)."""

    @property
    def wide(self) -> bool:
        """Whether it is left out unless asked for."""
        return self.priority > 0

    @property
    def number(self) -> bool:
        """Whether its cells are numbers."""
        return self.type in {"integer", "number"}

    @property
    def age(self) -> bool:
        """Whether its cells tell how long ago the object was created."""
        return self.name.lower() == "age" and self.type in {"string", "date"}

    @property
    def running(self) -> bool:
        """Whether its cells tell how long ago something was, so that they grow old."""
        return self.type == "date" or self.name.lower() in _SINCE


_SINCE = frozenset({"last seen", "first seen", "last schedule"})
"""What printers.go fills with the time since something, in columns that are declared as text."""

PLAIN = (ServerColumn("Name", "string", "name"), ServerColumn("Age", "string"))
"""The columns where a server makes no rows: an aggregated API may know nothing of Tables."""


class TableRow(Object, frozen=True):
    """A row: an object's metadata, and what the server tells of it."""

    cells: tuple[Cell, ...] = ()
    columns: tuple[ServerColumn, ...] = PLAIN
    """What the cells are, one after the other; all rows of a list share them."""
    read_at: float = 0.0
    """When the server made the cells: seconds since the epoch."""

    def supersedes(self, held: Object) -> bool:
        """Whether it says anything else than the state that is held: cells may change though the object did not."""
        return (
            not isinstance(held, TableRow)
            or (held.cells, held.columns) != (self.cells, self.columns)
            or (super().supersedes(held))
        )

    def cell(self, column: ServerColumn, at: int) -> Cell:
        """The value under a column, of which the server said that it is the ``at``-th."""
        if at >= len(self.columns) or self.columns[at] is not column:
            at = next((place for place, each in enumerate(self.columns) if each == column), -1)
        return self.cells[at] if 0 <= at < len(self.cells) else None

    def text(self, column: ServerColumn, at: int, now: datetime) -> str:
        """What stands under a column now."""
        value = self.cell(column, at)
        if column.age:
            return _age(self.metadata.creation_timestamp, now) or spelled(value)
        if column.running and isinstance(value, str) and (told := read_duration(value)) is not None:
            passed = now - datetime.fromtimestamp(self.read_at, UTC)
            return human(told + max(passed, timedelta()))
        return spelled(value)

    def order(self, column: ServerColumn, at: int) -> tuple[int, float, str]:
        """What to sort by under a column, at any time: numbers as numbers, ages by how long, the rest as text."""
        value = self.cell(column, at)
        created = self.metadata.creation_timestamp
        if column.age and created is not None:
            return (0, -created.timestamp(), "")
        if column.running and isinstance(value, str) and (told := read_duration(value)) is not None:
            return (0, told.total_seconds() - self.read_at, "")
        if isinstance(value, int | float):
            return (0, float(value), "")
        text = spelled(value)
        leading = _LEADING.match(text)
        return (0, float(leading[0]), text) if leading else (1, 0.0, text.lower())


_LEADING = re.compile(r"\d{1,15}(?=[ /]|$)")
"""What text begins with that is sorted as a number: ``3 (5m ago)``, ``2/3``."""
_UNITS: Mapping[str, timedelta] = {
    "y": timedelta(days=365),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
_DURATION = re.compile(r"(?:(\d{1,4})y)?(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?")


def read_duration(text: str) -> timedelta | None:
    """What ``HumanDuration`` wrote: ``5m10s``, ``3d4h``; None if it is nothing of the kind."""
    match = _DURATION.fullmatch(text)
    if not match or not text:
        return None
    return sum(
        (int(number) * unit for number, unit in zip(match.groups(), _UNITS.values(), strict=True) if number),
        timedelta(),
    )


def spelled(value: Cell) -> str:
    """A cell as kubectl prints it (cli-runtime pkg/printers/tableprinter.go): nothing for what is not there."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.15g}"
        case _:
            return str(value)


def _age(created: datetime | None, now: datetime) -> str:
    return "" if created is None else human(now - created)
