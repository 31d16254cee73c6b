"""From tables to what the rules of ``ktui.domain.coverage`` take."""

from __future__ import annotations

from functools import partial

from ktui.domain.coverage import Known, Snapshot
from ktui.store.cluster_state import ClusterState


def snapshot(state: ClusterState) -> Snapshot:
    """What is known now.

    A kind whose stream broke counts as known: its table is old, not a part. How old is for the feeds to say.
    """
    return Snapshot(
        nodes=list(state.nodes),
        daemon_sets=list(state.daemon_sets),
        pods_of=partial(state.pods.by, "owner"),
        revisions_of=partial(state.controller_revisions.by, "owner"),
        warnings_of=partial(state.daemon_set_warnings.by, "involved"),
        known=Known(
            nodes=state.nodes.loaded,
            daemon_sets=state.daemon_sets.loaded,
            pods=state.pods.loaded,
            revisions=state.controller_revisions.loaded,
            warnings=state.daemon_set_warnings.loaded,
        ),
    )
