"""What is not known in full is said, once for each reason."""

import pytest
from unit.cli.sessions import filled

from ktui.cli.gaps import Gap, gaps, in_lines
from ktui.domain.kinds import COVERAGE, DAEMON_SET, NODE, POD
from ktui.store.feed import Failed, Live, Loading, Refused, Stale


def found(namespaces=None, **feeds):
    state = filled()
    for name, by_namespace in feeds.items():
        table = getattr(state, name)
        if None not in by_namespace:
            table.set_scope(by_namespace)
        for namespace, feed in by_namespace.items():
            table.set_feed(feed, namespace)
    return list(gaps(state, COVERAGE, namespaces))


def test_of_what_is_live_nothing_is_missing():
    assert found() == []


@pytest.mark.parametrize(
    ("feed", "why", "denied"),
    [
        (Loading(), "no answer in time", False),
        (Loading(count=7), "no answer in time; 7 came", False),
        (Stale(1.0, "reset by peer"), "lost the connection: reset by peer", False),
        (Failed("no route to host"), "no connection: no route to host", False),
        (Refused("nodes is forbidden"), "no right: nodes is forbidden", True),
        (Refused("not found", forbidden=False), "not served: not found", True),
    ],
)
def test_what_is_missing_is_said_with_its_reason(feed, why, denied):
    assert found(nodes={None: feed}) == [Gap(NODE, why, denied=denied)]


def test_a_gap_in_one_namespace_names_it():
    told = found(("a", "b"), pods={"a": Live(), "b": Refused("no")})
    assert told == [Gap(POD, "no right: no (namespace b)", denied=True)]


def test_who_may_not_look_at_all_namespaces_hears_which_were_seen():
    told = found(None, daemon_sets={"b": Live(), "a": Live()})
    assert told == [Gap(DAEMON_SET, "no right to all namespaces; seen: a, b; choose with -n", denied=True)]


def test_a_reason_is_told_once_for_all_that_is_missing_for_it_and_safe_to_print():
    lines = list(in_lines([Gap(NODE, "gone\x1b[2J"), Gap(POD, "late"), Gap(DAEMON_SET, "gone\x1b[2J")]))
    assert [line.partition(":")[0] for line in lines] == ["nodes, daemonsets", "pods"]
    assert "\x1b" not in lines[0]
