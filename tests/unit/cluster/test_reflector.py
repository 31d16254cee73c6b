"""Each fault of a server or a network, and the table's way back to the truth."""

import itertools
import json

import pytest
from fault_server import FaultServer, broken, events, list_body, raw, status, status_body, text
from tables import followed, pod
from virtual_time import Instant

from ktui.domain import kinds
from ktui.store.feed import Failed, Live, Loading, Refused, Stale


@pytest.fixture
async def server():
    async with FaultServer() as server:
        for number in range(3):
            server.put("pods", pod(f"pod-{number}"))
        yield server


def missed(server):
    """What happens while nobody can listen: one comes, one changes, one goes."""
    server.put("pods", pod("new"))
    server.put("pods", pod("pod-0", phase="Running"))
    server.remove("pods", ("default", "pod-1"))


# ---- a healthy server


async def test_what_is_there_and_what_happens_arrives(server):
    async with followed(server) as pods:
        await pods.converge()
        for number in range(4):
            server.put("pods", pod("pod-9", phase=f"phase {number}"))
            await pods.converge()
        server.remove("pods", ("default", "pod-9"))
        await pods.converge()
    assert len(server.asked("list")) == 1
    assert len(server.asked("watch")) == 1


async def test_the_table_counts_while_it_loads_and_is_live_only_when_it_follows(server):
    async with followed(server) as pods:
        await pods.converge()
    counts = [feed.count for feed in pods.feeds[:-1]]
    assert counts == sorted(counts)
    assert counts[-1] == 3
    assert pods.feeds[-1] == Live()


async def test_a_server_that_streams_lists_is_asked_for_one_list_without_a_limit(server):
    async with followed(server) as pods:
        await pods.converge()
    assert server.asked("list")[0].params == {}


async def test_an_older_server_is_asked_for_pages_of_which_the_later_are_larger(server):
    server.minor = 32
    server.page_limit = 1
    async with followed(server) as pods:
        await pods.converge()
    assert [each.params for each in server.asked("list")] == [
        {"limit": "500"},
        {"limit": "2000", "continue": "page 1"},
        {"limit": "2000", "continue": "page 2"},
    ]


async def test_a_server_that_does_not_tell_its_version_is_asked_for_pages(server):
    server.always("version", status(403, "Forbidden", "no"))
    async with followed(server) as pods:
        await pods.converge()
    assert server.asked("list")[0].params == {"limit": "500"}


async def test_a_watch_asks_for_bookmarks_and_a_random_end(server):
    async with followed(server) as pods:
        await pods.converge()
    assert server.asked("watch")[0].params == {
        "watch": "1",
        "resourceVersion": "103",
        "allowWatchBookmarks": "true",
        "timeoutSeconds": "450",
    }


async def test_a_watch_that_ended_in_its_time_goes_on_from_the_last_event_and_bookmark(server):
    clock = Instant()

    async def regular(exchange):
        exchange.begin()
        server.version = 150
        exchange.event("BOOKMARK", {"metadata": {"resourceVersion": "150"}})
        clock.now += 451
        exchange.end()

    server.fail("watch", regular)
    async with followed(server, clock) as pods:
        await pods.until(lambda: len(server.asked("watch")) == 2)
        await pods.converge()
    assert server.asked("watch")[1].params["resourceVersion"] == "150"
    assert len(server.asked("list")) == 1
    assert clock.pauses == []


async def test_a_selection_goes_with_the_list_and_the_watch(server):
    async with followed(server, kind=kinds.DAEMON_SET_WARNING) as warnings:
        await warnings.until(lambda: warnings.true)
    for sort in ("list", "watch"):
        assert server.asked(sort)[0].params["fieldSelector"] == "involvedObject.kind=DaemonSet,type!=Normal"


async def test_one_namespace_is_listed_and_watched_by_its_own_path(server):
    server.put("pods", pod("else", "elsewhere"))
    async with followed(server, namespace="elsewhere") as pods:
        await pods.converge()
        assert [obj.name for obj in pods.table] == ["else"]
    assert {each.path for each in server.requests if each.sort != "version"} == {"/api/v1/namespaces/elsewhere/pods"}


async def test_an_event_of_many_mebibytes_is_one_event(server):
    async with followed(server) as pods:
        await pods.converge()
        big = pod("big", message="x" * 9_000_000)
        server.put("pods", big)
        await pods.converge()
        assert len(pods.table.get(("default", "big")).status.message) == 9_000_000


async def test_added_for_what_is_known_and_modified_for_what_is_not_are_both_the_new_state(server):
    old, new = pod("pod-0", phase="Running"), pod("surprise")
    old["metadata"]["resourceVersion"], new["metadata"]["resourceVersion"] = "104", "105"
    server.fail("watch", events(("ADDED", old), ("MODIFIED", new), then="silent"))
    async with followed(server) as pods:
        await pods.until(lambda: ("default", "surprise") in pods.table)
        assert pods.table.get(("default", "pod-0")).status.phase == "Running"
        assert len(pods.table) == 4


async def test_events_of_the_future_and_of_nothing_are_passed_over(server):
    told = pod("told")
    told["metadata"]["resourceVersion"] = "104"
    future = {"metadata": {"resourceVersion": "200", "name": "x"}}
    server.fail("watch", events(("TELEPORTED", future), ("ADDED", {"metadata": {}}), ("ADDED", told), then="silent"))
    async with followed(server) as pods:
        await pods.until(lambda: len(pods.table) == 4)
        assert pods.table.feed == Live()


async def test_one_odd_object_costs_nobody_anything(server):
    server.put("pods", pod("odd", containerStatuses=[{"name": 5, "ready": "perhaps", "restartCount": {}}]))
    async with followed(server) as pods:
        await pods.converge()
        server.put("pods", pod("odder", containerStatuses="none"))
        await pods.converge()
        assert len(pods.table) == 5
    assert len(server.asked("list")) == 1


# ---- faults: what was missed meanwhile arrives, nothing is shown that is not so, and nobody is asked too often

EXPIRED = status(410, "Expired", "The provided continue parameter is too old")
TOO_LARGE = status(
    504, "Timeout", "Too large resource version: 9, current: 1", {"causes": [{"reason": "ResourceVersionTooLarge"}]}
)
HTML = "<html><head><title>x</title></head><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>"
EVENT = ("BOOKMARK", {"metadata": {"resourceVersion": "103"}})


def failed_event(code, reason):
    return events(("ERROR", status_body(code, reason, "it was not to be")))


FAULTS = {
    "watch: 410": ("watch", [EXPIRED]),
    "watch: 410 in an event": ("watch", [failed_event(410, "Expired")]),
    "watch: 410 in an event, by its reason": ("watch", [failed_event(0, "Gone")]),
    "watch: too large resource version": ("watch", [TOO_LARGE]),
    "watch: 500 in an event": ("watch", [failed_event(500, "InternalError")]),
    "watch: 429 in an event": ("watch", [failed_event(429, "TooManyRequests")]),
    "watch: an error event of nothing": ("watch", [events(("ERROR", {"kind": "Pod"}))]),
    "watch: 401": ("watch", [status(401, "Unauthorized", "Unauthorized")]),
    "watch: 429": ("watch", [status(429, "TooManyRequests", "slow down", Retry_After="3")] * 2),
    "watch: 500": ("watch", [status(500, "InternalError", "etcdserver: no leader")] * 5),
    "watch: 502 with a text": ("watch", [text(502, HTML)]),
    "watch: 503 with nothing": ("watch", [text(503, "")]),
    "watch: JSON that is no Status": ("watch", [text(503, '{"oops": [1]}')]),
    "watch: 200 with a text": ("watch", [text(200, HTML)]),
    "watch: 200 with a Status": ("watch", [text(200, json.dumps(status_body(410, "Expired", "old")))]),
    "watch: JSON that is no event": ("watch", [raw(b'{"a":1}\n'), raw(b"[]\n"), raw(b"3\n")]),
    "watch: a cut line": ("watch", [raw(b'{"type":"ADDED","object":{"metadata":{"na', then="cut")]),
    "watch: a line that stops": ("watch", [raw(b'{"type":"ADDED","object":{"metadata":{"na')]),
    "watch: no answer": ("watch", [broken]),
    "watch: nothing, and the end": ("watch", [events()] * 3),
    "watch: an event, and the end": ("watch", [events(EVENT)] * 3),
    "watch: an event, and cut": ("watch", [events(EVENT, then="cut")] * 3),
    "watch: a redirect": ("watch", [text(307, "", Location="http://127.0.0.1:1/")]),
    "list: 410": ("list", [EXPIRED]),
    "list: 429": ("list", [status(429, "TooManyRequests", "slow down", Retry_After="2")]),
    "list: 500": ("list", [status(500, "InternalError", "etcdserver: request timed out")] * 4),
    "list: 503 with a text": ("list", [text(503, "upstream connect error")]),
    "list: 200 with a text": ("list", [text(200, "Please sign in")]),
    "list: 200 with a Status": ("list", [text(200, json.dumps(status_body(503, "Unavailable", "no")))]),
    "list: cut": ("list", [raw(b'{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[', then="cut")]),
    "list: stopped": ("list", [raw(b'{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[')]),
    "list: no answer": ("list", [broken]),
    "version: no answer": ("version", [broken]),
    "version: a text": ("version", [text(200, "Please sign in")]),
    "version: 500": ("version", [status(500, "InternalError", "no")]),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_after_a_fault_at_the_beginning_the_table_is_the_truth(server, fault):
    sort, answers = FAULTS[fault]
    server.fail(sort, *answers)
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
        missed(server)
        await pods.converge()
    assert len(server.requests) <= 6 + 3 * len(answers)
    assert len(clock.pauses) <= len(answers) + 1


@pytest.mark.parametrize("fault", FAULTS)
async def test_after_a_fault_in_the_middle_the_table_is_the_truth_and_was_never_empty(server, fault):
    sort, answers = FAULTS[fault]
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
        before = len(pods.sizes)
        server.fail(sort, *answers)
        missed(server)
        server.compact()
        server.cut()
        await pods.converge()
        missed_again = pod("pod-2", phase="Failed")
        server.put("pods", missed_again)
        await pods.converge()
        assert min(pods.sizes[before:]) >= 3
        assert not any(isinstance(feed, Loading | Failed | Refused) for feed in pods.feeds[before:])
    assert len(clock.pauses) <= 2 * len(answers) + 3


async def test_410_for_a_watch_means_a_list_at_once(server):
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
        missed(server)
        server.compact()
        server.expiry_as_event = True
        clock.now += 60
        server.cut()
        await pods.converge()
    assert clock.pauses == pytest.approx([0.05, 0.05])


async def test_a_version_that_is_too_new_for_the_server_means_a_list_at_once(server):
    server.fail("watch", TOO_LARGE)
    async with followed(server) as pods:
        await pods.converge()
    assert [each.params for each in server.asked("list")] == [{}, {}]


async def test_a_watch_that_cannot_be_had_is_begun_anew_with_a_list_in_the_end(server):
    server.fail("watch", *[status(500, "InternalError", "storage is (re)initializing")] * 4)
    async with followed(server) as pods:
        await pods.converge()
    assert [each.sort for each in server.requests if each.params.get("limit") != "1"][1:] == [
        *("list", "watch", "watch", "watch"),
        *("list", "watch"),
        *("list", "watch"),
    ]


async def test_a_watch_that_told_something_and_ended_soon_goes_on_where_it_was(server):
    server.fail("watch", events(EVENT))
    async with followed(server) as pods:
        await pods.until(lambda: len(server.asked("watch")) == 2)
        await pods.converge()
    assert [each.params for each in server.asked("list")] == [{}, {"limit": "1"}]


async def test_a_watch_that_worked_for_a_while_is_opened_anew_at_once(server):
    clock = Instant()
    server.fail("list", *[status(500, "InternalError", "no")] * 5)
    async with followed(server, clock) as pods:
        await pods.converge()
        clock.now += 31
        clock.pauses.clear()
        server.cut()
        missed(server)
        await pods.converge()
    assert clock.pauses == [0.05]


async def test_410_for_every_watch_is_no_busy_loop(server):
    server.fail("watch", *[failed_event(410, "Expired")] * 6)
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
    assert clock.pauses == pytest.approx([0.05, 2.4, 4.8, 9.6, 19.2, 38.4])


async def test_410_for_a_later_page_means_one_list_without_pages(server):
    server.minor = 30
    server.page_limit = 1
    answered = itertools.count()

    async def second_page_expires(exchange):
        if next(answered) == 1:
            missed(server)
            server.remove("pods", ("default", "pod-0"))  # which the first page held
            await EXPIRED(exchange)
        else:
            exchange.answer(200, list_body(server, exchange.request))

    server.always("list", second_page_expires)
    async with followed(server) as pods:
        await pods.converge()
    assert [each.params for each in server.asked("list")] == [
        {"limit": "500"},
        {"limit": "2000", "continue": "page 1"},
        {},
    ]


async def test_a_page_that_fails_is_asked_for_again_not_the_whole_list(server):
    server.minor = 30
    server.page_limit = 1
    answered = itertools.count()

    async def second_page_breaks(exchange):
        if next(answered) == 1:
            exchange.cut()
        else:
            exchange.answer(200, list_body(server, exchange.request))

    server.always("list", second_page_breaks)
    async with followed(server) as pods:
        await pods.converge()
    assert [each.params.get("continue") for each in server.asked("list")] == [None, "page 1", "page 1", "page 2"]


async def test_a_list_that_is_cut_off_in_one_piece_is_tried_in_pages(server):
    body = list_body(server, server_request(server))

    async def half(exchange):
        exchange.begin()
        exchange.chunk(body[: body.index(b"pod-2")])
        server.remove("pods", ("default", "pod-0"))  # which was in the half that came
        await exchange.writer.drain()
        exchange.cut()

    server.fail("list", half)
    async with followed(server) as pods:
        await pods.converge()
    assert [each.params for each in server.asked("list")] == [{}, {"limit": "500"}]


def server_request(server):
    from fault_server import Request

    return Request("GET", "/api/v1/pods", {}, {})


async def test_compressed_lists_are_read_as_they_arrive(server):
    server.compress = True
    for number in range(2000):
        server.put("pods", pod(f"many-{number}", message=f"{number} " * 100))
    async with followed(server) as pods:
        await pods.converge()
        assert len([feed for feed in pods.feeds if isinstance(feed, Loading)]) > 2


async def test_while_it_is_mended_the_table_is_stale_since_the_break_with_the_reason_and_the_next_try(server):
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
        broke_at = clock.now
        server.fail("any", *[status(500, "InternalError", "etcdserver: no leader")] * 5)
        server.cut()
        missed(server)
        await pods.converge()
    stale = [feed for feed in pods.feeds if isinstance(feed, Stale)]
    assert {round(feed.since - broke_at, 1) for feed in stale} == {0.1} or len({feed.since for feed in stale}) == 1
    assert stale[0].why == "etcdserver: no leader"
    assert all(feed.retry_at > feed.since for feed in stale)


async def test_a_server_that_keeps_failing_is_asked_ever_less_often(server):
    server.fail("list", *[status(500, "InternalError", "no")] * 9)
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
    assert clock.pauses == pytest.approx([1.2, 2.4, 4.8, 9.6, 19.2, 38.4, 45, 45, 45])


async def test_a_watch_that_ends_at_once_again_and_again_is_no_busy_loop(server):
    """As core events do with a resource version that is too old: 200 and the end, no 410 (kubernetes #104171)."""
    server.fail("watch", *[events()] * 8)
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
    assert clock.pauses == pytest.approx([0.05, 2.4, 4.8, 9.6, 19.2, 38.4, 45, 45])
    assert len(server.asked("list")) == 9


async def test_after_two_healthy_minutes_waits_begin_anew(server):
    clock = Instant()
    async with followed(server, clock) as pods:
        server.fail("list", *[status(500, "InternalError", "no")] * 4)
        await pods.converge()
        clock.now += 121
        clock.pauses.clear()
        server.fail("any", status(500, "InternalError", "no"))
        server.cut()
        missed(server)
        await pods.converge()
    assert clock.pauses[0] < 1


@pytest.mark.parametrize("asked", [20, 7000])
async def test_retry_after_is_obeyed_within_reason(server, asked):
    server.fail("list", status(429, "TooManyRequests", "slow down", Retry_After=str(asked)))
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
    assert clock.pauses == pytest.approx([min(asked, 300) * 1.05])
    assert pods.feeds[0] == Failed("slow down", retry_at=1_000_000 + min(asked, 300) * 1.05)


async def test_what_may_not_be_seen_says_so_in_the_servers_words_and_is_tried_again_slowly(server):
    server.fail("list", *[status(403, "Forbidden", 'pods is forbidden: User "x" cannot list')] * 3)
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
    refused = [feed for feed in pods.feeds if isinstance(feed, Refused)]
    assert refused[0].why == 'pods is forbidden: User "x" cannot list'
    assert clock.pauses == pytest.approx([198] * 3)


async def test_what_the_server_does_not_have_is_looked_for_slowly(server):
    server.fail("list", text(404, "404 page not found"))
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
    assert pods.feeds[1] == Refused("HTTP 404 Not Found: 404 page not found", retry_at=1_000_198, forbidden=False)


async def test_a_right_that_is_taken_away_empties_the_table_and_its_return_fills_it(server):
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
        server.fail("any", *[status(403, "Forbidden", "no longer")] * 3)
        server.cut()
        await pods.until(lambda: isinstance(pods.table.feed, Refused))
        assert len(pods.table) == 0
        await pods.converge()


async def test_a_server_that_has_only_just_begun_and_refuses_everybody_takes_nothing_away_and_is_asked_again_soon(
    server,
):
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
        await server.stop()
        await pods.until(lambda: isinstance(pods.table.feed, Stale))
        server.fail("list", *[status(403, "Forbidden", "RBAC: not yet")] * 2)
        await server.start()
        await pods.until(lambda: isinstance(pods.table.feed, Stale) and pods.table.feed.why == "RBAC: not yet")
        await pods.converge()
    assert 0 not in pods.sizes[pods.sizes.index(3) :]
    assert max(clock.pauses) < 60


async def test_who_was_never_let_in_is_told_so_by_a_server_that_has_only_just_begun_and_is_let_in_soon(server):
    await server.stop()
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.until(lambda: isinstance(pods.table.feed, Failed))
        await pods.until(lambda: len(clock.pauses) > 8)
        server.fail("list", status(403, "Forbidden", "RBAC: not yet"))
        await server.start()
        await pods.converge()
    assert any(isinstance(feed, Refused) for feed in pods.feeds)
    assert clock.pauses[-1] == 6, "however long it had been away"


async def test_who_may_list_but_not_watch_gets_a_list_now_and_then(server):
    server.fail("watch", *[status(403, "Forbidden", 'User "x" cannot watch')] * 4)
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.until(lambda: len(server.asked("list")) == 4)
        assert len(pods.table) == 3
        stale = [feed for feed in pods.feeds if isinstance(feed, Stale)]
        assert stale[0].why == 'User "x" cannot watch'
        await pods.converge()
    assert clock.pauses == pytest.approx([0.05, 198, 198, 198])


async def test_a_watch_that_is_forbidden_once_in_a_while_is_tried_again_at_once(server):
    clock = Instant()
    async with followed(server, clock) as pods:
        for _ in range(2):
            await pods.converge()
            clock.now += 200
            server.fail("watch", status(403, "Forbidden", "the webhook has hiccups"))
            server.cut()
            missed(server)
            server.put("pods", pod("pod-1"))
        await pods.converge()
    assert len(server.asked("watch")) == 5
    assert max(clock.pauses) < 3


async def test_a_watch_that_falls_silent_is_opened_anew_where_it_was(server):
    async with followed(server, idle=0.05) as pods:
        await pods.converge()
        server.fail("watch", events(then="silent"))
        server.cut()
        await pods.until(lambda: isinstance(pods.table.feed, Live) and len(server.asked("watch")) >= 2)
        missed(server)
        await pods.converge()
    assert len(server.asked("list")) >= 1
    assert all(each.params.get("limit") == "1" for each in server.asked("list")[1:])


async def test_a_server_that_dies_and_returns_is_listed_anew(server):
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
        await server.stop()
        await pods.until(lambda: isinstance(pods.table.feed, Stale) and len(clock.pauses) > 3)
        assert "connection refused" in pods.table.feed.why
        missed(server)
        await server.start()
        await pods.converge()
    assert server.asked("list")[-1].params == {}


async def test_a_server_that_was_never_there_has_failed_and_is_awaited(server):
    await server.stop()
    async with followed(server) as pods:
        await pods.until(lambda: isinstance(pods.table.feed, Failed))
        await server.start()
        await pods.converge()


# ---- a server that is set back to an earlier state


async def test_after_the_server_was_set_back_while_it_was_down_nothing_of_the_lost_time_is_left(server):
    clock = Instant()
    saved = server.save()
    missed(server)
    async with followed(server, clock) as pods:
        await pods.converge()
        await server.stop()
        await pods.until(lambda: len(clock.pauses) > 2)
        server.restore(saved)
        for number in range(40):  # and has gone on since, past where it was: its versions tell nothing
            server.put("pods", pod("busy", phase=str(number)))
        await server.start()
        await pods.converge()


async def test_after_the_server_was_set_back_beneath_its_clients_the_future_is_found_out(server):
    saved = server.save()
    for _ in range(5):
        missed(server)
        server.put("pods", pod("pod-1"))
    async with followed(server) as pods:
        await pods.converge()
        server.restore(saved)
        server.cut()
        await pods.converge()
        missed(server)
        await pods.converge()
    assert {"limit": "1"} in [each.params for each in server.asked("list")]


async def test_after_the_server_was_set_back_and_ended_its_watches_properly_the_future_is_found_out(server):
    saved = server.save()
    missed(server)
    clock = Instant()
    async with followed(server, clock) as pods:
        await pods.converge()
        server.restore(saved)
        clock.now += 30
        server.end_watches()
        await pods.converge()
        missed(server)
        await pods.converge()


async def test_after_the_server_was_set_back_while_only_its_load_balancer_answered_everything_is_listed_anew(server):
    saved = server.save()
    missed(server)
    async with followed(server) as pods:
        await pods.converge()
        server.fail("any", *[text(503, "")] * 2)
        server.cut()
        await pods.until(lambda: isinstance(pods.table.feed, Stale))
        server.restore(saved)
        for number in range(40):
            server.put("pods", pod("busy", phase=str(number)))
        await pods.converge()


async def test_a_watch_that_tells_of_an_earlier_version_is_not_believed(server):
    earlier = {"metadata": {"resourceVersion": "7", "name": "ghost", "namespace": "default"}}
    for told in ("BOOKMARK", "ADDED"):
        server.fail("watch", events((told, earlier), then="silent"))
    async with followed(server) as pods:
        await pods.until(lambda: len(server.asked("watch")) == 3 and pods.true)
        assert ("default", "ghost") not in pods.table
    assert len(server.asked("list")) == 3
