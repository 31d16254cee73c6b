"""ktui.domain.text_lines: a text as a tree of lines, of which parts are folded away."""

from ktui.domain.text_lines import Folded, TextLine, find, nearest, plain


def line(text, *path, heads=0):
    return TextLine(((text, ""),), path=path, heads=heads, scope=path if heads else ())


TEXT = [
    line("spec", "spec", heads=4),
    line("  a", "spec", "a", heads=1),
    line("    b", "spec", "a", "b"),
    line("  c", "spec", "c"),
    line("  d", "spec", "d"),
    line("status", "status", heads=1),
    line("  e", "status", "e"),
]


def seen(folded):
    found, number = [], 0
    while number is not None:
        found.append(number)
        number = folded.after(number)
    return found


def test_every_line_is_found_by_its_path():
    assert [find(TEXT, each.path) for each in TEXT] == list(range(len(TEXT)))


def test_what_is_not_there_is_not_found_but_what_it_would_belong_to_is():
    assert find(TEXT, ("spec", "a", "z")) is None
    assert nearest(TEXT, ("spec", "a", "z")) == 1
    assert nearest(TEXT, ("gone", "too")) is None
    assert find(TEXT, ()) is None


def test_only_what_may_hold_it_is_looked_through():
    class Counted(list):
        asked = 0

        def __getitem__(self, number):
            self.asked += 1
            return super().__getitem__(number)

    many = Counted([line("big", "big", heads=1000), *(line(str(n), "big", n) for n in range(1000)), line("x", "x")])
    assert find(many, ("x",)) == 1001
    assert many.asked == 2


def test_what_is_folded_away_is_passed_over_both_ways():
    folded = Folded(TEXT, [("spec", "a"), ("status",)])
    assert seen(folded) == [0, 1, 3, 4, 5]
    assert len(folded) == 5
    assert [folded.hides(number) for number in (0, 1, 5)] == [0, 1, 1]
    assert folded.before(3) == 1
    assert folded.before(0) is None
    assert folded.seen(2) == 1
    assert folded.seen(6) == 5
    assert [folded.rank(number) for number in seen(folded)] == [0, 1, 2, 3, 4]
    assert [folded.ranked(rank) for rank in range(5)] == seen(folded)


def test_a_part_folded_away_within_another_hides_nothing_twice():
    folded = Folded(TEXT, [("spec",), ("spec", "a")])
    assert seen(folded) == [0, 5, 6]
    assert len(folded) == 3


def test_what_is_folded_away_need_not_be_there():
    assert seen(Folded(TEXT, [("nowhere",), ("spec", "c")])) == list(range(len(TEXT)))


def test_a_text_without_its_tones_is_what_is_copied():
    assert list(plain([TextLine((("a", "key"), (": 1", "number")))])) == ["a: 1"]
