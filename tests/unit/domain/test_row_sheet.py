from datetime import UTC, datetime

import pytest

from ktui.domain.objects import Meta
from ktui.domain.resources import Resource
from ktui.domain.row_sheet import LONGEST_TITLE, row_sheet
from ktui.domain.table_row import ServerColumn, TableRow
from ktui.domain.tabular import View

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CERTIFICATES = Resource("certificates", "Certificate", "cert-manager.io")
NODES = Resource("nodes", "Node", namespaced=False)
NAME = ServerColumn("Name", "string", "name")
DATA = ServerColumn("Data", "integer")
ISSUER = ServerColumn("Issuer", "string", priority=1)
AGE = ServerColumn("Age", "date")


def titles(sheet, view=View()):  # noqa: B008 (frozen)
    return [column.title for column in sheet.shown(view)]


def test_the_columns_are_the_servers_behind_the_namespace():
    sheet = row_sheet(CERTIFICATES, (NAME, DATA, ISSUER, AGE))
    assert sheet.name == "certificates.cert-manager.io"
    assert titles(sheet) == ["NAMESPACE", "NAME", "DATA", "AGE"]
    assert titles(sheet, View(wide=True)) == ["NAMESPACE", "NAME", "DATA", "ISSUER", "AGE"]
    assert [column.stays for column in sheet.columns] == [True, True, False, False, False]
    assert [column.right for column in sheet.columns] == [False, False, True, False, False]
    assert [column.ages for column in sheet.columns] == [False, False, False, False, True]


def test_what_lives_in_no_namespace_has_no_column_for_it():
    assert titles(row_sheet(NODES, (NAME, AGE))) == ["NAME", "AGE"]


def test_cells_are_told_and_sorted_by_what_the_row_says():
    row = TableRow(Meta("pay", "shop", "u1"), ("pay", 12), (NAME, DATA))
    namespace, name, data = row_sheet(CERTIFICATES, row.columns).columns
    assert [column.text(row, NOW) for column in (namespace, name, data)] == ["shop", "pay", "12"]
    assert data.key(row, NOW) == (0, 12.0, "")


def test_titles_of_a_definition_are_made_safe_and_told_apart():
    odd = (
        NAME,
        NAME,
        ServerColumn("\x1b[31mRed" + "x" * 100),
        ServerColumn(""),
        ServerColumn(" "),
        ServerColumn("Namespace"),
    )
    found = titles(row_sheet(CERTIFICATES, odd))
    assert len(set(found)) == len(found)
    assert found[1:3] == ["NAME", "NAME 2"]
    assert all("\x1b" not in title and len(title) <= LONGEST_TITLE for title in found)
    assert found[4:] == ["?", "? 2", "NAMESPACE 2"]


@pytest.mark.parametrize(
    ("name", "value", "tone"),
    [
        ("Ready", "False", "bad"),
        ("Ready", "True", ""),
        ("Ready", "2/3", "bad"),
        ("READY", "3/3", ""),
        ("Available", "Unknown", "warn"),
        ("Synced", None, ""),
    ],
)
def test_what_the_server_says_is_not_well_is_a_fault(name, value, tone):
    column = ServerColumn(name, "string")
    sheet = row_sheet(CERTIFICATES, (NAME, column))
    row = TableRow(Meta("a", "shop"), ("a", value), (NAME, column))
    assert sheet.columns[2].tone(row, NOW) == tone
    assert sheet.faulty(row, NOW) is bool(tone)


def test_where_no_column_judges_nothing_is_known_to_be_a_fault():
    assert row_sheet(NODES, (NAME, AGE)).faulty is None
    assert row_sheet(Resource("pods", "Pod"), (NAME, ServerColumn("Ready", "string"))).faulty is None


def test_what_is_being_deleted_is_dim():
    sheet = row_sheet(NODES, (NAME,))
    assert sheet.tone(TableRow(Meta("a")), NOW) == ""
    assert sheet.tone(TableRow(Meta("a", deletion_timestamp=NOW)), NOW) == "dim"
