"""ktui.domain.tabular_text: tables as text and as CSV."""

import csv
from datetime import UTC, datetime

from ktui.domain.tabular import Column, Sheet, View
from ktui.domain.tabular_text import as_csv, as_text
from ktui.domain.tabulation import Tabulation

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SHEET = Sheet(
    "pairs",
    (Column("NAME", lambda row, now: row[0]), Column("SAYS", lambda row, now: row[1]), Column("X", str, wide=True)),
    key=lambda row: ("", row[0]),
)


def table(*rows, **view):
    found = Tabulation(SHEET, View(**view))
    found.replace(rows, NOW)
    found.settle()
    return found


def test_text_is_in_columns_as_kubectl_prints_it():
    lines = list(as_text(table(("a", "one"), ("longer", "")), NOW))
    assert lines == ["NAME     SAYS\n", "a        one\n", "longer\n"]


def test_control_characters_do_not_reach_a_file_that_is_looked_at_in_a_terminal():
    assert "\x1b" not in "".join(as_text(table(("a", "\x1b[31mred\n")), NOW))


def test_csv_can_be_read_back_whatever_stands_in_it():
    rows = [("a", 'say "hi", twice'), ("b", "two\nlines"), ("c", "")]
    found = list(csv.reader("".join(as_csv(table(*rows), NOW)).splitlines(keepends=True)))
    assert found == [["NAME", "SAYS"], *map(list, rows)]


def test_a_spreadsheet_takes_no_text_for_a_formula():
    found = list(csv.reader(as_csv(table(("a", "=HYPERLINK(1)"), ("b", "-3"), ("c", "+x")), NOW)))
    assert [row[1] for row in found[1:]] == ["'=HYPERLINK(1)", "-3", "'+x"]


def test_only_what_is_shown_is_told():
    assert list(as_csv(table(("a", "1"), ("b", "2"), text="b"), NOW)) == ["NAME,SAYS\r\n", "b,2\r\n"]
