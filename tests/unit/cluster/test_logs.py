"""A log is followed through breaks, ends and restarts: no line is lost or told twice, and how it stands is said."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace

import pytest

from ktui.cluster.logs import LogLines, LogReader, LogState
from ktui.cluster.timings import Timings
from ktui.domain.errors import Forbidden, Invalid, NotFound, ServerError, Unreachable
from ktui.domain.log_sources import Life, LogOptions, LogTarget, Phase

TARGET = LogTarget("web", "web-1", "u1", "main")
RUNNING, GONE = Life(Phase.RUNNING), Life(Phase.GONE, "exit code 0")


def line(second, text):
    return f"2026-01-05T12:00:{second:02d}.000000000Z {text}\n".encode()


class ScriptedApi:
    """Answers one request after the other as the script says: pieces, and an error at their end, or none."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []
        self.pulse = SimpleNamespace(lost=False, back=None)

    @contextlib.asynccontextmanager
    async def stream(self, path, params, *, read_timeout):
        self.asked.append((path, dict(params)))
        pieces = self.answers.pop(0)
        if isinstance(pieces, Exception):
            raise pieces

        async def read():
            for piece in pieces:
                if isinstance(piece, Exception):
                    raise piece
                yield piece

        yield read()


class Watched:
    """A reader over a script, with a life that the test writes and waits that take no time."""

    def __init__(self, *answers, options=None, lives=(RUNNING,)):
        self.api = ScriptedApi(*answers)
        self.lives = list(lives)
        self.waits = []
        timings = Timings(pause=self.pause, jitter=lambda: 0.0)
        self.reader = LogReader(
            self.api, TARGET, options or LogOptions(), self.life, timings, lambda: 1000.0 + sum(self.waits)
        )

    def life(self):
        return self.lives.pop(0) if len(self.lives) > 1 else self.lives[0]

    async def pause(self, seconds, wake=None):
        self.waits.append(seconds)
        return False

    async def read(self):
        text, states = b"", []
        async for notice in self.reader.notices():
            if isinstance(notice, LogLines):
                text += notice.text
                states += ["torn"] * notice.torn
            else:
                states.append((notice.state, notice.why) if notice.why else notice.state)
            if not self.api.answers and self.lives != [GONE]:
                self.lives = [GONE]
        return text, states


async def test_lines_come_whole_with_their_stamps():
    watched = Watched([line(0, "a") + b"2026-01-05T12", line(1, "b")[13:] + b"last"], lives=[GONE])
    text, states = await watched.read()
    assert text == line(0, "a") + line(1, "b") + b"last\n"
    assert states == [LogState.OPENING, LogState.FOLLOWING, (LogState.COMPLETE, "exit code 0")]
    assert watched.api.asked == [
        (
            "/api/v1/namespaces/web/pods/web-1/log",
            {"container": "main", "timestamps": "true", "follow": "true"},
        )
    ]


async def test_a_broken_stream_goes_on_where_it_broke():
    broke = Unreachable("reset by peer")
    watched = Watched(
        [line(0, "a") + line(1, "b") + line(1, "c")[:-3], broke], [line(1, "b") + line(1, "c") + line(2, "d")]
    )
    text, states = await watched.read()
    assert text == line(0, "a") + line(1, "b") + line(1, "c") + line(2, "d")
    assert (LogState.BROKEN, "reset by peer") in states
    assert "torn" not in states
    assert watched.api.asked[1][1]["sinceTime"] == "2026-01-05T12:00:01Z"
    assert "tailLines" not in watched.api.asked[1][1]


async def test_lines_that_were_rotated_away_meanwhile_are_missed_aloud():
    watched = Watched([line(0, "a"), Unreachable("reset")], [line(9, "z")])
    text, states = await watched.read()
    assert text == line(0, "a") + line(9, "z")
    assert "torn" in states


async def test_a_container_that_ended_is_waited_for_and_read_again_when_it_runs():
    ended = Life(Phase.ENDED, "exit code 1", 0)
    watched = Watched([line(0, "a")], [line(5, "b")], lives=[ended, GONE])
    text, states = await watched.read()
    assert text == line(0, "a") + line(5, "b")
    assert states == [
        LogState.OPENING,
        LogState.FOLLOWING,
        (LogState.ENDED, "exit code 1"),
        LogState.FOLLOWING,
        (LogState.COMPLETE, "exit code 0"),
    ]


async def test_a_stream_that_a_server_ends_is_opened_again_without_a_word():
    watched = Watched([line(0, "a")], [line(0, "a"), line(1, "b")])
    text, states = await watched.read()
    assert text == line(0, "a") + line(1, "b")
    assert LogState.BROKEN not in states


async def test_what_waits_to_start_is_asked_again_less_and_less_often():
    waits = Invalid('container "main" in pod "web-1" is waiting to start: ContainerCreating', code=400)
    watched = Watched(waits, waits, waits, [line(0, "a")], lives=[Life(Phase.WAITING)])
    text, states = await watched.read()
    assert text == line(0, "a")
    assert states[1:4] == [(LogState.WAITING, "ContainerCreating")] * 3
    assert watched.waits[:3] == sorted(watched.waits[:3])
    assert watched.waits[0] < watched.waits[2]


@pytest.mark.parametrize(
    ("error", "lives", "state"),
    [
        (Invalid('previous terminated container "main" in pod "web-1" not found'), [RUNNING], LogState.COMPLETE),
        (NotFound('pods "web-1" not found'), [GONE], LogState.COMPLETE),
        (NotFound('pods "web-1" not found'), [Life(Phase.UNKNOWN)], LogState.COMPLETE),
    ],
)
async def test_what_cannot_be_had_is_told_once(error, lives, state):
    watched = Watched(error, lives=lives)
    _, states = await watched.read()
    assert states == [LogState.OPENING, (state, lives[0].words or str(error))]
    assert watched.waits == []


async def test_what_the_user_may_not_read_is_asked_again_slowly():
    watched = Watched(Forbidden("pods is forbidden"), [line(0, "a")])
    text, states = await watched.read()
    assert text == line(0, "a")
    assert states[1] == (LogState.REFUSED, "pods is forbidden")
    assert watched.waits[0] == Timings().refused


async def test_a_kubelet_that_cannot_be_reached_is_told_and_tried_again():
    refused = ServerError('Get "https://10.0.0.1:10250/containerLogs/web": connection refused', code=500, retry_after=7)
    watched = Watched(refused, [line(0, "a")])
    text, states = await watched.read()
    assert text == line(0, "a")
    assert states[1][0] == LogState.BROKEN
    assert watched.waits[0] == 7


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        (LogOptions(tail=100), {"tailLines": "100", "follow": "true"}),
        (LogOptions(since=300), {"sinceSeconds": "300", "follow": "true"}),
        (LogOptions(follow=False, limit=1000), {"limitBytes": "1000"}),
        (LogOptions(follow=False, previous=True), {"previous": "true"}),
    ],
)
async def test_what_is_asked_for(options, asked):
    watched = Watched([line(0, "a")], options=options)
    await watched.read()
    assert watched.api.asked[0][1] == {"container": "main", "timestamps": "true", **asked}


async def test_a_log_that_is_not_followed_is_complete_when_it_ends():
    watched = Watched([line(0, "a")], options=LogOptions(follow=False))
    _, states = await watched.read()
    assert states[-1] == LogState.COMPLETE
    assert watched.waits == []


async def test_one_who_left_goes_on_later_where_he_was():
    watched = Watched([line(0, "a"), line(1, "b")], [line(1, "b") + line(2, "c")])
    async with contextlib.aclosing(watched.reader.notices()) as notices:
        async for notice in notices:
            if isinstance(notice, LogLines):
                break
    text, _ = await watched.read()
    assert text == line(1, "b") + line(2, "c")
