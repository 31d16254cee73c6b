"""How true the screen is: loading, live, stale, refused, failed and empty, in words that are never alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ktui.domain.durations import spell
from ktui.domain.kinds import COVERAGE, Kind
from ktui.domain.nouns import counted, nouns_of
from ktui.screens.keys import with_keys
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Failed, Feed, Live, Loading, Refused, Stale
from ktui.widgets.context_bar import Data
from ktui.widgets.runs import wrap

_WITHOUT = {
    "Node": "rows are the nodes that pods name; where a pod is missing cannot be told",
    "Pod": "cells cannot be told; the numbers above the columns are the controller's own",
    "ControllerRevision": "which pods are outdated cannot be told",
    "Event": "why a pod could not be created may be missing below",
}
"""What the screen lacks without a kind."""


CURE = (
    "These are the API server's own words. Whoever manages access to the cluster can grant list and watch on "
    "daemonsets and pods, in all namespaces or in yours; ktui asks again by itself, slowly."
)
"""What may help who has no right to see the grid."""

_ADDRESS = re.compile(r"https?://\S*[^\s:,.)]")
_UNCONNECTED = re.compile(rf"^cannot connect to {_ADDRESS.pattern}: ")
SHORT = 32
"""A reason up to this length leaves room for what is said after it."""
ELSEWHERE = "{all_namespaces|0} looks at all namespaces, {namespaces|n} chooses some."
"""What may help who looks at some namespaces only."""
_OTHERS = "{frame.next_tab|tab} leads on to nodes, Jobs, CronJobs and pods."
UNFILTERED = "{back|esc} clears the filter."
"""What helps who sees nothing because of a filter."""
EVERYTHING = "{faults|ctrl-z} shows everything again."
"""What helps who sees nothing because nothing is wrong."""
MOST_NAMED = 3
"""More namespaces than these are counted instead of named."""


@dataclass(frozen=True)
class Standing:
    """The state of the data, for the end of the first line."""

    data: Data
    text: str
    counts: bool = False
    """Whether the text holds an age or a countdown, which runs on by itself."""


@dataclass(frozen=True)
class Explanation:
    """What stands where the grid would, when there is no grid to draw."""

    title: str
    lines: tuple[str, ...] = ()
    counts: bool = False
    """Whether a line holds a countdown, which runs on by itself."""

    def block(self, width: int) -> tuple[str, ...]:
        """Its lines, broken to a width and filled up to the same one, so that they stand below each other."""
        broken = [part for line in (self.title, "", *self.lines) for part in wrap(line, width)]
        longest = max(map(len, broken))
        return tuple(line.ljust(longest) for line in broken)


def standing(state: ClusterState, now: float, wanted: Sequence[Kind] = COVERAGE) -> Standing:
    """Say how true the tables are together.

    What goes by (a broken stream, a list under way) is told before what stays (a right that is not there).

    Args:
        state: the tables.
        now: the time, in seconds since the epoch.
        wanted: the kinds whose tables are meant.
    """
    told = _by_kind(state, wanted)
    failed = [(kind, feed) for kind, feed in told if isinstance(feed, Failed)]
    stale = [(kind, feed) for kind, feed in told if isinstance(feed, Stale)]
    loading = [(kind, feed) for kind, feed in told if isinstance(feed, Loading)]
    refused: dict[str, list[str]] = {}
    for kind, feed in told:
        if isinstance(feed, Refused):
            refused.setdefault(feed.state, []).append(kind)
    lacking = " · ".join(f"{_names(kinds)}: {state}" for state, kinds in refused.items())
    also, without = f" · {lacking}" if lacking else "", sum(map(len, refused.values()))
    if failed:
        whose = "" if len(failed) + without == len(told) else f"{_names([kind for kind, _ in failed])}: "
        first = failed[0][1]
        text = worded(f"{whose}{first.trouble}", first.why, again(first.retry_at, now)) + also
        return Standing(Data.FAILED, text, counts=True)
    if stale:
        whose = "" if len(stale) + without == len(told) else f"{_names([kind for kind, _ in stale])} "
        oldest = min((feed for _, feed in stale), key=lambda feed: feed.since)
        age = spell(timedelta(seconds=now - oldest.since))
        text = worded(f"{whose}stale {age}", oldest.why, again(oldest.retry_at, now)) + also
        return Standing(Data.STALE, text, counts=True)
    if loading:
        most = max(loading, key=lambda each: each[1].count)
        count = f" {most[1].count:,}" if most[1].count else ""
        return Standing(Data.LOADING, f"loading {nouns_of(most[0])}{count}{also}")
    if lacking:
        return Standing(Data.REFUSED, lacking)
    return Standing(Data.LIVE, "live")


def remarks(state: ClusterState) -> tuple[str, ...]:
    """What has to be known of a grid that is not the whole truth, a sentence each."""
    told = _by_kind(state, COVERAGE)
    lines = []
    stale = [kind for kind, feed in told if isinstance(feed, Stale)]
    loading = [kind for kind, feed in told if isinstance(feed, Loading)]
    if stale:
        all_is = len(stale) == len(told)
        shown = "everything is shown as it was" if all_is else f"{_names(stale)} are shown as they were"
        lines.append(f"Not live: {shown} when the connection broke.")
    if loading:
        lines.append(f"Still loading {_names(loading)}: cells are not complete.")
    for kind, feed in told:
        if isinstance(feed, Refused) and kind in _WITHOUT:
            lines.append(f"{unseen(feed, 'read', nouns_of(kind))}: {_WITHOUT[kind]}.")
    return tuple(lines)


def left_out(namespaces: int) -> tuple[str, ...]:
    """Say that there are more namespaces than are looked at, if there are.

    Args:
        namespaces: how many are not looked at, because there are too many.
    """
    if not namespaces:
        return ()
    more, are = counted(namespaces, "more namespace"), "is" if namespaces == 1 else "are"
    return (f"{more} {are} not looked at: there are too many to ask for one by one. :ns NAME looks at another.",)


def scope(state: ClusterState, namespaces: Collection[str] | None) -> str:
    """Which namespaces are looked at, in words: what the user asked for, or what they may see.

    Args:
        state: the tables.
        namespaces: what the user asked for; None: all.
    """
    if namespaces is None:
        seen = [namespace for namespace in state.daemon_sets.feeds if namespace is not None]
        if len(seen) > MOST_NAMED:
            return f"{len(seen)} namespaces"
        return ", ".join(sorted(seen)) or "all namespaces"
    return ", ".join(sorted(namespaces))


def no_daemon_sets(
    state: ClusterState, namespaces: Collection[str] | None, key_of: Callable[[str], str] = lambda _: ""
) -> Explanation:
    """Say that there is no DaemonSet where it was looked.

    Args:
        state: the tables.
        namespaces: where it was looked; None: everywhere.
        key_of: see `with_keys`.
    """
    where = scope(state, namespaces)
    lines = ["As soon as one is created, it is shown here.", with_keys(_OTHERS, key_of)]
    if None not in state.daemon_sets.feeds:
        lines.append("You may not look at all namespaces at once: only those that you may see are looked at.")
        lines.append(":ns NAME looks at another one.")
    elif namespaces is not None:
        lines.append(with_keys(ELSEWHERE, key_of))
    return Explanation(f"There are no DaemonSets in {where}".replace("all namespaces", "any namespace"), tuple(lines))


def no_nodes(state: ClusterState) -> Explanation:
    """Say that there is no node."""
    if isinstance(state.nodes.feed, Refused):
        return Explanation(
            "No node to show",
            ("You have no right to read nodes, and no pod of these DaemonSets names one.", state.nodes.feed.why),
        )
    return Explanation("This cluster has no nodes", ("As soon as one joins, it is shown here.",))


def without_grid(state: ClusterState, server: str, now: float) -> Explanation | None:
    """Say why there is no row or no column; None if everything was read and there is simply none.

    Args:
        state: the tables.
        server: the API server's address.
        now: the time, in seconds since the epoch.
    """
    told = dict(_by_kind(state, COVERAGE))
    columns = told["DaemonSet"]
    if isinstance(columns, Failed):
        return no_connection(columns, server, now)
    if isinstance(columns, Refused):
        return _refused(told)
    if any(isinstance(told[kind], Loading) for kind in ("DaemonSet", "Node", "Pod")):
        tables = zip(_by_kind(state, COVERAGE), state.of(COVERAGE).values(), strict=True)
        return Explanation("Loading", tuple(progress(kind, feed, len(table)) for (kind, feed), table in tables))
    if isinstance(told["Node"], Refused) and isinstance(told["Pod"], Refused):
        return _refused(told)
    return None


def no_connection(feed: Feed, server: str, now: float) -> Explanation:
    """Say that there was never a first list, and why."""
    assert isinstance(feed, Failed)
    return Explanation(
        f"No connection to {server}",
        (
            feed.why,
            "",
            by_itself(feed.retry_at, now),
            "Is the address right, is a VPN needed, is the cluster running? kubectl cluster-info asks the same server.",
            ":context NAME goes to another cluster.",
        ),
        counts=True,
    )


def unseen(feed: Refused, do: str, what: str) -> str:
    """What the user cannot have: for want of a right, or because the server does not have it.

    Args:
        feed: why.
        do: what they have no right to: ``see``.
        what: what it is, in words.
    """
    return f"No right to {do} {what}" if feed.forbidden else f"The server does not serve {what}"


def _refused(told: dict[str, Feed]) -> Explanation:
    refused = {kind: feed for kind in ("DaemonSet", "Pod", "Node") if isinstance(feed := told[kind], Refused)}
    lines = [f"{nouns_of(kind)}: {feed.why}" for kind, feed in refused.items()]
    if not any(feed.forbidden for feed in refused.values()):
        missing = ", ".join(map(nouns_of, refused))
        return Explanation(
            f"The server does not serve {missing}", (*lines, "", ":context NAME goes to another cluster.")
        )
    return Explanation(
        "No right to see DaemonSets on nodes",
        (
            *lines,
            "",
            CURE,
            ":ns NAME looks at one namespace, :context NAME goes to another cluster.",
        ),
    )


def progress(kind: str, feed: Feed, count: int) -> str:
    """How far the list of a kind has come, in a line."""
    name = f"{nouns_of(kind):<12}"
    match feed:
        case Loading(count=received):
            return f"{name} {received:>9,} so far" if received else f"{name}   waiting"
        case Live():
            return f"{name} {count:>9,}"
        case Refused():
            return f"{name} {feed.state}"
        case Stale() | Failed():
            return f"{name} {feed.why}"


def _by_kind(state: ClusterState, wanted: Sequence[Kind]) -> list[tuple[str, Feed]]:
    return [(kind.name, table.feed) for kind, table in state.of(wanted).items()]


def _names(kinds: Sequence[str]) -> str:
    return ", ".join(map(nouns_of, kinds))


def worded(what: str, why: str, when: str) -> str:
    """What is wrong, why, and when it is tried again, in few words; a long reason comes last, where it may be cut.

    Args:
        what: what is wrong.
        why: why; the server's address, which is long, is left out of it.
        when: when it is tried again, as `again` says it.
    """
    why = _ADDRESS.sub("the server", _UNCONNECTED.sub("", why), count=1)
    return f"{what}{when}: {why}" if len(why) > SHORT else f"{what}: {why}{when}"


def by_itself(moment: float | None, now: float) -> str:
    """A sentence or two: that nobody has to do anything, and when it is tried again."""
    when = again(moment, now).removeprefix(", ")
    return f"{when[:1].upper()}{when[1:]}. " * bool(when) + "ktui goes on by itself when the server answers."


def again(moment: float | None, now: float) -> str:
    """When it is tried again at the latest, to follow what is wrong; ``""`` if it is not known.

    A server that answers a sign of life meanwhile is asked at once.
    """
    if moment is None:
        return ""
    return ", trying again" if moment - now < 1 else f", again within {spell(timedelta(seconds=moment - now))}"
