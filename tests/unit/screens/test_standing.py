"""ktui.screens.standing: loading, live, stale, refused, failed and empty, never alike."""

import pytest
from stage.world import NOW, World, zoo

from ktui.screens.standing import Data, left_out, no_daemon_sets, no_nodes, remarks, scope, standing, without_grid
from ktui.store.feed import Failed, Live, Loading, Refused, Stale

AT = NOW.timestamp()
SERVER = "https://10.0.0.1:6443"
STALE = Stale(since=AT - 12, why="connection refused", retry_at=AT + 4)
UNSERVED = Refused("HTTP 404 Not Found: 404 page not found", forbidden=False)
FORBIDDEN = Refused('pods is forbidden: User "viewer" cannot list resource "pods"')


@pytest.mark.parametrize(
    ("feeds", "data", "text"),
    [
        ({}, Data.LIVE, "live"),
        ({"Pod": Loading(12400)}, Data.LOADING, "loading pods 12,400"),
        ({"Pod": Loading(), "Event": Loading()}, Data.LOADING, "loading pods"),
        ({"Pod": STALE}, Data.STALE, "pods stale 12 s: connection refused, again within 4 s"),
        ({"Pod": Stale(AT - 300, "timed out")}, Data.STALE, "pods stale 5 min: timed out"),
        ({"Node": FORBIDDEN}, Data.REFUSED, "nodes: forbidden"),
        ({"Node": FORBIDDEN, "Event": FORBIDDEN}, Data.REFUSED, "nodes, events: forbidden"),
        ({"Event": UNSERVED}, Data.REFUSED, "events: not served"),
        ({"Node": FORBIDDEN, "Event": UNSERVED}, Data.REFUSED, "nodes: forbidden · events: not served"),
        (
            {"Node": FORBIDDEN, "Pod": STALE},
            Data.STALE,
            "pods stale 12 s: connection refused, again within 4 s · nodes: forbidden",
        ),
        (
            {"Pod": Failed("no route to host", AT + 2)},
            Data.FAILED,
            "pods: no connection: no route to host, again within 2 s",
        ),
    ],
)
def test_each_state_of_the_data_has_its_own_words(feeds, data, text):
    world = zoo()
    for kind, feed in feeds.items():
        world.feed(feed, kind)
    told = standing(world.state, AT)
    assert (told.data, told.text) == (data, text)


def test_when_everything_is_stale_no_kind_is_named_and_the_oldest_break_counts():
    world = zoo().feed(STALE).feed(Stale(AT - 40, "reset by peer"), "Node")
    assert standing(world.state, AT).text == "stale 40 s: reset by peer"


def test_a_long_reason_comes_last_where_it_may_be_cut():
    long = "etcd is away, and without it nothing can be said of anything"
    told = standing(zoo().feed(Stale(AT - 12, long, AT + 4)).state, AT)
    assert told.text == f"stale 12 s, again within 4 s: {long}"


@pytest.mark.parametrize(
    ("why", "text"),
    [
        (f"cannot connect to {SERVER}: connection refused", "stale 12 s: connection refused, again within 4 s"),
        (f"{SERVER} does not answer", "stale 12 s: the server does not answer, again within 4 s"),
        (f"{SERVER}/k8s/clusters/c-1 cut this off", "stale 12 s: the server cut this off, again within 4 s"),
    ],
)
def test_the_address_of_the_server_is_too_long_for_the_first_line(why, text):
    assert standing(zoo().feed(Stale(AT - 12, why, AT + 4)).state, AT).text == text


def test_a_try_that_goes_on_is_called_one():
    assert standing(zoo().feed(Stale(AT - 12, "no route", AT - 3)).state, AT).text == (
        "stale 12 s: no route, trying again"
    )


def test_when_nothing_was_ever_reached_no_kind_is_named():
    world = zoo().feed(Failed("connection refused", AT + 1))
    assert standing(world.state, AT).text == "no connection: connection refused, again within 1 s"


@pytest.mark.parametrize(
    ("feed", "counts"),
    [(Live(), False), (Loading(3), False), (FORBIDDEN, False), (STALE, True), (Failed("x", AT), True)],
)
def test_only_ages_and_countdowns_run_on_by_themselves(feed, counts):
    assert standing(zoo().feed(feed).state, AT).counts is counts


def test_what_is_lacking_without_a_right_is_said_for_each_kind():
    world = zoo().feed(FORBIDDEN, "Node").feed(FORBIDDEN, "ControllerRevision")
    assert remarks(world.state) == (
        "No right to read nodes: rows are the nodes that pods name; where a pod is missing cannot be told.",
        "No right to read revisions: which pods are outdated cannot be told.",
    )
    assert remarks(zoo().state) == ()


def test_what_the_server_does_not_serve_is_not_called_a_want_of_rights():
    assert remarks(zoo().feed(UNSERVED, "Event").state) == (
        "The server does not serve events: why a pod could not be created may be missing below.",
    )
    told = without_grid(World().feed(Live()).feed(UNSERVED, "DaemonSet").state, SERVER, AT)
    assert told.title == "The server does not serve daemonsets"
    assert told.lines == (f"daemonsets: {UNSERVED.why}", "", ":context NAME goes to another cluster.")


def test_a_grid_that_is_not_live_says_so_above_itself():
    assert remarks(zoo().feed(STALE).state) == ("Not live: everything is shown as it was when the connection broke.",)
    assert remarks(zoo().feed(STALE, "Pod").state) == (
        "Not live: pods are shown as they were when the connection broke.",
    )
    assert remarks(zoo().feed(Loading(7), "Pod").state) == ("Still loading pods: cells are not complete.",)


def test_namespaces_that_are_not_looked_at_are_counted():
    assert left_out(0) == ()
    assert left_out(1)[0].startswith("1 more namespace is not looked at")
    assert left_out(1250)[0].startswith("1,250 more namespaces are not looked at")


def test_without_a_connection_it_is_explained_with_what_to_do():
    told = without_grid(World().feed(Failed("connection refused", AT + 4)).state, SERVER, AT)
    assert told is not None
    assert told.title == f"No connection to {SERVER}"
    assert told.lines[0] == "connection refused"
    assert "in 4 s" in " ".join(told.lines)
    assert told.counts


def test_without_any_right_the_servers_words_are_shown():
    told = without_grid(World().feed(FORBIDDEN).state, SERVER, AT)
    assert told is not None
    assert told.title == "No right to see DaemonSets on nodes"
    assert FORBIDDEN.why in told.lines[0]
    assert ":ns NAME" in told.lines[-1]


def test_while_loading_each_kind_says_how_far_it_is():
    world = World().feed(Live(), "Node").feed(Loading(12400), "Pod").feed(Loading(), "DaemonSet")
    world.node("a")
    told = without_grid(world.feed(FORBIDDEN, "Event").feed(STALE, "ControllerRevision").state, SERVER, AT)
    assert told is not None
    assert [line.split() for line in told.lines] == [
        ["nodes", "1"],
        ["daemonsets", "waiting"],
        ["revisions", "connection", "refused"],
        ["pods", "12,400", "so", "far"],
        ["events", "forbidden"],
    ]


def test_an_empty_cluster_is_none_of_these():
    assert without_grid(World().feed(Live()).state, SERVER, AT) is None


def test_empty_says_where_it_was_looked():
    world = World().feed(Live())
    assert no_daemon_sets(world.state, None).title == "There are no DaemonSets in any namespace"
    assert no_daemon_sets(world.state, {"team-a"}).lines[-1] == "0 looks at all namespaces, n chooses some."
    world.state.daemon_sets.set_scope(["team-a"])
    told = no_daemon_sets(world.state, None)
    assert told.title == "There are no DaemonSets in team-a"
    assert told.lines[1] == "tab leads on to nodes, Jobs, CronJobs and pods."
    assert "those that you may see" in told.lines[2]


def test_no_nodes_and_no_right_to_nodes_are_different_things():
    world = World().feed(Live())
    assert no_nodes(world.state).title == "This cluster has no nodes"
    assert no_nodes(world.feed(FORBIDDEN, "Node").state).title == "No node to show"


@pytest.mark.parametrize(
    ("seen", "asked", "words"),
    [
        (None, None, "all namespaces"),
        (None, {"b", "a"}, "a, b"),
        (["team-a"], None, "team-a"),
        (["a", "b", "c", "d"], None, "4 namespaces"),
    ],
)
def test_the_scope_is_what_was_asked_for_or_what_may_be_seen(seen, asked, words):
    world = World()
    world.state.daemon_sets.set_scope(seen)
    assert scope(world.state, asked) == words


def test_a_block_is_broken_to_the_width_and_as_wide_in_every_line():
    told = no_daemon_sets(World().feed(Live()).state, {"team-a"})
    block = told.block(20)
    assert len({len(line) for line in block}) == 1
    assert len(block[0]) <= 20
