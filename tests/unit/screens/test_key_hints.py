"""The last line of a screen: which keys it tells of, and which of them it needs most."""

from stage.quick import press
from stage.session import shown, stage
from stage.world import World, zoo

from ktui.widgets.key_bar import KeyBar


async def hints(pilot):
    screen = await shown(pilot)
    return {hint.key: hint for hint in screen.query_one(KeyBar).keys}


async def test_what_goes_into_a_row_comes_first_and_is_clicked_like_a_key():
    app = stage(zoo())
    async with app.run_test(size=(120, 40)) as pilot:
        found = await hints(pilot)
        assert next(iter(found)) == "enter"
        before = app.screen
        app.screen.query_one(KeyBar).post_message(KeyBar.Chosen(app.screen.query_one(KeyBar), found["enter"]))
        await press(pilot)
        await pilot.pause()
        assert app.screen is not before


async def test_where_there_is_nothing_there_is_no_way_in():
    app = stage(World())
    async with app.run_test(size=(80, 24)) as pilot:
        assert "enter" not in await hints(pilot)


async def test_the_keys_that_one_needs_stay_in_sight_in_80_columns():
    app = stage(zoo())
    async with app.run_test(size=(80, 24)) as pilot:
        await hints(pilot)
        line = app.screen.query_one(KeyBar).render_line(0).text
        for told in ("/ filter", "ctrl-z faults", "b group by", "l logs", "d describe", ": go to", "? help"):
            assert told in line
