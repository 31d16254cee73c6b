"""ktui.widgets.text_view: a long text that is scrolled, searched, folded and wrapped."""

import contextlib
import re

from textual.app import App

from ktui.domain.text_lines import TextLine
from ktui.widgets.text_pen import MOST
from ktui.widgets.text_view import GUTTER, TextView


class Stage(App):
    """A view and nothing else."""

    def __init__(self, ascii_only=False):
        super().__init__()
        self.ascii_only = ascii_only
        self.moved = 0

    def compose(self):
        yield TextView(ascii_only=self.ascii_only)

    def on_text_view_moved(self):
        self.moved += 1


def line(text, *path, heads=0, hang=4):
    return TextLine(((text, "string"),), path=path, heads=heads, scope=path if heads else (), hang=hang)


def numbered(count, start=0):
    return [line(f"line {n}", n) for n in range(start, start + count)]


class Lazy(list):
    """Counts what is asked for."""

    asked = 0

    def __getitem__(self, number):
        self.asked += 1
        return super().__getitem__(number)


@contextlib.asynccontextmanager
async def viewed(text, size=(40, 6), **more):
    app = Stage(**more)
    async with app.run_test(size=size) as pilot:
        view = app.query_one(TextView)
        view.show(text)
        await pilot.pause()
        yield view, pilot


def drawn(view):
    rows = ("".join(segment.text for segment in view.render_line(y)) for y in range(view.size.height))
    return [row[GUTTER:-1].rstrip() for row in rows]


def signs(view):
    return [next(iter(view.render_line(y))).text[:1] for y in range(view.size.height)]


async def test_of_a_hundred_thousand_lines_only_those_that_are_seen_are_asked_for():
    text = Lazy(numbered(100_000))
    async with viewed(text) as (view, pilot):
        await pilot.press("G")
        assert drawn(view)[-1] == "line 99999"
        await pilot.press("g", "pagedown", "down", "up")
        assert drawn(view)[0] == "line 5"
        assert text.asked < 1000


async def test_the_cursor_moves_and_takes_the_window_with_it():
    async with viewed(numbered(20)) as (view, pilot):
        await pilot.press("j", "k")
        view.action_move(7)
        assert view.line.text == "line 7"
        assert drawn(view) == [f"line {n}" for n in range(2, 8)]
        view.action_move(-7)
        assert drawn(view)[0] == "line 0"
        await pilot.pause()
        assert view.app.moved >= 4


async def test_long_lines_take_several_rows_or_are_cut():
    text = [line("word " * 12, 0), line("next", 1)]
    async with viewed(text) as (view, pilot):
        assert drawn(view)[:3] == ["word word word word word word word", "    word word word word word", "next"]
        await pilot.press("w")
        assert drawn(view)[:2] == ["word word word word word word word wo", "next"]
        await pilot.press("right")
        assert drawn(view)[0] == ("word " * 12)[18:55].rstrip()
        await pilot.press("left")
        assert drawn(view)[0].startswith("word word")


async def test_a_line_that_is_longer_than_the_screen_can_be_read_to_its_end():
    async with viewed([line("x" * 1000, 0, hang=0), line("end", 1)]) as (view, _):
        for _ in range(60):
            view.action_move(1)
        assert drawn(view)[-1] == "end"
        for _ in range(60):
            view.action_move(-1)
        assert view.cursor == 0
        assert drawn(view)[0] == "x" * 37


async def test_what_is_folded_away_is_counted_and_can_be_shown_again():
    text = [line("head", "h", heads=2), line("  a", "h", "a"), line("  b", "h", "b"), line("after", "z")]
    async with viewed(text) as (view, pilot):
        await pilot.press("enter")
        assert drawn(view)[:2] == ["head … 2 lines", "after"]
        assert signs(view)[0] == "▸"
        await pilot.press("j")
        assert view.line.text == "after"
        await pilot.press("k", "enter")
        assert drawn(view)[:4] == ["head", "  a", "  b", "after"]


async def test_within_a_part_the_key_folds_the_part():
    text = [line("head", "h", heads=2), line("  a", "h", "a"), line("  b", "h", "b")]
    async with viewed(text) as (view, pilot):
        await pilot.press("j", "j", "enter")
        assert view.line.text == "head"
        assert drawn(view)[0] == "head … 2 lines"


async def test_it_stays_where_one_reads_when_lines_come_before_that():
    async with viewed(numbered(50)) as (view, _):
        view.action_move(20)
        before = drawn(view)
        view.show([*(line(f"new {n}", "new", n) for n in range(9)), *numbered(50)])
        assert drawn(view) == before
        assert view.line.text == "line 20"


async def test_what_goes_takes_the_cursor_to_what_it_belonged_to():
    text = [line("head", "h", heads=2), line("  a", "h", "a"), line("  b", "h", "b")]
    async with viewed(text) as (view, pilot):
        await pilot.press("j", "j")
        view.show([line("new", "n"), line("head", "h")])
        assert view.line.text == "head"


async def test_it_goes_to_what_is_looked_for_and_round():
    async with viewed(numbered(40)) as (view, pilot):
        view.search("3")
        assert view.line.text == "line 3"
        assert (view.found.place(view.cursor), len(view.found.numbers)) == (1, 13)
        await pilot.press("n")
        assert view.line.text == "line 13"
        await pilot.press("N", "N")
        assert view.line.text == "line 39"
        await pilot.press("n")
        assert view.line.text == "line 3"
        view.search("")
        assert view.found is None


async def test_what_is_found_under_a_fold_is_shown_unless_it_is_not_to_be_searched():
    text = [line("head", "h", heads=1), line("  find me", "h", "a"), line("z", "z"), line("find me too", "y")]
    async with viewed(text) as (view, _):
        view.fold(("h",))
        view.search("find")
        assert view.line.text == "  find me"
        view.fold(("h",))
        view.aside = frozenset({("h",)})
        view.search("find")
        assert view.line.text == "find me too"
        assert view.found.numbers == [3]


async def test_what_changed_is_marked_until_it_changes_again():
    async with viewed(numbered(3)) as (view, _):
        view.show(numbered(3), changed=[1])
        assert signs(view)[:3] == [" ", "+", " "]
        view.show(numbered(3))
        assert signs(view)[:3] == [" ", " ", " "]


async def test_no_control_character_is_drawn_and_a_huge_line_is_cut_with_a_remark():
    async with viewed([line("\x1b[31mred\u202e", 0), line("y" * (MOST + 5), 1)], (60, 8)) as (view, pilot):
        assert drawn(view)[0] == "\ufffd[31mred\ufffd"
        await pilot.press("G")
        assert "… 5 more characters" in re.sub(r"\s+", " ", " ".join(drawn(view)))


async def test_with_ascii_only_nothing_else_is_drawn():
    async with viewed([line("größe … 漢", "h", heads=1), *numbered(9)], ascii_only=True) as (view, pilot):
        await pilot.press("enter")
        rows = ["".join(segment.text for segment in view.render_line(y)) for y in range(6)]
        assert all(row.isascii() for row in rows)
        assert rows[0].startswith("> gr??e ? ? ~ 1 line")


async def test_a_text_that_fits_has_no_scrollbar_and_one_that_does_not_has():
    async with viewed(numbered(3)) as (view, _):
        assert {view.render_line(y).text[-1] for y in range(6)} == {" "}
        view.show(numbered(30))
        assert "".join(view.render_line(y).text[-1] for y in range(6)) == "█│││││"


async def test_the_wheel_scrolls_and_a_click_chooses_a_line():
    async with viewed(numbered(30)) as (view, pilot):
        view.on_mouse_scroll_down(type("Wheel", (), {"stop": lambda self: None})())
        assert drawn(view)[0] == "line 3"
        await pilot.click(TextView, offset=(5, 2))
        assert view.line.text == "line 5"


async def test_lines_may_stand_in_the_middle_instead():
    async with viewed([]) as (view, _):
        view.placeholder("Loading")
        assert drawn(view)[2].strip() == "Loading"
        view.show(numbered(1))
        assert drawn(view)[0] == "line 0"
