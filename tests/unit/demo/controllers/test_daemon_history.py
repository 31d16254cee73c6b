from stage.embedded import Played, daemon_set

from ktui.demo.resources import CONTROLLER_REVISIONS, DAEMON_SETS, PODS

HASH = "controller-revision-hash"


def revisions(played: Played) -> dict[int, str]:
    """Revisions by number, with their image."""
    found = played.storage.objects(CONTROLLER_REVISIONS)
    return {
        each["revision"]: each["data"]["spec"]["template"]["spec"]["containers"][0]["image"]
        for each in sorted(found, key=lambda one: one["revision"])
    }


def test_each_template_is_a_revision_that_can_be_patched_back() -> None:
    played = Played(1)
    played.create(daemon_set())
    (revision,) = played.storage.objects(CONTROLLER_REVISIONS)
    suffix = revision["metadata"]["labels"][HASH]
    assert revision["metadata"]["name"] == f"agent-{suffix}"
    assert revision["data"]["spec"]["template"]["$patch"] == "replace"
    assert played.pods("agent")[0]["metadata"]["labels"][HASH] == suffix
    played.set_image(DAEMON_SETS, "agent", "example/app:2")
    assert revisions(played) == {1: "example/app:1", 2: "example/app:2"}


def test_going_back_renumbers_the_old_revision() -> None:
    played = Played(1)
    played.create(daemon_set())
    played.set_image(DAEMON_SETS, "agent", "example/app:2")
    played.set_image(DAEMON_SETS, "agent", "example/app:1")
    assert revisions(played) == {2: "example/app:2", 3: "example/app:1"}


def test_only_so_many_old_revisions_are_kept_and_none_that_a_pod_runs() -> None:
    played = Played(2)
    played.create(daemon_set(revisionHistoryLimit=1, updateStrategy={"type": "OnDelete"}))
    for number in range(2, 6):
        played.set_image(DAEMON_SETS, "agent", f"example/app:{number}")
    assert revisions(played) == {1: "example/app:1", 5: "example/app:5"}
    for pod in played.pods("agent"):
        played.delete(PODS, pod["metadata"]["name"])
    played.set_image(DAEMON_SETS, "agent", "example/app:6")
    assert revisions(played) == {5: "example/app:5", 6: "example/app:6"}


def test_two_revisions_of_one_template_become_one() -> None:
    played = Played(1)
    played.create(daemon_set())
    (revision,) = played.storage.objects(CONTROLLER_REVISIONS)
    twin = {**revision, "revision": 7, "metadata": {**revision["metadata"], "name": "agent-twin"}}
    twin["metadata"] = {**twin["metadata"], "labels": {**twin["metadata"]["labels"], HASH: "twin"}}
    played.create(twin)
    assert [each["metadata"]["name"] for each in played.storage.objects(CONTROLLER_REVISIONS)] == ["agent-twin"]
    assert played.pods("agent")[0]["metadata"]["labels"][HASH] == "twin"


def test_a_name_that_is_taken_by_another_template_is_avoided() -> None:
    played = Played(0)
    played.create(daemon_set())
    (revision,) = played.storage.objects(CONTROLLER_REVISIONS)
    name = revision["metadata"]["name"]
    played.delete(DAEMON_SETS, "agent")
    stranger = {
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": {"name": name},
        "revision": 1,
        "data": {},
    }
    played.create(stranger)
    played.create(daemon_set())
    played.play(1)
    mine = [each for each in played.storage.objects(CONTROLLER_REVISIONS) if each["metadata"].get("ownerReferences")]
    assert len(mine) == 1
    assert mine[0]["metadata"]["name"] != name
    assert played.status(DAEMON_SETS, "agent")["collisionCount"] == 1
