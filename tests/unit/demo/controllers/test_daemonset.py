import pytest
from stage.embedded import Played, daemon_set

from ktui.demo import status
from ktui.demo.pods import bound_node
from ktui.demo.resources import CONTROLLER_REVISIONS, DAEMON_SETS, NODES, PODS, RESOURCE_QUOTAS

HASH = "controller-revision-hash"


def numbers(played: Played, name: str = "agent") -> dict[str, int]:
    """The counters of the status, without what is zero."""
    short = {
        "desiredNumberScheduled": "desired",
        "currentNumberScheduled": "current",
        "numberReady": "ready",
        "numberAvailable": "available",
        "updatedNumberScheduled": "updated",
        "numberMisscheduled": "misscheduled",
        "numberUnavailable": "unavailable",
    }
    found = played.status(DAEMON_SETS, name)
    return {word: found[field] for field, word in short.items() if found.get(field)}


def all_well(count: int) -> dict[str, int]:
    return {"desired": count, "current": count, "ready": count, "available": count, "updated": count}


def test_each_node_gets_one_pod_tied_to_it_and_all_is_reported() -> None:
    played = Played(3)
    played.create(daemon_set())
    assert played.nodes_of("agent") == ["node-0000", "node-0001", "node-0002"]
    assert numbers(played) == all_well(3)
    assert played.status(DAEMON_SETS, "agent")["observedGeneration"] == 1
    pod = played.pods("agent")[0]
    fields = pod["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert fields["nodeSelectorTerms"][0]["matchFields"][0]["values"] == [bound_node(pod)]
    assert pod["metadata"]["labels"]["pod-template-generation"] == "1"
    assert pod["metadata"]["ownerReferences"][0]["controller"]
    assert len(played.events("SuccessfulCreate")) == 3


def test_a_node_that_comes_gets_a_pod_and_one_that_stops_matching_loses_it() -> None:
    played = Played(1)
    played.create(daemon_set(pod={"nodeSelector": {"pool": "gpu"}}))
    assert numbers(played) == {}
    played.add_node("late", {"pool": "gpu"})
    played.settle()
    assert played.nodes_of("agent") == ["late"]
    played.label(NODES, "late", pool="cpu")
    assert played.pods("agent") == []
    assert numbers(played) == {}


def test_a_no_schedule_taint_keeps_the_pod_and_a_no_execute_taint_takes_it_away() -> None:
    played = Played(2)
    played.create(daemon_set())
    played.taint("node-0000", "a=b:NoSchedule")
    assert played.nodes_of("agent") == ["node-0000", "node-0001"]
    played.taint("node-0000", "a=b:NoExecute")
    assert played.nodes_of("agent") == ["node-0001"]
    assert numbers(played) == all_well(1)


def test_pods_that_are_where_they_should_not_be_are_counted_at_the_next_look_and_no_sooner() -> None:
    played = Played(2)
    played.create(daemon_set())
    played.taint("node-0000", "a=b:NoSchedule")
    assert numbers(played) == all_well(2)
    played.label(DAEMON_SETS, "agent", poke="1")
    assert numbers(played) == {**all_well(1), "misscheduled": 1}
    played.taint("node-0000")
    assert numbers(played) == all_well(2)


def test_a_node_that_falls_not_ready_keeps_its_pod_but_wants_none() -> None:
    played = Played(2)
    played.create(daemon_set())

    def fall(node: dict) -> None:
        node["metadata"].setdefault("annotations", {})["ktui.test/not-ready"] = "true"

    played.storage.edit(NODES, "node-0000", "", fall)
    played.settle()
    played.label(DAEMON_SETS, "agent", poke="1")
    assert numbers(played) == {**all_well(1), "misscheduled": 1}
    assert played.nodes_of("agent") == ["node-0000", "node-0001"]


def test_a_deleted_pod_is_made_again_once_it_has_gone() -> None:
    played = Played(1)
    played.create(daemon_set(story={"end": "20s"}))
    old = played.pods("agent")[0]["metadata"]
    played.delete(PODS, old["name"])
    assert played.live("agent") == []
    assert numbers(played) == {"desired": 1, "current": 1, "ready": 1, "available": 1, "updated": 1}
    played.play(21)
    (new,) = played.pods("agent")
    assert new["metadata"]["uid"] != old["uid"]


def test_of_two_pods_the_older_one_stays() -> None:
    played = Played(1)
    played.create(daemon_set())
    (first,) = played.pods("agent")
    played.play(5)
    spec = {**first["spec"], "containers": [dict(each) for each in first["spec"]["containers"]]}
    played.create(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "agent-x", "labels": {"app": "agent"}}, "spec": spec}
    )
    assert [pod["metadata"]["name"] for pod in played.pods("agent")] == [first["metadata"]["name"]]


def test_an_orphan_that_matches_is_adopted_and_what_no_longer_matches_is_released() -> None:
    played = Played(1)
    played.create(daemon_set())
    (pod,) = played.pods("agent")
    played.delete(DAEMON_SETS, "agent", "Orphan")
    (orphan,) = played.pods("agent")
    assert "ownerReferences" not in orphan["metadata"]
    played.create(daemon_set())
    (adopted,) = played.pods("agent")
    assert adopted["metadata"]["uid"] == pod["metadata"]["uid"]
    assert adopted["metadata"]["ownerReferences"][0]["name"] == "agent"
    assert numbers(played) == all_well(1)
    played.label(PODS, pod["metadata"]["name"], app="other")
    released = played.get(PODS, pod["metadata"]["name"])
    assert "ownerReferences" not in released["metadata"]
    assert len(played.pods("agent")) == 2


def test_failed_pods_are_replaced_more_and_more_slowly() -> None:
    played = Played(1)
    played.create(daemon_set())
    made = []
    for _ in range(4):
        (pod,) = played.pods("agent")
        begin = played.world.now()
        played.storage.edit_status(
            PODS, pod["metadata"]["name"], "default", lambda one: one["status"].update(phase="Failed")
        )
        played.settle()
        while played.pods("agent")[0]["metadata"]["uid"] == pod["metadata"]["uid"]:
            played.play(0.5)
        made.append(played.world.now() - begin)
    assert made == [0, 1, 2, 4]
    assert len(played.events("FailedDaemonPod")) == 4
    assert "on node node-0000, will try to kill it" in played.events("FailedDaemonPod")[0]


def test_an_empty_selector_is_refused_in_an_event() -> None:
    played = Played(1)
    made = daemon_set()
    made["spec"]["selector"] = {}
    with pytest.raises(status.Invalid):
        played.create(made)


def test_a_refused_creation_is_told_and_the_generation_stays_unobserved() -> None:
    played = Played(3)
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "few"}, "spec": {"hard": {"pods": "2"}}}
    played.create(quota)
    played.create(daemon_set())
    assert len(played.pods("agent")) == 2
    assert numbers(played) == {**all_well(2), "desired": 3, "unavailable": 1}
    assert "observedGeneration" not in played.status(DAEMON_SETS, "agent")
    (first, *_) = played.events("FailedCreate")
    assert first.startswith('Error creating: pods "agent-')
    assert "exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2" in first
    played.delete(RESOURCE_QUOTAS, "few")
    played.play(30)
    assert numbers(played) == all_well(3)
    assert played.status(DAEMON_SETS, "agent")["observedGeneration"] == 1


def test_a_refused_deletion_is_told_and_tried_again() -> None:
    played = Played(1)
    played.create(daemon_set())

    def guard(verb: str, resource: object, thing: dict) -> None:
        if verb == "delete" and resource is PODS and "deletionTimestamp" not in thing["metadata"]:
            raise status.Forbidden("guarded")

    played.storage.admission.append(guard)
    played.set_image(DAEMON_SETS, "agent", "example/app:2")
    assert played.events("FailedDelete") == ["Error deleting: guarded"]
    assert numbers(played) == {"desired": 1, "current": 1, "ready": 1, "available": 1}
    played.storage.admission.remove(guard)
    played.play(5)
    assert numbers(played) == all_well(1)


def test_a_pod_for_a_node_that_never_took_it_goes_with_the_node() -> None:
    played = Played(2)
    played.create(daemon_set(pod={"container": {"resources": {"requests": {"cpu": "64"}}}}))
    assert played.nodes_of("agent") == ["", ""]
    played.delete(NODES, "node-0001")
    played.label(NODES, "node-0000", poke="1")
    assert len(played.pods("agent")) == 1


def test_a_deleted_daemon_set_takes_its_pods_and_revisions_along() -> None:
    played = Played(2)
    played.create(daemon_set())
    played.delete(DAEMON_SETS, "agent")
    assert played.pods("agent") == []
    assert played.storage.objects(CONTROLLER_REVISIONS) == []


def test_ready_for_long_enough_is_available() -> None:
    played = Played(1)
    played.create(daemon_set(minReadySeconds=10))
    assert numbers(played) == {"desired": 1, "current": 1, "ready": 1, "updated": 1, "unavailable": 1}
    played.play(10)
    assert numbers(played) == all_well(1)


def test_an_orphan_of_the_same_generation_counts_as_updated_though_its_template_is_another() -> None:
    """As on a real 1.36: only a later change of the template replaces it."""
    played = Played(1)
    played.create(daemon_set())
    (pod,) = played.pods("agent")
    played.delete(DAEMON_SETS, "agent", "Orphan")
    played.create(daemon_set(pod={"terminationGracePeriodSeconds": 3}))
    assert [each["metadata"]["uid"] for each in played.pods("agent")] == [pod["metadata"]["uid"]]
    assert numbers(played) == all_well(1)
    assert len(played.storage.objects(CONTROLLER_REVISIONS)) == 2
    played.storage.edit(
        DAEMON_SETS, "agent", "default", lambda new: new["spec"]["template"]["spec"].update(dnsPolicy="Default")
    )
    played.play(60)
    assert [each["metadata"]["uid"] for each in played.pods("agent")] != [pod["metadata"]["uid"]]


def test_a_revision_that_an_earlier_daemon_set_has_left_is_taken_as_it_is() -> None:
    played = Played(1)
    played.create(daemon_set())
    (revision,) = played.storage.objects(CONTROLLER_REVISIONS)
    played.delete(DAEMON_SETS, "agent", "Orphan")
    foreign = [{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "other", "uid": "gone", "controller": True}]
    played.storage.edit(
        CONTROLLER_REVISIONS,
        revision["metadata"]["name"],
        "default",
        lambda new: new["metadata"].update(ownerReferences=foreign),
    )
    played.create(daemon_set())
    assert numbers(played) == all_well(1)
    assert "collisionCount" not in played.status(DAEMON_SETS, "agent")
