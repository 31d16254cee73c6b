"""The forms in which objects are read: whole, into a struct of ours, or as rows that the server makes of them.

Source: apiserver pkg/endpoints/handlers/response.go (asTable): a list is one Table, and each event of a watch is a
Table of one row, of which only the first says what the columns are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import msgspec

from ktui.cluster.splitting import ListBody
from ktui.domain.decode import decode
from ktui.domain.document import Document, document
from ktui.domain.errors import Expired
from ktui.domain.kinds import Kind
from ktui.domain.narrow import Narrow
from ktui.domain.objects import Object
from ktui.domain.table_row import PLAIN, Cell, ServerColumn, TableRow

_TABLES = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io"
LONGEST_CELL = 1000
"""Characters of a cell that are kept: a custom resource's column may hold a document."""
_MOST_SHARED = 256


class Form(Protocol):
    """How one stream of objects is asked for and read."""

    @property
    def accept(self) -> str:
        """The header ``Accept``."""

    @property
    def streamed(self) -> bool:
        """Whether a server that streams lists streams them in this form."""

    def begin(self, body: ListBody) -> None:
        """Take what a list says of itself, before its items."""

    def item(self, raw: memoryview | msgspec.Raw) -> Object:
        """An item of a list.

        Raises:
            msgspec.DecodeError: the bytes are not one item.
        """

    def event(self, raw: msgspec.Raw) -> Object:
        """What a watch event is about.

        Raises:
            msgspec.DecodeError: the bytes are no object.
        """


def form_of(kind: Kind, clock: Callable[[], float]) -> Form:
    """The form in which a kind is read: rows or documents, if that is what it is kept as.

    Args:
        kind: what is read.
        clock: seconds since the epoch.
    """
    if issubclass(kind.struct, TableRow):
        return RowForm(clock)
    return WholeForm(document if issubclass(kind.struct, Document) else partial(decode, kind.struct))


class WholeForm:
    """The objects themselves."""

    accept = "application/json"
    streamed = True

    def __init__(self, read: Callable[[memoryview | msgspec.Raw], Object]) -> None:
        self.item = read
        self.event: Callable[[msgspec.Raw], Object] = read

    def begin(self, body: ListBody) -> None:
        """Nothing that matters here."""


class _Row(Narrow, frozen=True):
    """``rows[]`` of a Table."""

    cells: list[Any] | None = None
    object: msgspec.Raw = msgspec.Raw(b"{}")


class _Table(Narrow, frozen=True):
    """A Table, as it comes in a watch event."""

    kind: str = ""
    column_definitions: list[ServerColumn] | None = None
    rows: list[_Row] | None = None


_ROW = msgspec.json.Decoder(_Row)
_TABLE = msgspec.json.Decoder(_Table)
_DEFINITIONS = msgspec.json.Decoder(list[ServerColumn] | None)


class RowForm:
    """Rows, with the object's metadata. A server that knows no Tables answers objects; they become plain rows."""

    accept = f"{_TABLES},application/json"
    streamed = False
    """Tables are made in full before the first byte of them is sent."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._tables = True
        self._columns: tuple[ServerColumn, ...] = ()

    def begin(self, body: ListBody) -> None:
        """Take the columns; a later page of the list may leave them out."""
        self._tables = body.kind == "Table"
        columns = _DEFINITIONS.decode(body.column_definitions) if self._tables else None
        if columns or not self._tables:
            self._columns = _shared(tuple(columns or PLAIN))

    def item(self, raw: memoryview | msgspec.Raw) -> Object:
        """An item of a list."""
        if not self._tables:
            return self._plain(raw)
        return self._row(_ROW.decode(raw))

    def event(self, raw: msgspec.Raw) -> Object:
        """What a watch event is about.

        Raises:
            Expired: the columns are others than those of the list.
        """
        table = _TABLE.decode(raw)
        if table.kind != "Table":
            return self._plain(raw)
        if not table.rows:
            return decode(Object, raw)
        if table.column_definitions and (columns := _shared(tuple(table.column_definitions))) is not self._columns:
            if self._columns:
                raise Expired("the server shows other columns than before", reason="Expired", code=410)
            self._columns = columns
        return self._row(table.rows[0])

    def _row(self, row: _Row) -> TableRow:
        metadata = decode(Object, row.object).metadata
        cells = tuple(_cell(value) for value in row.cells or ())
        return TableRow(metadata, cells, self._columns, self._clock())

    def _plain(self, raw: memoryview | msgspec.Raw) -> TableRow:
        metadata = decode(Object, raw).metadata
        return TableRow(metadata, (metadata.name, None), PLAIN, self._clock())


_columns: dict[tuple[ServerColumn, ...], tuple[ServerColumn, ...]] = {}


def _shared(columns: tuple[ServerColumn, ...]) -> tuple[ServerColumn, ...]:
    """The same columns, held once: each row refers to them."""
    if len(_columns) >= _MOST_SHARED:
        _columns.clear()
    return _columns.setdefault(columns, columns)


def _cell(value: object) -> Cell:
    """A cell of any type as one that can be shown."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return value[:LONGEST_CELL]
        case _:
            return msgspec.json.encode(value).decode()[:LONGEST_CELL]
