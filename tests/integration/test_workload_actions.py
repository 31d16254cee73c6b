"""What is done to nodes and workloads, on the embedded cluster and on a real control plane: see `grounds`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from datetime import UTC, datetime

import pytest
from grounds import GROUNDS, WEAK, Ground, stood_on

from ktui.domain.actions import CordonNode, DeleteObject, RestartWorkload, ScaleWorkload
from ktui.domain.errors import Conflict, Forbidden, NotFound, ReadOnly
from ktui.domain.kinds import NODE

MARK = "kubectl.kubernetes.io/restartedAt"
RESTARTED = ("DaemonSet", "Deployment", "StatefulSet")
SCALED = ("Deployment", "StatefulSet", "ReplicaSet")
AT = "2026-11-21T12:00:00Z"


def workload(kind, name):
    """A workload, as a user would write it."""
    labels = {"app": name}
    container = {"name": "main", "image": "registry.example/x:1"}
    spec = {
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
    }
    if kind != "DaemonSet":
        spec["replicas"] = 2
    if kind == "StatefulSet":
        spec |= {"serviceName": name, "podManagementPolicy": "Parallel"}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}


class WorkloadGround(Ground):
    """A ground with a node that is left as it was."""

    node = None

    async def begin(self):
        await super().begin()
        nodes = json.loads(await self.api.get(NODE.path()))["items"]
        self.node = next(each for each in nodes if not each["spec"].get("unschedulable"))["metadata"]

    async def make(self, kind, name="work"):
        """A workload: its resource, and the object as it is made."""
        resource = await self.admin.find_resource(kind.lower())
        return resource, await self.post(resource.rows.path(self.namespace), workload(kind, name))

    async def read(self, resource, name="work"):
        return json.loads(await self.api.get(f"{resource.rows.path(self.namespace)}/{name}"))

    async def read_node(self):
        return json.loads(await self.api.get(f"{NODE.path()}/{self.node['name']}"))

    async def clear(self):
        with contextlib.suppress(NotFound):
            await self.patch(f"{NODE.path()}/{self.node['name']}", {"spec": {"unschedulable": None}})
        await super().clear()


@pytest.fixture(params=GROUNDS)
async def ground(request):
    async with stood_on(request.param, WorkloadGround) as ground:
        yield ground


needs_kubectl = pytest.mark.skipif(not shutil.which("kubectl"), reason="there is no kubectl here")


def cordon(ground, *, on):
    return CordonNode(ground.node["name"], ground.node["uid"], on)


def restart(resource, made, at=AT):
    metadata = made["metadata"]
    return RestartWorkload(resource, metadata["namespace"], metadata["name"], metadata["uid"], at)


def scale(resource, made, replicas, before=2):
    metadata = made["metadata"]
    return ScaleWorkload(resource, metadata["namespace"], metadata["name"], metadata["uid"], replicas, before)


def cordoned(node):
    keys = {taint["key"] for taint in node["spec"].get("taints", ())}
    return node["spec"].get("unschedulable", False), "node.kubernetes.io/unschedulable" in keys


async def test_a_node_is_cordoned_and_uncordoned_and_each_may_be_said_twice(ground):
    for on in (True, True, False, False):
        await ground.admin.perform(cordon(ground, on=on))
        await ground.until(ground.read_node, lambda node, on=on: cordoned(node) == (on, on))
    assert [entry.outcome for entry in ground.admin.journal.entries] == ["done"] * 4


@pytest.mark.parametrize("kind", RESTARTED)
async def test_a_restart_replaces_every_pod_and_changes_nothing_else(ground, kind):
    resource, made = await ground.make(kind)
    path = f"/api/v1/namespaces/{ground.namespace}/pods"

    async def pods():
        items = json.loads(await ground.api.get(path, {"labelSelector": "app=work"}))["items"]
        return {pod["metadata"]["uid"] for pod in items if not pod["metadata"].get("deletionTimestamp")}

    def ready(held):
        status = held["status"]
        wanted = status.get("desiredNumberScheduled") or held["spec"].get("replicas") or 0
        numbers = (
            status.get("numberReady", status.get("readyReplicas", 0)),
            status.get("updatedNumberScheduled", status.get("updatedReplicas", 0)),
        )
        current = status.get("observedGeneration") == held["metadata"]["generation"]
        return current and wanted and numbers == (wanted, wanted)

    before = await ground.until(lambda: ground.read(resource), ready)
    old = await pods()
    await ground.admin.perform(restart(resource, made))
    after = await ground.until(lambda: ground.read(resource), ready)
    await ground.until(pods, lambda new: len(new) == len(old) and not new & old)
    assert after["metadata"]["generation"] == before["metadata"]["generation"] + 1
    assert after["spec"]["template"]["metadata"].pop("annotations") == {MARK: AT}
    assert before["spec"]["template"]["metadata"].pop("annotations", {}) == {}
    assert after["spec"] == before["spec"]


async def test_a_deployment_whose_rollout_is_paused_is_not_restarted(ground):
    resource, made = await ground.make("Deployment")
    path = f"{resource.rows.path(ground.namespace)}/work"
    await ground.patch(path, {"spec": {"paused": True}})
    with pytest.raises(Conflict, match="is paused: it has to be resumed first"):
        await ground.admin.perform(restart(resource, made))
    assert MARK not in json.dumps(await ground.read(resource))


@pytest.mark.parametrize("kind", SCALED)
async def test_a_workload_gets_as_many_pods_as_are_wanted_and_none_if_that_is_none(ground, kind):
    resource, made = await ground.make(kind)
    for before, wanted in ((2, 5), (5, 0), (0, 1)):
        await ground.admin.perform(scale(resource, made, wanted, before))
        await ground.until(
            lambda: ground.read(resource),
            lambda held, wanted=wanted: (held["spec"]["replicas"], held["status"].get("replicas", 0)) == (wanted,) * 2,
        )


async def test_of_two_who_scale_the_same_the_second_is_told_of_the_first(ground):
    resource, made = await ground.make("Deployment")
    other = await ground.session("admin")
    await other.perform(scale(resource, made, 4))
    with pytest.raises(Conflict, match=r"Somebody else changed deployment .*/work meanwhile: replicas is now 4"):
        await ground.admin.perform(scale(resource, made, 3))
    assert (await ground.read(resource))["spec"]["replicas"] == 4


async def test_two_at_once_leave_what_one_of_them_wanted_and_the_other_hears_it(ground):
    resource, made = await ground.make("Deployment")
    sessions = [ground.admin, await ground.session("admin")]
    asked = [scale(resource, made, 3), scale(resource, made, 7)]
    ended = await asyncio.gather(
        *(session.perform(action) for session, action in zip(sessions, asked, strict=True)), return_exceptions=True
    )
    (lost,) = (each for each in ended if isinstance(each, BaseException))
    assert isinstance(lost, Conflict)
    won = next(action for action, end in zip(asked, ended, strict=True) if end is not lost)
    assert (await ground.read(resource))["spec"]["replicas"] == won.replicas


async def every_action(ground):
    """One action of each sort, on what is there."""
    made = {kind: await ground.make(kind, kind.lower()) for kind in (*RESTARTED, "ReplicaSet")}
    return [
        cordon(ground, on=True),
        *(restart(*made[kind]) for kind in RESTARTED),
        *(scale(*made[kind], 5) for kind in SCALED),
    ]


async def state(ground):
    """What the actions could change."""
    found = {"node": cordoned(await ground.read_node())}
    for kind in (*RESTARTED, "ReplicaSet"):
        resource = await ground.admin.find_resource(kind.lower())
        for item in json.loads(await ground.api.get(resource.rows.path(ground.namespace)))["items"]:
            # A Deployment's ReplicaSet has a name of its own.
            if item["metadata"]["name"] == kind.lower():
                found[kind] = (item["metadata"]["uid"], item["metadata"]["generation"], item["spec"])
    return found


async def test_every_action_is_refused_in_words_for_who_may_not_and_written_down(ground):
    asked = await every_action(ground)
    before = await state(ground)
    for user in WEAK:
        session = await ground.session(user)
        for action in asked:
            with pytest.raises(Forbidden, match="You may not patch"):
                await session.perform(action)
        assert [entry.outcome for entry in session.journal.entries] == ["refused"] * len(asked)
    careful = await ground.session("admin", read_only=True)
    for action in asked:
        with pytest.raises(ReadOnly):
            await careful.perform(action)
    assert {entry.outcome for entry in careful.journal.entries} == {"refused"}
    assert await state(ground) == before


async def test_what_was_replaced_under_the_dialog_is_not_touched_and_what_is_gone_is_said_to_be(ground):
    asked = [each for each in await every_action(ground) if not isinstance(each, CordonNode)]
    for action in asked:
        with contextlib.suppress(NotFound):
            await ground.admin.perform(DeleteObject(action.resource, action.namespace, action.name, action.uid))
    for action in asked:
        await ground.until(lambda action=action: gone(ground, action), bool)
        with pytest.raises(NotFound, match="is gone already"):
            await ground.admin.perform(action)
    for kind in (*RESTARTED, "ReplicaSet"):
        await ground.make(kind, kind.lower())
    before = await state(ground)
    for action in asked:
        with pytest.raises(Conflict, match="was replaced by another of the same name"):
            await ground.admin.perform(action)
    stranger = CordonNode(ground.node["name"], "another", True)
    with pytest.raises(Conflict, match="was replaced by another of the same name"):
        await ground.admin.perform(stranger)
    assert await state(ground) == before


async def gone(ground, action):
    try:
        await ground.read(action.resource, action.name)
    except NotFound:
        return True
    return False


@needs_kubectl
async def test_the_command_that_is_shown_does_the_same(ground):
    async def outcome(how):
        asked = await every_action(ground)
        for action in asked:
            await how(action)
        found = {"node": (await ground.read_node())["spec"].get("unschedulable")}
        for action in asked[1:]:
            spec = (await ground.read(action.resource, action.name))["spec"]
            marks = spec["template"]["metadata"].get("annotations") or {}
            found[action.name] = (spec.get("replicas"), sorted(marks), spec.get("paused"))
        for action in asked[1:]:
            with contextlib.suppress(NotFound):
                await ground.admin.perform(DeleteObject(action.resource, action.namespace, action.name, action.uid))
            await ground.until(lambda action=action: gone(ground, action), bool)
        await how(cordon(ground, on=False))
        return {**found, "after": (await ground.read_node())["spec"].get("unschedulable")}

    ours = await outcome(ground.admin.perform)
    assert ours == await outcome(lambda action: ground.shell(action.kubectl))
    assert ours["node"] is True
    assert ours["after"] is None
    assert ours["deployment"] == (5, [MARK], None)


async def test_a_restart_said_again_in_the_same_second_is_the_same_restart(ground):
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    resource, made = await ground.make("DaemonSet")
    for _ in range(2):
        await ground.admin.perform(restart(resource, made, at))
    assert (await ground.read(resource))["metadata"]["generation"] == 2
