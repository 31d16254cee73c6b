"""ktui.domain.impact: what other labels would do to a node's daemon pods."""

from datetime import UTC, datetime

import msgspec
import pytest

from ktui.domain.impact import Impact, Move, label_impact
from ktui.domain.objects import DaemonSet, Node


def node(labels, *taints):
    spec = {"taints": [{"key": key, "effect": effect} for key, effect in taints]}
    return msgspec.convert({"metadata": {"name": "gpu-a1", "labels": labels}, "spec": spec}, Node)


def daemon_set(name, selector=None, affinity=None, **metadata):
    spec = {"nodeSelector": selector or {}}
    if affinity:
        key, operator, *values = affinity
        requirement = {"key": key, "operator": operator, "values": values}
        spec["affinity"] = {
            "nodeAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": {
                    "nodeSelectorTerms": [{"matchExpressions": [requirement]}]
                }
            }
        }
    wire = {"metadata": {"namespace": "ops", "name": name, **metadata}, "spec": {"template": {"spec": spec}}}
    return msgspec.convert(wire, DaemonSet)


GPU = node({"pool": "gpu"})


def test_a_selector_that_does_not_match_any_more_makes_its_pod_leave():
    impact = label_impact(GPU, {"pool": "cpu"}, [daemon_set("nvidia", {"pool": "gpu"})], {("ops", "nvidia")})
    assert impact == Impact((Move(("ops", "nvidia"), "nodeSelector pool=gpu"),), (), 0)
    assert impact.lines == ("leaves   ops/nvidia (nodeSelector pool=gpu): its pod is deleted",)


def test_a_selector_that_matches_now_brings_a_pod():
    impact = label_impact(GPU, {"pool": "cpu"}, [daemon_set("exporter", {"pool": "cpu"}), daemon_set("calico")], ())
    assert impact.arrives == (Move(("ops", "exporter"), "nodeSelector pool=cpu"),)
    assert impact.lines == (
        "arrives  ops/exporter (nodeSelector pool=cpu): a pod is created",
        "stays    1 other",
    )


def test_an_affinity_is_named_by_the_labels_it_looks_at():
    impact = label_impact(GPU, {}, [daemon_set("a", affinity=("pool", "Exists"))], ())
    assert impact.leaves == (Move(("ops", "a"), "node affinity on pool"),)


def test_labels_that_nothing_looks_at_move_nothing():
    impact = label_impact(GPU, {"pool": "gpu", "x": "y"}, [daemon_set("nvidia", {"pool": "gpu"})], ())
    assert impact == Impact((), (), 1)
    assert impact.lines == ("No DaemonSet comes or goes by this.",)


@pytest.mark.parametrize(("effect", "stays"), [("NoSchedule", 1), ("NoExecute", 0)])
def test_a_pod_behind_a_taint_stays_only_if_the_taint_lets_it(effect, stays):
    tainted = node({"pool": "gpu"}, ("dedicated", effect))
    impact = label_impact(tainted, {"pool": "gpu", "x": "y"}, [daemon_set("a")], {("ops", "a")})
    assert impact == Impact((), (), stays)


def test_a_daemon_set_that_is_being_deleted_neither_comes_nor_goes():
    gone = daemon_set("nvidia", {"pool": "gpu"}, deletionTimestamp=datetime(2026, 1, 1, tzinfo=UTC))
    assert label_impact(GPU, {}, [gone], {("ops", "nvidia")}) == Impact((), (), 0)


def test_many_moves_are_counted_and_a_few_named():
    lines = label_impact(GPU, {}, [daemon_set(f"d{n}", {"pool": "gpu"}) for n in range(6)], ()).lines
    assert len(lines) == 5
    assert lines[-1] == "leaves   and 2 more"
