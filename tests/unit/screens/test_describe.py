"""ktui.screens.describe: all there is to know of an object, live."""

import contextlib

from stage import objects
from stage.alone import alone
from stage.quick import finished
from stage.session import StagedSession
from stage.world import zoo

from ktui.domain.kinds import DAEMON_SET, NODE, POD, Kind
from ktui.domain.objects import Object
from ktui.domain.text_lines import plain
from ktui.screens.describe import DescribeScreen
from ktui.screens.places import DescribeOf, LogsOf, ResourceList
from ktui.store.feed import Loading, Refused

KEY = ("logging", "fluentbit-x7k2p")
DEPLOYMENT = Kind("Deployment", "deployments", Object, group="apps")


@contextlib.asynccontextmanager
async def opened(kind, key, *things, around=None):
    session = StagedSession(zoo())
    for thing in things:
        session.looks.put(thing)
    session.looks.around.update(around or {})
    async with alone(session, lambda here: DescribeScreen(here, DescribeOf(kind, key))) as (screen, pilot):
        yield screen, session, pilot


def lines(screen):
    return [" ".join(line.split()) for line in plain(screen.view.text)]


def places(screen):
    gone = []
    screen.go = lambda place, **_: gone.append(place)
    return gone


async def test_a_pod_is_described_with_its_events():
    async with opened(POD, KEY, objects.pod(), around={"events": objects.pod_events()}) as (screen, _, _):
        assert "main: CrashLoopBackOff: back-off 5m0s restarting failed container" in lines(screen)
        assert any("40s (x31 over 50m) Warning BackOff" in line for line in lines(screen))


async def test_a_node_is_described_with_its_daemons_as_coverage_has_them():
    around = {"pods": objects.pods_on_node(), "leases": [objects.lease()]}
    async with opened(NODE, ("", "gpu-a1"), objects.node(), around=around) as (screen, session, _):
        assert "Last heartbeat 6 s ago" in lines(screen)
        assert "nvidia.com/gpu 8 8 8 (100%) 8 (100%)" in lines(screen)
        daemons = next(line for line in lines(screen) if line.startswith("Daemons"))
        pod = next(pod for pod in session.state.pods if pod.spec.node_name == "gpu-a1")
        session.state.pods.delete(pod.key)
        screen.redraw()
        assert next(line for line in lines(screen) if line.startswith("Daemons")) != daemons


async def test_a_daemon_set_is_described_with_its_column_and_its_history():
    around = {"controllerrevisions": objects.revisions()}
    async with opened(DAEMON_SET, ("logging", "fluentbit"), objects.daemon_set(), around=around) as (screen, _, _):
        found = lines(screen)
        assert any(line.startswith("Coverage") and "wrong" in line for line in found)
        assert any(line.startswith("4 (current)") for line in found)


async def test_in_a_large_cluster_the_column_is_worked_out_in_slices_and_is_the_same(monkeypatch):
    what = DAEMON_SET, ("logging", "fluentbit"), objects.daemon_set()
    async with opened(*what) as (screen, _, _):
        at_once = lines(screen)
    monkeypatch.setattr("ktui.screens.describe.LARGE", 0)
    async with opened(*what) as (screen, _, pilot):
        await finished(pilot, "text")
        assert screen.long
        assert lines(screen) == at_once


async def test_what_may_not_be_read_around_it_is_said():
    async with opened(POD, KEY, objects.pod()) as (screen, _, _):
        screen._needs["events"].table.set_feed(Refused("events is forbidden"))
        screen.redraw()
        assert "Events cannot be read: events is forbidden" in lines(screen)
        screen._needs["events"].table.set_feed(Loading())
        screen.redraw()
        assert "Loading" in lines(screen)


async def test_changes_are_followed_and_one_stays_where_one_reads():
    async with opened(POD, KEY, objects.pod()) as (screen, session, _):
        screen.view.go_to(("Labels",))
        after = objects.pod()
        after["metadata"]["resourceVersion"] = "101"
        after["status"]["containerStatuses"][0]["state"] = {"running": {"startedAt": objects.ago(seconds=4)}}
        session.looks.put(after)
        screen.redraw()
        assert any("running for 4 s" in line for line in lines(screen))
        assert screen.view.line.text.startswith("Labels")


async def test_long_values_open_and_stay_open():
    async with opened(POD, KEY, objects.pod()) as (screen, _, pilot):
        path = ("Annotations", "note")
        assert screen.view.is_folded(path)
        screen.view.go_to(path)
        await pilot.press("enter")
        screen.make_anew()
        assert not screen.view.is_folded(path)


async def test_logs_are_those_of_the_container_under_the_cursor():
    async with opened(POD, KEY, objects.pod()) as (screen, _, _):
        gone = places(screen)
        screen.action_logs()
        screen.view.go_to(("Containers", "main", "Image"))
        screen.action_logs()
        assert gone == [
            LogsOf("fluentbit-x7k2p", "logging", pod="fluentbit-x7k2p"),
            LogsOf("fluentbit-x7k2p", "logging", pod="fluentbit-x7k2p", container="main"),
        ]


async def test_logs_of_a_controller_are_those_of_its_pods():
    async with opened(DAEMON_SET, ("logging", "fluentbit"), objects.daemon_set()) as (screen, _, _):
        gone = places(screen)
        screen.action_logs()
        assert gone == [LogsOf("DaemonSet fluentbit", "logging", owner="ds-logging-fluentbit")]
    web = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": objects.meta("web", "shop")}
    web["spec"] = {"selector": {"matchLabels": {"app": "web"}}}
    async with opened(DEPLOYMENT, ("shop", "web"), web) as (screen, _, _):
        gone = places(screen)
        screen.action_logs()
        assert gone == [LogsOf("Deployment web", "shop", selector="app=web")]


async def test_what_has_no_logs_says_so():
    async with opened(NODE, ("", "gpu-a1"), objects.node()) as (screen, _, pilot):
        assert screen.refusal("logs") == "A Node has no logs."
        await pilot.press("l")
        assert pilot.app.screen is screen


async def test_ages_run_on():
    async with opened(POD, KEY, objects.pod()) as (screen, _, pilot):
        later = screen.clock() + 60
        screen.clock = lambda: later
        screen.tick()
        assert any("3 min ago with exit 137" in line for line in lines(screen))
        assert pilot.app.screen is screen


async def test_what_controls_it_is_one_key_away():
    async with opened(POD, KEY, objects.pod()) as (screen, session, pilot):
        gone = places(screen)
        await pilot.press("J")
        owned = objects.pod()
        owned["metadata"]["resourceVersion"] = "101"
        owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-7d9", "uid": "r", "controller": True}
        owned["metadata"]["ownerReferences"] = [owner]
        session.looks.put(owned)
        screen.action_owner()
        assert gone == [
            DescribeOf(DAEMON_SET, ("logging", "fluentbit")),
            ResourceList("replicaset.apps", text="web-7d9"),
        ]
    async with opened(NODE, ("", "gpu-a1"), objects.node()) as (screen, _, _):
        assert screen.refusal("owner") == "Nothing controls it: it was made by itself."
