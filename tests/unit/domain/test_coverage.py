"""ktui.domain.coverage: rows, columns, cells, and that they are consistent."""

from datetime import timedelta

import pytest
from daemons import NOW, ago, covered, daemon_set, ending, node, pod, revision, snapshot, warning
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.domain.cell import WRONG, State
from ktui.domain.coverage import Known, cover

AGENT = ("kube-system", "agent")


def test_rows_are_sorted_by_name_and_columns_by_namespace_and_name():
    sets = [daemon_set("b"), daemon_set("a"), daemon_set("z", metadata={"namespace": "default"})]
    coverage = covered([node("n2"), node("n10"), node("n1")], sets)
    assert [row.name for row in coverage.nodes] == ["n1", "n10", "n2"]
    assert [column.key for column in coverage.daemon_sets] == [
        ("default", "z"),
        ("kube-system", "a"),
        ("kube-system", "b"),
    ]


@pytest.mark.parametrize(
    ("status", "ready"), [("True", "True"), ("False", "False"), ("Unknown", "Unknown"), ("", "Unknown")]
)
def test_a_row_says_whether_its_node_is_ready(status, ready):
    (row,) = covered([node(ready=status, unschedulable=True)], []).nodes
    assert (row.ready, row.unschedulable, row.problems) == (ready, True, 0)


def test_a_node_that_does_not_exist_has_a_row_while_pods_name_it():
    coverage = covered([node("n2")], [daemon_set()], [pod(node="n1"), pod("b", node="n3", bound=False)])
    assert [(row.name, row.node is None, row.ready) for row in coverage.nodes] == [
        ("n1", True, "Unknown"),
        ("n2", False, "True"),
        ("n3", True, "Unknown"),
    ]
    assert [coverage.state(row.name, AGENT) for row in coverage.nodes] == ["evicting", "missing", "evicting"]
    (column,) = coverage.daemon_sets
    assert (column.totals.desired, column.totals.current, column.totals.misscheduled) == (1, 0, 0)


def test_a_cell_that_does_not_exist_is_a_key_error():
    coverage = covered([node()], [daemon_set()])
    for ask in (coverage.state, coverage.wrong, coverage.cell):
        with pytest.raises(KeyError):
            ask("nobody", AGENT)
        with pytest.raises(KeyError):
            ask("n1", ("kube-system", "nothing"))


# ---- whose pod is it


def test_a_pod_belongs_to_a_daemon_set_by_uid_not_by_name():
    coverage = covered([node()], [daemon_set(uid="second")], [pod(uid="first")])
    assert coverage.state("n1", AGENT) is State.MISSING


def test_a_pod_that_is_not_bound_stands_on_the_node_it_names():
    coverage = covered([node()], [daemon_set()], [pod(bound=False, ready=False, phase="Pending")])
    assert coverage.state("n1", AGENT) is State.PENDING


def test_a_pod_that_names_no_node_stands_nowhere():
    lost = pod(node="", bound=True, ready=False)
    coverage = covered([node()], [daemon_set()], [lost])
    assert [row.name for row in coverage.nodes] == ["n1"]
    assert coverage.state("n1", AGENT) is State.MISSING


@pytest.mark.parametrize("phase", ["Failed", "Succeeded"])
def test_a_pod_that_has_ended_and_is_being_deleted_does_not_count(phase):
    coverage = covered([node()], [daemon_set()], [pod(phase=phase, ready=False, meta=ending())])
    assert coverage.state("n1", AGENT) is State.MISSING
    assert coverage.daemon_sets[0].totals.current == 0


def test_a_pod_that_is_being_deleted_counts_until_it_has_ended():
    coverage = covered([node()], [daemon_set()], [pod(meta=ending())])
    assert coverage.state("n1", AGENT) is State.TERMINATING
    totals = coverage.daemon_sets[0].totals
    assert (totals.current, totals.ready) == (1, 1)


def test_a_pod_that_the_selector_does_not_match_any_more_is_let_go():
    stray = pod(meta={"labels": {"app": "other"}})
    assert covered([node()], [daemon_set()], [stray]).state("n1", AGENT) is State.MISSING
    deleted = daemon_set(metadata={"deletionTimestamp": ago(seconds=3)})
    assert covered([node()], [deleted], [stray]).cell("n1", AGENT).pods == (stray,)


def test_a_selector_with_expressions_lets_go_too_and_one_that_cannot_be_read_lets_nothing_go():
    def state(operator):
        wanted = {"matchExpressions": [{"key": "app", "operator": operator, "values": ["other"]}]}
        return covered([node()], [daemon_set(selector=wanted)], [pod()]).state("n1", AGENT)

    assert state("In") is State.MISSING
    assert state("NotIn") is State.READY
    assert state("Odd") is State.READY


# ---- numbers


def test_totals_are_counted_as_the_controller_counts():
    nodes = [node(f"n{number}") for number in range(6)]
    nodes += [node("kept", taints=[("soft", "NoSchedule")]), node("hit", taints=[("hard", "NoExecute")])]
    pods = [
        pod("a", node="n0"),
        pod("b", node="n1", rev="old"),
        pod("c", node="n2", ready=False),
        pod("d", node="n3", meta=ending()),
        pod("e", node="n4", ready=False, age={"hours": 9}),
        pod("f", node="n4"),
        pod("g", node="kept"),
        pod("h", node="hit", meta=ending()),
    ]
    (column,) = covered(nodes, [daemon_set()], pods).daemon_sets
    totals = column.totals
    assert (totals.desired, totals.current, totals.ready, totals.up_to_date) == (6, 5, 3, 4)
    assert (totals.available, totals.misscheduled) == (3, 2)
    assert (column.outdated, column.problems, column.revision) == (1, 3, 2)


def test_available_pods_have_been_ready_for_long_enough():
    told = [{"type": "Ready", "status": "True", "lastTransitionTime": ago(seconds=9)}]
    one = pod(conditions=told)
    for min_ready, available in ((9, 1), (10, 0)):
        (column,) = covered([node()], [daemon_set(minReadySeconds=min_ready)], [one]).daemon_sets
        assert (column.totals.ready, column.totals.available) == (1, available)


def test_a_status_that_says_otherwise_is_not_hidden():
    (column,) = covered([node()], [daemon_set(status={"desiredNumberScheduled": 4})], [pod()]).daemon_sets
    assert not column.totals.controller_agrees
    assert "desired 4, counted here 1" in column.totals.disagreement


@pytest.mark.parametrize("known", [Known(nodes=False), Known(pods=False)])
def test_without_nodes_or_pods_the_numbers_are_the_controllers(known):
    status = {"desiredNumberScheduled": 40, "numberReady": 39}
    (column,) = covered([], [daemon_set(status=status)], [pod()], known=known).daemon_sets
    assert (column.totals.desired, column.totals.ready, column.totals.counted) == (40, 39, False)


def test_a_pod_that_only_counts_as_up_to_date_is_ready_and_says_so():
    status = {"desiredNumberScheduled": 1, "currentNumberScheduled": 1, "numberReady": 1, "numberAvailable": 1}
    annotations = {"annotations": {"deprecated.daemonset.template.generation": "1"}}
    of = daemon_set(status={**status, "updatedNumberScheduled": 1}, metadata=annotations)
    labels = {"app": "agent", "controller-revision-hash": "old", "pod-template-generation": "1"}
    left = pod(meta={"labels": labels})
    coverage = covered([node()], [of], [left], revisions=[revision(1, "old"), revision(2, "new")])
    assert coverage.state("n1", AGENT) is State.READY
    assert coverage.daemon_sets[0].totals.controller_agrees
    assert [(each.kind, each.message) for each in coverage.cell("n1", AGENT).reasons] == [
        (
            "revision",
            (
                "pod agent-1 is of revision 1, current is 2, and counts as up to date: its label "
                "pod-template-generation is the DaemonSet's own number, so it is not replaced"
            ),
        )
    ]


@pytest.mark.parametrize("missing", [{"known": Known(revisions=False)}, {"revisions": ()}])
def test_without_revisions_the_controller_says_how_many_are_up_to_date(missing):
    """They may be unread, or held by another DaemonSet with the same selector, which took them over as orphans."""
    status = {"desiredNumberScheduled": 1, "currentNumberScheduled": 1, "numberReady": 1, "numberAvailable": 1}
    of = daemon_set(status={**status, "updatedNumberScheduled": 1})
    coverage = covered([node()], [of], [pod(rev="old")], **missing)
    (column,) = coverage.daemon_sets
    assert (column.totals.up_to_date, column.totals.controller_agrees, column.revision) == (1, True, 0)
    assert coverage.state("n1", AGENT) is State.READY
    assert coverage.cell("n1", AGENT).revision == "revision with hash old, current not known"


def test_problems_are_counted_by_row_and_by_column():
    nodes, sets = [node("n1"), node("n2")], [daemon_set("a", uid="a"), daemon_set("b", uid="b")]
    pods = [pod("a1", app="a", uid="a"), pod("b1", app="b", uid="b", ready=False)]
    coverage = covered(nodes, sets, pods)
    assert [row.problems for row in coverage.nodes] == [1, 2]
    assert [column.problems for column in coverage.daemon_sets] == [1, 2]
    assert not coverage.wrong("n1", ("kube-system", "a"))
    assert coverage.wrong("n1", ("kube-system", "b"))
    assert coverage.wrong("n2", ("kube-system", "a"))


# ---- properties over random snapshots

TAINTS = [("soft", "NoSchedule"), ("hard", "NoExecute"), ("node.kubernetes.io/not-ready", "NoSchedule")]
SURGE = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}


@st.composite
def nodes(draw):
    names = draw(st.lists(st.sampled_from(["n1", "n2", "n3", "n4"]), unique=True))
    return [
        node(
            name,
            labels={"pool": draw(st.sampled_from(["cpu", "gpu"]))},
            taints=draw(st.lists(st.sampled_from(TAINTS), unique=True)),
            ready=draw(st.sampled_from(["True", "False", "Unknown"])),
        )
        for name in names
    ]


@st.composite
def daemon_sets(draw):
    return [
        daemon_set(
            name,
            uid=name,
            template=draw(
                st.sampled_from([{}, {"nodeSelector": {"pool": "gpu"}}, {"tolerations": [{"operator": "Exists"}]}])
            ),
            updateStrategy=draw(st.sampled_from([{}, {"type": "OnDelete"}, SURGE])),
            minReadySeconds=draw(st.sampled_from([0, 5])),
            generation=draw(st.sampled_from([1, 2])),
            observed=1,
            metadata=draw(st.sampled_from([{}, {"deletionTimestamp": ago(seconds=5)}])),
        )
        for name in draw(st.lists(st.sampled_from(["a", "b"]), unique=True))
    ]


@st.composite
def pods(draw):
    return [
        pod(
            f"p{number}",
            node=draw(st.sampled_from(["n1", "n2", "n3", "gone"])),
            app=(owner := draw(st.sampled_from(["a", "b"]))),
            uid=owner,
            rev=draw(st.sampled_from(["new", "old", ""])),
            bound=draw(st.booleans()),
            ready=draw(st.booleans()),
            phase=draw(st.sampled_from(["Running", "Pending", "Failed", "Succeeded", ""])),
            age=draw(st.sampled_from([{"seconds": 1}, {"minutes": 9}])),
            meta=draw(st.sampled_from([{}, ending()])),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


KNOWNS = st.builds(Known, nodes=st.booleans(), pods=st.booleans(), revisions=st.booleans())
REVISIONS = [revision(1, "old"), revision(2, "new")]
WARNINGS = [warning("FailedCreate", "no"), warning("FailedDaemonPod", "Found failed daemon pod x on node n1, will try")]


@given(nodes(), daemon_sets(), pods(), KNOWNS)
def test_any_snapshot_is_consistent(found_nodes, found_sets, found_pods, known):
    coverage = covered(found_nodes, found_sets, found_pods, warnings=WARNINGS, known=known)
    problems = {row.name: 0 for row in coverage.nodes}
    for column in coverage.daemon_sets:
        cells = [coverage.cell(row.name, column.key) for row in coverage.nodes]
        for cell in cells:
            assert cell.state is coverage.state(cell.node, column.key)
            assert cell.wrong is coverage.wrong(cell.node, column.key)
            assert cell.wrong == (cell.state in WRONG) or cell.state is State.PENDING
            assert cell.may_continue or not cell.desired
            assert cell.reasons or cell.state is State.READY
            assert bool(cell.pods) is bool(cell.revision)
            problems[cell.node] += cell.wrong
        assert column.problems == sum(cell.wrong for cell in cells)
        assert column.outdated == sum(cell.state is State.OUTDATED for cell in cells)
        if not (known.nodes and known.pods):
            continue
        wanted = [cell for cell in cells if cell.desired]
        held = [cell for cell in wanted if cell.pods]
        there = {row.name for row in coverage.nodes if row.node}
        stray = [cell for cell in cells if cell.pods and not cell.desired and cell.node in there]
        totals = column.totals
        assert (totals.desired, totals.current, totals.misscheduled) == (len(wanted), len(held), len(stray))
        assert totals.available <= totals.ready <= totals.current <= totals.desired
    assert {row.name: row.problems for row in coverage.nodes} == problems


@settings(max_examples=50)
@given(nodes(), daemon_sets(), pods(), KNOWNS, nodes(), daemon_sets(), pods(), KNOWNS, st.data())
def test_what_is_taken_over_from_before_changes_nothing(n1, d1, p1, k1, n2, d2, p2, k2, data):
    seconds = data.draw(st.sampled_from([0, 1, 300]))
    pick = data.draw(st.lists(st.booleans(), min_size=4, max_size=4))
    then = [new if new_one else old for new_one, old, new in zip(pick, (n1, d1, p1, k1), (n2, d2, p2, k2), strict=True)]
    before = covered(n1, d1, p1, known=k1)
    later = NOW + timedelta(seconds=seconds)
    seen = snapshot(then[0], then[1], then[2], REVISIONS, (), then[3])
    fresh, followed = cover(seen, later), cover(seen, later, before)
    assert followed.nodes == fresh.nodes
    assert followed.daemon_sets == fresh.daemon_sets
    for row in fresh.nodes:
        for column in fresh.daemon_sets:
            assert followed.cell(row.name, column.key) == fresh.cell(row.name, column.key)


@pytest.mark.parametrize("seconds", [0, 299, 301])
def test_a_cell_can_be_told_of_a_later_moment_without_working_out_all_others(seconds):
    seen, later = snapshot([node()], [daemon_set()], [YOUNG]), NOW + timedelta(seconds=seconds)
    assert cover(seen, NOW).cell("n1", AGENT, later) == cover(seen, later).cell("n1", AGENT)


YOUNG = pod(bound=False, ready=False, phase="Pending", age={"seconds": 1})
JUST_READY = pod(conditions=[{"type": "Ready", "status": "True", "lastTransitionTime": ago(seconds=1)}])
DELETED = daemon_set(metadata={"deletionTimestamp": ago(seconds=1)})
LABELLED = node(labels={"pool": "gpu"})
GPU = daemon_set(template={"nodeSelector": {"pool": "gpu"}})
CHANGES = [
    ("a pending pod grows old", snapshot([node()], [daemon_set()], [YOUNG]), None, 300),
    ("a ready pod becomes available", snapshot([node()], [daemon_set(minReadySeconds=5)], [JUST_READY]), None, 4),
    ("the DaemonSet is deleted", snapshot([node()], [daemon_set()]), snapshot([node()], [DELETED]), 0),
    ("another takes the name", snapshot([node()], [daemon_set()]), snapshot([node()], [daemon_set(uid="x")]), 0),
    ("the template changes", snapshot([node()], [daemon_set()]), snapshot([node()], [GPU]), 0),
    ("the status changes", snapshot([node()], [daemon_set()]),
     snapshot([node()], [daemon_set(status={"numberReady": 5})]), 0),
    ("a label comes", snapshot([node()], [GPU]), snapshot([LABELLED], [GPU]), 0),
    ("a taint comes", snapshot([node()], [daemon_set()]), snapshot([node(taints=[TAINTS[1]])], [daemon_set()]), 0),
    ("the node is not ready", snapshot([node()], [daemon_set()]), snapshot([node(ready="False")], [daemon_set()]), 0),
    ("the node goes", snapshot([node()], [daemon_set()], [pod()]), snapshot([], [daemon_set()], [pod()]), 0),
    ("a node comes", snapshot([node()], [daemon_set()]), snapshot([node(), node("n2")], [daemon_set()]), 0),
    ("a pod comes", snapshot([node()], [daemon_set()]), snapshot([node()], [daemon_set()], [pod()]), 0),
    ("a pod changes", snapshot([node()], [daemon_set()], [pod()]),
     snapshot([node()], [daemon_set()], [pod(ready=False)]), 0),
    ("a revision comes", snapshot([node()], [daemon_set()], [pod()], [revision(1, "new")]),
     snapshot([node()], [daemon_set()], [pod()], [revision(1, "new"), revision(2, "newer")]), 0),
    ("pods become known", snapshot([node()], [daemon_set()], known=Known(pods=False)),
     snapshot([node()], [daemon_set()]), 0),
    ("nodes become known", snapshot([], [daemon_set()], [pod()], known=Known(nodes=False)),
     snapshot([], [daemon_set()], [pod()]), 0),
    ("a warning comes", snapshot([node()], [daemon_set()]), snapshot([node()], [daemon_set()], warnings=WARNINGS), 0),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "seconds"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_every_change_is_seen_although_the_rest_is_taken_over(one, other, seconds):
    before = cover(one, NOW)
    later, then = other or one, NOW + timedelta(seconds=seconds)
    fresh, followed = cover(later, then), cover(later, then, before)
    assert (followed.nodes, followed.daemon_sets) == (fresh.nodes, fresh.daemon_sets)
    cells = [(row.name, column.key) for row in fresh.nodes for column in fresh.daemon_sets]
    assert [followed.cell(*each) for each in cells] == [fresh.cell(*each) for each in cells]
    assert (fresh.nodes, fresh.daemon_sets, [fresh.cell(*each) for each in cells]) != (
        before.nodes,
        before.daemon_sets,
        [before.cell(*each) for each in cells if each[0] in {row.name for row in before.nodes}],
    )


def test_an_empty_cluster_has_an_empty_coverage():
    coverage = cover(snapshot([], []), NOW)
    assert (coverage.nodes, coverage.daemon_sets) == ((), ())
