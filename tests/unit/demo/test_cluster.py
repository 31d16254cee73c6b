import asyncio
import stat

import aiohttp
import pytest
from patience import PATIENCE
from stage.embedded import daemon_set

from ktui.demo.clock import Clock, ManualClock
from ktui.demo.cluster import Cluster
from ktui.demo.resources import DAEMON_SETS, NODES, PODS


def agent() -> dict:
    made = daemon_set()
    made["metadata"]["namespace"] = "default"
    return made


async def listed(cluster: Cluster, path: str) -> list[dict]:
    async with aiohttp.ClientSession() as session, session.get(f"{cluster.url}{path}") as answer:
        assert answer.status == 200
        found: list[dict] = (await answer.json())["items"]
        return found


async def test_the_whole_is_served_over_http_and_settles_on_a_clock_that_stands() -> None:
    async with Cluster("empty", nodes=3, clock=ManualClock()) as cluster:
        async with aiohttp.ClientSession() as session:
            path = "/apis/apps/v1/namespaces/default/daemonsets"
            async with session.post(cluster.url + path, json=agent()) as answer:
                assert answer.status == 201
        await cluster.settle()
        pods = await listed(cluster, "/api/v1/pods")
        assert sorted(pod["spec"]["nodeName"] for pod in pods) == ["node-0000", "node-0001", "node-0002"]
        assert cluster.storage.get(DAEMON_SETS, "agent", "default")["status"]["numberReady"] == 3


async def test_time_passes_only_when_it_is_told_to() -> None:
    async with Cluster("empty", nodes=1, clock=ManualClock()) as cluster:
        made = daemon_set(story={"start": "30s"})
        made["metadata"]["namespace"] = "default"
        cluster.storage.create(DAEMON_SETS, made)
        await cluster.advance(29)
        assert cluster.storage.objects(PODS)[0]["status"]["phase"] == "Pending"
        await cluster.advance(1)
        assert cluster.storage.objects(PODS)[0]["status"]["phase"] == "Running"


async def test_on_a_running_clock_things_happen_by_themselves_and_speed_hastens_them() -> None:
    async with Cluster("empty", nodes=1, speed=1000) as cluster:
        made = daemon_set(story={"start": "60s"})
        made["metadata"]["namespace"] = "default"
        cluster.storage.create(DAEMON_SETS, made)
        ready = asyncio.Event()

        def look(event) -> None:
            if event.object.get("status", {}).get("numberReady"):
                ready.set()

        cluster.storage.watch(DAEMON_SETS, look)
        await asyncio.wait_for(ready.wait(), PATIENCE)


async def test_a_running_clock_cannot_be_moved() -> None:
    async with Cluster("empty", nodes=0, clock=Clock()) as cluster:
        with pytest.raises(TypeError, match="ManualClock"):
            await cluster.advance(1)


async def test_the_kubeconfig_is_the_users_own_and_goes_with_the_cluster() -> None:
    async with Cluster("empty", nodes=0, clock=ManualClock()) as cluster:
        path = cluster.kubeconfig
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert cluster.url in path.read_text()
    assert not path.parent.exists()


async def test_an_error_inside_leaves_nothing_behind() -> None:
    paths = []

    async def fail() -> None:
        async with Cluster("empty", nodes=0, clock=ManualClock()) as cluster:
            paths.append(cluster.kubeconfig)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert not paths[0].exists()


def test_a_cluster_that_does_not_run_has_no_kubeconfig() -> None:
    with pytest.raises(RuntimeError, match="has not been started"):
        _ = Cluster("empty", clock=ManualClock()).kubeconfig


def test_an_unknown_scenario_is_named_with_those_that_there_are() -> None:
    with pytest.raises(LookupError, match="no scenario named nosuch: there are default, batch"):
        Cluster("nosuch")


async def test_the_nodes_of_the_empty_cluster_are_those_of_the_real_one() -> None:
    async with Cluster("empty", nodes=11, clock=ManualClock()) as cluster:
        labels = cluster.storage.get(NODES, "node-0010")["metadata"]["labels"]
        assert (labels["pool"], labels["topology.kubernetes.io/zone"]) == ("gpu", "eu-1b")
        assert labels["node.kubernetes.io/instance-type"] == "m6.xlarge"
