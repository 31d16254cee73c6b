"""ktui.widgets.detail_line, driven in an app of its own."""

import pytest
from textual.app import App

from ktui.widgets.detail_line import DetailLine


class DetailApp(App):
    def __init__(self, ascii_only):
        super().__init__()
        self.ascii_only = ascii_only

    def compose(self):
        yield DetailLine(ascii_only=self.ascii_only)


@pytest.mark.parametrize(("ascii_only", "drawn"), [(False, "a line of man…"), (True, "a line of man~")])
async def test_what_there_is_no_room_for_is_cut_with_a_sign(ascii_only, drawn):
    app = DetailApp(ascii_only)
    async with app.run_test(size=(16, 3)) as pilot:
        line = app.query_one(DetailLine)
        line.text = "a line of many words"
        await pilot.pause()
        assert line.render_line(0).text.rstrip() == drawn
        line.text = "[b]a word[/b]"
        await pilot.pause()
        assert line.render_line(0).text.rstrip() == "[b]a word[/b]"
