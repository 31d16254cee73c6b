"""Why a table has no rows to show, and what has to be known of one that is not the whole truth."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from ktui.domain.kinds import Kind
from ktui.domain.nouns import nouns_of
from ktui.domain.tabular import View
from ktui.domain.text import printable
from ktui.screens.keys import with_keys
from ktui.screens.standing import (
    ELSEWHERE,
    EVERYTHING,
    UNFILTERED,
    Explanation,
    no_connection,
    progress,
    scope,
    unseen,
)
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Failed, Loading, Refused, Stale

PATTERNS = "A filter is text; of patterns it knows a|b, a.*b, ^a and b$, and -f for letters in that order."
"""What is told who types a regular expression that finds nothing."""
_MORE_THAN_KNOWN = frozenset("[]()+?\\*")


def without_rows(
    state: ClusterState,
    kinds: Sequence[Kind],
    server: str,
    now: float,
    *,
    view: View,
    total: int,
    key_of: Callable[[str], str] = lambda _: "",
) -> Explanation:
    """Say why no row is shown.

    Args:
        state: the tables.
        kinds: the kinds that are shown, the first of which has the rows.
        server: the API server's address.
        now: the time, in seconds since the epoch.
        view: what is to be shown.
        total: how many rows there would be without filters.
        key_of: see `with_keys`.
    """
    shown = kinds[0]
    table = state.table(shown)
    feed = table.feed
    if isinstance(feed, Failed):
        return no_connection(feed, server, now)
    if isinstance(feed, Refused) and not total:
        title, elsewhere = unseen(feed, "see", nouns_of(shown.name)), ":context NAME goes to another cluster."
        if not feed.forbidden:
            return Explanation(title, (feed.why, "", elsewhere))
        where = ":ns NAME looks at one namespace, " if shown.namespaced else ""
        return Explanation(title, (feed.why, "", _cure(shown), f"{where}{elsewhere}"))
    if isinstance(feed, Loading) and not total:
        return Explanation("Loading", (progress(shown.name, feed, len(table)),))
    if view.text:
        known = (PATTERNS,) if _MORE_THAN_KNOWN.intersection(view.text) else ()
        return Explanation(f"Nothing matches {printable(view.text)}", (with_keys(UNFILTERED, key_of), *known))
    if view.faults_only and total:
        return Explanation("Nothing is wrong", (with_keys(EVERYTHING, key_of),))
    return nothing(state, shown, view.namespaces, key_of)


def nothing(
    state: ClusterState,
    kind: Kind,
    namespaces: Collection[str] | None,
    key_of: Callable[[str], str] = lambda _: "",
) -> Explanation:
    """Say that there is nothing of a kind where it was looked.

    Args:
        state: the tables.
        kind: of what.
        namespaces: where it was looked; None: everywhere.
        key_of: see `with_keys`.
    """
    what, lines = nouns_of(kind.name), ["As soon as there is one, it is shown here."]
    if not kind.namespaced:
        return Explanation(f"This cluster has no {what}", tuple(lines))
    where = scope(state, namespaces)
    if namespaces is not None:
        lines.append(with_keys(ELSEWHERE, key_of))
    return Explanation(f"There are no {what} in {where}".replace("all namespaces", "any namespace"), tuple(lines))


def table_remarks(state: ClusterState, kinds: Sequence[Kind]) -> tuple[str, ...]:
    """What has to be known of a table that is not the whole truth, a sentence each."""
    lines = []
    if stale := dict.fromkeys(nouns_of(kind.name) for kind in kinds if isinstance(state.table(kind).feed, Stale)):
        whole = len(stale) > 1 and len(stale) == len({nouns_of(kind.name) for kind in kinds})
        shown = "everything is shown as it was" if whole else f"{', '.join(stale)} are shown as they were"
        lines.append(f"Not live: {shown} when the connection broke.")
    for place, kind in enumerate(kinds):
        feed, what = state.table(kind).feed, nouns_of(kind.name)
        if isinstance(feed, Loading) and (place or len(state.table(kind))):
            lines.append(f"Still loading {what}: not everything is there yet.")
        elif isinstance(feed, Refused) and place:
            lines.append(f"{unseen(feed, 'read', what)}: what is told of them here is not known.")
    return tuple(lines)


def _cure(kind: Kind) -> str:
    where = ", in all namespaces or in yours" if kind.namespaced else ""
    return (
        "These are the API server's own words. Whoever manages access to the cluster can grant list and watch on "
        f"{kind.plural}{where}; ktui asks again by itself, slowly."
    )
