"""ktui.screens.events: what the cluster tells, the newest first."""

from stage.events import with_events
from stage.quick import press
from stage.tables import body, lines, opened
from stage.world import zoo

from ktui.screens.places import ContainersOf, CronJobOf, JobOf, Main, NodesOf, PodsOf, ResourceList
from ktui.widgets.detail_line import DetailLine
from ktui.widgets.summary_line import SummaryLine

EVENTS = Main("events")


def reasons(screen):
    return [screen.table.row(key).reason for key in screen.table.shown]


async def test_the_newest_is_first_with_its_count_and_message():
    async with opened(with_events(zoo()), EVENTS) as (screen, _):
        assert reasons(screen)[:3] == ["FailedCreate", "BackOff", "Failed"]
        first = lines(screen)[1]
        assert first.split()[:3] == ["60s", "Warning", "FailedCreate"]
        assert "daemonset/node-exporter" in first
        assert screen.query_one(DetailLine).text == "Error creating: quota"


async def test_a_new_event_comes_on_top_and_the_cursor_stays_on_the_first_row():
    world = with_events(zoo())
    async with opened(world, EVENTS) as (screen, pilot):
        await press(pilot, "A")
        assert screen.table.view.falling
        await press(pilot, "A")
        assert reasons(screen)[0] == "FailedCreate"


async def test_only_warnings_count_as_faults():
    async with opened(with_events(zoo()), EVENTS) as (screen, pilot):
        await press(pilot, "ctrl+z")
        assert {screen.table.row(key).type for key in screen.table.shown} == {"Warning"}
        assert "Normal" not in body(screen)
        await press(pilot, "slash", *"FailedCreate")
        assert [part.full.plain for part in screen.query_one(SummaryLine).right] == ["! 1 warning"]


async def test_enter_goes_to_what_an_event_is_about():
    async with opened(with_events(zoo()), EVENTS) as (screen, pilot):
        for _ in range(8):
            await press(pilot, "enter", "j")
        assert screen.app.places == [
            NodesOf(("monitoring", "node-exporter")),
            ContainersOf(("logging", "fluentbit-j026")),
            ContainersOf(("logging", "fluentbit-d022")),
            ContainersOf(("team-a", "audit-l048")),
            PodsOf("node cpu-b2", node="cpu-b2"),
            JobOf(("db", "backup-1")),
            CronJobOf(("db", "backup")),
            ResourceList("service", text="web"),
        ]
