"""The time that a Job has left: said where it means something, and then right more often than not."""

from datetime import timedelta

import pytest
from batches import NOW, ago, condition, failed_pod, job, pod, succeeded_pod
from simulated_jobs import RESUMED, SCENARIOS, SimulatedJob

from ktui.domain.estimate import estimate, to_do

BUSY = {"completions": 20, "parallelism": 4}
INDEXED = {"completionMode": "Indexed", "completions": 20, "parallelism": 4}
STATUS = {"startTime": ago(minutes=5), "active": 4, "succeeded": 8}


def pods(count=8):
    done = [succeeded_pod(f"d{n}", 10 + 60 * (n // 4), created=70 + 60 * (n // 4)) for n in range(count)]
    return [*done, *(pod(f"r{n}", created=10, started=8) for n in range(4))]


def busy(**told):
    return job(**{**BUSY, "status": {**STATUS, **told.pop("status", {})}, **told})


def test_what_is_left_follows_from_the_pods_that_have_completed():
    found = estimate(busy(), pods(), NOW)
    assert found.middle.total_seconds() == pytest.approx(170, rel=0.1)
    assert found.low < found.middle < found.high
    assert found.left(NOW + timedelta(seconds=60)) == found.middle - timedelta(seconds=60)
    assert found.left(NOW + timedelta(hours=9)) == timedelta()


def test_without_pods_it_follows_from_the_counters():
    for known in (None, []):
        found = estimate(busy(), known, NOW)
        assert found.middle == timedelta(minutes=5) * 12 / 8
        assert found.low < found.middle < found.high
        assert found.per_minute == pytest.approx(8 / 5)


@pytest.mark.parametrize(
    "told",
    [
        {"completions": None},
        {"suspend": True},
        {"parallelism": 0},
        {"managedBy": "example.org/queue"},
        {"conditions": [condition("Complete")]},
        {"conditions": [condition("Failed")]},
        {"conditions": [condition("Suspended")]},
        {"conditions": [condition("FailureTarget")]},
        {"conditions": [condition("SuccessCriteriaMet")]},
        {"metadata": {"deletionTimestamp": ago()}},
        {"status": {"startTime": None}},
        {"status": {"startTime": ago(seconds=-5)}},
    ],
)
def test_where_it_would_mean_nothing_nothing_is_said(told):
    assert estimate(busy(**told), pods(), NOW) is None


def test_before_the_first_completion_nothing_is_said():
    assert estimate(busy(status={"succeeded": 0}), [pod("a")], NOW) is None
    assert estimate(busy(status={"succeeded": 0}), [failed_pod("a")], NOW) is None


def test_after_it_was_resumed_only_what_came_since_counts():
    resumed = {"conditions": [condition("Suspended", "JobResumed", status="False")]}
    since = {"status": {"startTime": ago(seconds=30)}}
    before = [succeeded_pod(f"d{n}", 200) for n in range(8)]
    assert estimate(busy(**resumed, **since), before, NOW) is None
    after = [*before, succeeded_pod("new", 3, took=20, created=25)]
    found = estimate(busy(**resumed, **since), [*after, *(pod(f"r{n}", created=3, started=2) for n in range(4))], NOW)
    assert found.middle < timedelta(seconds=120)


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (BUSY, 12),
        ({**INDEXED, "backoffLimitPerIndex": 1, "status": {"failedIndexes": "3,5-7"}}, 8),
        ({**INDEXED, "successPolicy": {"rules": [{"succeededCount": 10}]}}, 2),
        ({**INDEXED, "successPolicy": {"rules": [{"succeededCount": 18}, {"succeededCount": 9}]}}, 1),
        ({**INDEXED, "successPolicy": {"rules": [{"succeededIndexes": "0-3"}]}}, None),
        ({"completions": None, "parallelism": 2}, None),
        ({**BUSY, "completions": 5}, 0),
    ],
)
def test_what_is_to_do_is_what_the_job_needs(told, left):
    assert to_do(busy(**told)) == left


# ---- how good it is; docs/decisions tells the figures


def quality(name, seeds, looks=8):
    """Which part of the estimates after 20 % progress is within 25 % of the truth, and whose spread covers it."""
    within, covered = [], []
    for seed in range(seeds):
        played = SimulatedJob(**SCENARIOS[name], seed=seed)
        start = played.ends[len(played.ends) // 5]
        for look in range(looks):
            moment = start + (played.end - start) * (look + 0.5) / looks
            found = estimate(*played.at(moment))
            truth = timedelta(seconds=played.end - moment)
            within.append(0.75 <= found.middle / truth <= 1.25)
            covered.append(found.low <= truth <= found.high)
    return within, covered


def test_half_of_all_estimates_are_within_a_quarter_and_four_of_five_spreads_cover_the_truth():
    for name in ("steady", "long tail", "slow start", "retries"):
        within, covered = quality(name, seeds=6)
        assert sum(within) / len(within) >= 0.5, name
        assert sum(covered) / len(covered) >= 0.8, name


def test_a_job_that_was_resumed_is_foreseen_as_well_as_one_that_was_not():
    played = SimulatedJob(**SCENARIOS["steady"], seed=3)
    moment = played.end / 2
    found, held, now = played.at(moment, conditions=[RESUMED])
    truth = timedelta(seconds=played.end - moment)
    assert estimate(found, held, now).middle / truth == pytest.approx(1, rel=0.25)
