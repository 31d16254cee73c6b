"""Pictures of the screens of tables. `pytest --snapshot-update` draws them anew; then look at them."""

import pytest
from stage.events import whole_pod, with_events
from stage.session import StagedSession, stage, visited
from stage.world import NOW, World, zoo

from ktui.screens.places import ContainersOf, Main, NodesOf, PodsOf
from ktui.store.feed import Live, Loading, Refused, Stale

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]
SMALL = (80, 24)
AT = NOW.timestamp()
PODS = Main("pods")
NO_PODS = Refused('pods is forbidden: User "viewer" cannot list resource "pods" in API group "" at the cluster scope')


@pytest.fixture
def picture(snap_compare):
    """Take a picture of the screen of a place, after some keys, and compare it."""

    def take(world, size, place, *keys, ascii_only=False, **settings):
        app = stage(world, ascii_only=ascii_only, **settings)

        async def before(pilot):
            await visited(pilot, place, keys)

        return snap_compare(app, terminal_size=size, run_before=before)

    return take


def full() -> StagedSession:
    session = StagedSession(with_events(zoo()))
    session.looks.put(whole_pod("fluentbit-j026"))
    return session


PLACES = [
    pytest.param(Main("nodes"), id="nodes"),
    pytest.param(Main("daemonsets"), id="daemonsets"),
    pytest.param(PODS, id="pods"),
    pytest.param(Main("events"), id="events"),
    pytest.param(NodesOf(("logging", "fluentbit")), id="nodes-of-a-daemonset"),
    pytest.param(PodsOf("node gpu-a1", node="gpu-a1"), id="pods-of-a-node"),
    pytest.param(ContainersOf(("logging", "fluentbit-j026")), id="containers"),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", PLACES)
def test_every_table(picture, place, size):
    assert picture(full(), size, place)


class TestManners:
    def test_sorted_by_state_with_marks(self, picture):
        assert picture(zoo(), SMALL, PODS, "S", "space", "j", "space", "j")

    def test_filter_being_typed(self, picture):
        assert picture(zoo(), SMALL, PODS, "slash", *"gpu")

    def test_faults_only(self, picture):
        assert picture(zoo(), SMALL, PODS, "ctrl+z")

    def test_column_chosen_and_scrolled(self, picture):
        assert picture(zoo(), SMALL, PODS, *["shift+right"] * 8, "O")

    def test_columns_to_choose(self, picture):
        assert picture(zoo(), SMALL, PODS, "C")

    def test_ascii(self, picture):
        assert picture(zoo(), SMALL, PODS, "S", "space", "j", ascii_only=True)

    def test_light(self, picture):
        assert picture(full(), SMALL, Main("daemonsets"), theme="textual-light")


class TestWithoutRows:
    def test_loading(self, picture):
        world = World().feed(Live())
        world.state.pods.set_feed(Loading(12_400))
        assert picture(world, SMALL, PODS)

    def test_forbidden(self, picture):
        world = World().feed(Live())
        world.state.pods.set_feed(NO_PODS)
        assert picture(world, SMALL, PODS)

    def test_stale(self, picture):
        world = zoo()
        world.state.pods.set_feed(Stale(since=AT - 12, why="connection refused", retry_at=AT + 4))
        assert picture(world, SMALL, PODS)

    def test_empty(self, picture):
        assert picture(World().feed(Live()), SMALL, PODS)

    def test_nothing_matches(self, picture):
        assert picture(zoo(), SMALL, PODS, "slash", *"zzz")
