"""ktui.widgets.prompt: the line for filters and commands."""

from textual.app import App
from textual.widgets import Input

from ktui.widgets.history import History
from ktui.widgets.prompt import Prompt


class Stage(App):
    """A prompt alone; what it tells is kept."""

    def __init__(self, history=None):
        super().__init__()
        self.prompt = Prompt(history)
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


async def test_tab_goes_round_in_all_ways_to_go_on_and_they_are_shown():
    ways = ["n\x1b]0;owned\x07", "nodes", "namespace", "n\u202eda", "networkpolicies"]
    app = Stage()
    async with app.run_test() as pilot:
        app.prompt.open(":", ways=lambda text: [way for way in ways if way.startswith(text) and way != text])
        await pilot.press("n")
        await pilot.pause()
        others = app.prompt.query_one("#others")
        assert str(others.render()) == "namespace networkpolicies"
        taken = []
        for _ in range(4):
            await pilot.press("tab")
            taken.append(app.prompt.text)
        # What could act on a terminal is not offered: the line draws what stands in it as it is.
        assert taken == ["nodes", "namespace", "networkpolicies", "nodes"]


async def test_what_was_typed_on_one_screen_comes_back_on_another():
    history = History(["ns a"])
    app = Stage(history)
    async with app.run_test() as pilot:
        app.prompt.open(":", "ctx b")
        await pilot.press("enter")
        assert history.of(":") == ["ns a", "ctx b"]
        app.prompt.open(":")
        await pilot.press("up", "up")
        assert app.prompt.text == "ns a"
