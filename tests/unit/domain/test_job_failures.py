"""Failures are put in groups, and the pod failure policy is read as the controller reads it."""

import pytest
from batches import ago, condition, failed_pod, job, pod

from ktui.domain.batch import FailurePolicy, FailureRule
from ktui.domain.decode import decode
from ktui.domain.job_failures import failures, fatal_rule, grouped, judged, rule_words


def policy(*rules):
    return job(podFailurePolicy={"rules": list(rules)}).spec.pod_failure_policy


def codes(action, *values, operator="In", container=None):
    wanted = {"operator": operator, "values": list(values), **({"containerName": container} if container else {})}
    return {"action": action, "onExitCodes": wanted}


DISRUPTED = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}


def test_failures_alike_are_one_group_with_its_nodes_and_the_last_as_example():
    groups = grouped(
        failures(
            [
                failed_pod("a", 50, code=3, node="n1", index=4),
                failed_pod("b", 10, code=3, node="n2", index=5),
                failed_pod("c", 30, code=3, node="n2", index=6),
                failed_pod("d", 5, code=137, reason="OOMKilled", node="n1", index=9),
                pod("fine"),
            ]
        )
    )
    assert [(group.words, group.count) for group in groups] == [("exit code 3", 3), ("exit code 137 (OOMKilled)", 1)]
    assert groups[0].nodes == (("n2", 2), ("n1", 1))
    assert str(groups[0].indexes) == "4-6"
    assert groups[0].example.pod.name == "b"


def test_what_ended_the_pod_as_a_whole_is_its_reason():
    evicted = failed_pod("a", code=137, reason="Error")
    told = [
        (pod("a", phase="Failed", reason="", state={}, conditions=()), "failed, and nothing says why"),
        (decoded(evicted, reason="Evicted"), "exit code 137 (Evicted)"),
        (failed_pod("c", code=143, conditions=[condition("DisruptionTarget", "DeletionByTaintManager")]),
         "exit code 143 (DeletionByTaintManager)"),
    ]  # fmt: skip
    for found, words in told:
        assert [group.words for group in grouped(failures([found]))] == [words]


def decoded(found, **status):
    import msgspec

    wire = msgspec.to_builtins(found)
    wire["status"] |= status
    return decode(type(found), msgspec.json.encode(wire))


def test_a_container_that_was_started_again_tells_of_its_last_life():
    crashed = {"terminated": {"exitCode": 2, "reason": "Error", "finishedAt": ago(seconds=3)}}
    (found,) = failures([pod("a", restarts=4, last=crashed)])
    assert (found.exit_code, found.container, found.restarted) == (2, "main", True)
    well = {"terminated": {"exitCode": 0, "reason": "Completed"}}
    assert not list(failures([pod("a", restarts=4, last=well)]))


@pytest.mark.parametrize(
    ("rules", "code", "verdict"),
    [
        ([codes("FailJob", 42)], 42, (0, "FailJob")),
        ([codes("FailJob", 42)], 1, (None, "Count")),
        ([codes("Ignore", 1), codes("FailJob", 1)], 1, (0, "Ignore")),
        ([codes("FailIndex", 42, operator="NotIn")], 1, (0, "FailIndex")),
        ([codes("FailIndex", 42, operator="NotIn")], 42, (None, "Count")),
        ([codes("FailJob", 42, container="main")], 42, (0, "FailJob")),
        ([codes("FailJob", 42, container="other")], 42, (None, "Count")),
        ([DISRUPTED, codes("Count", 1)], 1, (1, "Count")),
    ],
)
def test_the_first_rule_that_matches_decides(rules, code, verdict):
    found = judged(policy(*rules), failed_pod("a", code=code))
    assert (found.rule, found.action) == verdict


def test_a_rule_may_look_at_conditions_those_of_others_too():
    custom = {"action": "FailJob", "onPodConditions": [{"type": "ConfigIssue", "status": "True"}]}
    drained = failed_pod("a", conditions=[condition("DisruptionTarget", "EvictionByEvictionAPI")])
    odd = failed_pod("b", conditions=[condition("ConfigIssue")])
    assert judged(policy(custom, DISRUPTED), drained).action == "Ignore"
    found = judged(policy(DISRUPTED, custom), odd)
    assert (found.rule, found.action, found.matched) == (1, "FailJob", "the pod has condition ConfigIssue")


def test_a_rule_is_said_in_words():
    one, two, three = policy(
        codes("FailJob", 42, 43, container="main"), codes("FailIndex", 1, 2, operator="NotIn"), DISRUPTED
    ).rules
    assert rule_words(one) == "exit code 42 or 43 of container main: fail the Job"
    assert rule_words(two) == "exit code not 1, 2: fail the index"
    assert rule_words(three) == "condition DisruptionTarget=True: do not count it"
    assert rule_words(FailureRule(action="Odd")) == "condition : Odd"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            "Container main for pod etl/work-x failed with exit code 42 matching FailJob rule at index 1",
            "container main of pod etl/work-x ended with exit code 42, which rule 2 makes fatal",
        ),
        (
            "Pod etl/work-x has condition ConfigIssue matching FailJob rule at index 0",
            "pod etl/work-x has condition ConfigIssue, which rule 1 makes fatal",
        ),
        ("something else", ""),
    ],
)
def test_the_rule_that_ended_a_job_is_read_from_the_controllers_message(message, words):
    assert fatal_rule(job(conditions=[condition("FailureTarget", "PodFailurePolicy", message)])) == words
    assert fatal_rule(job(conditions=[condition("Failed", "BackoffLimitExceeded", message)])) == ""
    assert fatal_rule(job()) == ""


def test_without_rules_every_failure_counts():
    assert judged(FailurePolicy(), failed_pod("a")).action == "Count"
