"""ktui.domain.arrangement: which rows and columns are shown, in which order, and what groups add up to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sketches import LETTERS, Sketch

from ktui.domain.arrangement import (
    HAS_POD_READY,
    SEVERITY,
    TOLD,
    WANTS_POD,
    GroupRow,
    NodeRow,
    View,
    arrange,
    group_title,
)
from ktui.domain.coverage import WRONG, State

CLUSTER = Sketch(
    ["calico", "logging/fluentbit", "gpu/plugin"],
    {"cpu-1": "oo.", "cpu-2": "o~.", "cpu-10": "oX.", "gpu-1": "!Xo", "infra-1": "ooo"},
    {
        "cpu-1": {"pool": "cpu", "topology.kubernetes.io/zone": "a"},
        "cpu-2": {"pool": "cpu", "topology.kubernetes.io/zone": "b"},
        "cpu-10": {"pool": "cpu", "topology.kubernetes.io/zone": "a"},
        "gpu-1": {"pool": "gpu", "failure-domain.beta.kubernetes.io/zone": "b"},
        "infra-1": {"node-role.kubernetes.io/infra": "", "kubernetes.io/role": "edge"},
    },
)


def names(arrangement):
    return [row.title if isinstance(row, GroupRow) else row.name for row in arrangement.rows]


def titles(arrangement):
    return [column.title for column in arrangement.columns]


def test_nodes_with_most_problems_come_first_and_the_rest_by_name_and_number():
    assert names(arrange(CLUSTER, View())) == ["gpu-1", "cpu-10", "cpu-1", "cpu-2", "infra-1"]


def test_a_node_that_is_not_ready_is_a_problem_of_its_own():
    cluster = Sketch(["a"], {"n1": "o", "n2": "o", "ghost": "o"}, not_ready={"n2"}, gone={"ghost"})
    assert names(arrange(cluster, View())) == ["n2", "ghost", "n1"]


def test_by_name_the_ninth_comes_before_the_tenth():
    assert names(arrange(CLUSTER, View(problems_first=False))) == ["cpu-1", "cpu-2", "cpu-10", "gpu-1", "infra-1"]


def test_columns_stand_by_name_whatever_their_namespace():
    assert titles(arrange(CLUSTER, View())) == ["calico", "fluentbit", "plugin"]


def test_two_columns_of_one_name_are_told_apart_by_their_namespaces():
    cluster = Sketch(["b/agent", "a/agent", "a/other"], {"n": "ooo"})
    assert titles(arrange(cluster, View())) == ["a/agent", "b/agent", "other"]


def test_only_daemonsets_of_the_namespaces_asked_for_are_shown_and_the_others_do_not_count_as_hidden():
    arranged = arrange(CLUSTER, View(namespaces=frozenset({"logging"})))
    assert titles(arranged) == ["fluentbit"]
    assert arranged.hidden_columns == 0


@pytest.mark.parametrize(
    ("group_by", "groups"),
    [
        ("pool", ["pool=gpu", "pool=cpu", "no pool"]),
        ("zone", ["zone=b", "zone=a", "no zone"]),
        ("role", ["no role", "role=edge,infra"]),
        (
            "topology.kubernetes.io/zone",
            ["no topology.kubernetes.io/zone", *(f"topology.kubernetes.io/zone={z}" for z in "ab")],
        ),
    ],
)
def test_groups_with_problems_come_first(group_by, groups):
    arranged = arrange(CLUSTER, View(group_by=group_by))
    assert [row.title for row in arranged.rows if isinstance(row, GroupRow)] == groups


def test_nodes_without_the_label_come_last_when_groups_stand_by_name():
    arranged = arrange(CLUSTER, View(group_by="pool", problems_first=False))
    assert names(arranged) == ["pool=cpu", "cpu-1", "cpu-2", "cpu-10", "pool=gpu", "gpu-1", "no pool", "infra-1"]


def test_a_group_adds_up_its_cells_and_shows_the_worst():
    cpu = next(
        row
        for row in arrange(CLUSTER, View(group_by="pool")).rows
        if isinstance(row, GroupRow) and row.title == "pool=cpu"
    )
    assert [(count.ready, count.desired, count.worst) for count in cpu.counts] == [
        (3, 3, State.READY),
        (2, 3, State.FAILING),
        (0, 0, State.EXCLUDED),
    ]
    assert (cpu.size, cpu.problems) == (3, 1)


def test_a_folded_group_keeps_its_counts_and_hides_its_nodes():
    arranged = arrange(CLUSTER, View(group_by="pool", folded=frozenset({"pool=cpu"})))
    assert names(arranged) == ["pool=gpu", "gpu-1", "pool=cpu", "no pool", "infra-1"]
    assert arranged.nodes == 5
    assert arranged.hidden_nodes == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cpu", ["cpu-1", "cpu-2", "cpu-10"]),
        ("CPU-1", ["cpu-1", "cpu-10"]),
        ("!cpu", ["gpu-1", "infra-1"]),
        ("-l pool=gpu", ["gpu-1"]),
        ("!-l pool", ["infra-1"]),
        ("-l pool in (gpu,x)", ["gpu-1"]),
        ("-f c10", ["cpu-10"]),
        ("-f .*", []),
        ("nothing", []),
        ("", ["cpu-1", "cpu-2", "cpu-10", "gpu-1", "infra-1"]),
        ("!", ["cpu-1", "cpu-2", "cpu-10", "gpu-1", "infra-1"]),
        ("-l", ["cpu-1", "cpu-2", "cpu-10", "gpu-1", "infra-1"]),
    ],
)
def test_a_text_filters_nodes(text, shown):
    arranged = arrange(CLUSTER, View(text=text, problems_first=False))
    assert names(arranged) == shown
    assert arranged.hidden_nodes == 5 - len(shown)
    assert len(arranged.columns) == 3
    assert arranged.fault == ""


@pytest.mark.parametrize(
    ("text", "shown"), [("fluent", ["fluentbit"]), ("!fluent", ["calico", "plugin"]), ("logging/", ["fluentbit"])]
)
def test_a_text_that_no_node_has_filters_daemonsets(text, shown):
    arranged = arrange(CLUSTER, View(text=text))
    assert titles(arranged) == shown
    assert arranged.hidden_columns == 3 - len(shown)
    assert arranged.nodes == 5


def test_a_selector_that_cannot_be_read_filters_nothing_and_says_why():
    arranged = arrange(CLUSTER, View(text="-l pool in (gpu"))
    assert arranged.nodes == 5
    assert "pool" in arranged.fault


def test_with_faults_only_rows_and_columns_with_nothing_wrong_vanish():
    arranged = arrange(CLUSTER, View(faults_only=True))
    assert names(arranged) == ["gpu-1", "cpu-10"]
    assert titles(arranged) == ["calico", "fluentbit"]
    assert (arranged.hidden_nodes, arranged.hidden_columns) == (3, 1)


def test_with_faults_only_a_node_that_is_not_ready_stays_though_its_pods_are():
    cluster = Sketch(["a"], {"n1": "o", "n2": "o"}, not_ready={"n2"})
    assert names(arrange(cluster, View(faults_only=True))) == ["n2"]


def test_states_asked_for_leave_the_rows_and_columns_that_have_them():
    arranged = arrange(CLUSTER, View(text="-s outdated,missing"))
    assert names(arranged) == ["gpu-1", "cpu-2"]
    assert titles(arranged) == ["calico", "fluentbit"]


def test_states_and_another_filter_are_asked_for_together():
    arranged = arrange(CLUSTER, View(text="-s outdated,missing -l pool=gpu"))
    assert names(arranged) == ["gpu-1"]


def test_a_state_that_there_is_not_hides_nothing_and_is_said():
    arranged = arrange(CLUSTER, View(text="-s outdatd"))
    assert arranged.nodes == 5
    assert "did you mean outdated?" in arranged.fault


def test_totals_are_of_what_filters_leave_and_all_that_is_wrong_is_told():
    def told(view):
        totals = arrange(CLUSTER, view).totals
        return [(state, totals[state]) for state in TOLD if totals.get(state)]

    assert told(View()) == [(State.MISSING, 1), (State.FAILING, 2), (State.OUTDATED, 1)]
    assert told(View(text="cpu")) == [(State.FAILING, 1), (State.OUTDATED, 1)]
    assert told(View(text="infra")) == []
    assert set(TOLD) >= WRONG


def test_columns_count_the_states_of_the_nodes_that_filters_leave():
    fluentbit = arrange(CLUSTER, View(text="cpu")).columns[1]
    assert fluentbit.counts == {State.READY: 1, State.OUTDATED: 1, State.FAILING: 1}
    assert fluentbit.worst is State.FAILING


def test_every_state_has_its_severity():
    assert set(SEVERITY) == set(State)
    assert len(SEVERITY) == len(State)
    assert HAS_POD_READY < WANTS_POD


@pytest.mark.parametrize(
    ("group_by", "labels", "title"),
    [
        ("pool", {"cloud.google.com/gke-nodepool": "big", "pool": "other"}, "pool=big"),
        ("pool", {"eks.amazonaws.com/nodegroup": "ng-1"}, "pool=ng-1"),
        (
            "role",
            {"node-role.kubernetes.io/control-plane": "", "node-role.kubernetes.io/etcd": "true"},
            "role=control-plane,etcd",
        ),
        ("role", {}, "no role"),
        ("disk", {"disk": ""}, "disk="),
    ],
)
def test_the_group_of_a_node_is_read_from_its_labels(group_by, labels, title):
    assert group_title(group_by, labels) == title


@st.composite
def clusters(draw):
    columns = draw(st.integers(0, 4))
    line = st.text(st.sampled_from(sorted(LETTERS)), min_size=columns, max_size=columns)
    nodes = draw(st.dictionaries(st.from_regex(r"[a-c]{1,2}-[0-9]{1,2}", fullmatch=True), line, max_size=8))
    labels = {name: {"pool": draw(st.sampled_from("xyz"))} for name in nodes if draw(st.booleans())}
    return Sketch([f"ns{number % 2}/ds{number}" for number in range(columns)], nodes, labels)


views = st.builds(
    View,
    group_by=st.sampled_from(["", "pool", "zone"]),
    problems_first=st.booleans(),
    text=st.sampled_from(
        ["", "a", "!a", "-l pool=x", "-f a1", "ds1", "!ds0", "zzz", "-s missing", "!-s ready", "-s failing a"]
    ),
    faults_only=st.booleans(),
    namespaces=st.sampled_from([None, frozenset({"ns0"})]),
)


@settings(max_examples=50)
@given(clusters(), views)
def test_every_node_is_shown_once_or_counted_as_hidden(cluster, view):
    arranged = arrange(cluster, view)
    shown = [row.name for row in arranged.rows if isinstance(row, NodeRow)]
    assert len(shown) == len(set(shown)) == arranged.nodes
    assert arranged.nodes + arranged.hidden_nodes == len(cluster.nodes)


@settings(max_examples=50)
@given(clusters(), views)
def test_what_groups_and_columns_count_is_what_their_cells_are(cluster, view):
    arranged = arrange(cluster, view)
    keys = [column.key for column in arranged.columns]
    shown = [row.name for row in arranged.rows if isinstance(row, NodeRow)]
    for column in arranged.columns:
        states = [cluster.state(name, column.key) for name in shown]
        assert {state: states.count(state) for state in states} == column.counts
    assert sum(arranged.totals.values()) == len(shown) * len(keys)
    groups = [row for row in arranged.rows if isinstance(row, GroupRow)]
    if groups:
        assert sum(group.size for group in groups) == len(shown)
        for place, key in enumerate(keys):
            ready = sum(cluster.state(name, key) in HAS_POD_READY for name in shown)
            desired = sum(cluster.state(name, key) in WANTS_POD for name in shown)
            assert sum(group.counts[place].ready for group in groups) == ready
            assert sum(group.counts[place].desired for group in groups) == desired


@settings(max_examples=50)
@given(clusters(), views)
def test_folding_changes_nothing_but_what_is_hidden_by_it(cluster, view):
    opened = arrange(cluster, view)
    shut = frozenset(row.title for row in opened.rows if isinstance(row, GroupRow))
    folded = arrange(cluster, View(**{**{name: getattr(view, name) for name in View.__slots__}, "folded": shut}))
    assert (folded.nodes, folded.totals, folded.hidden_nodes) == (opened.nodes, opened.totals, opened.hidden_nodes)
    assert len(folded.rows) == (len(shut) if view.group_by else len(opened.rows))


def test_columns_with_most_problems_come_first_if_asked_for_and_groups_count_with_them():
    plain = arrange(CLUSTER, View(group_by="pool"))
    worst = arrange(CLUSTER, View(group_by="pool", columns_by_problems=True))
    assert [column.title for column in plain.columns] == ["calico", "fluentbit", "plugin"]
    assert [column.title for column in worst.columns] == ["fluentbit", "calico", "plugin"]

    def of_groups(arrangement):
        titles = [column.title for column in arrangement.columns]
        groups = (row for row in arrangement.rows if isinstance(row, GroupRow))
        return {row.title: dict(zip(titles, row.counts, strict=True)) for row in groups}

    assert of_groups(worst) == of_groups(plain)
