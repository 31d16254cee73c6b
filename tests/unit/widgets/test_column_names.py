"""ktui.widgets.column_names: names where there is less room than they need."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from ktui.widgets.column_names import least_width, lying, standing


def lie(names, width, lines):
    return lying(tuple(names), (width,) * len(names), lines, "…")


def stand(names, lines):
    return ["".join(letters) for letters in standing(tuple(names), lines, "⋮", "?")]


@pytest.mark.parametrize(
    ("name", "widths"),
    [
        ("falco", [5, 5, 5]),
        ("ebs-csi-node", [12, 8, 4]),
        ("node-problem-detector", [21, 13, 8]),
        ("monitoring/node-exporter", [24, 13, 11]),
        ("名前-名前", [9, 5, 5]),
        ("", [0, 0, 0]),
    ],
)
def test_a_name_is_broken_behind_its_separators_only(name, widths):
    assert [least_width(name, lines) for lines in (1, 2, 3)] == widths


@pytest.mark.parametrize(
    ("name", "width", "lines", "shown"),
    [
        ("falco", 7, 3, ("falco",)),
        ("ebs-csi-node", 8, 3, ("ebs-csi-", "node")),
        ("fluentbit", 6, 3, ("fluent", "bit")),
        ("node-exporter", 6, 3, ("node-", "export", "er")),
        ("node-exporter", 7, 3, ("node-", "export…")),
        ("node-problem-detector", 6, 3, ("node-", "probl…", "detec…")),
        ("node-problem-detector", 3, 3, ("nod", "pro", "det")),
        ("gpu-feature-discovery-worker", 9, 3, ("gpu-", "feature-", "discovery")),
        ("node-local-dns", 5, 3, ("node-", "local", "dns")),
        ("node-exporter", 9, 1, ("node-exp…",)),
        ("cilium", 3, 2, ("cil", "ium")),
        ("velero", 2, 1, ("ve",)),
    ],
)
def test_a_name_is_shortened_as_little_as_the_room_allows(name, width, lines, shown):
    assert lie([name], width, lines) == (shown,)


@pytest.mark.parametrize(
    ("names", "width", "lines", "shown"),
    [
        (["node-exporter", "node-local-dns"], 2, 1, [("ne",), ("nl",)]),
        (["node-exporter", "node-exposer"], 8, 1, [("node…ter",), ("node…ser",)]),
        (["a-b-c-driver", "a-b-c-worker"], 2, 3, [("a-", "b-", "dr"), ("a-", "b-", "wo")]),
        (["agent1", "agent2"], 2, 1, [("t1",), ("t2",)]),
        (["agent1xy", "agent2xy"], 2, 1, [("ag",), ("ag",)]),
    ],
)
def test_names_that_would_look_alike_are_shortened_otherwise(names, width, lines, shown):
    assert list(lie(names, width, lines)) == shown


def test_shorter_names_stand_on_the_ground():
    assert lie(["falco", "ebs-csi-node"], 8, 3) == (("", "falco"), ("ebs-csi-", "node"))


@pytest.mark.parametrize(
    ("names", "lines", "shown"),
    [
        (["dns", "kube-proxy"], 5, ["dns", "kube⋮"]),
        (["kube-proxy"], 3, ["kub"]),
        (["node-exporter", "node-local-dns", "cni"], 5, ["n-ex⋮", "n-lo⋮", "cni"]),
        (["agent-1-a", "agent-1-b"], 4, ["a1-a", "a1-b"]),
        (["名前x"], 9, ["??x"]),
    ],
)
def test_standing_names_leave_out_what_they_share(names, lines, shown):
    assert stand(names, lines) == shown


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("ab-./名", max_size=12), max_size=5), st.integers(1, 9), st.integers(1, 3))
def test_no_name_is_wider_or_taller_than_its_room(names, width, lines):
    for shown in lie(names, width, lines):
        assert len(shown) <= lines
        assert all(cell_len(line) <= max(width, 2) for line in shown)
    for letters in standing(tuple(names), lines, ":", "?"):
        assert len(letters) == lines
        assert all(len(letter) <= 1 for letter in letters)
