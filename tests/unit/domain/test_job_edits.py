"""What suspending, pausing and other limits do to the Job at hand, and what is refused before it is sent."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from ktui.domain.batch import Job
from ktui.domain.job_copy import PAUSED_AT
from ktui.domain.job_edits import (
    difference,
    limits_fault,
    limits_of,
    parallelism_fault,
    refusal,
    scaling,
    set_limits,
    set_parallelism,
    suspend,
)

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def ago(**length):
    return (NOW - timedelta(**length)).isoformat()


def job(status=None, labels=None, **spec):
    wire = {
        "metadata": {"name": "load", "namespace": "etl", "uid": "u1", "labels": labels or {}},
        "spec": {"parallelism": 4, "completions": 8, **spec},
        "status": {"active": 4, "startTime": ago(minutes=37), **(status or {})},
    }
    return msgspec.convert(wire, Job)


def ended(kind="Failed", **length):
    return {"conditions": [{"type": kind, "status": "True", "lastTransitionTime": ago(**length)}], "active": 0}


DEADLINE = {"activeDeadlineSeconds": 3600}
QUEUE = {"completions": None}


def test_suspending_stops_the_deadline_and_ends_the_pods():
    action = suspend(job(**DEADLINE), on=True, now=NOW)
    assert action.changes == {"suspend": True}
    assert action.remarks == (
        "4 pods end now; not counted as failed.",
        "Its deadline (23 min left) stands still; after it is resumed all 60 min run.",
        "When it is resumed it starts anew: its elapsed time counts from then.",
    )


def test_a_parallelism_of_0_lets_the_deadline_run_on():
    action = set_parallelism(job(**DEADLINE), 0, None, None, NOW)
    assert action.changes == {"parallelism": 0}
    assert action.annotations == {PAUSED_AT: "4"}
    assert action.remarks == (
        "4 pods end now; not counted as failed.",
        "Its deadline runs on: it fails in 23 min with DeadlineExceeded, paused or not.",
    )


def test_a_work_queue_that_had_a_success_runs_empty_all_the_same():
    draining = job({"succeeded": 1}, **QUEUE)
    assert scaling(draining, 0, None, NOW)[0].startswith("Its 4 pods go on")
    assert scaling(job({"succeeded": 1, "active": 1}, **QUEUE), 0, None, NOW)[0].startswith("Its 1 pod goes on")
    assert "its pods go on" in difference(draining, NOW)[1]
    assert "4 pods end;" in difference(job(**QUEUE), NOW)[1]


def test_the_difference_of_the_two_is_said_for_this_job():
    assert difference(job(**DEADLINE), NOW) == [
        "suspend: 4 pods end; the deadline stops, and 60 min start again in full.",
        "parallelism 0: 4 pods end; the deadline runs on, and fails it in 23 min.",
    ]
    assert difference(job({"active": 1}), NOW) == [
        "suspend: 1 pod ends; its clock starts anew when it is resumed.",
        "parallelism 0: 1 pod ends; its clock runs on.",
    ]


def test_what_was_noted_down_is_forgotten_when_the_job_goes_on():
    action = set_parallelism(job(parallelism=0), 4, None, 4, NOW)
    assert action.annotations == {PAUSED_AT: None}
    assert action.before == {"parallelism": 0}


def test_pods_that_are_too_many_end():
    assert scaling(job(), 1, None, NOW) == ["3 pods end now; not counted as failed."]


def test_fewer_completions_drop_indexes():
    elastic = job(completionMode="Indexed")
    action = set_parallelism(elastic, 5, 5, None, NOW)
    assert action.changes == {"parallelism": 5, "completions": 5}
    assert "Indexes from 5 on are dropped, done or not." in action.remarks


def test_resuming_says_that_the_deadline_starts_again():
    action = suspend(job(suspend=True, **DEADLINE), on=False, now=NOW)
    assert action.before == {"suspend": True}
    assert action.remarks[-1] == "Its deadline of 60 min starts again in full."
    assert "It stays paused" in suspend(job(suspend=True, parallelism=0), on=False, now=NOW).remarks[0]


def test_a_start_time_that_was_kept_may_cost_a_resumed_job_its_life():
    late = job({"startTime": ago(hours=2)}, suspend=True, **DEADLINE)
    assert "may fail it at once" in suspend(late, on=False, now=NOW).remarks[-1]
    cleared = job({"startTime": None}, suspend=True, **DEADLINE)
    assert "starts again in full" in suspend(cleared, on=False, now=NOW).remarks[-1]


def test_others_who_have_a_say_are_named():
    kueue = job(labels={"kueue.x-k8s.io/queue-name": "gpu"}, managedBy="kueue.x-k8s.io/multikueue")
    assert [words.split(":")[0] for words in suspend(kueue, on=True, now=NOW).remarks[-2:]] == [
        "It is run by kueue.x-k8s.io/multikueue",
        "Kueue decides when it runs, and may undo this.",
    ]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (None, "no Job"),
        (job(ended()), "has finished"),
        (job(ended("Complete")), "has finished"),
        (job(), ""),
    ],
)
def test_a_job_that_has_finished_can_be_neither_suspended_nor_paused(made, words):
    assert words in refusal(made)
    assert bool(refusal(made)) == bool(words)


@pytest.mark.parametrize(
    ("made", "parallelism", "completions", "words"),
    [
        (job(), "", "", "nothing is no whole number"),
        (job(), "-1", "", "no whole number"),
        (job(), "²", "", "no whole number"),
        (job(completionMode="Indexed"), "100001", "", "100,000 is the most"),
        (job(), "9" * 40, "", "is the most"),
        (job(), "4", "9", "cannot be changed"),
        (job(completionMode="Indexed"), "4", "9", "together"),
        (job(completionMode="Indexed"), "9", "x", "completions: x"),
    ],
)
def test_what_cannot_be_set_is_refused_in_words(made, parallelism, completions, words):
    assert words in parallelism_fault(made, parallelism, completions)


@pytest.mark.parametrize(("parallelism", "completions"), [("4", ""), (" 0 ", "8"), ("9", "9")])
def test_what_can_be_set_is_not(parallelism, completions):
    assert parallelism_fault(job(completionMode="Indexed"), parallelism, completions) == ""


def typed(**fields):
    return {"backoffLimit": "6", "activeDeadlineSeconds": "", "ttlSecondsAfterFinished": "", **fields}


def test_only_limits_that_differ_are_changed():
    assert limits_of(job()) == {"backoffLimit": 6, "activeDeadlineSeconds": None, "ttlSecondsAfterFinished": None}
    assert set_limits(job(), typed(), NOW) is None
    action = set_limits(job(**DEADLINE), typed(backoffLimit="9"), NOW)
    assert action.changes == {"backoffLimit": 9, "activeDeadlineSeconds": None}
    assert action.before == {"backoffLimit": 6, "activeDeadlineSeconds": 3600}


@pytest.mark.parametrize(
    ("made", "fields", "said"),
    [
        (job(), {"activeDeadlineSeconds": "60"}, "It fails at once: it has run for longer."),
        (job(), {"activeDeadlineSeconds": "3600"}, "It fails in 23 min."),
        (job({"failed": 3}), {"backoffLimit": "2"}, "It fails at once: 3 pods have failed already."),
        (job(ended(minutes=10)), {"ttlSecondsAfterFinished": "60"}, "It is deleted at once."),
        (job(ended(minutes=10)), {"ttlSecondsAfterFinished": "1200"}, "It is deleted in 10 min."),
        (job(ended(minutes=10)), {"backoffLimit": "9"}, "It has finished: retries and deadline mean nothing any more."),
    ],
)
def test_what_comes_of_a_limit_is_said(made, fields, said):
    assert set_limits(made, typed(**fields), NOW).remarks == (said,)


@pytest.mark.parametrize(
    "fields", [{"backoffLimit": ""}, {"activeDeadlineSeconds": "1h"}, {"backoffLimit": "3000000000"}]
)
def test_a_limit_that_is_no_number_is_refused(fields):
    assert limits_fault(typed(**fields))
    assert limits_fault(typed()) == ""
