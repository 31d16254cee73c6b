"""ktui.widgets.remark_lines, driven in an app of its own."""

from textual.app import App

from ktui.widgets.remark_lines import RemarkLines


class RemarkApp(App):
    def compose(self):
        yield RemarkLines()


async def test_it_takes_as_much_room_as_it_has_lines():
    app = RemarkApp()
    async with app.run_test(size=(40, 6)) as pilot:
        remarks = app.query_one(RemarkLines)
        assert remarks.size.height == 0
        remarks.tell(("Not live.", "[b]Not all.[/b]"))
        await pilot.pause()
        assert remarks.size.height == 2
        assert remarks.render_line(1).text.rstrip() == "[b]Not all.[/b]"
        remarks.tell(())
        await pilot.pause()
        assert not remarks.display
