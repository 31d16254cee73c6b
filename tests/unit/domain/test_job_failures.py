"""Failed pods in groups, and the verdicts of the pod failure policy."""

import msgspec
import pytest

from ktui.domain.batch import FailurePolicy
from ktui.domain.job_failures import Cause, Ruling, cause, failures, rule
from ktui.domain.objects import Pod


def pod(name="p", *codes, node="n1", phase="Failed", index=None, reason="", conditions=(), minute=0):
    ended = [
        {
            "name": f"c{place}",
            "state": {
                "terminated": {
                    "exitCode": code,
                    "reason": {0: "Completed", 137: "OOMKilled"}.get(code, "Error"),
                    "finishedAt": f"2026-01-05T11:{minute:02}:00Z",
                }
            },
        }
        for place, code in enumerate(codes)
    ]
    labels = {} if index is None else {"batch.kubernetes.io/job-completion-index": str(index)}
    wire = {
        "metadata": {"name": name, "labels": labels},
        "spec": {"nodeName": node},
        "status": {"phase": phase, "reason": reason, "containerStatuses": ended, "conditions": list(conditions)},
    }
    return msgspec.convert(wire, Pod)


def policy(*rules):
    return msgspec.convert({"rules": list(rules)}, FailurePolicy)


def codes(action, operator, *values, container=None):
    return {
        "action": action,
        "onExitCodes": {"operator": operator, "values": list(values), "containerName": container},
    }


DISRUPTED = {"type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler"}


def test_failed_pods_are_grouped_by_cause_and_most_come_first():
    found = failures(
        [
            pod("a", 3, node="n2", index=7),
            pod("b", 137, node="n1", index=5, minute=1),
            pod("c", 137, node="n2", index=4, minute=2),
            pod("d", 137, node="n2", index=5),
            pod("e", 0, phase="Succeeded"),
        ]
    )
    assert [group.cause for group in found] == [Cause("OOMKilled", 137, "c0"), Cause("Error", 3, "c0")]
    most = found[0]
    assert (most.count, most.nodes, most.indexes) == (3, (("n2", 2), ("n1", 1)), (4, 5))
    assert most.example.name == "c"
    assert most.ruling is None


@pytest.mark.parametrize(
    ("failed", "why"),
    [
        (pod("p", 0, 2), Cause("Error", 2, "c1")),
        (pod("p", reason="Evicted"), Cause("Evicted")),
        (pod("p", conditions=[DISRUPTED]), Cause("PreemptionByScheduler")),
        (pod("p"), Cause("Failed")),
    ],
)
def test_the_cause_is_the_container_that_failed_or_what_the_pod_says(failed, why):
    assert cause(failed) == why


def test_a_signal_is_called_by_its_name():
    assert cause(pod("p", 137)).words == "exit 137 (SIGKILL) OOMKilled, container c0"
    assert cause(pod("p", reason="Evicted")).words == "Evicted"


@pytest.mark.parametrize(
    ("failed", "rules", "ruling"),
    [
        (pod("p", 42), [codes("FailJob", "In", 42)], Ruling("FailJob", 1)),
        (pod("p", 3), [codes("FailJob", "In", 42), codes("FailIndex", "NotIn", 42)], Ruling("FailIndex", 2)),
        (pod("p", 42), [codes("FailIndex", "NotIn", 42)], Ruling("Count", None)),
        (pod("p", 0, 42), [codes("FailJob", "In", 42, container="c0")], Ruling("Count", None)),
        (pod("p", 0, 42), [codes("FailJob", "In", 42, container="c1")], Ruling("FailJob", 1)),
        (pod("p", 0), [codes("Ignore", "NotIn", 42)], Ruling("Count", None)),
        (
            pod("p", 1, conditions=[DISRUPTED]),
            [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}],
            Ruling("Ignore", 1),
        ),
        (
            pod("p", 1),
            [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}],
            Ruling("Count", None),
        ),
    ],
)
def test_the_first_rule_that_matches_decides(failed, rules, ruling):
    assert rule(failed, policy(*rules)) == ruling
    assert failures([failed], policy(*rules))[0].ruling == ruling
