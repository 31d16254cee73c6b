"""ktui.screens.containers: what the containers of a pod have come to, live."""

from stage.events import whole_pod
from stage.quick import calm, press
from stage.session import StagedSession
from stage.tables import body, gone_to, lines, names, opened, told
from stage.world import zoo

from ktui.domain.kinds import POD
from ktui.screens.places import ContainersOf, DescribeOf, LogsOf
from ktui.screens.reading import READING
from ktui.store.feed import Stale
from ktui.widgets.context_bar import ContextBar
from ktui.widgets.table_view import TableView

KEY = ("logging", "fluentbit-j026")
PLACE = ContainersOf(KEY)


def session():
    found = StagedSession(zoo())
    found.looks.put(whole_pod(KEY[1]))
    return found


def line_of(screen, name):
    return next(line for line in lines(screen) if f" {name} " in f"{line} ")


async def test_every_container_says_what_it_is_and_has_come_to():
    async with opened(session(), PLACE, size=(200, 20)) as (screen, _):
        main = line_of(screen, "main")
        assert main.split()[:8] == ["main", "CrashLoopBackOff", "no", "7", "137", "OOMKilled", "2m", "ago"]
        assert "fluent-bit:3.2.1" in main
        assert "100m/-" in main
        assert "64Mi/128Mi" in main
        assert "2020 http,53:53/UDP" in main
        assert line_of(screen, "prepare").split()[1:8] == ["Completed", "yes", "0", "0", "Completed", "16m", "ago"]
        assert "sidecar" in line_of(screen, "proxy")
        assert line_of(screen, "reloader").split()[1:5] == ["Running", "yes", "0", "15m"]
        assert screen.status.totals == "4 containers"
        assert screen.title_of_rows == "pod logging/fluentbit-j026"
        assert {*names(screen)} == {"main", "prepare", "proxy", "reloader"}


async def test_the_container_under_the_cursor_says_its_last_words():
    async with opened(session(), PLACE) as (screen, _):
        assert screen.details(screen.table.row(("", "main"))) == (
            "back-off 5m0s restarting failed container · last words: out of memory"
        )


async def test_it_is_drawn_anew_when_the_pod_changes_and_stays_when_it_goes():
    held = session()
    async with opened(held, PLACE) as (screen, _):
        changed = whole_pod(KEY[1])
        changed["metadata"]["resourceVersion"] = "8"
        changed["status"]["containerStatuses"][0]["restartCount"] = 8
        held.looks.put(changed)
        screen.redraw()
        assert line_of(screen, "main").split()[3] == "8"
        held.looks.remove("Pod", KEY)
        screen.redraw()
        assert "deleted" in screen.query_one(ContextBar).status.words
        assert len(names(screen)) == 4


async def test_a_pod_that_is_not_there_is_told():
    async with opened(zoo(), PLACE) as (screen, pilot):
        assert "There is no Pod logging/fluentbit-j026" in body(screen)
        for key in ("l", "p", "s"):
            await press(pilot, key)
            assert "no container here" in told(screen)


async def test_a_broken_stream_is_told_with_its_age():
    async with opened(session(), PLACE) as (screen, _):
        screen.pod_look.table.set_feed(Stale(since=screen.clock() - 5, why="connection refused"))
        screen.redraw()
        screen.tick()
        assert "stale 5 s" in screen.query_one(ContextBar).status.words


async def test_keys_lead_to_logs_and_back_to_the_pod():
    async with opened(session(), PLACE) as (screen, pilot):
        screen.query_one(TableView).look_for(("", "main"))
        await press(pilot, "enter", "p", "d")
        namespace, name = KEY
        logs = {"namespace": namespace, "pod": name, "container": "main"}
        assert screen.app.places == [LogsOf(name, **logs), LogsOf(name, previous=True, **logs), DescribeOf(POD, KEY)]


async def test_there_are_no_logs_before_where_nothing_was_restarted_and_no_shell_where_nothing_runs():
    async with opened(session(), PLACE) as (screen, pilot):
        screen.query_one(TableView).look_for(("", "reloader"))
        await press(pilot, "p")
        assert "was not restarted" in told(screen)
        screen.query_one(TableView).look_for(("", "main"))
        await press(pilot, "s")
        assert "does not run" in told(screen)


async def test_it_is_followed_again_after_another_screen():
    async with gone_to(session(), PLACE) as (screen, pilot):

        def following():
            return [each for each in screen.app.workers if each.group == READING and each.is_running]

        assert len(following()) == 1
        screen.go(DescribeOf(POD, KEY))
        await calm(pilot)
        assert all(each.node is not screen for each in following())
        screen.app.screen.action_back()
        await calm(pilot)
        assert [each.node for each in following()] == [screen]
