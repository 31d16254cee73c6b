"""The answer claims nothing that is not known, and misses nothing that is."""

import pytest
from unit.cli.made import NOW, cluster, daemon_set, fill, healthy, node, pod, revision, status

from ktui.cli.answer import URGENCY, Question, answer
from ktui.domain import labels
from ktui.domain.coverage import State, cover
from ktui.domain.kinds import CONTROLLER_REVISION, DAEMON_SET, DAEMON_SET_WARNING, NODE, POD
from ktui.store.feed import Failed, Live, Loading, Refused, Stale
from ktui.store.snapshot import snapshot

OUTDATED = frozenset({"outdated"})


def asked(state, **question):
    return answer(Question(**question), cover(snapshot(state), NOW), state)


def test_all_that_is_wanted_is_ready_is_0():
    found = asked(cluster(*healthy()))
    assert (found.code, found.wrong, found.unknown, found.gaps, found.blind) == (0, (), (), (), False)


def test_a_cluster_without_daemon_sets_wants_nothing_and_is_0():
    assert asked(cluster(node("n1"))).code == 0


def test_an_old_revision_counts_only_if_it_is_asked_for():
    state = cluster(*healthy())
    fill(state, pod("proxy", "n2", revision="old"))
    assert asked(state).code == 0
    found = asked(state, fail_on=OUTDATED)
    assert (found.code, found.wrong) == (1, (("n2", ("kube-system", "proxy")),))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (pod("proxy", "n2", ready=False), State.UNREADY),
        (pod("proxy", "n2", ready=False, waiting="CrashLoopBackOff"), State.FAILING),
        (pod("proxy", "n2", ready=False, waiting="ContainerCreating", phase="Pending"), State.PENDING),
        (node("n3"), State.MISSING),
    ],
    ids=lambda value: str(value) if isinstance(value, State) else "",
)
def test_a_wanted_pod_that_is_not_ready_is_1(changed, expected):
    state = cluster(*healthy())
    fill(state, changed)
    found = asked(state)
    assert found.code == 1
    assert [found.coverage.state(*cell) for cell in found.wrong] == [expected]


def test_where_no_pod_is_wanted_nothing_counts_unless_it_is_asked_for():
    state = cluster(
        node("n1", taints=[("node.kubernetes.io/not-ready", "NoSchedule")], ready="False"),
        node("n2", taints=[("dedicated", "NoSchedule")]),
        daemon_set("proxy", status=status(0, 0, 0)),
        revision("proxy"),
        pod("proxy", "n2"),
    )
    assert asked(state).code == 0
    assert asked(state, fail_on=frozenset({"waiting"})).wrong == (("n1", ("kube-system", "proxy")),)
    assert asked(state, fail_on=frozenset({"kept"})).wrong == (("n2", ("kube-system", "proxy")),)


def test_only_the_nodes_with_the_labels_are_asked_about():
    state = cluster(*healthy())
    fill(state, pod("proxy", "n2", ready=False))
    assert asked(state, nodes=labels.parse("pool=gpu")).code == 1
    assert asked(state, nodes=labels.parse("pool=cpu")).code == 0
    assert [row.name for row in asked(state, nodes=labels.parse("pool=cpu")).nodes] == ["n1"]


def test_a_node_that_does_not_exist_has_no_labels_and_is_not_asked_about_by_them():
    state = cluster(*healthy())
    fill(state, pod("proxy", "ghost"))
    assert [row.name for row in asked(state, nodes=labels.parse("!nosuch")).nodes] == ["n1", "n2"]


def test_a_daemon_set_that_is_named_and_does_not_exist_is_1():
    found = asked(cluster(*healthy()), daemon_sets=(("kube-system", "proxy"), ("a", "b")), namespaces=("a",))
    assert (found.code, found.absent) == (1, (("a", "b"),))
    assert [column.key for column in found.daemon_sets] == [("kube-system", "proxy")]


def test_a_daemon_set_that_cannot_be_seen_is_not_said_to_be_absent():
    state = cluster(*healthy())
    state.daemon_sets.set_feed(Refused("forbidden"))
    found = asked(state, daemon_sets=(("a", "b"),))
    assert (found.code, found.absent) == (3, ())


@pytest.mark.parametrize("feed", [Loading(3), Failed("refused"), Refused("forbidden"), Stale(0.0, "cut")])
@pytest.mark.parametrize("kind", [NODE, POD, DAEMON_SET])
def test_without_all_the_data_all_is_well_is_never_claimed(kind, feed):
    state = cluster(*healthy())
    state.tables[kind].set_feed(feed)
    found = asked(state)
    assert (found.code, found.blind) == (3, True)
    assert [gap.kind for gap in found.gaps] == [kind]


@pytest.mark.parametrize("feed", [Refused("forbidden"), Stale(0.0, "cut")])
@pytest.mark.parametrize("kind", [NODE, CONTROLLER_REVISION, DAEMON_SET_WARNING])
def test_what_is_provably_wrong_is_1_even_if_not_all_can_be_seen(kind, feed):
    state = cluster(*healthy())
    fill(state, pod("proxy", "n2", ready=False, waiting="CrashLoopBackOff"))
    state.tables[kind].set_feed(feed)
    assert asked(state).code == 1


@pytest.mark.parametrize(("fail_on", "code"), [(frozenset(), 0), (OUTDATED, 3)])
def test_revisions_matter_only_to_who_asks_for_outdated(fail_on, code):
    state = cluster(*healthy())
    state.controller_revisions.set_feed(Refused("forbidden"))
    found = asked(state, fail_on=fail_on)
    assert found.code == code
    assert found.gaps


def test_events_only_add_reasons_and_decide_nothing():
    state = cluster(*healthy())
    state.daemon_set_warnings.set_feed(Refused("forbidden"))
    found = asked(state, fail_on=OUTDATED)
    assert (found.code, found.blind) == (0, False)
    assert [gap.kind for gap in found.gaps] == [DAEMON_SET_WARNING]


def test_asked_about_all_namespaces_some_of_them_are_not_enough():
    state = cluster(*healthy())
    for kind, table in state.tables.items():
        if kind.namespaced:
            table.set_scope(["kube-system"])
            table.set_feed(Live(), "kube-system")
    found = asked(state)
    assert found.code == 3
    assert "seen: kube-system" in found.gaps[0].why
    assert asked(state, namespaces=("kube-system",)).code == 0


def test_a_change_that_the_controller_has_not_observed_is_not_up_to_date():
    state = cluster(*healthy())
    fill(state, daemon_set("proxy", generation=2, status=status(2, 2, 2)))
    assert asked(state).code == 0
    found = asked(state, fail_on=OUTDATED)
    assert found.code == 1
    assert "generation 2" in found.behind[0]


def test_never_more_pods_are_called_up_to_date_than_the_controller_counts():
    """The new generation is observed, but its revision has not come yet: the old one still looks current."""
    state = cluster(*healthy())
    fill(state, daemon_set("proxy", status=status(2, 2, 0)))
    found = asked(state, fail_on=OUTDATED)
    assert (found.code, found.wrong) == (1, ())
    assert "counts 0 up-to-date pods, not 2" in found.behind[0]


def test_what_needs_eyes_comes_first():
    state = cluster(*healthy())
    fill(state, pod("proxy", "n2", ready=False, waiting="CrashLoopBackOff"), node("n0"))
    found = asked(state)
    assert [found.coverage.state(*cell) for cell in found.cells] == [State.FAILING, State.MISSING, State.READY]
    assert found.troubles == found.cells[:2]


def test_every_state_has_its_urgency():
    assert sorted(URGENCY) == sorted(State)
