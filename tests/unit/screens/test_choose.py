"""ktui.screens.choose: one of several."""

import pytest
from textual.app import App
from textual.widgets import OptionList

from ktui.screens.choose import ChooseDialog, Offer

OFFERS = [Offer("", "none"), Offer("a", "alpha", "one"), Offer("b", "beta"), Offer("[c]", "[gamma]")]


class Stage(App):
    """An app with one choice."""

    answer = "none yet"

    def on_mount(self):
        self.push_screen(ChooseDialog("Which?", OFFERS, "b"), self.answered)

    def answered(self, answer):
        self.answer = answer


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], "b"),
        (["up", "enter"], "a"),
        (["down", "down", "down", "enter"], "[c]"),
        (["pageup", "enter"], ""),
        ([*"alp", "enter"], "a"),
        ([*"[g", "enter"], "[c]"),
        (["escape"], None),
    ],
)
async def test_letters_narrow_down_arrows_move_and_enter_takes(keys, answer):
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press(*keys)
    assert app.answer == answer


async def test_where_nothing_is_left_enter_takes_nothing():
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.press(*"zzz", "enter")
        assert app.answer == "none yet"
        assert app.screen.query_one("#none").display


async def test_a_remark_of_several_lines_stays_in_its_column():
    app = Stage()
    async with app.run_test(size=(60, 24)) as pilot:
        app.push_screen(ChooseDialog("Which?", [Offer("a", "alpha", "word " * 20), Offer("b", "beta")]))
        await pilot.pause()
        offers = app.screen.query_one("#offers", OptionList)
        drawn = [offers.render_line(y).text.rstrip() for y in range(4)]
        assert drawn[0] == "alpha  word word word word word word word word word"
        assert drawn[1] == "       word word word word word word word word word"
        assert drawn[3] == "beta"


async def test_a_click_takes_what_was_clicked_even_if_letters_have_narrowed_the_list_since():
    app = Stage()
    async with app.run_test() as pilot:
        offers = app.screen.query_one("#offers", OptionList)
        offers.highlighted = 3
        offers.action_select()
        app.screen._text = "alp"
        app.screen._show()
        await pilot.pause()
    assert app.answer == "[c]"
