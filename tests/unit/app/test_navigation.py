"""ktui.app.navigation: which tab is lit, wherever the user goes."""

from contextlib import asynccontextmanager

from stage.quick import burst, calm, press
from stage.rows import SERVED, certificates
from stage.session import StagedSession, settled, stage
from stage.world import zoo

from ktui.app.goal import Goal
from ktui.screens.places import Main, ResourceList
from ktui.widgets.tab_bar import TabBar


@asynccontextmanager
async def at(place):
    """The app, at a place."""
    session = StagedSession(certificates(zoo()))
    session.served = SERVED
    app = stage(session)
    async with app.run_test() as pilot:
        await settled(pilot)
        await app.arrive(place, app.trail.go)
        await settled(pilot)
        yield pilot


def lit(pilot):
    bar = pilot.app.main_screen.query_one(TabBar)
    return [segment.text.strip() for segment in bar.render_line(0) if segment.style.reverse]


async def test_what_is_gone_into_leaves_the_tab_lit_that_one_comes_from():
    async with at(Main("nodes")) as pilot:
        await press(pilot, "d")
        await settled(pilot)
        assert lit(pilot) == ["Nodes"]
        await press(pilot, "y")
        await settled(pilot)
        assert lit(pilot) == ["Nodes"]
        await press(pilot, "tab")
        await calm(pilot)
        assert pilot.app.trail.here.place == Main("daemonsets")


async def test_tabs_in_one_burst_lead_as_far_as_one_after_the_other():
    async with at(Main("coverage")) as pilot:
        await burst(pilot, "tab", "tab", "tab")
        await settled(pilot)
        assert pilot.app.trail.here.place == Main("jobs")
        await burst(pilot, "shift+tab", "shift+tab")
        await settled(pilot)
        assert pilot.app.trail.here.place == Main("nodes")
        await press(pilot, "tab")
        await settled(pilot)
        assert pilot.app.trail.here.place == Main("daemonsets")


async def test_the_same_object_come_to_from_elsewhere_lights_the_other_tab():
    async with at(Main("daemonsets")) as pilot:
        for tab, keys in (("DaemonSets", ["d"]), ("Coverage", ["home", "left", "d"])):
            await press(pilot, *keys)
            await settled(pilot)
            assert lit(pilot) == [tab]
            await pilot.app.arrive(Main("coverage"), pilot.app.trail.go)
            await settled(pilot)


async def test_a_resource_has_a_tab_beside_the_others_while_one_is_there():
    async with at(ResourceList("cert")) as pilot:
        assert lit(pilot) == ["certificates"]
        await press(pilot, "d")
        await settled(pilot)
        assert lit(pilot) == ["certificates"]
        assert pilot.app.whereabouts == ResourceList("cert")
        await press(pilot, "shift+tab")
        await settled(pilot)
        assert lit(pilot) == ["Events"]
        assert "certificates" not in pilot.app.main_screen.query_one(TabBar).render_line(0).text


async def test_another_context_opens_where_the_tab_leads():
    async with at(Main("pods")) as pilot:
        await press(pilot, "d")
        await settled(pilot)
        assert pilot.app.whereabouts == Main("pods")
        await pilot.app.go_to(Goal("other"))
        await settled(pilot)
        assert lit(pilot) == ["Pods"]
