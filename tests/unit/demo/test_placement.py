import pytest

from ktui.demo.placement import Placement, Verdict

YES, NO, MAY_STAY = Verdict(True, True), Verdict(False, False), Verdict(False, True)


def verdict(spec: dict[str, object], *taints: tuple[str, str], labels: dict[str, str] | None = None) -> Verdict:
    node = {
        "metadata": {"name": "n1", "labels": labels or {}},
        "spec": {"taints": [{"key": key, "effect": effect} for key, effect in taints], "unschedulable": True},
    }
    return Placement({"spec": {"template": {"spec": spec}}}).on(node)


@pytest.mark.parametrize(
    ("spec", "taints", "expected"),
    [
        ({}, [], YES),
        ({"nodeName": "n1"}, [], YES),
        ({"nodeName": "n2"}, [], NO),
        ({"nodeSelector": {"pool": "gpu"}}, [], NO),
        ({}, [("a", "NoSchedule")], MAY_STAY),
        ({}, [("a", "NoExecute")], NO),
        ({}, [("a", "NoSchedule"), ("b", "NoExecute")], NO),
        ({}, [("a", "PreferNoSchedule")], YES),
        ({"tolerations": [{"operator": "Exists"}]}, [("a", "NoExecute")], YES),
        ({}, [("node.kubernetes.io/unschedulable", "NoSchedule")], YES),
        ({}, [("node.kubernetes.io/not-ready", "NoExecute")], YES),
        ({}, [("node.kubernetes.io/not-ready", "NoExecute"), ("node.kubernetes.io/not-ready", "NoSchedule")], MAY_STAY),
        ({}, [("node.kubernetes.io/network-unavailable", "NoSchedule")], MAY_STAY),
        ({"hostNetwork": True}, [("node.kubernetes.io/network-unavailable", "NoSchedule")], YES),
        ({"nodeSelector": {"pool": "gpu"}}, [("a", "NoSchedule")], NO),
    ],
)
def test_a_node_is_wanted_as_the_controller_wants_it(spec, taints, expected) -> None:
    assert verdict(spec, *taints) == expected


def test_a_label_that_is_selected_makes_the_node_wanted() -> None:
    assert verdict({"nodeSelector": {"pool": "gpu"}}, labels={"pool": "gpu"}) == YES
