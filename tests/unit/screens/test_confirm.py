"""ktui.screens.confirm: the one dialog before a change."""

import pytest
from stage.quick import burst
from textual.app import App
from textual.widgets import Input

from ktui.domain.actions import DeletePod, LabelNode
from ktui.screens.confirm import MANY, ConfirmDialog, confirmation

POD = DeletePod("logging", "fluentbit-x", "uid-1", node="a1")


def pods(count):
    return [DeletePod("logging", f"fluentbit-{number}", f"uid-{number}") for number in range(count)]


def test_one_object_is_shown_with_its_effects_and_kubectls_command():
    asked = confirmation([POD], impact=("more",), verb="Delete")
    assert asked.title == "Delete pod logging/fluentbit-x"
    assert asked.effects == POD.effects
    assert asked.kubectl == ("kubectl delete pod fluentbit-x -n logging",)
    assert asked.impact == ("more",)
    assert (asked.to_type, asked.warning) == ("", "")


def test_up_to_ten_objects_are_listed_and_more_have_to_be_counted():
    assert confirmation(pods(MANY)).to_type == ""
    assert len(confirmation(pods(MANY)).targets) == MANY
    assert confirmation(pods(MANY + 1)).to_type == str(MANY + 1)


@pytest.mark.parametrize(
    ("actions", "typed"),
    [([POD], "fluentbit-x"), (pods(3), "3"), ([LabelNode("node-1", "u", {"a": "b"})], "node-1")],
)
def test_in_production_the_name_or_the_count_has_to_be_typed(actions, typed):
    asked = confirmation(actions, production="prod")
    assert asked.to_type == typed
    assert "prod" in asked.warning


@pytest.mark.parametrize(("actions", "typed"), [([POD], "fluentbit-x"), (pods(3), "3")])
def test_a_rule_may_want_the_same_anywhere(actions, typed):
    asked = confirmation(actions, typed=True)
    assert (asked.to_type, asked.warning) == (typed, "")


class Stage(App):
    """An app that asks one thing."""

    def __init__(self, asked, objection=lambda: ""):
        super().__init__()
        self.dialog = ConfirmDialog(asked, objection)
        self.answer = None

    def on_mount(self):
        self.push_screen(self.dialog, self.answered)

    def answered(self, answer):
        self.answer = answer


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], False),
        (["escape"], False),
        (["right", "enter"], True),
        (["tab", "enter"], True),
        (["right", "left", "enter"], False),
        (["right", "space"], True),
    ],
)
async def test_only_the_other_answer_agrees(keys, answer):
    app = Stage(confirmation([POD]))
    async with app.run_test() as pilot:
        await pilot.press(*keys)
    assert app.answer is answer


async def test_what_is_typed_goes_into_the_line_and_only_the_right_word_opens_the_way():
    app = Stage(confirmation(pods(12)))
    async with app.run_test() as pilot:
        await pilot.press("1", "3")
        assert app.dialog.query_one("#go").disabled
        await pilot.press("backspace", "2")
        assert not app.dialog.query_one("#go").disabled
        await pilot.press("enter")
        assert app.answer is None
        await pilot.press("enter")
    assert app.answer is True


async def test_what_is_typed_in_one_burst_goes_to_the_answer_and_does_not_cancel():
    app = Stage(confirmation(pods(11), verb="Delete"))
    async with app.run_test() as pilot:
        await burst(pilot, "1", "1", "enter")
        assert app.screen is app.dialog
        assert app.focused is app.dialog.query_one("#go")
        await pilot.press("enter")
        await pilot.pause()
        assert app.answer is True


async def test_enter_right_after_the_last_character_goes_to_the_answer():
    app = Stage(confirmation(pods(11), verb="Delete"))
    async with app.run_test() as pilot:
        await pilot.press("1", "1")
        line, go = app.dialog.query_one("#typed", Input), app.dialog.query_one("#go")
        with line.prevent(Input.Changed):
            line.value = "1"
            app.dialog.redraw()
            assert go.disabled
            line.value = "11"
        await line.action_submit()
        await pilot.pause()
        assert app.focused is go


async def test_an_objection_closes_the_way_even_for_who_was_about_to_agree():
    objection = [""]
    app = Stage(confirmation([POD]), lambda: objection[0])
    async with app.run_test() as pilot:
        await pilot.press("right")
        objection[0] = "Pod fluentbit-x is gone."
        app.dialog.redraw()
        assert app.dialog.query_one("#go").disabled
        assert "is gone" in str(app.dialog.query_one("#objection").render())
        await pilot.press("enter")
    assert app.answer is not True


async def test_text_from_a_cluster_is_never_markup():
    app = Stage(confirmation([DeletePod("ns", "[red]x[/]\x1b[31m", "u")]))
    async with app.run_test():
        assert "[red]x[/]\N{REPLACEMENT CHARACTER}[31m" in str(app.dialog.query_one("#title").render())
