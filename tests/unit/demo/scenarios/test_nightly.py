"""The scenario "nightly" shows CronJobs with a past, and everything that can be wrong with one."""

import json
from datetime import UTC, datetime

import pytest

from ktui.demo.clock import ManualClock
from ktui.demo.cluster import Cluster
from ktui.demo.resources import CRON_JOBS, EVENTS, JOBS
from ktui.domain.batch import CronJob, Job
from ktui.domain.cron_history import Outcome, history
from ktui.domain.cron_runs import schedule_of
from ktui.domain.cron_warnings import WarningKind, warnings
from ktui.domain.decode import decode
from ktui.domain.events import Event
from ktui.domain.schedule import Schedule

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def told() -> list[tuple[CronJob, list[Job], list[Event]]]:
    cluster = Cluster("nightly", nodes=12, clock=ManualClock(NOW))
    cluster.write_history()
    storage = cluster.storage

    def read(struct, found):
        return [decode(struct, json.dumps(each).encode()) for each in found]

    events = read(Event, storage.objects(EVENTS))
    return [
        (
            each,
            read(Job, [owned for resource, owned in storage.dependents(each.uid) if resource is JOBS]),
            [e for e in events if e.involved_object.uid == each.uid],
        )
        for each in read(CronJob, storage.objects(CRON_JOBS))
    ]


def test_runs_ended_in_every_way_that_lasts(told) -> None:
    runs = [run for each, jobs, events in told for run in history(each, jobs, NOW, 9, events)]
    assert {run.outcome for run in runs} == set(Outcome) - {Outcome.UNKNOWN}
    assert sum(run.took is not None for run in runs) > 30


def test_every_warning_is_there_but_that_of_a_schedule_the_server_would_refuse(told) -> None:
    kinds = {warning.kind for each, jobs, _ in told for warning in warnings(each, jobs, NOW)}
    assert kinds == set(WarningKind) - {WarningKind.INVALID}


def test_zones_and_policies_differ(told) -> None:
    schedules = [schedule_of(each) for each, _, _ in told]
    zones = {str(each.zone) for each in schedules if isinstance(each, Schedule) and each.zone_given}
    assert {"Europe/Paris", "Australia/Lord_Howe", "Pacific/Apia"} <= zones
    assert {each.spec.concurrency_policy for each, _, _ in told} == {"Allow", "Forbid", "Replace"}
    assert any(each.spec.suspend for each, _, _ in told)


async def test_the_clock_goes_on() -> None:
    async with Cluster("nightly", nodes=12, clock=ManualClock(NOW)) as cluster:
        before = {each["metadata"]["name"] for each in cluster.storage.objects(JOBS)}
        await cluster.advance(300)
        assert {each["metadata"]["name"] for each in cluster.storage.objects(JOBS)} - before
