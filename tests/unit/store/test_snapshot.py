"""Tables become a snapshot that knows what it does not know."""

from ktui.domain.coverage import Known
from ktui.domain.events import Event
from ktui.domain.objects import ControllerRevision, DaemonSet, Meta, Node, ObjectReference, OwnerReference, Pod
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Failed, Live, Loading, Refused, Stale
from ktui.store.snapshot import snapshot

OWNED = Meta(namespace="a", name="x", owner_references=[OwnerReference(uid="u1", controller=True)])


def test_what_belongs_to_a_daemon_set_is_found_by_its_uid():
    state = ClusterState()
    state.nodes.upsert(Node(metadata=Meta(name="n")))
    state.daemon_sets.upsert(DaemonSet(metadata=Meta(namespace="a", name="d", uid="u1")))
    state.pods.upsert(Pod(metadata=OWNED))
    state.controller_revisions.upsert(ControllerRevision(metadata=OWNED))
    state.daemon_set_warnings.upsert(Event(metadata=OWNED, involved_object=ObjectReference(uid="u1")))
    seen = snapshot(state)
    assert [node.name for node in seen.nodes] == ["n"]
    assert [one.name for one in seen.daemon_sets] == ["d"]
    for find in (seen.pods_of, seen.revisions_of, seen.warnings_of):
        assert [one.name for one in find("u1")] == ["x"]
        assert list(find("u2")) == []


def test_only_what_was_listed_in_full_is_known_be_it_live_or_stale():
    state = ClusterState()
    assert snapshot(state).known == Known(nodes=False, daemon_sets=False, pods=False, revisions=False, warnings=False)
    state.nodes.set_feed(Live())
    state.daemon_sets.set_feed(Stale(0.0, "cut off"))
    state.pods.set_feed(Loading(5))
    state.controller_revisions.set_feed(Refused("forbidden"))
    state.daemon_set_warnings.set_feed(Failed("no route"))
    assert snapshot(state).known == Known(nodes=True, daemon_sets=True, pods=False, revisions=False, warnings=False)
