"""What is not known in full, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ktui.domain.kinds import Kind
from ktui.domain.text import printable
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Failed, Feed, Live, Loading, Refused, Stale


@dataclass(frozen=True)
class Gap:
    """One kind that is not known in full."""

    kind: Kind
    why: str
    """In words; they may hold text of the server, not safe to print raw."""
    denied: bool = False
    """Whether it is for want of a right: time alone does not mend it."""


def gaps(state: ClusterState, kinds: Iterable[Kind], namespaces: tuple[str, ...] | None) -> Iterator[Gap]:
    """What is not known in full of some kinds.

    Args:
        state: the tables.
        kinds: what is wanted.
        namespaces: where it is wanted; ``None``: everywhere.
    """
    for kind, table in state.of(kinds).items():
        for namespace, feed in table.feeds.items():
            why = _why(feed)
            if why:
                where = f" (namespace {namespace})" if namespace else ""
                yield Gap(kind, why + where, denied=isinstance(feed, Refused))
        if kind.namespaced and namespaces is None and None not in table.feeds:
            seen = ", ".join(sorted(namespace for namespace in table.feeds if namespace)) or "none"
            why = f"no right to all namespaces; seen: {seen}; choose with -n"
            yield Gap(kind, why, denied=True)


def _why(feed: Feed) -> str:
    match feed:
        case Live():
            return ""
        case Loading(count=count):
            return f"no answer in time; {count} came" if count else "no answer in time"
        case Stale() | Failed() | Refused():
            return f"{feed.trouble}: {feed.why}"


def in_lines(found: Iterable[Gap]) -> Iterator[str]:
    """A line for each reason, with all that is missing for it; safe to print."""
    alike: dict[str, list[str]] = {}
    for gap in found:
        alike.setdefault(gap.why, []).append(gap.kind.plural)
    for why, unseen in alike.items():
        yield printable(f"{', '.join(unseen)}: {why}")
