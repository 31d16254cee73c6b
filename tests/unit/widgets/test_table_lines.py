"""ktui.widgets.table_lines: the lines of a table, as text."""

from datetime import UTC, datetime

import pytest

from ktui.domain.tabular import Column, Sheet
from ktui.widgets.symbols import symbols
from ktui.widgets.table_layout import TableLayout
from ktui.widgets.table_lines import Line, TablePen

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def drawn(text, width, cut):
    """What a column of some width shows of a text."""
    column = Column("NEXT", lambda row, now: row, cut=cut, least=1)
    layout = TableLayout((column,), (len(text),), (width,), room=width + 1)
    pen = TablePen(symbols(False), layout, layout.places)
    cells = pen.cells(Sheet("things", (column,), key=lambda row: ("", row)), text, NOW)
    return "".join(run for run, _ in pen.runs(Line(cells))).strip()


@pytest.mark.parametrize(
    ("cut", "shown"),
    [
        ("end", "in 4 h 29 mi…"),
        ("middle", "in 4 h…0 CET)"),
        ("start", "n (00:30 CET)"),
        ("remark", "in 4 h 29 min"),
    ],
)
def test_a_text_is_cut_where_it_says_least(cut, shown):
    assert drawn("in 4 h 29 min (00:30 CET)", 13, cut) == shown


def test_what_fits_keeps_its_remark():
    assert drawn("in 4 h (00:30)", 14, "remark") == "in 4 h (00:30)"


def test_without_its_remark_a_text_is_cut_at_the_end():
    assert drawn("in 4 h 29 min (00:30 CET)", 8, "remark") == "in 4 h …"
