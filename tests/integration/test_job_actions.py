"""What is done to Jobs and CronJobs, on the embedded cluster and on a real control plane: see `grounds`."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import UTC, datetime
from functools import partial

import pytest
from grounds import GROUNDS, PATIENCE, WEAK, Ground, stood_on

from ktui.domain import actions, kinds
from ktui.domain.actions.jobs import Propagation
from ktui.domain.cron_edits import run_now, set_schedule
from ktui.domain.cron_edits import suspend as suspend_cron_job
from ktui.domain.decode import decode
from ktui.domain.errors import Conflict, Forbidden, NotFound, ReadOnly
from ktui.domain.indexes import Indexes
from ktui.domain.job_again import again
from ktui.domain.job_edits import set_limits, set_parallelism, suspend
from ktui.domain.job_indexes import to_run_again
from ktui.domain.job_state import JobState, state_of, verdict


def job(name, story=None, **spec):
    container = {"name": "main", "image": "work:1", "command": ["sh", "-c", "work"]}
    annotations = {f"ktui.test/{key}": value for key, value in (story or {}).items()}
    template = {"metadata": {"labels": {"app": name}, "annotations": annotations}}
    template["spec"] = {"restartPolicy": "Never", "containers": [container]}
    metadata = {"name": name, "labels": {"team": "etl"}}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": {"template": template, **spec}}


def cron_job(name, **spec):
    made = job(name)
    metadata = {"labels": {"kept": "yes"}, "annotations": {"note": "kept"}}
    template = {"metadata": metadata, "spec": made["spec"]}
    spec = {"schedule": "0 0 1 1 *", "jobTemplate": template, **spec}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": name}, "spec": spec}


class JobGround(Ground):
    """A ground on which Jobs and CronJobs are made and read."""

    async def make(self, manifest):
        kind = kinds.JOB if manifest["kind"] == "Job" else kinds.CRON_JOB
        return decode(kind.struct, json.dumps(await self.post(kind.path(self.namespace), manifest)).encode())

    async def raw(self, name, kind=kinds.JOB):
        return await self.admin.fetch(kind, (self.namespace, name))

    async def read(self, name, kind=kinds.JOB):
        return decode(kind.struct, json.dumps(await self.raw(name, kind)).encode())

    async def gone(self, *names):
        """Wait until some objects are gone; without a name, all."""
        async with asyncio.timeout(PATIENCE):
            while True:
                held = await state(self)
                if not (set(names) & set(held) if names else held):
                    return
                await asyncio.sleep(0.1)

    async def until_job(self, name, true):
        """The Job, as soon as something is so of it."""
        return await self.until(partial(self.read, name), true)

    async def pods(self, name):
        """By name, the index of each pod of a Job."""
        path = kinds.POD.path(self.namespace)
        body = json.loads(await self.api.get(path, {"labelSelector": f"batch.kubernetes.io/job-name={name}"}))
        mark = "batch.kubernetes.io/job-completion-index"
        return {pod["metadata"]["name"]: pod["metadata"]["labels"].get(mark) for pod in body["items"]}


def now():
    return datetime.now(UTC)


@pytest.fixture(params=GROUNDS)
async def ground(request):
    async with stood_on(request.param, JobGround) as ground:
        yield ground


needs_kubectl = pytest.mark.skipif(
    not (shutil.which("kubectl") and shutil.which("jq")), reason="there is no kubectl or no jq here"
)


async def test_a_deadline_runs_on_while_a_job_is_paused_and_stands_still_while_it_is_suspended(ground):
    both = {"parallelism": 2, "completions": 4, "activeDeadlineSeconds": 5}
    paused, suspended = [await ground.make(job(name, {"run": "300s"}, **both)) for name in ("paused", "suspended")]
    paused = await ground.until_job("paused", lambda each: each.status.active == 2)
    suspended = await ground.until_job("suspended", lambda each: each.status.active == 2)

    pause = set_parallelism(paused, 0, None, None, now())
    assert "Its deadline runs on" in pause.remarks[1]
    await ground.admin.perform(pause)
    stop = suspend(suspended, on=True, now=now())
    assert "stands still" in stop.remarks[1]
    await ground.admin.perform(stop)

    ended = await ground.until_job("paused", lambda each: state_of(each) is JobState.FAILED)
    assert verdict(ended).reason == "DeadlineExceeded"
    assert (await ground.raw("paused"))["metadata"]["annotations"]["ktui.dev/parallelism-before-pause"] == "2"
    held = await ground.read("suspended")
    assert state_of(held) is JobState.SUSPENDED
    assert held.status.failed == 0

    start = suspend(held, on=False, now=now())
    await ground.admin.perform(start)
    if held.status.start_time is None:
        resumed = await ground.until_job("suspended", lambda each: each.status.active == 2)
        assert resumed.status.start_time > suspended.status.start_time
    else:  # an older controller, which counts from the first start, as is said
        assert "may fail it at once" in start.remarks[-1]
    await ground.until_job("suspended", lambda each: state_of(each) is JobState.FAILED)


async def test_a_job_and_its_failed_indexes_are_run_again_and_complete(ground):
    spec = {"completions": 6, "parallelism": 3, "completionMode": "Indexed", "backoffLimitPerIndex": 0}
    await ground.make(job("shard", {"fail-indexes": "2,4"}, **spec))
    failed = await ground.until_job("shard", lambda each: state_of(each) is JobState.FAILED)
    assert str(to_run_again(failed)) == "2,4"
    ways = again(await ground.raw("shard"), to_run_again(failed), status=True).ways
    assert [way.name for way in ways] == ["kept", "renumbered", "whole"]

    expected = {"kept": ["2", "4"], "renumbered": ["0", "1"], "whole": ["0", "1", "2", "3", "4", "5"]}
    for way in ways:
        action = way.make(f"shard-{way.name}")
        # What failed them is mended, as a user would before running them again.
        action.manifest["spec"]["template"]["metadata"].pop("annotations")
        await ground.admin.perform(action)
        done = await ground.until_job(action.name, lambda each: state_of(each) is JobState.COMPLETE)
        assert sorted((await ground.pods(action.name)).values()) == expected[way.name]
        assert done.metadata.labels["team"] == "etl"
        assert not done.metadata.owner_references
    assert (await ground.read("shard-kept")).status.completed_indexes == "0-5"
    renumbered = (await ground.raw("shard-renumbered"))["spec"]["template"]["spec"]["containers"][0]
    assert {"name": "KTUI_INDEXES", "value": "2 4"} in renumbered["env"]


async def every_action(ground):
    """One action of each type, on a Job and a CronJob that are there."""
    spec = {"completions": 2, "parallelism": 1, "completionMode": "Indexed"}
    await ground.make(job("load", {"run": "300s"}, **spec))
    held = await ground.until_job("load", lambda each: each.status.active == 1)
    scheduled = await ground.make(cron_job("nightly"))
    whole = await ground.raw("load")
    ways = again(whole, Indexes.of([1]), status=True).ways
    limits = {"backoffLimit": "9", "activeDeadlineSeconds": "", "ttlSecondsAfterFinished": ""}
    return [
        suspend(held, on=True, now=now()),
        set_parallelism(held, 2, None, None, now()),
        set_limits(held, limits, now()),
        actions.DeleteJob(held.namespace, held.name, held.uid),
        *(way.make(f"load-{way.name}") for way in ways),
        suspend_cron_job(scheduled, on=True, now=now()),
        set_schedule(scheduled, "0 4 * * *", "Europe/Paris"),
        actions.DeleteCronJob(scheduled.namespace, scheduled.name, scheduled.uid),
        run_now(scheduled, "nightly-manual", "--date today", ""),
    ]


async def state(ground):
    """What an action could change, without what controllers do."""
    found = {}
    for kind in (kinds.JOB, kinds.CRON_JOB):
        items = json.loads(await ground.api.get(kind.path(ground.namespace)))["items"]
        found |= {item["metadata"]["name"]: (item["metadata"]["uid"], item["spec"]) for item in items}
    return found


async def test_every_action_is_refused_in_words_for_who_may_not_and_written_down(ground):
    asked = await every_action(ground)
    before = await state(ground)
    for user in WEAK:
        session = await ground.session(user)
        for action in asked:
            with pytest.raises(Forbidden) as refused:
                await session.perform(action)
            assert action.right.verb in str(refused.value)
        assert [entry.outcome for entry in session.journal.entries] == ["refused"] * len(asked)
    careful = await ground.session("admin", read_only=True)
    for action in asked:
        with pytest.raises(ReadOnly):
            await careful.perform(action)
    assert {entry.outcome for entry in careful.journal.entries} == {"refused"}
    assert await state(ground) == before


async def test_a_job_that_was_replaced_under_the_dialog_is_not_touched(ground):
    asked = await every_action(ground)
    for action in asked:
        if isinstance(action, actions.DeleteJob | actions.DeleteCronJob):
            await ground.admin.perform(action)
    await ground.gone()
    await ground.make(job("load", {"run": "300s"}, completions=2, completionMode="Indexed"))
    await ground.make(cron_job("nightly"))
    before = await state(ground)
    for action in asked:
        if not isinstance(action, actions.CreateJob):
            with pytest.raises(Conflict, match="was replaced by another of the same name"):
                await ground.admin.perform(action)
    assert await state(ground) == before


async def test_what_is_gone_is_said_to_be(ground):
    asked = await every_action(ground)
    await ground.admin.perform(next(each for each in asked if isinstance(each, actions.DeleteCronJob)))
    gone = [each for each in asked if "nightly" in each.target and not isinstance(each, actions.CreateJob)]
    await ground.gone("nightly")
    for action in gone:
        with pytest.raises(NotFound, match="is gone already"):
            await ground.admin.perform(action)


@pytest.mark.parametrize("propagation", [Propagation.BACKGROUND, Propagation.ORPHAN])
async def test_a_deletion_does_with_the_pods_what_it_says(ground, propagation):
    await ground.make(job("load", {"run": "300s"}))
    held = await ground.until_job("load", lambda each: each.status.active == 1)
    (before,) = await ground.pods("load")
    await ground.admin.perform(actions.DeleteJob(held.namespace, held.name, held.uid, propagation))
    await ground.gone("load")
    async with asyncio.timeout(PATIENCE):
        while True:
            left = await ground.pods("load")
            if propagation is Propagation.ORPHAN or not left:
                break
            await asyncio.sleep(0.1)
    assert list(left) == ([before] if propagation is Propagation.ORPHAN else [])


def same(one, other):
    """Two objects without what tells any two apart."""

    def bare(thing):
        metadata = {key: value for key, value in thing["metadata"].items() if key in _MEANT}
        labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key not in _OWN}
        spec = json.loads(json.dumps(thing["spec"]))
        spec.pop("selector", None)
        template = spec.get("template", {}).get("metadata", {})
        template["labels"] = {key: each for key, each in template.get("labels", {}).items() if key not in _OWN}
        return {**metadata, "labels": labels}, spec

    assert bare(one) == bare(other)


_MEANT = {"labels", "annotations", "ownerReferences"}
_OWN = {"job-name", "controller-uid", "batch.kubernetes.io/job-name", "batch.kubernetes.io/controller-uid"}


@needs_kubectl
async def test_a_run_by_hand_is_the_job_that_kubectl_makes(ground):
    scheduled = await ground.make(cron_job("nightly"))
    for arguments in ("", "--date 'last week'"):
        ours, theirs = (f"ours-{bool(arguments):d}", f"theirs-{bool(arguments):d}")
        await ground.admin.perform(run_now(scheduled, ours, arguments, ""))
        command = run_now(scheduled, theirs, arguments, "").kubectl
        await ground.shell(command.replace("kubectl create -f -", f"kubectl create -n {ground.namespace} -f -"))
        same(await ground.raw(ours), await ground.raw(theirs))


@needs_kubectl
async def test_the_command_that_is_shown_does_the_same(ground):
    async def outcome(how):
        made = {}
        for name in ("load", "shard"):
            spec = {"completions": 4, "parallelism": 2, "completionMode": "Indexed", "suspend": name == "shard"}
            await ground.make(job(name, {"run": "300s"}, **spec))
        load = await ground.read("load")
        scheduled = await ground.make(cron_job("nightly"))
        limits = {"backoffLimit": "9", "activeDeadlineSeconds": "900", "ttlSecondsAfterFinished": "60"}
        await how(suspend(load, on=True, now=now()))
        await how(set_parallelism(await ground.read("load"), 0, None, None, now()))
        await how(set_limits(load, limits, now()))
        await how(set_schedule(scheduled, "0 4 * * *", "Europe/Paris"))
        await how(suspend_cron_job(scheduled, on=True, now=now()))
        whole = await ground.raw("shard")
        for way in again(whole, Indexes.of([1, 3]), status=True).ways:
            await how(way.make(f"shard-{way.name}"))
            made[way.name] = await ground.raw(f"shard-{way.name}")
            status = made[way.name]["status"]
            made[way.name]["completed"] = status.get("completedIndexes", "") if way.name == "kept" else ""
        made["load"], made["nightly"] = await ground.raw("load"), await ground.raw("nightly", kinds.CRON_JOB)
        await how(actions.DeleteJob(load.namespace, load.name, load.uid))
        for name in ("shard", "shard-kept", "shard-renumbered", "shard-whole"):
            held = await ground.read(name)
            await ground.admin.perform(actions.DeleteJob(held.namespace, held.name, held.uid))
        await how(actions.DeleteCronJob(scheduled.namespace, scheduled.name, scheduled.uid))
        await ground.gone()
        return made

    ours = await outcome(ground.admin.perform)
    theirs = await outcome(lambda action: ground.shell(action.kubectl))
    for name, thing in ours.items():
        same(thing, theirs[name])
        assert thing.get("completed") == theirs[name].get("completed")
