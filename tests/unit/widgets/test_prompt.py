"""ktui.widgets.prompt: the line for filters and commands."""

from textual.app import App
from textual.widgets import Input

from ktui.widgets.prompt import Prompt


class Stage(App):
    """A prompt alone; what it tells is kept."""

    def __init__(self):
        super().__init__()
        self.prompt = Prompt()
        self.told = []

    def compose(self):
        yield self.prompt

    def on_prompt_changed(self, event):
        if type(event) is Prompt.Changed:
            self.told.append(("changed", event.sign, event.text))

    def on_prompt_submitted(self, event):
        self.told.append(("submitted", event.sign, event.text))

    def on_prompt_cancelled(self, event):
        self.told.append(("cancelled", event.sign))


async def test_it_tells_what_is_typed_and_what_is_meant():
    app = Stage()
    async with app.run_test() as pilot:
        app.prompt.open("/")
        await pilot.press("g", "p", "enter")
        await pilot.pause()
        assert app.told == [("changed", "/", "g"), ("changed", "/", "gp"), ("submitted", "/", "gp")]
        assert not app.prompt.has_class("-open")


async def test_esc_leaves_it():
    app = Stage()
    async with app.run_test() as pilot:
        app.prompt.open(":", "ns")
        await pilot.press("escape")
        assert app.told == [("cancelled", ":")]


async def test_tab_takes_the_suggestion():
    app = Stage()
    async with app.run_test() as pilot:
        app.prompt.open(":", complete=lambda text: "coverage" if text == "c" else None)
        await pilot.press("c")
        await pilot.pause()
        await pilot.press("tab")
        assert app.prompt.text == "coverage"


async def test_what_was_typed_before_comes_back_for_its_own_sign_only():
    app = Stage()
    async with app.run_test() as pilot:
        for sign, text in (("/", "gpu"), (":", "ns a"), ("/", "cpu")):
            app.prompt.open(sign, text)
            await pilot.press("enter")
        app.prompt.open("/")
        await pilot.press("up")
        assert app.prompt.text == "cpu"
        await pilot.press("up")
        assert app.prompt.text == "gpu"
        await pilot.press("down", "down")
        assert app.prompt.query_one(Input).value == ""
