"""What is said of logs: how they stand, why there is nothing to see, what of them is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.domain.log_sources import LogOptions
from ktui.domain.nouns import counted
from ktui.screens.standing import Explanation, Standing, again, worded
from ktui.widgets.context_bar import Data

if TYPE_CHECKING:
    from ktui.session.logs import LogSource, LogTail

_CURE = (
    "These are the API server's own words. Whoever manages access to the cluster can grant get on pods/log; "
    "ktui asks again by itself, slowly."
)
_DATA = {
    "opening": Data.LOADING,
    "following": Data.LIVE,
    "waiting": Data.LOADING,
    "broken": Data.STALE,
    "ended": Data.LIVE,
    "refused": Data.REFUSED,
    "complete": Data.LIVE,
}
QUIET = 2.0
"""Seconds without an answer after which a log counts as one to which nothing is written."""
_URGENCY = ("broken", "refused", "opening", "following", "waiting", "ended", "complete")
_CALLED = {"refused": "forbidden", "complete": "complete"}


@dataclass(frozen=True)
class Range:
    """Which part of a log is read."""

    words: str
    options: LogOptions


TAIL = Range("the last 500 lines and on", LogOptions(tail=500))
RANGES = {
    "tail": TAIL,
    "head": Range("from the beginning", LogOptions(follow=False, limit=1 << 20)),
    "1m": Range("since 1 min", LogOptions(since=60)),
    "5m": Range("since 5 min", LogOptions(since=300)),
    "15m": Range("since 15 min", LogOptions(since=900)),
    "30m": Range("since 30 min", LogOptions(since=1800)),
    "1h": Range("since 1 h", LogOptions(since=3600)),
}
"""By name, the parts that can be chosen."""


def log_standing(tail: LogTail, now: float) -> Standing:
    """Say how it stands with some logs together: the worst first.

    Args:
        tail: the logs.
        now: the time, in seconds since the epoch.
    """
    if tail.fault:
        return Standing(Data.FAILED, tail.fault)
    if not tail.sources:
        return Standing(Data.LOADING, "no container yet")
    states = Counter(_state(source, now) for source in tail.sources)
    worst = next(state for state in _URGENCY if states[state])
    first = next(source for source in tail.sources if _state(source, now) == worst)
    counts = any(source.standing.retry_at or source.standing.since for source in tail.sources)
    if len(tail.sources) == 1:
        return Standing(_DATA[worst], _one(first, now), counts)
    parts = [f"{states[state]} {_CALLED.get(state, state)}" for state in _URGENCY if states[state]]
    why = f": {first.standing.why}" if worst in {"broken", "refused"} and first.standing.why else ""
    return Standing(_DATA[worst], ", ".join(parts) + why, counts)


def _state(source: LogSource, now: float) -> str:
    """How it stands with one log. No answer is none yet, or that nothing was written: a kubelet answers with a line."""
    since = source.standing.since
    return "following" if since is not None and now - since >= QUIET else str(source.standing.state)


def _one(source: LogSource, now: float) -> str:
    standing, state = source.standing, _state(source, now)
    called = {
        "broken": "connection broke",
        "refused": "forbidden",
        "waiting": "waiting",
        "ended": "ended, may start again",
        "complete": "ended",
    }.get(state, state)
    if state == "complete" and not standing.why:
        return "complete"
    when = again(standing.retry_at, now) if state == "broken" else ""
    return worded(called, standing.why, when) if standing.why else called + when


def nothing(tail: LogTail, title: str, shown: Range, now: float) -> Explanation:
    """Say why there is no line to see.

    Args:
        tail: the logs.
        title: whose they are.
        shown: which part of them is read.
        now: the time, in seconds since the epoch.
    """
    sources = tail.sources
    if tail.fault:
        return Explanation(f"No logs of {title}", (tail.fault,))
    if not sources:
        if tail.scope.container:
            return Explanation(
                f"No container {tail.scope.container}", (f"As soon as there is one in {title}, its log is shown here.",)
            )
        if tail.unstarted:
            return Explanation("Nothing runs yet", (*tail.unstarted, "", "What it writes is shown as soon as it runs."))
        return Explanation(f"No containers in {title}", ("As soon as one is there, its log is shown here.",))
    states = {_state(source, now) for source in sources}
    first = sources[0].standing
    if states == {"refused"}:
        return Explanation("No right to read these logs", (first.why, "", _CURE))
    if states <= {"opening"}:
        return Explanation("Opening the log")
    if "broken" in states and "following" not in states:
        why = next(source.standing.why for source in sources if source.standing.state == "broken")
        return Explanation("The log cannot be had", (why, "", "ktui tries again by itself."))
    if states <= {"waiting", "ended"}:
        return Explanation(
            "Nothing runs yet",
            (
                *dict.fromkeys(f"{source.target.container}: {source.standing.why}" for source in sources),
                "",
                "What it writes is shown as soon as it runs.",
            ),
        )
    if states == {"complete"} and first.why:
        return Explanation("Nothing to read", tuple(dict.fromkeys(source.standing.why for source in sources)))
    lines = ("What is written from now on is shown here.",) if "following" in states else ()
    if shown is not TAIL:
        lines = (f"Nothing {shown.words}." if shown.words.startswith("since") else "The log is empty.", *lines)
    return Explanation("Nothing was written", lines)


def summary(tail: LogTail, title: str, shown: Range) -> list[str]:
    """What is shown, the most important first."""
    parts = [title]
    if tail.options.previous:
        parts.append("before the last restart")
    if tail.scope.container:
        parts.append(f"container {tail.scope.container}")
    if tail.left_out:
        total = len(tail.wanted)
        parts.append(f"{len(tail.sources)} of {counted(total, 'container')}")
    elif len(tail.sources) > 1:
        parts.append(counted(len(tail.sources), "container"))
    if not tail.options.previous or shown is not TAIL:
        parts.append(shown.words)
    return parts
