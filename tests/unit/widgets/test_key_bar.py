"""ktui.widgets.key_bar, driven in an app of its own."""

import pytest
from textual.app import App

from ktui.widgets.key_bar import KeyBar, KeyHint

KEYS = (
    KeyHint("enter", "pod"),
    KeyHint("d", "describe"),
    KeyHint("ctrl-d", "delete", refused=True),
    KeyHint("/", "filter"),
    KeyHint("?", "help"),
)


class KeyApp(App):
    def __init__(self):
        super().__init__()
        self.chosen = []

    def compose(self):
        bar = KeyBar()
        bar.keys = KEYS
        yield bar

    def on_key_bar_chosen(self, event):
        self.chosen.append(event.hint.key)

    def line(self):
        return self.query_one(KeyBar).render_line(0).text.rstrip()


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, " enter pod  d describe  ctrl-d delete  / filter  ? help"),
        (45, " enter pod  d describe  / filter  ? help"),
        (30, " enter pod  d describe  ? help"),
        (18, " enter pod  ? help"),
        (9, " ? help"),
    ],
)
async def test_refused_keys_go_first_and_help_stays(width, line):
    app = KeyApp()
    async with app.run_test(size=(width, 3)):
        assert app.line() == line


async def test_a_refused_key_is_dim_and_not_bold():
    app = KeyApp()
    async with app.run_test(size=(80, 3)):
        styles = {segment.text.strip(): segment.style for segment in app.query_one(KeyBar).render_line(0)}
        refused = next(style for text, style in styles.items() if text.startswith("ctrl-d"))
        assert refused.dim
        assert not refused.bold
        assert styles["d"].bold


async def test_a_click_is_told_like_a_key():
    app = KeyApp()
    async with app.run_test(size=(80, 3)) as pilot:
        await pilot.click(KeyBar, offset=(13, 0))
        await pilot.click(KeyBar, offset=(22, 0))
        assert app.chosen == ["d"]
