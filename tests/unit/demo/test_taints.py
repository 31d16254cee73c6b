import pytest

from ktui.demo.taints import NO_EXECUTE, NO_SCHEDULE, tolerates, untolerated, with_daemon_tolerations

TAINT = {"key": "a", "value": "1", "effect": "NoSchedule"}


@pytest.mark.parametrize(
    ("toleration", "expected"),
    [
        ({"operator": "Exists"}, True),
        ({"key": "a", "operator": "Exists"}, True),
        ({"key": "b", "operator": "Exists"}, False),
        ({"key": "a", "operator": "Exists", "effect": "NoSchedule"}, True),
        ({"key": "a", "operator": "Exists", "effect": "NoExecute"}, False),
        ({"key": "a", "value": "1"}, True),
        ({"key": "a", "operator": "Equal", "value": "2"}, False),
        ({"key": "a"}, False),
        ({"value": "1"}, True),
        ({"key": "a", "operator": "Gt", "value": "0"}, False),
    ],
)
def test_a_toleration_tolerates_as_the_api_says(toleration, expected) -> None:
    assert tolerates(toleration, TAINT) is expected


def test_taints_of_other_effects_do_not_count() -> None:
    soft = {"key": "b", "effect": "PreferNoSchedule"}
    assert untolerated([], [TAINT, soft], frozenset({NO_SCHEDULE, NO_EXECUTE})) == [TAINT]


def test_daemon_pods_tolerate_what_a_bad_node_brings_but_not_its_no_schedule_form() -> None:
    tolerations = with_daemon_tolerations({})
    effects = frozenset({NO_SCHEDULE, NO_EXECUTE})

    def repelled(key: str, effect: str) -> bool:
        return bool(untolerated(tolerations, [{"key": f"node.kubernetes.io/{key}", "effect": effect}], effects))

    assert not repelled("not-ready", "NoExecute")
    assert not repelled("unreachable", "NoExecute")
    assert repelled("not-ready", "NoSchedule")
    assert repelled("unreachable", "NoSchedule")
    for key in ("disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"):
        assert not repelled(key, "NoSchedule")
    assert repelled("network-unavailable", "NoSchedule")


def test_only_the_host_network_stands_an_unavailable_network() -> None:
    keys = [each["key"] for each in with_daemon_tolerations({"hostNetwork": True})]
    assert "node.kubernetes.io/network-unavailable" in keys


def test_an_automatic_toleration_that_is_there_is_not_added_again() -> None:
    own = {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"}
    assert with_daemon_tolerations({"tolerations": [own]}).count(own) == 1
