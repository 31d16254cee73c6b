"""ktui.screens.table_standing: why a table has no rows, and what is missing of one that has."""

import pytest

from ktui.domain.kinds import JOB, NODE, POD
from ktui.domain.tabular import View
from ktui.screens.table_standing import nothing, table_remarks, without_rows
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Failed, Live, Loading, Refused, Stale

SERVER = "https://10.0.0.1:6443"
NOW = 1000.0
FORBIDDEN = Refused("jobs is forbidden")
UNSERVED = Refused("HTTP 404 Not Found: 404 page not found", forbidden=False)


def state(**feeds):
    made = ClusterState()
    for kind in (JOB, POD, NODE):
        made.table(kind).set_feed(feeds.get(kind.name, Live()))
    return made


def told(feed, *, kind=JOB, text="", faults=False, total=0):
    view = View(sort="NAME", text=text, faults_only=faults)
    return without_rows(state(**{kind.name: feed}), (kind,), SERVER, NOW, view=view, total=total)


@pytest.mark.parametrize(
    ("feed", "options", "title"),
    [
        (Failed("no route to host"), {}, f"No connection to {SERVER}"),
        (FORBIDDEN, {}, "No right to see jobs"),
        (UNSERVED, {}, "The server does not serve jobs"),
        (Loading(), {}, "Loading"),
        (Live(), {"text": "x\x1b[2J"}, "Nothing matches x\N{REPLACEMENT CHARACTER}[2J"),
        (Live(), {"faults": True, "total": 3}, "Nothing is wrong"),
        (Live(), {}, "There are no jobs in any namespace"),
        (Live(), {"kind": NODE}, "This cluster has no nodes"),
    ],
)
def test_a_table_without_rows_says_why(feed, options, title):
    assert told(feed, **options).title == title


def test_who_lacks_a_right_hears_who_can_give_it_and_where_else_to_look():
    lines = told(FORBIDDEN).lines
    assert lines[0] == FORBIDDEN.why
    assert "can grant list and watch on jobs, in all namespaces or in yours" in lines[2]
    assert lines[3] == ":ns NAME looks at one namespace, :context NAME goes to another cluster."
    assert ":ns" not in told(FORBIDDEN, kind=NODE).lines[3]


def test_nobody_can_give_a_right_to_what_the_server_does_not_serve():
    assert told(UNSERVED).lines == (UNSERVED.why, "", ":context NAME goes to another cluster.")


@pytest.mark.parametrize(("text", "hinted"), [("load", False), ("lo.+d", True), ("[ab]", True)])
def test_who_types_a_regular_expression_hears_which_patterns_there_are(text, hinted):
    assert any("a|b" in line for line in told(Live(), text=text).lines) is hinted


def test_rows_that_were_listed_once_are_no_want_of_a_right():
    assert told(FORBIDDEN, text="x", total=3).title == "Nothing matches x"


def test_it_is_said_where_nothing_was_found():
    assert nothing(state(), JOB, ("etl", "web")).title == "There are no jobs in etl, web"


@pytest.mark.parametrize(
    ("feeds", "said"),
    [
        ({}, ()),
        ({"Job": Stale(1.0, "gone")}, ("Not live: jobs are shown as they were when the connection broke.",)),
        (
            {"Job": Stale(1.0, "gone"), "Pod": Stale(1.0, "gone")},
            ("Not live: everything is shown as it was when the connection broke.",),
        ),
        ({"Pod": Loading()}, ("Still loading pods: not everything is there yet.",)),
        ({"Pod": FORBIDDEN}, ("No right to read pods: what is told of them here is not known.",)),
        ({"Pod": UNSERVED}, ("The server does not serve pods: what is told of them here is not known.",)),
    ],
)
def test_what_is_missing_of_a_table_is_said(feeds, said):
    assert table_remarks(state(**feeds), (JOB, POD)) == said
