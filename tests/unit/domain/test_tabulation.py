"""ktui.domain.tabulation: however rows and view change, what is shown is what sorting it all would give."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.domain import tabulation
from ktui.domain.tabular import Column, Sheet, View
from ktui.domain.tabulation import MANY, Tabulation

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    space: str
    name: str
    state: str = "Running"
    size: int | None = 0

    @property
    def key(self):
        return (self.space, self.name)


SHEET = Sheet(
    "things",
    (
        Column("NAMESPACE", lambda row, now: row.space),
        Column("NAME", lambda row, now: row.name),
        Column("STATE", lambda row, now: row.state),
        Column("SIZE", lambda row, now: str(row.size), key=lambda row, now: row.size, ages=True),
    ),
    key=lambda row: row.key,
    labels=lambda row: {"state": row.state},
    faulty=lambda row, now: row.state == "Failed",
)


def names(table):
    return [name for _, name in table.shown]


def expected(rows, view):
    """What a table would show, worked out from nothing."""
    found = [row for row in rows if view.namespaces is None or row.space in view.namespaces]
    if view.faults_only:
        found = [row for row in found if row.state == "Failed"]
    if view.text:
        wanted = view.text.removeprefix("!").casefold()
        inverse = view.text.startswith("!")
        texts = {row.key: f"{row.space}\n{row.name}\n{row.state}".casefold() for row in found}
        found = [row for row in found if (wanted in texts[row.key]) is not inverse]
    found.sort(key=lambda row: row.key)
    column = SHEET.column(view.sort)
    if column is not None:
        value = column.key or column.text
        told = [row for row in found if value(row, NOW) is not None]
        told.sort(key=lambda row: value(row, NOW), reverse=view.falling)
        found = [*told, *(row for row in found if value(row, NOW) is None)]
    return [row.key for row in found]


ROWS = st.builds(
    Row,
    st.sampled_from("ab"),
    st.sampled_from([f"n{number}" for number in range(12)]),
    st.sampled_from(["Running", "Failed", "Pending"]),
    st.sampled_from([None, 0, 1, 2]),
)
VIEWS = st.builds(
    View,
    sort=st.sampled_from(["", "NAME", "STATE", "SIZE"]),
    falling=st.booleans(),
    text=st.sampled_from(["", "n", "n1", "fail", "!n1", "nothing like it"]),
    faults_only=st.booleans(),
    namespaces=st.sampled_from([None, frozenset("a")]),
)
CHANGES = st.lists(ROWS, max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(CHANGES, CHANGES, VIEWS, st.integers(0, 9), st.booleans()), min_size=1, max_size=6),
    st.integers(0, 8),
)
def test_whatever_comes_in_whatever_order_the_same_rows_are_shown_as_by_sorting_everything(story, many):
    table, held = Tabulation(SHEET), {}

    def there(key):
        return held.get(key)

    before = tabulation.MANY
    tabulation.MANY = many
    try:
        for come, gone, view, steps, later in story:
            changed = {row.key: None for row in gone} | {row.key: row for row in come}
            held = {key: row for key, row in {**held, **changed}.items() if row is not None}
            if later:
                table.take_in(changed, there, NOW)
            else:
                table.change(changed, NOW)
            table.view = view
            for _, _ in zip(range(steps), table.work(), strict=False):
                assert all(table.row(key) is not None for key in table.shown)
        table.settle()
    finally:
        tabulation.MANY = before
    assert list(table.shown) == expected(held.values(), view)
    assert [table.place(key) for key in table.shown] == [*range(len(table.shown))]
    assert table.total == len(held)


def many(count):
    return [
        Row("a", f"n{number:05}", "Failed" if number % 7 == 3 else "Running", number % 5) for number in range(count)
    ]


def filled(rows, view=None):
    table = Tabulation(SHEET, view)
    table.replace(rows, NOW)
    table.settle()
    return table


@pytest.mark.parametrize("view", [View(), View(sort="SIZE", falling=True), View(sort="STATE", text="1")])
def test_thousands_of_rows_come_out_as_by_sorting_everything(view):
    rows = many(5000)
    assert list(filled(rows, view).shown) == expected(rows, view)


def test_old_rows_stand_until_they_are_sorted_anew():
    table = filled(many(3000))
    before = list(table.shown)
    table.view = View(sort="SIZE", falling=True)
    steps = table.work()
    next(steps)
    assert table.busy
    assert 0 < table.progress < 1
    assert list(table.shown) == before
    table.settle()
    assert list(table.shown) != before


def test_what_a_filter_has_found_so_far_is_shown_while_it_goes_on():
    table = filled(many(3000))
    table.view = View(text="failed")
    steps = table.work()
    next(steps)
    some = len(table.shown)
    assert some > 0
    table.settle()
    assert some < len(table.shown)


def test_a_letter_more_looks_only_through_what_was_found_before():
    table = filled(many(3000), View(text="fail"))
    table.view = View(text="failed")
    assert len(list(table.work())) < 10  # of 48
    assert set(names(table)) == {row.name for row in many(3000) if row.state == "Failed"}


def test_a_letter_less_finds_more_again():
    table = filled(many(100), View(text="n00001"))
    assert names(table) == ["n00001"]
    table.view = View(text="n0000")
    table.settle()
    assert len(names(table)) == 10


def test_texts_of_rows_are_asked_for_only_when_they_are_searched_and_then_once():
    asked = []
    column = Column("NAME", lambda row, now: asked.append(row.name) or row.name)
    table = Tabulation(Sheet("things", (column,), key=lambda row: row.key))
    table.replace(many(50), NOW)
    table.settle()
    assert asked == []
    table.view = View(text="n")
    table.settle()
    table.view = View(text="n1")
    table.settle()
    assert len(asked) == 50


def test_rows_are_looked_up_in_steps_as_they_are_by_then():
    rows = {row.key: row for row in many(3000)}
    table = filled(list(rows.values())[:1000])
    table.take_in(list(rows), rows.get, NOW)
    assert (table.total, table.size, table.busy) == (1000, 3000, True)
    steps = table.work()
    next(steps)
    assert 0 < table.progress < 1
    for key in list(rows)[::3]:
        del rows[key]
    table.take_in([*rows, *(key for key in table if key not in rows)], rows.get, NOW)
    table.change({("a", "n00001"): None}, NOW)
    table.settle()
    assert list(table.shown) == expected(rows.values(), View())
    assert table.total == table.size == 2000


def test_one_changed_row_asks_for_one_key_to_sort_by():
    asked = []
    column = Column("SIZE", lambda row, now: "", key=lambda row, now: asked.append(row.name) or row.size)
    table = Tabulation(Sheet("things", (column,), key=lambda row: row.key), View(sort="SIZE"))
    table.replace(many(50), NOW)
    table.settle()
    asked.clear()
    table.change({("a", "n00007"): replace(many(8)[7], size=9)}, NOW)
    assert asked == ["n00007"]
    assert names(table)[-1] == "n00007"


def test_equal_rows_are_no_change():
    table = filled(many(10))
    version, changes = table.version, table.changes
    table.replace(many(10), NOW)
    assert (table.version, table.changes) == (version, changes)


def test_a_row_that_stays_where_it_is_leaves_the_order_as_it_was():
    table = filled(many(10), View(sort="SIZE"))
    version = table.version
    table.change({("a", "n00001"): Row("a", "n00001", "Stopped", 1)}, NOW)
    assert table.version == version
    assert table.row(("a", "n00001")).state == "Stopped"


def test_rows_that_go_in_great_numbers_are_gone_at_once():
    table = filled(many(2 * MANY + 10), View(sort="SIZE", text="n"))
    table.replace(many(5), NOW)
    assert len(table.shown) == 5
    assert not table.busy


def test_a_column_that_is_not_there_sorts_by_key():
    assert names(filled([Row("b", "x"), Row("a", "y")], View(sort="NOTHING"))) == ["y", "x"]


def test_labels_and_letters_are_looked_for():
    rows = [Row("a", "node-exporter"), Row("a", "etcd", "Failed"), Row("b", "ned")]
    assert names(filled(rows, View(text="-l state=Failed"))) == ["etcd"]
    assert names(filled(rows, View(text="!-l state=Failed"))) == ["node-exporter", "ned"]
    assert names(filled(rows, View(text="-f a/ndxp"))) == ["node-exporter"]


def test_a_filter_that_cannot_be_read_is_told_and_not_applied():
    table = filled([Row("a", "x")], View(text="-l =="))
    assert names(table) == ["x"]
    assert "==" in table.fault


def test_faults_that_come_with_time_are_found_when_it_is_looked_again():
    late = datetime(2026, 1, 5, 13, 0, tzinfo=UTC)
    sheet = replace(SHEET, faulty=lambda row, now: now == late)
    table = Tabulation(sheet, View(faults_only=True))
    table.replace(many(3), NOW)
    assert not table.shown
    table.recheck(late)
    table.settle()
    assert len(table.shown) == 3


def test_a_label_can_be_a_column_and_sorted_by():
    view = View(sort="label:state", columns=("NAME", "label:state", "label:none", "NOTHING"))
    table = filled([Row("a", "x", "Running"), Row("a", "y", "Failed")], view)
    assert [column.title for column in table.columns] == ["NAME", "state", "none"]
    assert names(table) == ["y", "x"]


def test_rows_of_no_namespace_belong_to_all():
    table = filled([Row("", "node"), Row("a", "x"), Row("b", "y")], View(namespaces=frozenset("a")))
    assert names(table) == ["node", "x"]
