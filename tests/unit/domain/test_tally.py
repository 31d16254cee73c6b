"""ktui.domain.tally: how many rows are in which state."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ktui.domain.steps import run
from ktui.domain.tabular import Column, Sheet, View
from ktui.domain.tabulation import Tabulation
from ktui.domain.tally import Tally

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    name: str
    state: str


SHEET = Sheet("rows", (Column("NAME", lambda row, now: row.name),), key=lambda row: ("", row.name))


def table(rows):
    found = Tabulation(SHEET)
    found.replace(rows, NOW)
    found.settle()
    return found


ROWS = [Row(f"r{number}", ("good", "bad", "")[number % 3]) for number in range(7)]


def test_what_is_shown_is_counted_and_what_counts_as_nothing_is_left_out():
    rows, tally = table(ROWS), Tally(lambda row, now: row.state)
    run(tally.count(rows, NOW))
    assert tally.counts == {"good": 3, "bad": 2}
    rows.view = View(text="r1")
    rows.settle()
    run(tally.count(rows, NOW))
    assert tally.counts == {"bad": 1}


def test_only_of_rows_that_have_changed_the_state_is_asked():
    asked = []
    rows, tally = table(ROWS), Tally(lambda row, now: asked.append(row.name) or row.state)
    run(tally.count(rows, NOW))
    asked.clear()
    rows.change({("", "r0"): replace(ROWS[0], state="bad")}, NOW)
    run(tally.count(rows, NOW))
    assert asked == ["r0"]
    assert tally.counts["bad"] == 3


def test_rows_that_are_gone_are_forgotten():
    rows, tally = table(ROWS), Tally(lambda row, now: row.state)
    run(tally.count(rows, NOW))
    rows.replace(ROWS[:1], NOW)
    run(tally.count(rows, NOW))
    assert tally.counts == {"good": 1}
