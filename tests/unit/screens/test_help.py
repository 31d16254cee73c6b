"""ktui.screens.help: what each key does, found by what it does."""

from textual.app import App
from textual.binding import Binding

from ktui.screens.help import HelpScreen
from ktui.screens.keys import KeyMap, Section

SECTIONS = (
    Section(
        "Coverage",
        (
            Binding("slash", "filter", "filter", id="x.filter", tooltip="Filter by text."),
            Binding("ctrl+d", "delete", "delete", id="x.delete", tooltip="Delete the pod of this cell. " * 4),
        ),
    ),
    Section("Namespaces", tuple(Binding(each, "go", "go", id=f"x.{each}", tooltip="Look there.") for each in "123")),
)


class Stage(App):
    """An app with a help, and keys that were changed."""

    def __init__(self, **keys):
        super().__init__()
        self.key_map = KeyMap(keys)

    def on_mount(self):
        self.push_screen(HelpScreen(SECTIONS, [("●", "ready"), ("✖", "failing")]))

    @property
    def told(self):
        return str(self.screen.query_one("#text").render())


async def test_keys_are_told_under_their_titles_and_what_does_the_same_in_one_line():
    app = Stage()
    async with app.run_test():
        lines = [" ".join(line.split()) for line in app.told.splitlines() if line.strip()]
        assert lines[:2] == ["Coverage", "/ Filter by text."]
        assert "1 2 3 Look there." in lines
        assert lines[-2:] == ["● ready", "✖ failing"]


async def test_changed_keys_are_told_and_those_that_were_taken_away():
    app = Stage(**{"x.filter": ["f5", "ctrl-f"], "x.delete": []})
    async with app.run_test():
        assert "f5 ctrl-f" in app.told
        assert "(no key)" in app.told


async def test_a_search_leaves_what_holds_the_text_and_esc_ends_it_before_it_leaves():
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press("slash", *"pod", "enter")
        assert app.told.split()[:2] == ["Coverage", "ctrl-d"]
        assert "Namespaces" not in app.told
        await pilot.press("escape")
        assert "Namespaces" in app.told
        await pilot.press("escape")
        assert not isinstance(app.screen, HelpScreen)


async def test_what_is_not_there_is_said_not_to_be():
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press("slash", *"zzz")
        await pilot.pause()
        assert "No key here has anything to do with 'zzz'." in app.told


async def test_in_a_narrow_terminal_what_a_key_does_stands_beside_it_all_the_same():
    app = Stage()
    async with app.run_test(size=(60, 15)):
        body = app.screen.query_one("#text").size.width
        assert max(map(len, app.told.splitlines())) <= body
