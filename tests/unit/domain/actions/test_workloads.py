"""ktui.domain.actions.workloads: restart and scale."""

import pytest

from ktui.domain.actions import RestartWorkload, Right, ScaleWorkload
from ktui.domain.resources import Resource

DEPLOYMENTS = Resource("deployments", "Deployment", "apps")
DAEMON_SETS = Resource("daemonsets", "DaemonSet", "apps")


def restart(strategy):
    return RestartWorkload(DAEMON_SETS, "kube-system", "agent", "u", "2026-01-05T12:00:00Z", strategy)


def scale(replicas, before=3):
    return ScaleWorkload(DEPLOYMENTS, "shop", "web", "u", replicas, before)


@pytest.mark.parametrize(
    ("strategy", "words"),
    [
        ("OnDelete", "no pod is replaced until somebody deletes it"),
        ("Recreate", "all its pods end before new ones start"),
        ("RollingUpdate", "some at a time"),
        ("", "some at a time"),
    ],
)
def test_it_is_said_when_the_pods_of_what_is_restarted_are_replaced(strategy, words):
    assert words in " ".join(restart(strategy).effects)


def test_a_restart_is_kubectls():
    assert restart("").kubectl == "kubectl rollout restart daemonsets.apps/agent -n kube-system"
    assert restart("").right == Right("patch", "daemonsets", "apps", namespace="kube-system", name="agent")
    assert restart("").touches == ("DaemonSet", ("kube-system", "agent"))
    assert restart("").objection(None) == "Daemonset kube-system/agent is gone."


@pytest.mark.parametrize(
    ("replicas", "words"),
    [(5, "2 pods more"), (4, "1 pod more"), (2, "1 pod fewer"), (0, "3 pods fewer: its controller chooses.")],
)
def test_it_is_said_how_many_pods_come_or_go(replicas, words):
    assert words in " ".join(scale(replicas).effects)


def test_a_scale_is_kubectls_with_what_was_seen_as_its_condition():
    assert scale(5).kubectl == "kubectl scale deployments.apps/web --current-replicas=3 --replicas=5 -n shop"
    assert scale(5).right == Right("patch", "deployments", "apps", "scale", namespace="shop", name="web")
