"""ktui.screens.yaml and ktui.screens.text: an object as YAML, live."""

import contextlib

import pytest
from stage import objects
from stage.alone import alone
from stage.session import StagedSession, settled, stage
from stage.world import NOW, World, zoo

from ktui.domain.kinds import POD, Kind
from ktui.domain.objects import Object
from ktui.screens import slices
from ktui.screens.coverage import CoverageScreen
from ktui.screens.describe import DescribeScreen
from ktui.screens.places import YamlOf
from ktui.screens.reading import READING
from ktui.screens.yaml import YamlScreen
from ktui.store.feed import Failed, Loading, Refused, Stale
from ktui.widgets.context_bar import ContextBar
from ktui.widgets.notice_line import NoticeLine
from ktui.widgets.summary_line import SummaryLine

SECRET = Kind("Secret", "secrets", Object)
KEY = ("logging", "fluentbit-x7k2p")


@contextlib.asynccontextmanager
async def opened(kind=POD, key=KEY, *things):
    session = StagedSession(World())
    for thing in things:
        session.looks.put(thing)
    async with alone(session, lambda around: YamlScreen(around, YamlOf(kind, key))) as (screen, pilot):
        yield screen, session, pilot


def shown(screen):
    view = screen.view
    return ["".join(segment.text for segment in view.render_line(y)).rstrip(" │█")[2:] for y in range(view.size.height)]


def notice(screen):
    found = screen.query_one(NoticeLine).notice
    return found.text if found else ""


async def press(pilot, *keys):
    await pilot.press(*keys)
    await settled(pilot)


def words(screen):
    return screen.query_one(ContextBar).status.words


async def test_an_object_is_shown_with_its_managed_fields_folded_away():
    async with opened(POD, KEY, objects.pod()) as (screen, _, pilot):
        lines = shown(screen)
        assert lines[:3] == ["apiVersion: v1", "kind: Pod", "metadata:"]
        assert any(line.startswith("  managedFields: … ") for line in lines)
        await press(pilot, "m")
        assert "    manager: kube-controller-manager" in shown(screen)


async def test_a_change_is_followed_and_marked_until_the_next():
    async with opened(POD, KEY, objects.pod()) as (screen, session, pilot):
        after = objects.pod()
        after["metadata"]["resourceVersion"] = "101"
        after["status"]["phase"] = "Succeeded"
        session.looks.put(after)
        screen.redraw()
        changed = {screen.view.text[at].text.strip() for at in screen.view._changed}
        assert changed == {'resourceVersion: "101"', "phase: Succeeded"}
        again = {**after, "metadata": {**after["metadata"], "resourceVersion": "102"}}
        session.looks.put(again)
        screen.redraw()
        assert {screen.view.text[at].text.strip() for at in screen.view._changed} == {'resourceVersion: "102"'}
        assert pilot.app.screen is screen


async def test_what_is_deleted_stays_and_says_so():
    async with opened(POD, KEY, objects.pod()) as (screen, session, _):
        session.looks.remove("Pod", KEY)
        screen.redraw()
        assert words(screen) == "deleted 0 s ago"
        assert shown(screen)[1] == "kind: Pod"


@pytest.mark.parametrize(
    ("feed", "title"),
    [
        (Loading(), "Reading Pod logging/fluentbit-x7k2p"),
        (Refused("pods is forbidden"), "No right to read Pod logging/fluentbit-x7k2p"),
        (Failed("connection refused", NOW.timestamp() + 4), "Pod logging/fluentbit-x7k2p cannot be read"),
        (None, "There is no Pod logging/fluentbit-x7k2p"),
    ],
)
async def test_without_an_object_it_is_said_why(feed, title):
    async with opened() as (screen, _, _):
        if feed is not None:
            screen.look.table.set_feed(feed)
            screen.redraw()
        assert any(title in line for line in shown(screen))


async def test_what_is_stale_says_since_when():
    async with opened(POD, KEY, objects.pod()) as (screen, _, _):
        screen.look.table.set_feed(Stale(NOW.timestamp() - 12, "connection refused", NOW.timestamp() + 4))
        screen.redraw()
        assert words(screen) == "stale 12 s: connection refused, again within 4 s"


async def test_something_is_looked_for_as_it_is_typed_and_counted():
    async with opened(POD, KEY, objects.pod()) as (screen, _, pilot):
        await press(pilot, "slash", *"config", "enter")
        found = screen.view.found
        assert found.place(screen.view.cursor) == 1
        assert screen.query_one(SummaryLine).left[1].plain == f"search config 1/{len(found.numbers)}"
        await press(pilot, "n")
        assert screen.query_one(SummaryLine).left[1].plain == f"search config 2/{len(found.numbers)}"
        await press(pilot, "escape")
        assert screen.view.found is None


async def test_managed_fields_are_not_looked_through_while_they_are_folded_away():
    async with opened(POD, KEY, objects.pod()) as (screen, _, pilot):
        screen.view.search("nodename")
        assert len(screen.view.found.numbers) == 2
        await press(pilot, "m")
        screen.view.search("nodename")
        assert len(screen.view.found.numbers) == 3


async def test_the_value_of_a_line_its_path_and_the_whole_are_copied():
    async with opened(POD, KEY, objects.pod()) as (screen, _, pilot):
        screen.view.go_to(("spec", "containers", 0, "image"))
        await press(pilot, "c")
        assert pilot.app.clipboard == "registry.example.com/logging/fluent-bit:4.1.0"
        await press(pilot, "p")
        assert pilot.app.clipboard == ".spec.containers[0].image"
        screen.view.go_to(("metadata", "annotations", "note"))
        await press(pilot, "c")
        assert pilot.app.clipboard == "first line\nsecond line\n"
        screen.view.go_to(("metadata", "labels"))
        await press(pilot, "c")
        assert pilot.app.clipboard.startswith("labels:\n  app: fluentbit\n")
        await press(pilot, "C")
        assert pilot.app.clipboard.splitlines()[:2] == ["apiVersion: v1", "kind: Pod"]


async def test_a_secret_hides_its_data_until_asked_in_copies_too():
    async with opened(SECRET, ("logging", "elastic"), objects.secret()) as (screen, _, pilot):
        everything = "".join(screen.as_text())
        assert "aHVudGVyMg" not in everything
        assert "password: (hidden: 7 bytes)" in everything
        screen.view.go_to(("data", "password"))
        await press(pilot, "c")
        assert pilot.app.clipboard == ""
        await press(pilot, "x")
        assert "  password: hunter2" in shown(screen)
        assert "    -----BEGIN" in shown(screen)
        assert "  key.bin: AAH/" in shown(screen)
        screen.view.go_to(("data", "password"))
        await press(pilot, "c")
        assert pilot.app.clipboard == "hunter2"
        await press(pilot, "x")
        assert "hunter2" not in "".join(screen.as_text())


async def test_what_is_no_secret_has_nothing_to_decode():
    async with opened(POD, KEY, objects.pod()) as (screen, _, pilot):
        await press(pilot, "x")
        assert notice(screen) == "Only a Secret has something to decode."


async def test_a_large_object_is_read_in_slices(monkeypatch):
    many = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": objects.meta("big", "logging")}
    sliced = []

    async def in_slices(steps, look):
        await slices.in_slices(steps, look)
        sliced.append(True)

    monkeypatch.setattr("ktui.screens.text.in_slices", in_slices)
    many["data"] = {f"key-{number:05}": "v" * 40 for number in range(4000)}
    async with opened(Kind("ConfigMap", "configmaps", Object), ("logging", "big"), many) as (screen, _, pilot):
        working = [each for each in pilot.app.workers if each.group == "text"]
        if working:
            await pilot.app.workers.wait_for_complete(working)
        assert sliced
        assert len(screen.view.text) > 4000


async def test_from_place_to_place_only_what_is_shown_is_followed():
    session = StagedSession(zoo())
    session.looks.put(objects.pod())
    async with stage(session).run_test() as pilot:
        await settled(pilot)

        def following(screen):
            return [each.is_running for each in pilot.app.workers if each.group == READING and each.node is screen]

        pilot.app.main_screen.go(YamlOf(POD, KEY))
        await settled(pilot)
        yaml = pilot.app.screen
        assert isinstance(yaml, YamlScreen)
        assert following(yaml) == [True]
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, DescribeScreen)
        assert following(yaml) == []
        await press(pilot, "y")
        assert pilot.app.screen is yaml
        assert following(yaml) == [True]
        await press(pilot, "d", "escape")
        assert pilot.app.screen is yaml
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, CoverageScreen)
