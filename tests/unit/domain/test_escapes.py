"""Nothing that a log says does anything to the terminal; its colours become tones."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.escapes import tame, uncoloured

R = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("plain", [("plain", ())]),
        ("\x1b[31mred\x1b[0m and not", [("red", ("red",)), (" and not", ())]),
        ("\x1b[1;92mok\x1b[22mno\x1b[39mnone", [("ok", ("bold", "green")), ("no", ("green",)), ("none", ())]),
        ("\x1b[38;5;9mred\x1b[38;5;200mexact", [("red", ("red",)), ("exact", ())]),
        ("\x1b[38;2;1;31;3;2mdim", [("dim", ("dim",))]),
        ("\x1b[48;5;1mground", [("ground", ())]),
        ("\x9b33mC1", [("C1", ("yellow",))]),
        ("a\x1b[2Jb\x1b[Hc\x1b(Bd", [("a", ()), ("b", ()), ("c", ()), ("d", ())]),
        ("\x1b]0;title\x07x\x1b]8;;http://a\x1b\\link", [("x", ()), ("link", ())]),
        ("\x1b]0;no end", [("0;no end", ())]),
        ("an end\x1b", [(f"an end{R}", ())]),
        ("\x1bPq\x1b\\y", [("y", ())]),
        ("bell\x07\x00", [(f"bell{R}{R}", ())]),
        ("windows\r", [("windows", ())]),
        ("over\rwrite", [("over write", ())]),
        ("a\tb\x1b[31m\tc", [("a       b", ()), ("       c", ("red",))]),
        ("right\u202eleft\u200bzero", [(f"right{R}left{R}zero", ())]),
        ("", [("", ())]),
    ],
)
def test_what_is_drawn(text, pieces):
    assert tame(text) == pieces


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\x1b\x9b[]m;:0123\x07\\\t\r")), max_size=60))
def test_no_control_character_is_ever_left(text):
    drawn = "".join(part for part, _ in tame(text))
    assert all(unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for each in drawn)


def test_bytes_are_looked_through_without_their_colours():
    assert uncoloured(b"\x1b[1;31mE\x1b[0mrror\n") == b"Error\n"
