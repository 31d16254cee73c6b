"""ktui.domain.explain: every reason of a cell, through the coverage as its readers get it."""

import pytest
from daemons import affinity, ago, cell, covered, daemon_set, ending, node, pod, warning

from ktui.domain.cell import State
from ktui.domain.coverage import Known

NOT_READY = "node.kubernetes.io/not-ready"
ON_DELETE = {"type": "OnDelete"}
SURGE = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}
DELETED = daemon_set(metadata={"deletionTimestamp": ago(seconds=20)})
FAILED_ON_N1 = "Found failed daemon pod kube-system/agent-1 on node n1, will try to kill it"
FAILED_ON_N10 = "Found failed daemon pod kube-system/agent-1 on node n10, will try to kill it"


def told(found):
    return [(each.kind, each.message) for each in found.reasons]


def test_a_ready_cell_needs_no_reason():
    found = cell([pod()])
    assert (found.state, told(found), found.hints) == (State.READY, [], ())


# ---- nothing there


def test_a_missing_pod_that_nothing_explains_points_at_the_controller():
    ((kind, message),) = told(cell())
    assert kind == "notCreated"
    assert "kube-controller-manager" in message


def test_a_missing_pod_names_the_refusal_of_the_server():
    refused = warning("FailedCreate", "Error creating: exceeded quota", minutes=3, count=7)
    assert told(cell(warnings=[refused])) == [
        ("createError", "Error creating: exceeded quota (7 times, the last 3 min ago)")
    ]


def test_the_latest_refusal_comes_first_and_a_series_counts():
    old = warning("FailedCreate", "Error creating: quota", minutes=9, count=1)
    new = warning("FailedCreate", "Error creating: webhook", minutes=2, series={"count": 4})
    assert [message for _, message in told(cell(warnings=[old, new]))] == [
        "Error creating: webhook (4 times, the last 2 min ago)",
        "Error creating: quota (9 min ago)",
    ]


@pytest.mark.parametrize(
    "stale", [warning("FailedCreate", "Error", minutes=21), warning("FailedCreate", "Error", lastTimestamp=None)]
)
def test_an_old_refusal_is_not_taken_for_the_reason(stale):
    assert [kind for kind, _ in told(cell(warnings=[stale]))] == ["notCreated"]


def test_a_selector_that_selects_everything_is_why_nothing_is_created():
    warned = warning("SelectingAll", "This daemon set is selecting all pods. A non-empty selector is required.")
    ((kind, message),) = told(cell(warnings=[warned]))
    assert kind == "notCreated"
    assert message.startswith("This daemon set is selecting all pods.")


def test_other_warnings_are_not_taken_for_the_reason():
    assert [kind for kind, _ in told(cell(warnings=[warning("FailedDelete", "no")]))] == ["notCreated"]


def test_a_change_that_the_controller_has_not_observed_may_be_why_a_pod_is_missing():
    assert told(cell(of=daemon_set(generation=4, observed=3))) == [
        ("notObserved", "the controller has not yet observed generation 4 of the DaemonSet, its last is 3")
    ]


def test_on_a_young_node_a_pod_may_be_on_its_way():
    found = cell(on=node(age={"seconds": 12}))
    assert found.state is State.MISSING
    assert told(found) == [("notObserved", "the node joined only 12 s ago")]


def test_a_young_daemon_set_may_have_its_pods_on_their_way():
    found = cell(of=daemon_set(metadata={"creationTimestamp": ago(seconds=3)}))
    assert told(found) == [("notObserved", "the DaemonSet was created only 3 s ago")]


def test_a_failed_pod_that_was_replaced_on_this_node_means_backing_off():
    kinds = dict(told(cell(warnings=[warning("FailedDaemonPod", FAILED_ON_N1, minutes=2)])))
    assert kinds["backoff"] == (
        f"the controller replaced a failed pod here 2 min ago; each replacement waits longer: {FAILED_ON_N1}"
    )


@pytest.mark.parametrize(
    "other", [warning("FailedDaemonPod", FAILED_ON_N10), warning("FailedDaemonPod", FAILED_ON_N1, minutes=30)]
)
def test_a_replacement_elsewhere_or_long_ago_is_not_backing_off_here(other):
    assert "backoff" not in dict(told(cell(warnings=[other])))


def test_backing_off_is_told_beside_the_failed_pod_but_not_beside_a_good_one():
    warned = [warning("FailedDaemonPod", FAILED_ON_N1)]
    assert [kind for kind, _ in told(cell([pod(phase="Failed")], warnings=warned))] == ["container", "backoff"]
    assert told(cell([pod()], warnings=warned)) == []


# ---- not wanted


def test_every_obstacle_is_told_and_what_would_help():
    found = cell(on=node(taints=[("hard", "NoExecute")]), of=daemon_set(template={"nodeSelector": {"pool": "gpu"}}))
    assert found.state is State.EXCLUDED
    assert [kind for kind, _ in told(found)] == ["selector", "taint"]
    assert found.hints == (
        (
            "would run here with label pool=gpu and with a toleration of hard:NoExecute in the pod template, "
            "or without that taint"
        ),
    )


def test_an_evicted_pod_is_told_with_the_obstacle_first():
    found = cell([pod(meta=ending(3))], of=daemon_set(template={"nodeSelector": {"pool": "gpu"}}))
    assert found.state is State.EVICTING
    assert [kind for kind, _ in told(found)] == ["selector", "deleting"]


def test_a_kept_pod_tells_the_taint_and_its_own_trouble():
    found = cell([pod(ready=False)], on=node(taints=[("soft", "NoSchedule")]))
    assert found.state is State.KEPT
    assert [kind for kind, _ in told(found)] == ["taint", "container"]


def test_too_many_kept_pods_are_told():
    found = cell([pod("a"), pod("b")], on=node(taints=[("soft", "NoSchedule")]))
    assert found.state is State.KEPT
    assert ("duplicate", "pod a stands first and stays; too many are b") in told(found)


def test_a_pod_of_an_old_node_waits_with_it():
    found = cell([pod()], on=node(ready="False", reason="KubeletNotReady", taints=[(NOT_READY, "NoSchedule")]))
    assert (found.state, found.desired, found.may_continue) == (State.WAITING, False, True)
    assert [kind for kind, _ in told(found)] == ["nodeCondition"]
    assert found.since.isoformat() == ago(minutes=14)
    assert found.hints == ("a pod may be created as soon as the node is well again",)


# ---- there, and not well


def test_a_pod_that_tolerates_everything_suffers_from_its_node():
    everything = daemon_set(template={"tolerations": [{"operator": "Exists"}]})
    found = cell([pod(ready=False)], on=node(ready="False", reason="KubeletNotReady"), of=everything)
    assert found.state is State.UNREADY
    assert told(found)[0] == (
        "nodeCondition",
        "the node has not been ready for 14 min: its pods count as not ready (Ready=False KubeletNotReady)",
    )


def test_the_node_is_told_first_where_it_decides_and_last_where_the_pod_has_trouble_of_its_own():
    everything = daemon_set(template={"tolerations": [{"operator": "Exists"}]})
    silent = node(ready="Unknown", reason="NodeStatusUnknown")
    well = pod(conditions=[{"type": "Ready", "status": "False"}])
    [(kind, why)] = told(cell([well], on=silent, of=everything))
    assert kind == "nodeCondition"
    assert why == (
        "the node has been silent for 14 min: its pods count as not ready, and what is known of them is as old "
        "(Ready=Unknown NodeStatusUnknown)"
    )
    crashing = pod(ready=False, containers=[{"name": "main", "state": {"waiting": {"reason": "CrashLoopBackOff"}}}])
    kinds = [kind for kind, _ in told(cell([crashing], on=silent, of=everything))]
    assert kinds == ["container", "nodeCondition"]
    assert told(cell([], on=silent, of=everything))[-1] == (
        "nodeCondition",
        "the node has been silent for 14 min (Ready=Unknown NodeStatusUnknown)",
    )


@pytest.mark.parametrize(
    ("strategy", "follows", "hints"),
    [
        (ON_DELETE, "under OnDelete it stays until it is deleted", ("deleting the pod updates this node",)),
        ({"type": "RollingUpdate"}, "the rolling update has not come to it yet", ()),
    ],
)
def test_an_outdated_pod_tells_its_revision_and_what_follows(strategy, follows, hints):
    found = cell([pod(rev="old")], of=daemon_set(updateStrategy=strategy))
    assert found.state is State.OUTDATED
    assert told(found) == [("revision", f"pod agent-1 is of revision 1, current is 2: {follows}")]
    assert found.revision == "revision 1, current is 2"
    assert found.hints == hints


def test_duplicates_tell_which_pod_stays():
    found = cell([pod("young", age={"hours": 1}), pod("old", age={"hours": 2})])
    assert told(found) == [("duplicate", "pod old stands first and stays; too many are young")]
    assert [each.name for each in found.pods] == ["old", "young"]


def test_a_surge_tells_of_both_pods():
    pods = [pod("a", rev="old"), pod("b", ready=False, containers=[])]
    found = cell(pods, of=daemon_set(updateStrategy=SURGE))
    assert found.state is State.OUTDATED
    assert [kind for kind, _ in told(found)] == ["revision", "container"]


def test_a_pod_that_is_judged_by_a_stale_status_says_so():
    assert told(cell([pod()], of=daemon_set(generation=2, observed=1))) == [
        ("notObserved", "the controller has not yet observed generation 2 of the DaemonSet, its last is 1")
    ]


def test_a_pod_waits_for_the_scheduler_of_its_template():
    other = daemon_set(template={"schedulerName": "volcano"})
    found = cell([pod(bound=False, ready=False, phase="Pending", age={"seconds": 5})], of=other)
    assert (found.state, found.wrong) == (State.PENDING, False)
    assert told(found) == [("unscheduled", "scheduler volcano has not looked at pod agent-1 for 5 s")]


# ---- going away


def test_a_daemon_set_that_is_being_deleted_says_so_first_and_offers_nothing():
    found = cell(of=DELETED, on=node(taints=[("soft", "NoSchedule")]))
    assert (found.state, found.hints) == (State.EXCLUDED, ())
    assert told(found)[0] == ("deleting", "the DaemonSet is being deleted for 20 s: nothing is created or replaced")


def test_a_ghost_node_says_who_removes_its_pods():
    found = covered([], [daemon_set()], [pod(node="gone")]).cell("gone", ("kube-system", "agent"))
    assert (found.state, found.desired, found.may_continue) == (State.EVICTING, False, False)
    assert told(found) == [("nodeGone", "there is no node gone: the pod garbage collector removes what is bound to it")]
    unbound = pod(node="gone", bound=False, ready=False, phase="Pending")
    found = covered([], [daemon_set()], [unbound]).cell("gone", ("kube-system", "agent"))
    assert told(found)[0] == ("nodeGone", "there is no node gone: the controller removes its pods")


def test_a_ghost_node_is_empty_for_the_others():
    others = [daemon_set(), daemon_set("other", uid="other-uid")]
    found = covered([], others, [pod(node="gone")]).cell("gone", ("kube-system", "other"))
    assert found.state is State.EXCLUDED
    assert told(found) == [("nodeGone", "there is no node gone; pods of others still name it")]


# ---- not known


def test_a_node_that_cannot_be_read_is_told_and_its_pod_taken_as_wanted():
    coverage = covered(
        [], [daemon_set(), daemon_set("other", uid="other-uid")], [pod(node="far")], known=Known(nodes=False)
    )
    found = coverage.cell("far", ("kube-system", "agent"))
    assert (found.state, found.desired, found.may_continue) == (State.READY, True, True)
    assert told(found) == [("noData", "node far cannot be read: what should run here is not known")]
    found = coverage.cell("far", ("kube-system", "other"))
    assert (found.state, found.desired, found.may_continue) == (State.UNKNOWN, False, False)


def test_pods_that_cannot_be_read_are_not_called_missing():
    found = covered([node()], [daemon_set()], known=Known(pods=False)).cell("n1", ("kube-system", "agent"))
    assert (found.state, found.wrong, found.desired) == (State.UNKNOWN, False, True)
    assert told(found) == [("noData", "pods cannot be read in full: whether one is here is not known")]


# ---- since when


@pytest.mark.parametrize(
    ("found", "since"),
    [
        (cell([pod()]), ago(hours=4)),
        (cell([pod(ready=False)]), ago(hours=4)),
        (cell([pod(ready=False, bound=False, phase="Pending", age={"minutes": 3})]), ago(minutes=3)),
        (cell([pod(meta=ending(12))]), ago(seconds=12)),
        (cell([pod("a"), pod("b", age={"hours": 1})]), ago(hours=1)),
        (cell([pod()], on=node(taints=[("k", "NoExecute", "", ago(minutes=2))])), ago(minutes=2)),
    ],
)
def test_a_cell_says_since_when_it_is_so(found, since):
    assert found.since.isoformat() == since


@pytest.mark.parametrize("found", [cell(), cell(on=node(taints=[("soft", "NoSchedule")]))])
def test_where_it_cannot_be_told_nothing_is_said_of_since_when(found):
    assert found.since is None


def test_reasons_are_not_repeated():
    found = cell(of=daemon_set(template={"affinity": affinity()}))
    assert len(found.reasons) == len(set(found.reasons)) == 1
