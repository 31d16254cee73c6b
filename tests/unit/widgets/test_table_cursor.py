"""ktui.widgets.table_cursor: cursor and marks are held by rows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ktui.domain.tabular import Column, Sheet
from ktui.domain.tabulation import Tabulation
from ktui.widgets.table_cursor import TableCursor

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SHEET = Sheet("rows", (Column("NAME", lambda row, _: row),), key=lambda row: ("", row))


@pytest.mark.parametrize("count", [20, 2_000])
def test_few_marks_and_many_fall_with_their_rows_and_stay_where_nothing_changed(count):
    table, cursor = Tabulation(SHEET), TableCursor()
    table.replace([f"{kind}-{number}" for kind in ("a", "b") for number in range(count // 2)], NOW)
    table.settle()
    cursor.put(table, 0)
    cursor.mark(table)
    cursor.put(table, count - 1)
    cursor.mark_range(table)
    cursor.settle(table)
    everything = cursor.marks
    assert len(everything) == count
    cursor.settle(table)
    assert cursor.marks is everything
    table.view = replace(table.view, text="a-")
    table.settle()
    cursor.settle(table)
    assert cursor.marks == {("", f"a-{number}") for number in range(count // 2)}
