"""The time that a Job has left: said where it means something, and then right more often than not."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from batches import NOW, ago, condition, failed_pod, job, pod, succeeded_pod
from job_families import FAMILIES, PLAIN, made_up
from simulated_jobs import RESUMED

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
        assert found.middle.total_seconds() == pytest.approx(360, rel=0.15)
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


def test_a_job_that_has_all_it_needs_has_nothing_left():
    found = estimate(busy(status={"succeeded": 20, "active": 0}), pods(20)[:20], NOW)
    assert found.low == found.middle == found.high == timedelta()


@pytest.mark.parametrize("known", [None, (), pods(), [succeeded_pod("old", 1, took=6e10, created=6e10)]])
@pytest.mark.parametrize(
    "told",
    [
        {"parallelism": 2**31 - 1, "completions": 2**31 - 1},
        {"parallelism": 2**31 - 1, "completions": 2**31 - 1, "status": {"active": 2**31 - 1}},
        {"completions": 2**31 - 1, "parallelism": 1},
        {"status": {"succeeded": 2**31 - 1}},
        {"status": {"startTime": "0001-01-01T00:00:00Z"}},
        {"status": {"startTime": "0001-01-01T00:00:00Z"}, "completions": 2**31 - 1, "parallelism": 1},
        {"status": {"failed": 2**31 - 1, "active": 0}},
    ],
)
def test_numbers_that_no_job_has_do_not_hold_it_up(told, known):
    found = estimate(busy(**told), known, NOW)
    assert found is None or timedelta() <= found.low <= found.middle <= found.high


def test_a_pod_that_has_succeeded_is_not_waited_for_until_the_controller_counts_it():
    late = {"status": {"succeeded": 19, "active": 1}}
    assert estimate(busy(**late), pods(20)[:20], NOW).middle == timedelta()
    indexed = [succeeded_pod(f"d{n}", 10, created=70, index=min(n, 18)) for n in range(20)]
    assert estimate(busy(**INDEXED, **late), indexed, NOW).middle > timedelta()


def test_pods_that_wait_for_a_node_start_one_by_one_as_lately():
    done = [succeeded_pod(f"d{n}", 100 - 10 * n, created=290, took=60) for n in range(8)]
    waiting = [pod(f"w{n}", created=290, phase="Pending", state={"waiting": {}}) for n in range(12)]
    told = {"parallelism": 20, "status": {"active": 12}}
    assert estimate(busy(**told), [*done, *waiting], NOW).middle > timedelta(seconds=120)


def test_a_pod_whose_container_was_started_again_took_all_the_time_since_its_birth():
    def found(restarts):
        started_again = [
            succeeded_pod(f"d{n}", 10 + 60 * (n // 4), created=70 + 60 * (n // 4), took=5, restarts=restarts)
            for n in range(8)
        ]
        return estimate(busy(), [*started_again, *pods(8)[8:]], NOW).middle

    assert found(1).total_seconds() == pytest.approx(170, rel=0.15)


def test_where_pods_were_cleaned_away_those_that_run_and_the_counters_tell():
    running = [pod(f"r{n}", created=110, started=108) for n in range(4)]
    fresh = [pod(f"r{n}", created=10, started=8) for n in range(4)]
    last = busy(status={"succeeded": 16})
    assert estimate(last, running, NOW).middle < estimate(last, fresh, NOW).middle


# ---- how good it is; docs/decisions tells the figures, tests/bench/test_time_left.py finds them


def quality(family, seeds, looks=6):
    """Which part of the estimates after 20 % progress is within 25 % of the truth, and whose spread covers it."""
    within, covered = [], []
    for seed in range(seeds):
        played = made_up(family, seed)
        for moment in played.moments(random.Random(seed), looks):
            found = estimate(*played.at(moment))
            truth = timedelta(seconds=played.end - moment)
            within.append(0.75 <= found.middle / truth <= 1.25)
            covered.append(found.low <= truth <= found.high)
    return sum(within) / len(within), sum(covered) / len(covered)


@pytest.mark.parametrize("family", PLAIN)
def test_half_of_all_estimates_are_within_a_quarter_and_four_of_five_spreads_cover_the_truth(family):
    within, covered = quality(family, seeds=12)
    assert within >= 0.5
    assert covered >= 0.8


@pytest.mark.parametrize("family", FAMILIES)
def test_whatever_the_job_nothing_absurd_is_said(family):
    played = made_up(family, 1)
    for moment in played.moments(random.Random(2), 2):
        found = estimate(*played.at(moment))
        assert found is None or timedelta() <= found.low <= found.middle <= found.high < 100 * timedelta(
            seconds=played.end
        )


def test_while_nothing_happens_only_time_passes():
    played = made_up("steady: 100 pods, 8 at once, 60 ± 6 s", 4)
    times = sorted({0.0, *(moment for life in played.lives for moment in (life.born, life.started, life.end))})
    quiet = [before for before, after in pairwise(times) if after - before > 3 and before > 200]
    assert len(quiet) > 20
    for moment in quiet:
        before, after = (estimate(*played.at(moment + later)).middle.total_seconds() for later in (0.5, 2.5))
        assert after == pytest.approx(before - 2, rel=0.1, abs=3)


def test_a_job_that_was_resumed_is_foreseen_as_well_as_one_that_was_not():
    played = made_up("steady: 100 pods, 8 at once, 60 ± 6 s", 3)
    moment = played.end / 2
    found, held, now = played.at(moment, conditions=[RESUMED])
    truth = timedelta(seconds=played.end - moment)
    assert estimate(found, held, now).middle / truth == pytest.approx(1, rel=0.25)
