"""``ktui jobs``: the documented data on stdout, everything else on stderr, a truthful exit code."""

import csv
import io
import json
from types import SimpleNamespace

import click
import pytest
from batches import NOW, ago, condition, failed_pod, job, pod, succeeded_pod
from unit.cli.sessions import Commands, filled

from ktui.cli import jobs
from ktui.domain.kinds import JOB, JOB_POD
from ktui.store.feed import Live, Refused

DONE = {"conditions": [condition("Complete", "CompletionsReached", at=ago(minutes=1))],
        "status": {"active": None, "succeeded": 1, "completionTime": ago(minutes=1)}}  # fmt: skip
LOST = {"conditions": [condition("Failed", "BackoffLimitExceeded", at=ago(minutes=4))],
        "status": {"active": None, "failed": 7}}  # fmt: skip
COUNTED = {"active": 2, "succeeded": 4, "failed": 3, "completedIndexes": "0-2,5", "failedIndexes": "3,7"}
SHARDS = {"completionMode": "Indexed", "completions": 10, "parallelism": 3, "backoffLimitPerIndex": 1,
          "status": COUNTED}  # fmt: skip


@pytest.fixture
def play(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(jobs, "time", SimpleNamespace(time=NOW.timestamp))
    return Commands(tmp_path, monkeypatch, capsys)


def test_all_are_complete_or_on_their_way(play):
    code, out, err = play(filled(jobs=[job("a", **DONE), job("b")]), "jobs")
    assert code == 0
    assert [line.split(maxsplit=4) for line in out.splitlines()] == [
        ["NAMESPACE", "NAME", "PROGRESS", "LEFT", "STATUS"],
        ["etl", "a", "1/1", "-", "complete in 9m"],
        ["etl", "b", "0/1", "-", "running, 10m so far"],
    ]
    assert err == "ktui: all are complete or on their way: 1 complete, 1 running (2 Jobs in etl)\n"
    assert play.stage.asked["read_only"] is True
    assert play.stage.asked["namespaces"] == ("etl",)
    assert play.stage.asked["kinds"] == (JOB, JOB_POD)


@pytest.mark.parametrize("kind", ["Failed", "FailureTarget"])
def test_one_has_failed_or_is_about_to(play, kind):
    lost = job("b", conditions=[condition(kind, "BackoffLimitExceeded")], status={"active": None, "failed": 7})
    code, out, err = play(filled(jobs=[job("a", **DONE), lost]), "jobs")
    assert code == 1
    assert "7 failures, 6 retries allowed" in out
    assert "something is wrong: 1 fail" in err


def test_json_is_the_documented_whole(play):
    pods = [pod("r1", owner="s", index=8), pod("r2", owner="s", index=9, phase="Pending"),
            failed_pod("f", owner="s", index=4, failures=0, finished=5)]  # fmt: skip
    code, out, _ = play(filled(jobs=[job("s", **SHARDS), job("x", **LOST)], job_pods=pods), "jobs", "-o", "json")
    found = json.loads(out)
    assert code == 1
    assert (found["apiVersion"], found["kind"], found["context"]) == ("ktui/v1", "JobList", "test")
    assert (found["complete"], found["notFound"], found["gaps"]) == (True, [], [])
    shards, lost = found["jobs"]
    wanted = {
        "namespace": "etl", "name": "s", "type": "indexed", "state": "running", "reason": "", "total": 10,
        "succeeded": 4, "failed": 3, "active": 2, "completedIndexes": "0-2,5", "failedIndexes": "3,7",
        "retriesUsed": 3, "retriesLimit": 6, "startTime": "2026-01-05T11:50:00Z", "finishTime": None,
        "running": 1, "pending": 1,
    }  # fmt: skip
    assert {field: shards[field] for field in wanted} == wanted
    assert shards["elapsedSeconds"] == 600
    assert (lost["state"], lost["reason"], lost["message"]) == (
        "failed",
        "BackoffLimitExceeded",
        "failed: 7 failures, 6 retries allowed",
    )
    assert (lost["elapsedSeconds"], lost["finishTime"]) == (360, "2026-01-05T11:56:00Z")


def test_of_a_queue_the_total_and_of_what_has_not_begun_the_times_are_null(play):
    queue = job("q", completions=None, parallelism=3, status={"startTime": None})
    _, out, _ = play(filled(jobs=[queue]), "jobs", "-o", "json")
    (found,) = json.loads(out)["jobs"]
    nothing = ("total", "elapsedSeconds", "secondsLeft", "startTime", "finishTime", "waiting")
    assert {found[field] for field in nothing} == {None}
    assert found["type"] == "queue"


def test_csv_and_the_wide_table_have_the_same(play):
    state = filled(jobs=[job("s", **SHARDS)], job_pods=[succeeded_pod("d", 5, owner="s", index=0)])
    _, out, _ = play(state, "jobs", "-o", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["name"], row["completedIndexes"], row["finishTime"]) == ("s", "0-2,5", "")
    _, out, _ = play(state, "jobs", "-o", "wide")
    header, line = (each.split() for each in click.unstyle(out).splitlines())
    assert dict(zip(header, line, strict=False))["FAILED-INDEXES"] == "3,7"


def test_the_table_says_of_a_job_that_goes_on_how_long_and_what_it_has_lost(play):
    state = filled(jobs=[job("shard", **SHARDS), job("x", **LOST), job("y", **DONE)])
    _, out, _ = play(state, "jobs")
    first, lost, done = (line.split(maxsplit=4)[4] for line in out.splitlines()[1:])
    assert first == "running, 10m so far, 3 failed"
    assert lost == "failed: 7 failures, 6 retries allowed"
    assert done == "complete in 9m"


def test_the_table_of_what_has_ended_well_has_room_in_80_columns(play):
    _, out, _ = play(
        filled(jobs=[job("postgres-backup-29920380", metadata={"namespace": "kube-system"}, **DONE)]), "jobs", "-A"
    )
    assert max(map(len, out.splitlines())) < 80


# ---- which, and where


@pytest.mark.parametrize(
    ("arguments", "namespaces", "names"),
    [
        ([], ("etl",), ["a", "b"]),
        (["-A"], None, ["a", "b"]),
        (["-n", "etl"], ("etl",), ["a", "b"]),
        (["a"], ("etl",), ["a"]),
        (["b", "etl/a", "b"], ("etl",), ["b", "a"]),
    ],
)
def test_names_and_namespaces_choose_as_for_kubectl(play, arguments, namespaces, names):
    code, out, _ = play(filled(jobs=[job("b"), job("a")]), "jobs", *arguments)
    assert code == 0
    assert play.stage.asked["namespaces"] == namespaces
    assert [line.split()[1] for line in out.splitlines()[1:]] == names


@pytest.mark.parametrize("arguments", [["a", "-A"], ["a", "-n", "x", "-n", "y"], ["y/a", "-n", "x"], ["a/b/c"], ["A_"]])
def test_what_names_no_job_is_wrong_usage(play, arguments):
    assert play(filled(), "jobs", *arguments)[0] == 2


def test_a_job_that_does_not_exist_is_wrong(play):
    code, out, err = play(filled(), "jobs", "a", "-o", "json")
    assert code == 1
    assert json.loads(out)["notFound"] == ["etl/a"]
    assert "there is no Job etl/a" in err


def test_without_a_job_nothing_is_printed_and_all_is_well(play):
    code, out, err = play(filled(), "jobs")
    assert (code, out) == (0, "")
    assert "there is no Job (0 Jobs in etl)" in err


# ---- what cannot be seen


def test_without_a_right_to_jobs_nothing_can_be_told(play):
    state = filled()
    state.jobs.set_feed(Refused('jobs is forbidden: User "team"\x1b[2J'))
    code, out, err = play(state, "jobs")
    assert (code, out) == (3, "")
    assert "jobs: no right: jobs is forbidden" in err
    assert "\x1b" not in err


def test_without_a_right_to_pods_the_numbers_are_the_controllers(play):
    state = filled(jobs=[job("s", **SHARDS)])
    state.job_pods.set_feed(Refused("pods is forbidden"))
    code, out, err = play(state, "jobs", "-o", "json")
    found = json.loads(out)
    assert (code, found["complete"], found["gaps"][0]["kind"]) == (0, False, "Pod")
    assert (found["jobs"][0]["active"], found["jobs"][0]["running"]) == (2, None)
    assert "pods: no right" in err


def test_a_failure_that_is_seen_is_told_whatever_else_cannot_be(play):
    state = filled(jobs=[job("x", **LOST)])
    state.jobs.set_scope(["etl"])
    state.jobs.set_feed(Live(), "etl")
    assert play(state, "jobs", "-A")[0] == 1


# ---- waiting


def ends(name, told=DONE):
    return lambda state: state.jobs.upsert(job(name, metadata={"resourceVersion": "2"}, **told))


def goes(name):
    return lambda state: state.jobs.delete(("etl", name))


def test_waiting_ends_when_all_that_are_named_have_finished(play):
    state = filled(jobs=[job("a"), job("b"), job("other")])
    code, out, err = play(state, "jobs", "a", "b", "--wait", story=[ends("a"), ends("b")])
    assert code == 0
    assert "all have finished well: 2 complete" in err
    assert "2 running" in err
    assert "other" not in out


def test_waiting_for_all_is_for_those_that_are_there(play):
    later = [lambda state: state.jobs.upsert(job("new")), ends("a")]
    code, out, _ = play(filled(jobs=[job("a")]), "jobs", "--wait", story=later)
    assert code == 0
    assert "new" not in out


def test_waiting_for_one_that_fails_says_so(play):
    state = filled(jobs=[job("a"), job("b")])
    code, _, err = play(state, "jobs", "a", "b", "--wait", story=[ends("a", LOST), ends("b")])
    assert code == 1
    assert "1 failed, 1 complete" in err


def test_one_that_is_deleted_as_soon_as_it_has_ended_has_ended(play):
    def at_once(state):
        ends("a")(state)
        goes("a")(state)

    code, out, _ = play(filled(jobs=[job("a")]), "jobs", "a", "--wait", story=[at_once])
    assert code == 0
    assert "complete" in out


def test_one_that_is_deleted_before_will_not_finish(play):
    code, _, err = play(filled(jobs=[job("a")]), "jobs", "a", "--wait", story=[goes("a")])
    assert code == 1
    assert "Job etl/a was deleted before it had finished" in err


def test_one_that_is_replaced_before_will_not_finish_however_quickly_that_is_done(play):
    def anew(state):
        goes("a")(state)
        state.jobs.upsert(job("a", metadata={"uid": "another"}))

    code, _, err = play(filled(jobs=[job("a")]), "jobs", "a", "--wait", story=[anew])
    assert code == 1
    assert "Job etl/a was deleted before it had finished" in err


def test_waiting_for_one_that_does_not_exist_ends_at_once(play):
    assert play(filled(), "jobs", "a", "--wait")[0] == 1


def test_what_has_not_finished_in_time_cannot_be_told(play):
    code, _, err = play(filled(jobs=[job("a")]), "jobs", "a", "--wait", "--timeout", "50ms")
    assert code == 3
    assert "time-out after 0.05 s" in err
    assert "cannot tell: 1 running" in err


def test_waiting_without_a_right_ends_at_once(play):
    state = filled()
    state.jobs.set_feed(Refused("forbidden"))
    assert play(state, "jobs", "a", "--wait")[0] == 3
