"""ktui.domain.text: text from a cluster that is safe to draw."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.text import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, [bold]no markup[/]", "plain text, [bold]no markup[/]"),
        ("", ""),
        ("größer → ключ 名", "größer → ключ 名"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\x1b]0;owned\x07", "�]0;owned�"),
        ("a\u202eb\u200bc", "a�b�c"),
        ("\x9b31m", "�31m"),
        ("\ud800", "�"),
    ],
)
def test_what_could_act_on_a_terminal_is_replaced(text, shown):
    assert printable(text) == shown


def test_a_terminal_without_unicode_gets_another_replacement():
    assert printable("\x1b", "?") == "?"


@given(st.text())
def test_nothing_that_acts_is_ever_left(text):
    assert not any(unicodedata.category(character).startswith("C") for character in printable(text))
    assert len(printable(text)) == len(text)
