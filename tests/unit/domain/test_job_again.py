"""What of a Job is offered to be run again, and as what."""

from ktui.domain.actions import CreateJob, ResumeIndexes
from ktui.domain.indexes import Indexes
from ktui.domain.job_again import again
from ktui.domain.job_copy import copy_of

SHELL = ("sh", "-c", "work")


def job(command=SHELL, metadata=None, **spec):
    template = {"spec": {"containers": [{"name": "main", "command": list(command)}]}}
    return {
        "metadata": {"name": "shard", "namespace": "train", **(metadata or {})},
        "spec": {"completionMode": "Indexed", "completions": 8, "parallelism": 4, "template": template, **spec},
    }


FAILED = Indexes.of([3, 5])


def names(found):
    return [way.name for way in found.ways]


def test_a_job_without_failed_indexes_is_run_again_whole():
    found = again(job(), Indexes(), status=True)
    assert names(found) == ["whole"]
    assert not found.fault
    action = found.ways[0].make("shard-again")
    assert type(action) is CreateJob
    assert action.manifest == copy_of(job(), "shard-again")
    assert action.kubectl.startswith("kubectl get job shard -n train -o json | jq ")


def test_failed_indexes_come_first_under_their_own_numbers_or_renumbered():
    found = again(job(), FAILED, status=True)
    assert names(found) == ["kept", "renumbered", "whole"]
    kept, renumbered = (way.make("shard-again") for way in found.ways[:2])
    assert isinstance(kept, ResumeIndexes)
    assert (kept.completed, kept.completed_count, kept.chosen) == ("0-2,4,6,7", 6, "3,5")
    assert kept.manifest["spec"]["suspend"] is True
    assert renumbered.manifest["spec"]["completions"] == 2
    assert "place n (from 0) of KTUI_INDEXES: 3,5." in renumbered.effects[1]


def test_who_may_not_write_a_status_is_offered_what_needs_no_such_right():
    assert names(again(job(), FAILED, status=False)) == ["renumbered", "whole"]


def test_what_would_be_unsound_is_not_offered_and_why_is_said():
    image_only = again(job(command=()), FAILED, status=False)
    assert names(image_only) == ["whole"]
    assert "starts no shell" in image_only.fault
    assert names(again(job(command=()), FAILED, status=True)) == ["kept", "whole"]
    external = again(job(managedBy="example.com/other"), FAILED, status=True)
    assert names(external) == ["whole"]
    assert "example.com/other" in external.fault


def test_what_a_copy_does_not_share_is_said():
    owner = {"ownerReferences": [{"kind": "CronJob", "name": "nightly", "controller": True}]}
    owned = job(metadata=owner, parallelism=0, ttlSecondsAfterFinished=60, successPolicy={"rules": []})
    ways = again(owned, FAILED, status=True).ways
    remarks = ways[-1].make("x").remarks
    assert [words.split(" ")[0:2] for words in remarks] == [["CronJob", "nightly"], ["It", "is"], ["It", "is"]]
    assert "success policy is left out" in ways[0].make("x").remarks[0]


def test_a_long_list_is_shortened_where_it_is_told():
    many = Indexes.of(range(0, 2000, 2))
    action = again(job(completions=2000), many, status=True).ways[0].make("x")
    assert action.chosen.endswith(",...")
    assert len(action.title) < 120
    assert action.completed_count == 1000
