"""ktui.domain.pod_status: kubectl's words for a pod, and those of the embedded cluster, which shares no code."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.demo.pod_row import pod_row
from ktui.domain.decode import decode
from ktui.domain.durations import human
from ktui.domain.objects import Pod
from ktui.domain.pod_status import pod_status

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def ago(**length):
    return (NOW - timedelta(**length)).isoformat().replace("+00:00", "Z")


def pod(containers=(), init=(), phase="Running", sidecars=(), conditions=(), deleted=False, **status):
    names = [each["name"] for each in containers] or ["main"]
    inits = [{"name": each["name"]} for each in init]
    for each in inits:
        if each["name"] in sidecars:
            each["restartPolicy"] = "Always"
    wire = {
        "metadata": {"name": "p", "namespace": "n", "creationTimestamp": ago(hours=1)},
        "spec": {"containers": [{"name": name} for name in names], "nodeName": "node-1"},
        "status": {"phase": phase, "conditions": list(conditions), "containerStatuses": list(containers), **status},
    }
    if init:
        wire["spec"]["initContainers"] = inits
        wire["status"]["initContainerStatuses"] = list(init)
    if deleted:
        wire["metadata"]["deletionTimestamp"] = ago(seconds=-9)
    return wire


def container(name="main", state=None, ready=False, restarts=0, last=None, **more):
    found = {"name": name, "ready": ready, "restartCount": restarts, "state": state or {}, **more}
    return found | ({"lastState": {"terminated": last}} if last else {})


RUNNING = {"running": {"startedAt": ago(minutes=5)}}
DONE = {"terminated": {"exitCode": 0, "reason": "Completed"}}


def waiting(reason):
    return {"waiting": {"reason": reason}}


def ended(**how):
    return {"terminated": {"exitCode": 1, **how}}


def words(wire):
    summed = pod_status(decode(Pod, json.dumps(wire).encode()))
    return summed.readiness, summed.status, summed.told_restarts(NOW)


CASES = [
    (pod([container(state=RUNNING, ready=True)]), ("1/1", "Running", "0")),
    (pod(phase="Pending"), ("0/1", "Pending", "0")),
    (pod(phase="Failed", reason="Evicted"), ("0/1", "Evicted", "0")),
    (pod([container(state=waiting("ContainerCreating"))], phase="Pending"), ("0/1", "ContainerCreating", "0")),
    (
        pod([container(state=waiting("CrashLoopBackOff"), restarts=7, last={"finishedAt": ago(minutes=2)})]),
        ("0/1", "CrashLoopBackOff", "7 (2m ago)"),
    ),
    (pod([container(state=ended())]), ("0/1", "ExitCode:1", "0")),
    (pod([container(state=ended(signal=9))]), ("0/1", "Signal:9", "0")),
    (pod([container(state=DONE)], phase="Succeeded"), ("0/1", "Completed", "0")),
    (pod([container("a", DONE), container("b", RUNNING, ready=True)]), ("1/2", "NotReady", "0")),
    (
        pod(
            [container("a", DONE), container("b", RUNNING, ready=True)],
            conditions=[{"type": "Ready", "status": "True"}],
        ),
        ("1/2", "Running", "0"),
    ),
    (pod([container("a", DONE), container("b", ended(reason="Error"))]), ("0/2", "Error", "0")),
    (pod(phase="Pending", init=[container("i", RUNNING)]), ("0/1", "Init:0/1", "0")),
    (
        pod(phase="Pending", init=[container("i", DONE), container("j", ended(reason="Error"))]),
        ("0/1", "Init:Error", "0"),
    ),
    (pod(phase="Pending", init=[container("i", waiting("PodInitializing"))]), ("0/1", "Init:0/1", "0")),
    (pod(phase="Pending", init=[container("i", waiting("ErrImagePull"))]), ("0/1", "Init:ErrImagePull", "0")),
    (
        pod([container(state=RUNNING, ready=True)], init=[container("s", RUNNING, True, started=True)], sidecars="s"),
        ("2/2", "Running", "0"),
    ),
    (pod([container(state=RUNNING, ready=True)], deleted=True), ("1/1", "Terminating", "0")),
    (pod([container(state=RUNNING, ready=True)], deleted=True, reason="NodeLost"), ("1/1", "Unknown", "0")),
    (pod([container(state=DONE)], phase="Succeeded", deleted=True), ("0/1", "Completed", "0")),
    (
        pod(phase="Pending", conditions=[{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]),
        ("0/1", "SchedulingGated", "0"),
    ),
]


@pytest.mark.parametrize(("wire", "expected"), CASES, ids=[case[1][1] + str(at) for at, case in enumerate(CASES)])
def test_the_words_are_kubectls(wire, expected):
    assert words(wire) == expected


STATES = st.one_of(
    st.just({}),
    st.just(RUNNING),
    st.builds(waiting, st.sampled_from(["", "PodInitializing", "ContainerCreating", "CrashLoopBackOff"])),
    st.builds(
        lambda code, reason, signal: {"terminated": {"exitCode": code, "reason": reason, "signal": signal}},
        st.sampled_from([0, 1, 137]),
        st.sampled_from(["", "Completed", "Error"]),
        st.sampled_from([0, 9]),
    ),
)


def containers(names):
    return st.lists(
        st.builds(
            container,
            st.sampled_from(names),
            STATES,
            st.booleans(),
            st.integers(0, 3),
            st.none() | st.just({"exitCode": 1, "finishedAt": ago(minutes=3)}),
            started=st.booleans(),
        ),
        max_size=3,
        unique_by=lambda each: each["name"],
    )


PODS = st.builds(
    pod,
    containers("abc"),
    containers("xyz"),
    st.sampled_from(["Pending", "Running", "Succeeded", "Failed", "Unknown"]),
    st.sets(st.sampled_from("xyz")),
    st.lists(
        st.builds(
            lambda kind, status: {"type": kind, "status": status},
            st.sampled_from(["Ready", "Initialized", "PodScheduled"]),
            st.sampled_from(["True", "False"]),
        ),
        unique_by=lambda each: each["type"],
    ),
    st.booleans(),
)


@settings(max_examples=400, deadline=None)
@given(PODS, st.sampled_from(["", "NodeLost", "Evicted"]))
def test_two_readings_of_the_rules_that_share_no_code_agree(wire, reason):
    wire["status"]["reason"] = reason
    _, readiness, status, restarts, *_ = pod_row(wire, NOW)
    told = words(wire)
    if any(each["name"] in "xyz" and not each.get("restartPolicy") for each in wire["spec"].get("initContainers", ())):
        # Without a sidecar it is not kept that a pod was initialized: it cannot be so and have an init container to do.
        held = [each for each in wire["status"]["conditions"] if each["type"] == "Initialized"]
        if held and held[0]["status"] == "True":
            return
    assert told == (readiness, status, restarts)


def test_an_age_is_spelled_as_kubectl_does():
    assert human(timedelta(minutes=5, seconds=10)) == "5m10s"
