"""ktui.screens.labels: the dialog for a node's labels."""

from textual.app import App
from textual.widgets import Input, OptionList

from ktui.screens.labels import LabelDialog


class Stage(App):
    """An app with a node whose labels a test changes."""

    def __init__(self):
        super().__init__()
        self.labels = {"pool": "gpu", "zone": "a"}
        self.answer = "none yet"

    def on_mount(self):
        dialog = LabelDialog("n1", "uid-1", lambda: self.labels, lambda wanted: [f"would be {sorted(wanted)}"])
        self.push_screen(dialog, self.answered)

    def answered(self, action):
        self.answer = action


def line(app):
    return app.screen.query_one("#typed", Input)


def fault(app):
    return str(app.screen.query_one("#fault").render())


async def test_a_value_is_edited_where_the_cursor_is():
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press("e")
        assert line(app).value == "gpu"
        await pilot.press("backspace", "backspace", "backspace", *"cpu", "enter")
        assert app.screen.edits.changes == {"pool": "cpu"}
        await pilot.press("ctrl+s")
    assert app.answer.changes == {"pool": "cpu"}
    assert app.answer.uid == "uid-1"


async def test_letters_that_are_keys_can_be_typed_into_the_line():
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press("a", *"eau=q", "enter")
        assert app.screen.edits.changes == {"eau": "q"}


async def test_what_the_server_would_refuse_is_said_while_it_is_typed_and_not_taken():
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press("a", *"a b=", "enter")
        assert "letter" in fault(app)
        assert app.screen.edits.changes == {}
        assert line(app).has_focus


async def test_a_label_is_removed_and_the_removal_undone():
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press("down", "ctrl+d")
        assert app.screen.edits.changes == {"zone": None}
        assert "removed" in str(app.screen.query_one(OptionList).get_option_at_index(1).prompt)
        await pilot.press("u")
        assert app.screen.edits.changes == {}


async def test_without_a_change_there_is_nothing_to_review():
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+s")
        assert "Nothing is changed yet" in fault(app)
        await pilot.press("escape")
    assert app.answer is None


async def test_esc_closes_the_line_first():
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press("a", "x", "escape")
        assert isinstance(app.screen, LabelDialog)
        await pilot.press("escape")
    assert app.answer is None


async def test_a_change_by_somebody_else_shows_and_keeps_the_cursor():
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press("down", "e", "b", "enter")
        app.labels = {"aaa": "new", "pool": "gpu", "zone": "c"}
        app.screen.redraw()
        rows = app.screen.query_one(OptionList)
        assert rows.highlighted == 2
        assert "changed by somebody else meanwhile" in str(rows.get_option_at_index(2).prompt)


async def test_a_node_that_is_gone_cannot_be_labelled():
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+d")
        app.labels = None
        app.screen.redraw()
        assert "is gone" in fault(app)
        await pilot.press("ctrl+s")
        assert app.answer == "none yet"
