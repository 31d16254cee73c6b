"""A Job's type, state, counts and times are what its controller means by them."""

from datetime import timedelta

import pytest
from batches import NOW, ago, condition, job

from ktui.domain import job_state
from ktui.domain.job_state import JobState, JobType

INDEXED = {"completionMode": "Indexed", "completions": 10, "parallelism": 3}


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        ({}, JobType.SINGLE),
        ({"parallelism": 0}, JobType.SINGLE),
        ({"parallelism": None}, JobType.SINGLE),
        ({"parallelism": 2}, JobType.FIXED),
        ({"completions": 0}, JobType.FIXED),
        ({"completions": 5}, JobType.FIXED),
        ({"completions": None, "parallelism": 4}, JobType.QUEUE),
        ({"completions": None, "parallelism": 1}, JobType.QUEUE),
        ({"completionMode": "Indexed", "completions": 1}, JobType.INDEXED),
    ],
)
def test_the_type_is_read_from_completions_parallelism_and_mode(spec, kind):
    assert job_state.type_of(job(**spec)) is kind


GOING = {"deletionTimestamp": ago(), "finalizers": ["foregroundDeletion"]}
LADDER = [
    (JobState.COMPLETE, {"conditions": [condition("Complete")]}),
    (JobState.FAILED, {"conditions": [condition("Failed")]}),
    (JobState.TERMINATING, {"metadata": GOING}),
    (JobState.SUSPENDED, {"conditions": [condition("Suspended")]}),
    (JobState.FAILING, {"conditions": [condition("FailureTarget")]}),
    (JobState.COMPLETING, {"conditions": [condition("SuccessCriteriaMet")]}),
    (JobState.EXTERNAL, {"managedBy": "kueue.x-k8s.io/multikueue"}),
    (JobState.PAUSED, {"parallelism": 0}),
    (JobState.WAITING, {"status": {"active": None}}),
    (JobState.RUNNING, {}),
]


def test_the_states_are_in_the_order_in_which_they_are_asked_for():
    assert [state for state, _ in LADDER] == list(JobState)


@pytest.mark.parametrize("place", range(len(LADDER)))
def test_the_first_state_that_applies_counts(place):
    conditions, spec = [], {}
    for _, told in LADDER[place:]:
        conditions += told.get("conditions", [])
        spec |= {key: value for key, value in told.items() if key != "conditions"}
    assert job_state.state_of(job(conditions=conditions, **spec)) is LADDER[place][0]


def test_a_condition_that_does_not_hold_says_nothing():
    resumed = job(conditions=[condition("Suspended", "JobResumed", status="False")])
    assert job_state.state_of(resumed) is JobState.RUNNING


def test_the_job_controller_by_name_is_not_somebody_else():
    assert not job_state.external(job(managedBy="kubernetes.io/job-controller"))


def test_pods_that_are_not_counted_yet_count():
    uncounted = {"succeeded": ["a", "b"], "failed": ["c"]}
    busy = job(completions=5, status={"succeeded": 1, "failed": 2, "uncountedTerminatedPods": uncounted})
    assert (job_state.succeeded(busy), job_state.failed(busy), job_state.total(busy)) == (3, 3, 5)


def test_of_an_indexed_job_the_controllers_count_of_indexes_holds():
    uncounted = {"succeeded": ["a"], "failed": ["c"]}
    status = {"succeeded": 4, "failed": 1, "completedIndexes": "0-2,7", "uncountedTerminatedPods": uncounted}
    found = job(status=status, **INDEXED)
    assert (job_state.succeeded(found), job_state.failed(found)) == (4, 2)
    assert job_state.completed_indexes(found).ranges == ((0, 2), (7, 7))
    assert job_state.failed_indexes(found) is None


def test_failed_indexes_are_known_only_where_they_are_counted():
    counted = job(status={"failedIndexes": ""}, backoffLimitPerIndex=1, **INDEXED)
    assert job_state.by_index(counted)
    assert job_state.failed_indexes(counted) is not None
    assert not job_state.failed_indexes(counted)
    assert not job_state.by_index(job(**INDEXED))


# ---- times


def test_before_it_starts_no_time_has_passed():
    assert job_state.elapsed(job(status={"startTime": None}), NOW) is None


@pytest.mark.parametrize(
    ("told", "minutes"),
    [
        ({}, 10),
        ({"conditions": [condition("Complete")], "status": {"completionTime": ago(minutes=4)}}, 6),
        ({"conditions": [condition("Failed", at=ago(minutes=7))]}, 3),
        ({"conditions": [condition("FailureTarget", at=ago(minutes=7))]}, 10),
        ({"conditions": [condition("Complete", at=ago(minutes=2))]}, 8),
        ({"status": {"startTime": ago(minutes=-1)}}, 0),
    ],
)
def test_elapsed_ends_with_the_job_failed_ones_too(told, minutes):
    assert job_state.elapsed(job(**told), NOW) == timedelta(minutes=minutes)


def test_a_deadline_is_so_long_after_the_start():
    assert job_state.deadline(job(activeDeadlineSeconds=900)) == NOW + timedelta(minutes=5)
    assert job_state.deadline(job(activeDeadlineSeconds=2**62)) is None


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"suspend": True},
        {"status": {"startTime": None}},
        {"conditions": [condition("Complete")]},
        {"conditions": [condition("FailureTarget")]},
        {"managedBy": "example.org/other"},
    ],
)
def test_where_no_time_runs_there_is_no_deadline(told):
    limit = {"activeDeadlineSeconds": 900} if told else {}
    assert job_state.deadline(job(**limit, **told)) is None


def test_a_deadline_goes_on_while_it_is_paused():
    assert job_state.deadline(job(activeDeadlineSeconds=900, parallelism=0)) == NOW + timedelta(minutes=5)


def test_it_is_deleted_so_long_after_its_last_condition():
    done = condition("Complete", at=ago(minutes=1))
    assert job_state.deletion(job(conditions=[done], ttlSecondsAfterFinished=100)) == NOW + timedelta(seconds=40)
    assert job_state.deletion(job(conditions=[condition("Failed", at=ago(minutes=1))], ttlSecondsAfterFinished=0))
    assert job_state.deletion(job(conditions=[done])) is None
    assert job_state.deletion(job(ttlSecondsAfterFinished=100)) is None
