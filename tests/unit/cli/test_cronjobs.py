"""``ktui cronjobs``: the documented data on stdout, everything else on stderr, a truthful exit code."""

import csv
import io
import json
from types import SimpleNamespace

import pytest
from batches import NOW, ago, condition, cron_job, job
from unit.cli.sessions import Commands, filled

from ktui.cli import cronjobs
from ktui.store.feed import Refused

FROM = ["--from", "2026-03-27T12:00:00Z"]
NEW = {"metadata": {"creationTimestamp": ago(seconds=1)}}
"""No run of it is late."""


@pytest.fixture
def play(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cronjobs, "time", SimpleNamespace(time=NOW.timestamp))
    return Commands(tmp_path, monkeypatch, capsys)


def test_next_runs_are_in_the_cron_jobs_zone_with_what_the_clock_does_to_them(play):
    state = filled(cron_jobs=[cron_job(schedule="30 2 * * *", timeZone="Europe/Paris", **NEW)])
    code, out, err = play(state, "cronjobs", *FROM, "-o", "json")
    (found,) = json.loads(out)["cronJobs"]
    assert code == 0
    assert found["nextRuns"] == ["2026-03-28T02:30:00+01:00", "2026-03-30T02:30:00+02:00", "2026-03-31T02:30:00+02:00"]
    (change,) = found["clockChanges"]
    assert change["time"] == "2026-03-30T02:30:00+02:00"
    assert "02:30 does not come" in change["message"]
    assert (found["words"], found["timeZone"], found["suspended"]) == ("every day at 02:30", "Europe/Paris", False)
    assert err == "ktui: all is well: 1 CronJob in etl\n"


def test_a_zone_that_is_not_set_is_an_assumption_that_is_said(play):
    code, out, err = play(filled(cron_jobs=[cron_job(**NEW)]), "cronjobs", "-o", "json")
    assert code == 0
    assert json.loads(out)["cronJobs"][0]["timeZone"] is None
    assert "of 1 CronJob the zone is the controller's, which is taken as UTC" in err


def test_a_suspended_one_has_no_next_run(play):
    state = filled(cron_jobs=[cron_job(suspend=True)])
    code, out, _ = play(state, "cronjobs", "-o", "json")
    found = json.loads(out)["cronJobs"][0]
    assert (code, found["nextRuns"], found["suspended"]) == (0, [], True)
    assert {run["outcome"] for run in found["lastRuns"]} == {"suspended"}
    _, out, _ = play(state, "cronjobs")
    header, line = out.splitlines()
    assert line[header.index("ZONE") :].split()[:2] == ["UTC*", "suspended"]


def test_what_became_of_the_last_runs_is_told(play):
    meta = {"creationTimestamp": "2026-01-05T03:00:01Z"}
    lost = job("nightly-29459700", owner="nightly", metadata=meta, status={"startTime": "2026-01-05T03:00:01Z"},
               conditions=[condition("Failed", "DeadlineExceeded", at="2026-01-05T03:05:01Z")])  # fmt: skip
    by_hand = job("by-hand", owner="nightly", metadata={"creationTimestamp": "2026-01-05T04:00:00Z"})
    state = filled(cron_jobs=[cron_job(status={"lastScheduleTime": "2026-01-05T03:00:00Z"})], jobs=[lost, by_hand])
    code, out, err = play(state, "cronjobs", "-o", "json")
    found = json.loads(out)["cronJobs"][0]
    assert code == 1
    assert [(run["job"], run["outcome"], run["seconds"], run["manual"]) for run in found["lastRuns"]] == [
        ("nightly-29459700", "failed", 300, False),
        ("by-hand", "running", 600, True),
    ]
    assert {each["kind"] for each in found["warnings"]} == {"failed", "notSucceeding"}
    assert "something is wrong: 1 of 1 CronJob in etl" in err


@pytest.mark.parametrize(
    ("written", "code", "kind"),
    [
        ({"schedule": "0 0 31 2 *"}, 1, "never"),
        ({"schedule": "nonsense"}, 1, "invalid"),
        ({"failedJobsHistoryLimit": 0}, 0, "noHistory"),
    ],
)
def test_only_what_is_wrong_now_makes_the_exit_code(play, written, code, kind):
    found, out, _ = play(filled(cron_jobs=[cron_job(**written, **NEW)]), "cronjobs", "-o", "json")
    assert found == code
    assert [each["kind"] for each in json.loads(out)["cronJobs"][0]["warnings"]] == [kind]


def test_tables_and_csv_have_a_line_for_each(play):
    state = filled(cron_jobs=[cron_job("a", "0 0 31 2 *", failedJobsHistoryLimit=0, **NEW),
                              cron_job("b", "@every 90s", suspend=True, **NEW)])  # fmt: skip
    _, out, _ = play(state, "cronjobs")
    assert [line.split()[1] for line in out.splitlines()] == ["NAME", "a", "b"]
    assert "it never runs: no such day comes within five years (and 1 more)" in out
    _, out, _ = play(state, "cronjobs", "-o", "wide", *FROM)
    assert "every 1 min 30 s, counted from the last run" in out
    assert "nobody will see why" in out
    _, out, _ = play(state, "cronjobs", "-o", "csv")
    one, two = csv.DictReader(io.StringIO(out))
    assert (one["name"], one["suspended"], two["suspended"]) == ("a", "false", "true")
    assert "it never runs" in one["warnings"]


def test_names_choose_and_one_that_does_not_exist_is_wrong(play):
    state = filled(cron_jobs=[cron_job("a", **NEW), cron_job("b", **NEW)])
    code, out, err = play(state, "cronjobs", "b", "etl/c")
    assert code == 1
    assert [line.split()[1] for line in out.splitlines()[1:]] == ["b"]
    assert "there is no CronJob etl/c" in err
    assert play(state, "cronjobs", "b", "-A")[0] == 2


def test_without_a_right_to_jobs_the_runs_are_unknown(play):
    state = filled(cron_jobs=[cron_job(**NEW)])
    state.jobs.set_feed(Refused("jobs is forbidden"))
    code, out, err = play(state, "cronjobs", "-o", "json")
    assert code == 3
    assert json.loads(out)["cronJobs"][0]["lastRuns"] is None
    assert "jobs: no right" in err
    assert "unknown" in play(state, "cronjobs")[1]


def test_without_a_right_to_events_only_reasons_are_missing(play):
    state = filled(cron_jobs=[cron_job(**NEW)])
    state.cron_job_events.set_feed(Refused("events is forbidden"))
    assert play(state, "cronjobs")[0] == 0


def test_without_a_right_to_cron_jobs_nothing_is_printed(play):
    state = filled()
    state.cron_jobs.set_feed(Refused("forbidden"))
    code, out, err = play(state, "cronjobs", "-o", "json")
    assert (code, out) == (3, "")
    assert "cannot tell" in err


def test_a_time_that_is_none_is_wrong_usage(play):
    assert play(filled(), "cronjobs", "--from", "tomorrow")[0] == 2
