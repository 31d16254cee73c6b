from datetime import UTC, datetime, timedelta

import pytest

from ktui.domain.objects import Meta, Object
from ktui.domain.table_row import PLAIN, ServerColumn, TableRow, read_duration, spelled

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NAME = ServerColumn("Name", "string", "name")
AGE = ServerColumn("Age", "string")
LAST = ServerColumn("Last Schedule", "string")
RENEWAL = ServerColumn("Renewed", "date")
COUNT = ServerColumn("Data", "integer")
READY = ServerColumn("Ready", "string")
COLUMNS = (NAME, AGE, LAST, RENEWAL, COUNT, READY)


def row(*cells, created=NOW - timedelta(minutes=3), read_at=NOW, version="1"):
    metadata = Meta("a", "ns", "uid", version, creation_timestamp=created)
    return TableRow(metadata, cells, COLUMNS, read_at.timestamp())


def texts(each, now=NOW):
    return [each.text(column, at, now) for at, column in enumerate(COLUMNS)]


def test_ages_run_on_after_the_server_has_told_them():
    each = row("a", "3m", "5m", "2d", 3, "2/3")
    assert texts(each) == ["a", "3m", "5m", "2d", "3", "2/3"]
    assert texts(each, NOW + timedelta(hours=1)) == ["a", "63m", "65m", "2d1h", "3", "2/3"]


def test_an_age_is_told_from_the_object_and_only_without_it_from_the_server():
    assert texts(row("a", "99d", "", ""))[1] == "3m"
    assert texts(row("a", "<unknown>", "", "", created=None))[1] == "<unknown>"


@pytest.mark.parametrize("text", ["<none>", "<invalid>", "never", ""])
def test_what_is_no_age_stays_as_it_is(text):
    assert texts(row("a", "", text, text), NOW + timedelta(hours=1))[2:4] == [text, text]


def test_a_clock_that_is_behind_makes_no_age_younger():
    assert texts(row("a", "", "5m"), NOW - timedelta(minutes=1))[2] == "5m"


def test_cells_that_are_not_there_are_empty():
    assert texts(row("a")) == ["a", "3m", "", "", "", ""]


def test_a_row_read_under_other_columns_shows_what_it_has_of_these():
    other = TableRow(Meta("a"), ("a", "2/3"), (NAME, READY))
    assert texts(other) == ["a", "", "", "", "", "2/3"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "true"), (False, "false"), (3, "3"), (3.0, "3"), (0.25, "0.25"), ("<none>", "<none>")],
)
def test_values_are_written_as_kubectl_writes_them(value, text):
    assert spelled(value) == text


def test_numbers_sort_as_numbers_and_before_text():
    values = [10, "<none>", 9, "10 (3m ago)", "9/10", "Abc", "abd", None]
    assert [row("", "", "", "", "", value).cells[5] for value in sorted_by(READY, 5, values)] == [
        9,
        "9/10",
        10,
        "10 (3m ago)",
        None,
        "<none>",
        "Abc",
        "abd",
    ]


def sorted_by(column, at, values):
    return sorted(values, key=lambda value: row("", "", "", "", "", value).order(column, at))


def test_an_address_is_no_number():
    assert sorted_by(READY, 5, ["10.0.0.1", "9"]) == ["9", "10.0.0.1"]


def test_the_youngest_age_is_the_first_whenever_it_was_told():
    young, old = row("young"), row("old", created=NOW - timedelta(days=2))
    assert young.order(AGE, 1) > old.order(AGE, 1) or young.order(AGE, 1) < old.order(AGE, 1)
    assert sorted([old, young], key=lambda each: each.order(AGE, 1)) == [young, old]
    early = row("early", "", "5m", read_at=NOW - timedelta(hours=1))
    late = row("late", "", "20m", read_at=NOW)
    assert sorted([early, late], key=lambda each: each.order(LAST, 2)) == [late, early]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("0s", timedelta()),
        ("90s", timedelta(seconds=90)),
        ("5m10s", timedelta(minutes=5, seconds=10)),
        ("3d4h", timedelta(days=3, hours=4)),
        ("2y17d", timedelta(days=747)),
        ("", None),
        ("5", None),
        ("5m ago", None),
        ("v1", None),
    ],
)
def test_a_duration_is_read_as_kubectl_writes_it(text, length):
    assert read_duration(text) == length


def test_a_row_is_replaced_when_its_cells_changed_though_the_object_did_not():
    held = row("a", "3m", "5m")
    assert not row("a", "3m", "5m").supersedes(held)
    assert row("a", "3m", "6m").supersedes(held)
    assert row("a", "3m", "5m", version="2").supersedes(held)
    assert TableRow(held.metadata, held.cells, PLAIN).supersedes(held)
    assert row("a").supersedes(Object(held.metadata))


def test_columns_say_what_they_are():
    assert ServerColumn("Node", priority=1).wide
    assert not NAME.wide
    assert (AGE.age, LAST.age, COUNT.age, ServerColumn("Age", "integer").age) == (True, False, False, False)
    assert (COUNT.number, ServerColumn("X", "number").number, READY.number) == (True, True, False)
