"""Which containers a log is read of, what is known of their lives, and what they are called."""

import msgspec
import pytest

from ktui.domain.log_sources import LogScope, LogTarget, Phase, container_names, labels, life_of, targets
from ktui.domain.objects import Pod

TARGET = LogTarget("web", "a", "u", "main")


def pod(phase="Running", node="n", restarts=0, uid="u", name="a", meta=(), init=(), **state):
    status = {"name": "main", "restartCount": restarts} | ({"state": state} if state else {})
    return msgspec.convert(
        {
            "metadata": {"name": name, "namespace": "web", "uid": uid, **dict(meta)},
            "spec": {"nodeName": node},
            "status": {"phase": phase, "containerStatuses": [status], "initContainerStatuses": list(init)},
        },
        Pod,
    )


RUNS = {"running": {"startedAt": "2026-01-05T12:00:00Z"}}
DIED = {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}
FAILED = {"terminated": {"exitCode": 1, "reason": "Error"}}


@pytest.mark.parametrize(
    ("found", "phase", "words"),
    [
        (None, Phase.GONE, "the pod is gone"),
        (pod(uid="other"), Phase.GONE, "the pod is gone, and another has taken its name"),
        (pod(**RUNS), Phase.RUNNING, ""),
        (pod(**DIED), Phase.ENDED, "exit code 137 (OOMKilled)"),
        (pod(phase="Failed", **FAILED), Phase.GONE, "exit code 1"),
        (pod(phase="Failed"), Phase.GONE, "the pod failed"),
        (pod(phase="Pending", node=""), Phase.WAITING, "not on a node yet"),
        (pod(phase="Pending", waiting={"reason": "ContainerCreating"}), Phase.WAITING, "ContainerCreating"),
        (pod(restarts=3, waiting={"reason": "CrashLoopBackOff"}), Phase.ENDED, "CrashLoopBackOff"),
        (pod(phase="Pending"), Phase.WAITING, "waits to be started"),
    ],
)
def test_the_life_of_a_container(found, phase, words):
    life = life_of(found, TARGET)
    assert (life.phase, life.words) == (phase, words)


def test_an_init_container_that_has_done_its_work_does_not_start_again():
    done = {"name": "init", "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}
    failed = {"name": "init", "state": {"terminated": {"exitCode": 2, "reason": "Error"}}}
    target = LogTarget("web", "a", "u", "init")
    assert life_of(pod(init=[done]), target).phase is Phase.GONE
    assert life_of(pod(init=[failed]), target).phase is Phase.ENDED
    assert container_names(pod(init=[done])) == ["main", "init"]


@pytest.mark.parametrize(("noted", "yes"), [("3", True), ("13", False), (None, False)])
def test_the_index_of_a_pod(noted, yes):
    meta = {"annotations": {"batch.kubernetes.io/job-completion-index": noted}} if noted else {}
    assert LogScope("web", index=3).covers(pod(meta=meta)) is yes


def test_containers_are_called_by_what_differs():
    def named(*pairs):
        shown = [LogTarget("web", name, "", container) for name, container in pairs]
        return list(map(labels(shown), shown))

    assert named(("a", "x")) == [""]
    assert named(("a", "x"), ("b", "x")) == ["a", "b"]
    assert named(("a", "x"), ("a", "y")) == ["x", "y"]
    assert named(("a", "x"), ("b", "y")) == ["a/x", "b/y"]


def test_targets_are_in_order_and_may_be_of_one_name():
    pods = [pod(name="b", init=[{"name": "init"}]), pod(name="a")]
    assert [(each.pod, each.container) for each in targets(pods)] == [("a", "main"), ("b", "main"), ("b", "init")]
    assert [each.pod for each in targets(pods, "init")] == ["b"]
