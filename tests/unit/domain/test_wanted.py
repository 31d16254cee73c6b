"""ktui.domain.wanted: what settings say of a table."""

import pytest

from ktui.domain.tabular import Column, Sheet, View
from ktui.domain.wanted import wanted

SHEET = Sheet(
    "pods",
    tuple(Column(title, text=lambda row, now: "") for title in ("NAME", "STATUS", "AGE")),
    key=lambda row: row,
    labels=lambda row: {},
)
HERE = View(sort="STATUS")


@pytest.mark.parametrize(
    ("sort", "columns", "view"),
    [
        ("", (), HERE),
        ("age", (), View(sort="AGE")),
        ("-Age", (), View(sort="AGE", falling=True)),
        ("", ("name", "label:app", "AGE"), View(sort="STATUS", columns=("NAME", "label:app", "AGE"))),
    ],
)
def test_names_are_taken_in_any_case_and_labels_too(sort, columns, view):
    assert wanted(SHEET, HERE, sort, columns) == (view, ())


def test_what_is_no_column_is_told_with_what_is_like_it_and_the_rest_holds():
    view, faults = wanted(SHEET, HERE, "agee", ("nmae", "AGE", "xyz"))
    assert view == View(sort="STATUS", columns=("AGE",))
    assert faults == (
        "The settings name 'agee', which is no column of pods; did you mean 'AGE'?",
        "The settings name 'nmae', which is no column of pods; did you mean 'NAME'?",
        "The settings name 'xyz', which is no column of pods; there are NAME, STATUS, AGE.",
    )


def test_where_no_name_is_right_the_table_chooses():
    assert wanted(SHEET, HERE, "", ("xyz",))[0] == HERE
