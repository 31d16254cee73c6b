from collections import Counter
from datetime import UTC, datetime

import pytest

from ktui.demo.clock import ManualClock
from ktui.demo.cluster import Cluster
from ktui.demo.placement import Placement
from ktui.demo.pods import bound_node, condition, is_deleting, is_ready, phase, target_node
from ktui.demo.resources import CONTROLLER_REVISIONS, CRON_JOBS, DAEMON_SETS, DEPLOYMENTS, EVENTS, JOBS, NODES, PODS
from ktui.demo.storage import Storage

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def stood_still(nodes: int = 48, seed: int = 1, now: datetime = NOW) -> Storage:
    cluster = Cluster("default", nodes=nodes, seed=seed, clock=ManualClock(now))
    cluster.write_history()
    return cluster.storage


@pytest.fixture(scope="module")
def storage() -> Storage:
    return stood_still()


def state_of(storage: Storage, daemon_set: dict, node: dict) -> str:
    """What is to be seen of a DaemonSet on a node, said without the words of the screen."""
    uid = daemon_set["metadata"]["uid"]
    pods = [
        pod for kind, pod in storage.dependents(uid) if kind is PODS and target_node(pod) == node["metadata"]["name"]
    ]
    verdict = Placement(daemon_set).on(node)
    standing = [pod for pod in pods if not is_deleting(pod)]
    if not verdict.may_continue:
        return "evicting" if pods else "excluded"
    if not verdict.should_run:
        down = any(each["key"].endswith(("not-ready", "unreachable")) for each in node["spec"].get("taints", ()))
        return ("waiting" if down else "kept") if pods else "excluded"
    if not pods:
        return "missing"
    if not standing:
        return "terminating"
    if len(standing) > 1:
        return "duplicate"
    pod = standing[0]
    if not bound_node(pod):
        return "pending"
    waits = [each["state"].get("waiting", {}).get("reason") for each in pod["status"].get("containerStatuses", ())]
    if phase(pod) == "Failed" or any(reason not in {None, "ContainerCreating"} for reason in waits):
        return "failing"
    if not is_ready(pod):
        return "unready"
    revisions = [each for kind, each in storage.dependents(uid) if kind is CONTROLLER_REVISIONS]
    latest = max(revisions, key=lambda each: each["revision"])["metadata"]["labels"]["controller-revision-hash"]
    return "ready" if pod["metadata"]["labels"]["controller-revision-hash"] == latest else "outdated"


def test_every_state_of_the_grid_is_there(storage) -> None:
    seen = Counter(
        state_of(storage, daemon_set, node)
        for daemon_set in storage.objects(DAEMON_SETS)
        for node in storage.objects(NODES)
    )
    assert set(seen) == {
        "ready",
        "outdated",
        "unready",
        "pending",
        "failing",
        "terminating",
        "missing",
        "duplicate",
        "excluded",
        "kept",
        "evicting",
        "waiting",
    }
    assert seen["ready"] > sum(seen.values()) / 3


def test_what_lasts_has_a_cause_that_is_told(storage) -> None:
    reasons = {(each["involvedObject"]["kind"], each["reason"]) for each in storage.objects(EVENTS)}
    assert {("DaemonSet", "FailedCreate"), ("DaemonSet", "FailedDelete"), ("DaemonSet", "FailedDaemonPod")} <= reasons
    assert {("Pod", "BackOff"), ("Pod", "Evicted"), ("Pod", "TaintManagerEviction")} <= reasons
    messages = [each["message"] for each in storage.objects(EVENTS) if each["reason"] == "FailedCreate"]
    assert any("exceeded quota: security" in message for message in messages)


def test_no_event_is_older_than_events_live(storage) -> None:
    stamps = [each["metadata"]["creationTimestamp"] for each in storage.objects(EVENTS)]
    assert min(stamps) >= "2026-03-02T11:00:00Z"
    assert max(stamps) <= "2026-03-02T12:00:00Z"


def test_it_looks_as_if_it_had_run_for_weeks(storage) -> None:
    assert {each["metadata"]["creationTimestamp"][:10] for each in storage.objects(NODES)} == {"2026-01-20"}
    ages = Counter(each["metadata"]["creationTimestamp"][:10] for each in storage.objects(PODS))
    assert len(ages) >= 4
    ready = [condition(each, "Ready") for each in storage.objects(NODES)]
    assert Counter(each["status"] for each in ready if each) == {"True": 47, "Unknown": 1}


def test_jobs_of_each_kind_are_under_way_or_over(storage) -> None:
    jobs = {each["metadata"]["name"]: each for each in storage.objects(JOBS)}
    shards = jobs["embed-corpus-1"]["status"]
    assert 10 < shards["succeeded"] < 64
    assert shards["active"] > 0
    assert jobs["newsletter-1"]["spec"].get("completions") is None
    assert condition(jobs["migrate-orders-v42"], "Failed")
    assert len(storage.objects(CRON_JOBS)) == 6
    assert any(name.startswith("postgres-backup-") for name in jobs)


def test_one_rollout_is_stuck_and_the_others_are_well(storage) -> None:
    stuck = [
        each["metadata"]["name"]
        for each in storage.objects(DEPLOYMENTS)
        if (condition(each, "Progressing") or {}).get("reason") == "ProgressDeadlineExceeded"
    ]
    assert stuck == ["checkout"]


@pytest.mark.parametrize("nodes", [0, 1, 6])
def test_a_small_cluster_can_be_had_too(nodes) -> None:
    assert len(stood_still(nodes).objects(NODES)) == nodes


def test_the_same_seed_writes_the_same_history() -> None:
    def history(seed: int) -> list[dict]:
        storage = stood_still(9, seed)
        return [*storage.objects(PODS), *storage.objects(EVENTS), *storage.objects(JOBS)]

    assert history(3) == history(3)
    assert history(3) != history(4)


async def test_things_go_on_happening() -> None:
    async with Cluster("default", nodes=24, clock=ManualClock(NOW)) as cluster:
        before = {each["metadata"]["uid"] for each in cluster.storage.objects(PODS)}
        done = cluster.storage.get(JOBS, "embed-corpus-1", "ml")["status"]["succeeded"]
        await cluster.advance(120)
        after = {each["metadata"]["uid"] for each in cluster.storage.objects(PODS)}
        assert after - before
        assert before - after
        assert cluster.storage.get(JOBS, "embed-corpus-1", "ml")["status"]["succeeded"] > done


def test_no_job_waits_for_the_pod_of_a_lost_node() -> None:
    night = stood_still(now=datetime(2026, 11, 21, 7, 33, 30, tzinfo=UTC))
    conditions = {job["metadata"]["name"]: job["status"].get("conditions", ()) for job in night.objects(JOBS)}
    ending = {
        name
        for name, held in conditions.items()
        if {"SuccessCriteriaMet", "FailureTarget"} & (kinds := {each["type"] for each in held})
        and not {"Complete", "Failed"} & kinds
    }
    assert ending == set()
