"""The view shows the newest lines, or stays where one is, whatever comes and goes."""

from textual.app import App

from ktui.domain.log_buffer import LogBuffer
from ktui.domain.log_filter import LogFilter, Selection
from ktui.widgets.log_view import LogView

HEIGHT = 6


class Views(App):
    def compose(self):
        yield LogView()


def lines(first, last):
    return b"".join(b"line %d\n" % number for number in range(first, last))


def seen(view):
    return [view.render_line(y).text.rstrip() for y in range(HEIGHT)]


async def test_one_moves_through_the_lines_while_others_come_and_go():
    app = Views()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        view = app.query_one(LogView)
        view.focus()
        buffer = LogBuffer(limit=70_000)
        view.show(buffer, [""])
        assert seen(view) == [""] * HEIGHT
        await pilot.press("g", "down", "pagedown", "up", "G")
        assert (seen(view), view.following) == ([""] * HEIGHT, True)
        buffer.add(0, lines(0, 3))
        view.redraw()
        assert seen(view) == ["line 0", "line 1", "line 2", "", "", ""]
        buffer.add(0, lines(3, 20))
        view.redraw()
        assert seen(view)[-1] == "line 19"
        await pilot.press("up")
        assert (seen(view)[-1], view.following) == ("line 18", False)
        await pilot.press("pageup")
        assert seen(view)[-1] == "line 13"
        buffer.add(0, lines(20, 30))
        view.redraw()
        assert seen(view)[-1] == "line 13"
        await pilot.press("g")
        assert seen(view)[0] == "line 0"
        await pilot.press("down", "down")
        assert seen(view)[0] == "line 2"
        # What is seen is let go of: the oldest that is left takes its place, under a line that says so.
        for _ in range(20):
            buffer.add(0, lines(100, 1000))
        view.redraw()
        assert seen(view)[0].startswith(f"… {buffer.dropped:,} lines before this are not kept")
        await pilot.press("up", "down", "down")
        assert seen(view)[0].startswith("line ")
        await pilot.press("G")
        assert (seen(view)[-1], view.following) == ("line 999", True)


async def test_long_lines_are_wrapped_or_moved_across():
    app = Views()
    async with app.run_test(size=(10, HEIGHT)) as pilot:
        view = app.query_one(LogView)
        view.focus()
        buffer = LogBuffer()
        buffer.add(0, b"0123456789abcdefghij!\nshort\n")
        view.show(buffer, [""])
        assert seen(view)[:2] == ["0123456789", "short"]
        await pilot.press("right")
        assert seen(view)[:2] == ["56789abcde", ""]
        view.look(wrap=True)
        assert seen(view)[:4] == ["0123456789", "abcdefghij", "!", "short"]
        for number in range(4):
            buffer.add(0, b"%d\n" % number)
        view.redraw()
        assert seen(view)[0] == "!"
        await pilot.press("up")
        assert seen(view)[0] == "abcdefghij"
        view.show(buffer, [""])
        await pilot.resize_terminal(30, HEIGHT)
        assert seen(view)[0] == "0123456789abcdefghij!"


async def test_selected_lines_are_shown_and_a_line_is_gone_to():
    app = Views()
    async with app.run_test(size=(40, HEIGHT)):
        view = app.query_one(LogView)
        buffer = LogBuffer()
        buffer.add(0, lines(0, 200))
        selection = Selection(buffer, LogFilter("line 1"))
        selection.advance()
        view.show(buffer, [""], selection)
        assert seen(view) == [f"line {number}" for number in range(194, 200)]
        view.show(buffer, [""])
        view.go_to(100)
        assert seen(view)[HEIGHT // 2] == "line 100"
        assert view.on_screen == list(range(97, 103))
        assert view.text_of(100) == "line 100"
        # Another log begins where it is followed.
        other = LogBuffer()
        other.add(0, b"other\n")
        view.show(other, [""])
        assert seen(view)[0] == "other"


async def test_words_stand_instead_of_lines():
    app = Views()
    async with app.run_test(size=(20, HEIGHT)):
        view = app.query_one(LogView)
        view.placeholder("Nothing\x1b[2J")
        assert [row.strip() for row in seen(view) if row.strip()] == ["Nothing\N{REPLACEMENT CHARACTER}[2J"]
        view.placeholder()
        assert not any(seen(view))
