"""Pictures of objects, described and as YAML. `pytest --snapshot-update` draws them anew; then look at them."""

import pytest
from stage import objects
from stage.alone import Alone
from stage.session import StagedSession, settled
from stage.world import NOW, zoo

from ktui.domain.kinds import DAEMON_SET, NODE, POD, Kind
from ktui.domain.objects import Object
from ktui.screens.describe import DescribeScreen
from ktui.screens.places import DescribeOf, YamlOf
from ktui.screens.yaml import YamlScreen
from ktui.settings import Settings
from ktui.store.feed import Refused, Stale

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]
SMALL = (80, 24)
POD_KEY = ("logging", "fluentbit-x7k2p")
SECRET = Kind("Secret", "secrets", Object)
SCREENS = {DescribeOf: DescribeScreen, YamlOf: YamlScreen}
OBJECTS = {
    "pod": (POD, POD_KEY, objects.pod),
    "node": (NODE, ("", "gpu-a1"), objects.node),
    "daemonset": (DAEMON_SET, ("logging", "fluentbit"), objects.daemon_set),
    "secret": (SECRET, ("logging", "elastic"), objects.secret),
}


@pytest.fixture
def picture(snap_compare):
    """Take a picture of an object, after some keys, and compare it."""

    def take(place, name, size, *keys, feed=None, without=False, ascii_only=False):
        kind, key, made = OBJECTS[name]
        session = StagedSession(zoo())
        if not without:
            session.looks.put(made())
        session.looks.around.update(
            events=objects.pod_events(),
            pods=objects.pods_on_node(),
            leases=[objects.lease()],
            controllerrevisions=objects.revisions(),
        )

        async def before(pilot):
            await settled(pilot)
            if feed is not None:
                pilot.app.screen.look.table.set_feed(feed)
                pilot.app.screen.redraw()
            for pressed in keys:
                await pilot.press(pressed)
            await settled(pilot)

        app = Alone(session, lambda around: SCREENS[place](around, place(kind, key)), ascii_only, Settings())
        return snap_compare(app, terminal_size=size, run_before=before)

    return take


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["node", "daemonset", "pod"])
def test_described(picture, name, size):
    assert picture(DescribeOf, name, size)


@pytest.mark.parametrize("size", SIZES)
class TestYaml:
    def test_with_managed_fields_folded_away(self, picture, size):
        assert picture(YamlOf, "pod", size)

    def test_searched(self, picture, size):
        assert picture(YamlOf, "pod", size, "slash", *"conf", "enter", "n")

    def test_secret_hidden(self, picture, size):
        assert picture(YamlOf, "secret", size)


def test_secret_decoded(picture):
    assert picture(YamlOf, "secret", SMALL, "x")


def test_described_in_ascii(picture):
    assert picture(DescribeOf, "pod", SMALL, ascii_only=True)


def test_without_the_right_to_read_it(picture):
    why = 'pods "fluentbit-x7k2p" is forbidden: User "viewer" cannot list resource "pods" in API group ""'
    assert picture(YamlOf, "pod", SMALL, feed=Refused(why), without=True)


def test_stale(picture):
    assert picture(DescribeOf, "pod", SMALL, feed=Stale(NOW.timestamp() - 12, "connection refused"))


def test_where_to_save_it(picture, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", "/home/somebody/.local/state")
    assert picture(YamlOf, "pod", SMALL, "ctrl+s")
