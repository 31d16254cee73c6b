"""What of a Job is the user's, and which indexes can be run again alone."""

import json
import shutil
import subprocess

import pytest

from ktui.domain.job_copy import (
    PAUSED_AT,
    continued,
    copy_of,
    free_name,
    name_fault,
    partial_fault,
    recipe,
    renumbered,
    renumbering_fault,
    room_for_name,
)

UID = "5a7b"


def job(**spec):
    """A Job as the server gives it, with all that it has put there."""
    generated = {
        "controller-uid": UID,
        "job-name": "shard",
        "batch.kubernetes.io/controller-uid": UID,
        "batch.kubernetes.io/job-name": "shard",
    }
    container = {"name": "main", "image": "train:1", "command": ["/bin/sh", "-c", "echo $JOB_COMPLETION_INDEX"]}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": "shard",
            "namespace": "train",
            "uid": UID,
            "resourceVersion": "77",
            "generation": 1,
            "creationTimestamp": "2026-01-05T11:00:00Z",
            "labels": {"team": "ml", **generated},
            "annotations": {
                "note": "keep",
                "kubectl.kubernetes.io/last-applied-configuration": "{}",
                "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-01-05T11:00:00Z",
            },
            "ownerReferences": [{"kind": "CronJob", "name": "c", "uid": "o", "controller": True}],
            "managedFields": [{}],
        },
        "spec": {
            "completionMode": "Indexed",
            "completions": 8,
            "parallelism": 4,
            "backoffLimitPerIndex": 1,
            "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": UID}},
            "suspend": False,
            "template": {
                "metadata": {"creationTimestamp": None, "labels": {"app": "shard", **generated}},
                "spec": {"restartPolicy": "Never", "containers": [container]},
            },
            **spec,
        },
        "status": {"succeeded": 6, "failedIndexes": "3,5"},
    }


def with_container(**container):
    made = job()
    made["spec"]["template"]["spec"]["containers"][0].update(container)
    return made


def test_a_copy_has_what_the_user_wrote_and_nothing_of_the_servers():
    copy = copy_of(job(), "shard-again")
    assert copy["metadata"] == {
        "name": "shard-again",
        "namespace": "train",
        "labels": {"team": "ml"},
        "annotations": {"note": "keep"},
    }
    assert "status" not in copy
    assert copy["spec"] == {
        "completionMode": "Indexed",
        "completions": 8,
        "parallelism": 4,
        "backoffLimitPerIndex": 1,
        "template": {
            "metadata": {"labels": {"app": "shard"}},
            "spec": job()["spec"]["template"]["spec"],
        },
    }


def test_a_copy_of_a_job_that_stands_still_runs():
    paused = job(suspend=True, parallelism=0)
    assert "suspend" not in copy_of(paused, "x")["spec"]
    assert copy_of(paused, "x")["spec"]["parallelism"] == 1
    paused["metadata"]["annotations"][PAUSED_AT] = "16"
    copy = copy_of(paused, "x")
    assert copy["spec"]["parallelism"] == 16
    assert PAUSED_AT not in copy["metadata"]["annotations"]


def test_a_copy_leaves_the_job_that_it_is_made_from_alone():
    original = job()
    copy_of(original, "x")
    renumbered(original, "x", [3, 5])
    assert original == job()


def test_a_selector_of_the_users_own_is_not_copied_since_both_would_claim_the_same_pods():
    copy = copy_of(job(manualSelector=True, selector={"matchLabels": {"app": "shard"}}), "x")
    assert not {"selector", "manualSelector"} & copy["spec"].keys()


def without_nulls(value):
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each not in (None, {})}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


@pytest.mark.skipif(shutil.which("jq") is None, reason="there is no jq here")
@pytest.mark.parametrize("original", [job(), job(suspend=True, parallelism=0)], ids=["running", "paused"])
def test_the_command_that_is_shown_makes_the_same_copy(original):
    got, edit, created = recipe(original, "shard-again").split(" | ", 1)[0], *_program(recipe(original, "shard-again"))
    assert got == "kubectl get job shard -n train -o json"
    assert created == "kubectl create -f -"
    done = subprocess.run(["jq", edit], input=json.dumps(original), capture_output=True, text=True, check=True)
    assert without_nulls(json.loads(done.stdout)) == without_nulls(copy_of(original, "shard-again"))


def _program(command):
    _, _, rest = command.partition(" | jq '")
    edit, _, created = rest.partition("' | ")
    return edit, created


@pytest.mark.parametrize(
    ("source", "taken", "name"),
    [
        ("shard", [], "shard-again"),
        ("shard", ["shard-again"], "shard-again-2"),
        ("shard-again", ["shard-again", "shard-again-2"], "shard-again-3"),
        ("shard-again-2", ["shard-again", "shard-again-2"], "shard-again-3"),
        ("a" * 63, [], "a" * 57 + "-again"),
        ("a" * 56 + "-bcdefg", [], "a" * 56 + "-again"),
    ],
)
def test_a_name_is_proposed_that_is_free_and_short_enough(source, taken, name):
    assert free_name(source, taken) == name
    assert name_fault(name) == ""


def test_an_index_that_follows_the_name_needs_room():
    assert room_for_name({"completions": 5}) == 63
    assert room_for_name({"completionMode": "Indexed", "completions": 100_000}) == 57
    assert len(free_name("a" * 63, [], room=57)) == 57


@pytest.mark.parametrize("name", ["", "a" * 64, "Shard", "-a", "a-", "a..b", "a_b", "a/b", "ä"])
def test_a_name_that_the_server_would_refuse_is_refused(name):
    assert name_fault(name)


def test_a_renumbered_job_runs_as_many_indexes_as_are_chosen_and_says_which():
    copy = renumbered(job(successPolicy={"rules": []}, maxFailedIndexes=4), "shard-again", [3, 5])
    assert copy["spec"]["maxFailedIndexes"] == 2
    assert (copy["spec"]["completions"], copy["spec"]["parallelism"]) == (2, 2)
    assert "successPolicy" not in copy["spec"]
    assert copy["metadata"]["annotations"]["ktui.dev/indexes"] == "shard: 3 5"
    (container,) = copy["spec"]["template"]["spec"]["containers"]
    assert {"name": "KTUI_INDEXES", "value": "3 5"} in container["env"]


@pytest.mark.parametrize("new", [0, 1, 2])
@pytest.mark.parametrize("shell", ["/bin/sh", "bash"])
def test_a_shell_gives_a_renumbered_pod_the_index_that_it_had(new, shell):
    original = with_container(command=[shell, "-c", 'echo "$JOB_COMPLETION_INDEX:$1:$#"', "me"], args=["a b"])
    (container,) = renumbered(original, "x", [3, 5, 70_000])["spec"]["template"]["spec"]["containers"]
    assert "args" not in container
    given = {each["name"]: each["value"] for each in container["env"]}
    done = subprocess.run(
        container["command"],
        env={"PATH": "/bin:/usr/bin", "JOB_COMPLETION_INDEX": str(new), **given},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{(3, 5, 70_000)[new]}:a b:1\n"


def test_a_program_that_declares_the_variable_translates_by_itself():
    original = with_container(command=["/train"], env=[{"name": "KTUI_INDEXES", "value": ""}, {"name": "A"}])
    assert renumbering_fault(original, [3, 5]) == ""
    (container,) = renumbered(original, "x", [3, 5])["spec"]["template"]["spec"]["containers"]
    assert container["command"] == ["/train"]
    assert container["env"] == [{"name": "A"}, {"name": "KTUI_INDEXES", "value": "3 5"}]


@pytest.mark.parametrize(
    ("original", "words"),
    [
        (job(completionMode="NonIndexed"), "no Indexed Job"),
        (job(managedBy="kueue.x-k8s.io/multikueue"), "run by kueue.x-k8s.io/multikueue"),
        (with_container(command=["/train"]), "starts no shell"),
        (with_container(command=[]), "starts no shell"),
        (with_container(args=["--shard=$(JOB_COMPLETION_INDEX)"]), "is given $(JOB_COMPLETION_INDEX)"),
        (
            with_container(
                env=[
                    {
                        "name": "I",
                        "valueFrom": {
                            "fieldRef": {"fieldPath": "metadata.labels['batch.kubernetes.io/job-completion-index']"}
                        },
                    }
                ]
            ),
            "which would be the new one",
        ),
    ],
)
def test_what_would_make_renumbering_unsound_is_said(original, words):
    assert words in renumbering_fault(original, [3, 5])


def test_peers_that_know_each_other_by_name_are_not_run_without_the_others():
    original = job()
    original["spec"]["template"]["spec"]["subdomain"] = "peers"
    assert "some of them would be missing" in partial_fault(original)
    assert partial_fault(original) == renumbering_fault(original, [1])


def test_a_job_that_kueue_starts_is_not_resumed_by_hand():
    original = job()
    original["metadata"]["labels"]["kueue.x-k8s.io/queue-name"] = "gpu"
    assert "Kueue" in partial_fault(original)


def test_more_indexes_than_a_variable_holds_are_refused():
    assert "too many" in renumbering_fault(job(), range(100_000))


def test_a_job_that_is_continued_begins_suspended_and_every_index_left_has_to_succeed():
    copy = continued(job(successPolicy={"rules": []}), "shard-again")
    assert copy["spec"]["suspend"] is True
    assert copy["spec"]["completions"] == 8
    assert "successPolicy" not in copy["spec"]
