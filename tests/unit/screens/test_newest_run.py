"""Which run of a CronJob is the newest."""

from batches import ago, cron_job, job

from ktui.screens.newest_run import logs_of_newest, newest_run
from ktui.store.cluster_state import ClusterState


def state(*jobs):
    made = ClusterState()
    made.jobs.extend(jobs)
    return made


def run(name, minutes, owner="nightly"):
    return job(name, owner=owner, metadata={"creationTimestamp": ago(minutes=minutes)})


def test_the_newest_run_is_the_one_that_was_created_last_whatever_its_name():
    held = state(run("nightly-z", 30), run("nightly-a", 5), run("other-1", 1, owner="other"))
    assert newest_run(held, "cron-nightly").name == "nightly-a"


def test_of_runs_that_were_created_in_the_same_second_the_last_name_is_the_newest():
    assert newest_run(state(run("nightly-2", 5), run("nightly-1", 5)), "cron-nightly").name == "nightly-2"


def test_a_cron_job_that_has_not_run_has_no_logs():
    nightly = cron_job("nightly")
    assert newest_run(state(), nightly.uid) is None
    assert logs_of_newest(state(), nightly) is None


def test_the_logs_of_a_run_know_whose_run_it_is():
    nightly = cron_job("nightly")
    place = logs_of_newest(state(job("nightly-1", owner="nightly")), nightly)
    assert (place.title, place.owner, place.cron_job) == ("job nightly-1", "job-nightly-1", nightly.uid)
