"""ktui.domain.symptoms: what pods that are there say."""

import pytest
from daemons import NOW, ago, ending, pod

from ktui.domain.symptoms import symptoms


def told(one, scheduler=""):
    return [(each.kind, each.message) for each in symptoms(one, scheduler, NOW)]


def container(**state):
    more = {key: state.pop(key) for key in ("restartCount", "lastState", "ready") if key in state}
    return {"name": "main", "state": state, **more}


OOM = {"terminated": {"exitCode": 137, "reason": "OOMKilled", "finishedAt": ago(minutes=2)}}

TABLE = [
    ("ready", pod(), []),
    (
        "crash loop",
        pod(
            ready=False,
            containers=[container(waiting={"reason": "CrashLoopBackOff"}, restartCount=7, lastState=OOM)],
        ),
        [("container", "container main: CrashLoopBackOff, 7 restarts, last exit 137 (OOMKilled) 2 min ago")],
    ),
    (
        "image",
        pod(
            ready=False,
            phase="Pending",
            containers=[container(waiting={"reason": "ErrImagePull", "message": "no such"})],
        ),
        [("container", "container main: ErrImagePull: no such")],
    ),
    (
        "init container",
        pod(
            ready=False,
            phase="Pending",
            containers=[container(waiting={"reason": "PodInitializing"})],
            inits=[container(terminated={"exitCode": 2, "finishedAt": ago(seconds=9)}, restartCount=1)],
        ),
        [
            ("container", "init container main: exit 2 9 s ago, 1 restart"),
            ("container", "container main: PodInitializing"),
        ],
    ),
    (
        "an init container that is done says nothing",
        pod(
            ready=False,
            phase="Pending",
            containers=[container(waiting={"reason": "PodInitializing"})],
            inits=[container(terminated={"exitCode": 0}, ready=True)],
        ),
        [("container", "container main: PodInitializing")],
    ),
    (
        "running and not ready",
        pod(ready=False, containers=[container(running={"startedAt": ago(minutes=3)})]),
        [("container", "container main: running for 3 min, not ready")],
    ),
    (
        "one of two",
        pod(ready=False, containers=[container(running={}, ready=True), {**container(running={}), "name": "side"}]),
        [("container", "container side: running, not ready")],
    ),
    (
        "killed by a signal",
        pod(ready=False, containers=[container(terminated={"signal": 9, "exitCode": 0, "reason": "Error"})]),
        [("container", "container main: signal 9")],
    ),
    (
        "no container has begun",
        pod(ready=False, phase="Pending", containers=[], age={"seconds": 40}),
        [("container", "the node has not started the containers for 40 s")],
    ),
    (
        "nothing to see but not ready",
        pod(
            containers=[],
            conditions=[{"type": "Ready", "status": "False", "message": "no one knows"}],
        ),
        [("container", "the pod is not ready: no one knows")],
    ),
    (
        "marked by the node controller",
        pod(
            containers=[container(running={}, ready=True)],
            conditions=[
                {"type": "Ready", "status": "False", "lastTransitionTime": ago(minutes=2)},
            ],
        ),
        [
            (
                "container",
                (
                    "the pod is marked not ready for 2 min, though its containers are ready: so is done when its node"
                    " falls silent, and the node has not taken it back"
                ),
            )
        ],
    ),
    (
        "readiness gate",
        pod(
            conditions=[
                {"type": "Ready", "status": "False", "reason": "ReadinessGatesNotReady", "message": "gate x is unset"}
            ],
        ),
        [("container", "a readiness gate is not passed: gate x is unset")],
    ),
    (
        "not scheduled",
        pod(
            bound=False,
            ready=False,
            phase="Pending",
            age={"minutes": 3},
            conditions=[
                {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/6 nodes are free"}
            ],
        ),
        [("unscheduled", "pod agent-1: not bound to a node for 3 min: Unschedulable: 0/6 nodes are free")],
    ),
    (
        "gated",
        pod(
            bound=False,
            ready=False,
            conditions=[{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}],
            age={"minutes": 3},
        ),
        [("unscheduled", "pod agent-1: not bound to a node for 3 min: SchedulingGated")],
    ),
    (
        "refused by the node",
        pod(ready=False, phase="Failed", containers=[], reason="OutOfcpu", message="Node didn't have enough"),
        [("container", "pod agent-1 ended with phase Failed: OutOfcpu: Node didn't have enough")],
    ),
    (
        "failed with an exit code",
        pod(ready=False, phase="Failed", containers=[container(terminated={"exitCode": 3, "reason": "Error"})]),
        [("container", "pod agent-1 ended with phase Failed: container main exit 3")],
    ),
    (
        "succeeded",
        pod(ready=False, phase="Succeeded", containers=[]),
        [("container", "pod agent-1 ended with phase Succeeded")],
    ),
    ("ending", pod(meta=ending(12, 30)), [("deleting", "pod agent-1: terminating for 12 s, 30 s are allowed")]),
    (
        "ending for too long",
        pod(meta=ending(600, 30)),
        [
            (
                "deleting",
                (
                    "pod agent-1: terminating for 10 min, 30 s are allowed: the node has not confirmed its end, "
                    "or a finalizer holds it"
                ),
            )
        ],
    ),
    (
        "evicted",
        pod(
            meta=ending(1, 30),
            conditions=[
                {"type": "DisruptionTarget", "status": "True", "reason": "EvictionByEvictionAPI", "message": "drained"}
            ],
        ),
        [("deleting", "pod agent-1: terminating for 1 s, 30 s are allowed (EvictionByEvictionAPI: drained)")],
    ),
    (
        "ready again after a restart",
        pod(containers=[container(running={}, ready=True, restartCount=2, lastState=OOM)]),
        [("container", "container main: 2 restarts, last exit 137 (OOMKilled) 2 min ago")],
    ),
    (
        "a restart long ago is not worth a word",
        pod(
            containers=[
                container(
                    running={},
                    ready=True,
                    restartCount=2,
                    lastState={"terminated": {"exitCode": 1, "finishedAt": ago(minutes=61)}},
                )
            ]
        ),
        [],
    ),
]


@pytest.mark.parametrize(("one", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_pod_says_what_is_the_matter_with_its_evidence(one, expected):
    assert told(one) == expected


@pytest.mark.parametrize(
    ("scheduler", "words"),
    [("", "the scheduler"), ("default-scheduler", "the scheduler"), ("volcano", "scheduler volcano")],
)
def test_a_pod_that_no_scheduler_has_looked_at_names_the_one_it_waits_for(scheduler, words):
    unseen = pod(bound=False, ready=False, phase="Pending", age={"minutes": 3})
    assert told(unseen, scheduler) == [("unscheduled", f"{words} has not looked at pod agent-1 for 3 min")]
