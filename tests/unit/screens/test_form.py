"""Lines to fill in, judged while they are typed."""

from textual.app import App
from textual.widgets import Input, Static

from ktui.screens.form import Field, FormDialog, Judgement


def judge(typed):
    fault = "" if typed["number"].isdigit() else "that is no number"
    return Judgement(fault, (f"{typed['number']} of {typed['name']}",), f"kubectl scale {typed['number']}")


class Asking(App[None]):
    answer = "none yet"

    def on_mount(self):
        fields = (Field("number", "how many", "4"), Field("name", "of what", hint="[b]a name"))
        self.push_screen(FormDialog("Set [i]something", fields, judge), self.take)

    def take(self, answer):
        self.answer = answer

    def text(self, part):
        return str(self.screen.query_one(part, Static).render())


async def test_what_comes_of_it_is_said_while_it_is_typed():
    app = Asking()
    async with app.run_test() as pilot:
        assert app.text("#title") == "Set [i]something"
        assert app.text("#lines") == "4 of "
        await pilot.press("0")
        assert app.text("#lines") == "40 of "
        assert app.text("#kubectl") == "kubectl scale 40"


async def test_what_cannot_be_taken_is_not():
    app = Asking()
    async with app.run_test() as pilot:
        await pilot.press("x", "ctrl+s", "enter", "enter", "enter")
        assert app.text("#fault") == "that is no number"
        assert app.answer == "none yet"
        app.screen.query_one("#field-number", Input).focus()
        await pilot.press("backspace", "ctrl+s")
        assert app.answer == {"number": "4", "name": ""}


async def test_enter_goes_from_line_to_line_and_to_the_answer():
    app = Asking()
    async with app.run_test() as pilot:
        await pilot.press("2", "enter", "a", "enter")
        assert app.focused.id == "go"
        await pilot.press("enter")
        assert app.answer == {"number": "42", "name": "a"}


async def test_esc_does_nothing():
    app = Asking()
    async with app.run_test() as pilot:
        await pilot.press("escape")
        assert app.answer is None


async def test_the_answers_are_in_sight_in_the_smallest_terminal():
    app = Asking()
    async with app.run_test(size=(60, 15)) as pilot:
        await pilot.press("0")
        answers = app.screen.query_one("#answers").region
        assert answers.bottom < 15
        assert answers.height == 1
