"""ktui.domain.describe.blocks: facts, tables and sections as lines."""

from ktui.domain.describe.blocks import Fact, Note, Section, Table, cells, lay_out, section
from ktui.domain.steps import run
from ktui.domain.text_lines import find, plain


def text(*blocks):
    return list(plain(run(lay_out(blocks)).lines))


def test_values_stand_below_each_other():
    assert text(Fact("Name", "web"), Fact("Namespace", "shop")) == ["Name       web", "Namespace  shop"]


def test_a_section_heads_what_is_in_it_and_stands_apart():
    page = run(lay_out([Fact("A", "1"), Section("Part", (Fact("B", "2"), Section("Inner", (Note("x"),))), "2")]))
    assert list(plain(page.lines)) == ["A  1", "", "Part  2", "  B  2", "  Inner", "    x"]
    part = page.lines[2]
    assert (part.heads, part.path, part.scope) == (3, ("Part",), ("Part",))
    assert find(page.lines, ("Part", "Inner", "x")) == 5


def test_columns_are_as_wide_as_what_stands_in_them_and_wide_characters_count_twice():
    table = Table(("NAME", "WHY"), (("漢字", "a"), (("ab", "bad"), "long message")))
    assert text(table) == ["NAME  WHY", "漢字  a", "ab    long message"]
    assert cells("漢e\u0301") == 3


def test_the_tone_of_a_cell_is_kept_and_what_follows_a_break_stands_under_the_last_column():
    page = run(lay_out([Table(("A", "B"), ((("x", "bad"), "y"),))]))
    assert ("x  ", "bad") in page.lines[1].parts
    assert page.lines[1].hang == 3


def test_a_long_value_is_shown_by_its_beginning_and_opens_to_all_of_it():
    page = run(lay_out([Fact("note", "one\ntwo\n" + "x" * 200)]))
    assert page.lines[0].text == "note  one (208 characters)"
    assert page.folded == {("note",)}
    assert [line.text for line in page.lines[1:]] == ["  one", "  two", "  " + "x" * 200]
    assert page.lines[0].value == "one\ntwo\n" + "x" * 200


def test_no_two_lines_have_the_same_path():
    row = (("x", "1"), ("x", "2"))
    page = run(lay_out([Fact("a", "1"), Fact("a", "2"), Table(("N", "V"), row), Table(("N", "V"), row)]))
    paths = [line.path for line in page.lines if line.path]
    assert len(paths) == len(set(paths))


def test_what_a_cluster_says_cannot_break_a_line_or_reach_the_terminal():
    shown = text(Fact("a\x1b[31m", "b\x07"), Table(("T",), (("x\ny",),)), Section("s\r", (Note("\u202e"),)))
    assert all(line.isprintable() or "\ufffd" in line for line in shown)
    assert not any(character in line for line in shown for character in "\x1b\x07\n\r\u202e")


def test_an_empty_section_is_none():
    assert list(section("Nothing", [])) == []
    assert [each.title for each in section("Some", [Note("x")])] == ["Some"]


def test_a_value_of_many_lines_is_laid_out_in_many_steps():
    assert sum(1 for _ in lay_out([Fact("note", "line\n" * 10_000)])) > 30
