"""ktui.domain.text: text from a cluster that is safe to draw."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

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
        ("\N{WARNING SIGN}\ufe0f hot \N{HEAVY BLACK HEART}\ufe0f", "\N{WARNING SIGN} hot \N{HEAVY BLACK HEART}"),
        ("\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", "\N{THUMBS UP SIGN}"),
        ("1\ufe0f\u20e3", "1"),
        ("\U0001f1e9\U0001f1ea", "DE"),
    ],
)
def test_what_could_act_on_a_terminal_is_replaced(text, shown):
    assert printable(text) == shown


def test_a_terminal_without_unicode_gets_another_replacement():
    assert printable("\x1b", "?") == "?"


@given(st.text())
def test_nothing_that_acts_is_ever_left(text):
    assert not any(unicodedata.category(character).startswith("C") for character in printable(text))


emoji = st.text(st.sampled_from("a\N{WARNING SIGN}\N{THUMBS UP SIGN}\ufe0f\u200d\u20e3\U0001f1e9\U0001f3fd\u0301漢"))


@given(emoji)
def test_a_text_is_as_wide_as_its_characters_one_by_one(text):
    shown = printable(text)
    assert cell_len(shown) == sum(get_character_cell_size(character) for character in shown)
