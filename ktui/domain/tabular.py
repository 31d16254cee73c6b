"""What a table is: columns, what of it a user asked to see, and where its rows come from. `Tabulation` keeps the rows.

A table of 150,000 rows costs what is visible: texts are asked for when a row is drawn, keys for sorting once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from ktui.domain.objects import Key, Object

R = TypeVar("R")

Tone: TypeAlias = Literal["", "good", "warn", "bad", "dim", "accent"]
"""How a cell is meant; a theme says how that looks. Whatever it says, the text says too."""


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column of a table of ``R``."""

    title: str
    """What stands above it."""
    text: Callable[[R, datetime], str]
    """What stands in it: one line, as it comes from the cluster. Asked for visible rows only."""
    key: Callable[[R, datetime], Any] | None = None
    """What to sort by; without one, the text. All of a column can be compared with each other, or are None, which is
    last either way. It is kept, so that the order it gives may not change with the time."""
    right: bool = False
    """Whether it is aligned to the right."""
    wide: bool = False
    """Whether it is left out unless it is asked for (``kubectl get -o wide``), or there is room for it in full."""
    tone: Callable[[R, datetime], Tone] | None = None
    """How it is meant; without one, as the row is."""
    ages: bool = False
    """Whether its text changes as time goes by. Such a text is not searched by a filter."""
    falls: bool = False
    """Whether it is sorted from the highest to the lowest first, as restarts are."""
    cut: Literal["", "end", "middle", "start", "remark"] = ""
    """Where it may be cut if there is no room: names at their middle, messages at their end, what has come one after
    the other at its start, a remark in brackets as a whole and then the end; ``""``: nowhere."""
    least: int = 12
    """Cells that it keeps when it is cut."""
    stays: bool = False
    """Whether it stays in place when the others are scrolled sideways: what says which row it is. The first ones."""
    name: str = ""
    """What it is called in a view and in settings, where that is not its title; no two of a table have the same."""

    @property
    def called(self) -> str:
        """What it is called in a view and in settings."""
        return self.name or self.title


LABEL = "label:"
"""What the name of a column begins with that shows a label."""


def _no_labels(row: object) -> Mapping[str, str]:
    del row
    return {}


def _plain(row: object, now: datetime) -> Tone:
    del row, now
    return ""


def _nothing_more(name: str) -> None:
    del name


@dataclass(frozen=True)
class Sheet(Generic[R]):
    """A sort of table: what it is called, its columns, and what there is to know of its rows."""

    name: str
    """What settings call it: ``pods``."""
    columns: tuple[Column[R], ...]
    """All columns, in the order in which they stand."""
    key: Callable[[R], Key]
    """What names a row: cursor and marks hold on to it, and rows that are equal otherwise are in its order."""
    labels: Callable[[R], Mapping[str, str]] = _no_labels
    """The labels that ``-l`` looks at."""
    faulty: Callable[[R, datetime], bool] | None = None
    """Whether something is wrong with a row; None: nothing ever is, and faults cannot be asked for."""
    tone: Callable[[R, datetime], Tone] = _plain
    """How a row is meant where its columns do not say."""
    more: Callable[[str], Column[R] | None] = _nothing_more
    """Columns of other names that can be asked for, beside ``label:KEY``."""

    def column(self, name: str) -> Column[R] | None:
        """The column of that name, if there is one. Any label can be a column: ``label:pool``."""
        if name.startswith(LABEL):
            return label_column(name.removeprefix(LABEL), self.labels)
        return next((column for column in self.columns if column.called == name), None) or self.more(name)

    def shown(self, view: View) -> tuple[Column[R], ...]:
        """The columns that a view shows, in its order; those that stay in place are first."""
        if view.columns is None:
            return tuple(c for c in self.columns if not c.wide or view.wide or c.called in view.spare)
        found = [column for column in map(self.column, view.columns) if column is not None]
        return tuple(sorted(found, key=lambda column: not column.stays))


@cache
def label_column(key: str, labels: Callable[[R], Mapping[str, str]]) -> Column[R]:
    """The column of a label."""
    return Column(
        key.rpartition("/")[2],
        lambda row, _: labels(row).get(key, ""),
        cut="middle",
        name=f"{LABEL}{key}",
    )


@dataclass(frozen=True)
class View:
    """What of a table a user asked to see."""

    sort: str = ""
    """The name of the column to sort by; ``""``: by key, which is namespace and name."""
    falling: bool = False
    """Whether it is sorted from the highest to the lowest. Rows that are equal stay in the order of their keys."""
    text: str = ""
    """A filter as `ktui.domain.sought` reads it."""
    faults_only: bool = False
    """Whether rows with nothing wrong are left out."""
    namespaces: frozenset[str] | None = None
    """Whose rows are shown; None: all."""
    wide: bool = False
    """Whether columns are shown that are otherwise left out."""
    columns: tuple[str, ...] | None = None
    """The names of the columns to show; None: the table's own choice."""
    spare: frozenset[str] = frozenset()
    """The names of wide columns that are shown because there is room for them."""


def object_key(obj: Object) -> Key:
    """`Sheet.key` of a table whose rows are objects."""
    return obj.key


def object_labels(obj: Object) -> Mapping[str, str]:
    """`Sheet.labels` of a table whose rows are objects."""
    return obj.metadata.labels
