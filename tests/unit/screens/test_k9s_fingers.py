"""ktui.screens.k9s_fingers: a key of k9s' that does nothing here is answered."""

from stage.session import shown, stage
from stage.world import zoo

from ktui.screens.k9s_fingers import ANSWERS, answer
from ktui.screens.keys import effective_bindings, key_codes
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.notice_line import NoticeLine


def test_a_key_of_k9s_is_answered_with_what_does_it_here():
    assert answer("ctrl-k") == "ctrl-k: k9s kills without asking; ktui deletes with ctrl-d, which asks first."


def test_the_answer_names_the_key_that_the_user_has_given_it():
    assert "with f8, which asks first" in answer("ctrl-k", {"delete": "f8"}.get)


def test_other_keys_have_no_answer():
    assert answer("ctrl-q") == ""


def test_keys_of_the_answer_that_are_no_words_are_named_too():
    assert "[ and ] walk" in answer("ctrl-g")
    assert "f7 and ] walk" in answer("ctrl-g", {"walk(-1)": "f7"}.get)


async def test_every_key_that_does_nothing_here_is_answered():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        own = {
            key
            for kind in (CoverageGrid, type(screen))
            for each in effective_bindings(kind)
            for key in each.key.split(",")
        }
        for key in ANSWERS:
            code = key_codes(key)[0]
            if code not in own:
                await pilot.press(code)
                told = screen.query_one(NoticeLine).notice
                assert told is not None, key
                assert told.text == answer(key, screen.key_of)


async def test_a_key_of_k9s_that_is_typed_into_the_line_is_text():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await pilot.press("slash", "a", "z", "ctrl+k")
        assert screen.query_one(NoticeLine).notice is None
