"""Columns and fields, whatever stands in them."""

import pytest

from ktui.cli.columns import aligned, separated

HEADER = ("NAME", "READY", "WHY")


def test_columns_are_two_blanks_apart_and_the_last_is_not_filled_up():
    assert aligned(HEADER, [("a", "1", "long words"), ("longer", "10", "x")]).splitlines() == [
        "NAME    READY  WHY",
        "a       1      long words",
        "longer  10     x",
    ]


def test_a_column_of_numbers_is_set_to_the_right():
    lines = aligned(HEADER, [("a", "1", "x"), ("b", "10", "y")], right=frozenset({1})).splitlines()
    assert [line[6:11] for line in lines] == ["READY", "    1", "   10"]


def test_only_the_words_that_have_a_colour_are_coloured_and_never_the_head():
    inks = {"failed": "red", "STATE": "blue"}
    lines = aligned(("STATE", "N"), [("failed", "1"), ("failed: late", "2"), ("ready", "3")], inks=inks).splitlines()
    assert ["\x1b[31m" in line for line in lines] == [False, True, True, False]


def test_what_would_do_something_to_the_terminal_is_not_printed():
    assert "\x1b" not in aligned(("NAME",), [("a\x1b[2J",)])
    assert "\x1b" not in separated(("NAME",), [("a\x1b[2J",)])


@pytest.mark.parametrize("field", ["=1+1", "+1", "-1", "@SUM(A1)", "  =1+1"])
def test_what_a_spreadsheet_would_run_is_text_to_it(field):
    assert separated(("NAME",), [(field,)]) == f"NAME\n'{field}\n"


@pytest.mark.parametrize("field", ["a-1", "1", "", "a=b"])
def test_what_a_spreadsheet_would_not_run_stays_as_it_is(field):
    assert separated(("NAME", "N"), [(field, "x")]) == f"NAME,N\n{field},x\n"


def test_a_field_with_a_comma_is_quoted():
    assert separated(("NAME",), [('a, "b"',)]) == 'NAME\n"a, ""b"""\n'
