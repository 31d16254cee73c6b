"""The command: data on stdout, everything else on stderr, a truthful exit code."""

import json

import pytest
from unit.cli.made import cluster, daemon_set, fill, healthy, node, pod, status
from unit.cli.sessions import Commands

from ktui.cli.program import run
from ktui.domain.errors import Unauthorized
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Refused


@pytest.fixture
def play(tmp_path, monkeypatch, capsys):
    """Runs ``ktui coverage`` over tables; gives the exit code, stdout and stderr."""
    commands = Commands(tmp_path, monkeypatch, capsys)
    commands.kubeconfig()

    def playing(state, *arguments, **options):
        told = commands(state, "coverage", *arguments, **options)
        playing.stage = commands.stage
        return told

    playing.commands = commands
    return playing


def broken():
    state = cluster(*healthy())
    fill(state, pod("proxy", "n2", ready=False, waiting="CrashLoopBackOff"))
    return state


def test_all_is_well(play):
    code, out, err = play(cluster(*healthy()))
    assert code == 0
    assert out.startswith("DAEMONSET ")
    assert err == "ktui: all that is wanted is ready: 2 ready (1 DaemonSet in all namespaces, 2 nodes)\n"
    assert play.stage.asked["read_only"] is True


def test_something_is_wrong(play):
    code, out, err = play(broken(), "--problems")
    assert code == 1
    assert out.splitlines()[1].startswith("failing  n2    kube-system/proxy  container main: CrashLoopBackOff")
    assert "DESIRED" not in out
    assert err.endswith("something is wrong: 1 failing, 1 ready (1 DaemonSet in all namespaces, 2 nodes)\n")


def test_it_cannot_be_told_and_the_reason_is_the_servers(play):
    state = cluster(*healthy())
    state.nodes.set_feed(Refused('nodes is forbidden: User "team" cannot list\x1b[2J'))
    code, _, err = play(state)
    assert code == 3
    assert 'nodes: no right: nodes is forbidden: User "team" cannot list' in err
    assert "cannot tell" in err
    assert "\x1b" not in err


def test_what_a_server_does_not_serve_is_for_no_want_of_a_right_and_the_kubeconfig_is_named(play):
    state = cluster()
    for table in state.tables.values():
        table.set_feed(Refused("HTTP 404 Not Found: 404 page not found", forbidden=False))
    code, _, err = play(state)
    assert code == 3
    assert "events: not served: HTTP 404 Not Found" in err
    assert "ktui: asked was https://" in err.splitlines()[-1]


def test_of_nothing_nothing_is_printed(play):
    state = cluster()
    for table in state.tables.values():
        table.set_feed(Refused("forbidden"))
    code, out, err = play(state, "-o", "json")
    assert (code, out) == (3, "")
    assert "cannot tell: nothing can be seen" in err


def test_json_is_the_documented_whole(play):
    code, out, _ = play(broken(), "-o", "json")
    found = json.loads(out)
    assert code == 1
    assert (found["context"], found["complete"]) == ("test", True)
    assert [cell["state"] for cell in found["cells"]] == ["failing", "ready"]
    assert found["cells"][0]["reasons"][0]["kind"] == "container"
    assert found["cells"][0]["pods"] == ["proxy-n2"]


def test_with_problems_only_json_has_the_cells_that_count(play):
    _, out, _ = play(broken(), "-o", "json", "--problems")
    assert [cell["node"] for cell in json.loads(out)["cells"]] == ["n2"]


def test_what_is_not_known_is_named_in_the_json(play):
    state = cluster(*healthy())
    state.daemon_set_warnings.set_feed(Refused("forbidden"))
    code, out, _ = play(state, "-o", "json")
    found = json.loads(out)
    assert (code, found["complete"]) == (0, False)
    assert found["gaps"] == [{"kind": "Event", "message": "no right: forbidden"}]


@pytest.mark.parametrize(
    ("output", "first"), [("csv", "node,namespace,daemonSet,"), ("wide", "STATE  NODE  DAEMONSET")]
)
def test_the_other_forms_have_every_cell(play, output, first):
    code, out, _ = play(cluster(*healthy()), "-o", output)
    assert code == 0
    assert out.startswith(first)
    assert "proxy-n1" in out
    assert "proxy-n2" in out


def test_outdated_counts_with_fail_on(play):
    state = cluster(*healthy())
    fill(state, pod("proxy", "n2", revision="old"), daemon_set("proxy", status=status(2, 2, 1)))
    assert play(state)[0] == 0
    assert play(state, "--fail-on", "outdated")[0] == 1


def test_a_daemon_set_that_is_not_there_is_named(play):
    code, out, err = play(cluster(*healthy()), "--daemonset", "kube-system/nosuch", "-o", "json")
    assert code == 1
    assert json.loads(out)["notFound"] == ["kube-system/nosuch"]
    assert "there is no DaemonSet kube-system/nosuch" in err


def test_a_controller_that_disagrees_is_said_to(play):
    state = cluster(*healthy())
    fill(state, daemon_set("proxy", status=status(5, 2, 2)))
    code, _, err = play(state)
    assert code == 0
    assert "note: kube-system/proxy:" in err


def test_waiting_says_how_long_it_waited_in_vain(play):
    code, _, err = play(broken(), "--wait", "--timeout", "0")
    assert code == 1
    assert "time-out after 0 s" in err
    assert "something is wrong" in err


@pytest.mark.parametrize(
    ("context", "arguments", "namespaces"),
    [
        ("", [], None),
        ("default", [], None),
        ("team-a", [], ("team-a",)),
        ("team-a", ["-A"], None),
        ("team-a", ["-n", "b", "-n", "c"], ("b", "c")),
        ("team-a", ["--daemonset", "x/y", "--daemonset", "x/z"], ("x",)),
        ("team-a", ["--daemonset", "y"], ("team-a",)),
        ("", ["-n", "b", "--daemonset", "y"], ("b",)),
    ],
)
def test_which_namespaces_are_looked_at(play, context, arguments, namespaces):
    play.commands.kubeconfig(context)
    play(cluster(*healthy()), *arguments)
    assert play.stage.asked["namespaces"] == namespaces


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--daemonset", "x", "-A"], "needs one namespace"),
        (["--daemonset", "x", "-n", "a", "-n", "b"], "needs one namespace"),
        (["--daemonset", "x/y", "-n", "a"], "in none of the namespaces of -n"),
        (["-l", "a=b=c"], "does not follow"),
        (["--fail-on", "broken"], "the states are"),
        (["--timeout", "soon"], "write it as 90s"),
    ],
)
def test_wrong_usage_is_said_to_be(play, arguments, told):
    code, out, err = play(cluster(), *arguments)
    assert (code, out) == (2, "")
    assert told in err


def test_a_session_that_fails_for_good_ends_with_its_words(play):
    expired = Unauthorized("the token has expired", code=401)
    assert play(ClusterState(), error=expired) == (3, "", "ktui: the token has expired\n")


def test_a_kubeconfig_that_is_not_there_is_3_and_named(capsys):
    assert run(["--kubeconfig", "/nonexistent/config", "coverage"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "/nonexistent/config" in err


def test_no_node_and_no_daemon_set_is_nothing_wanted(play):
    code, _, err = play(cluster(node("n1")))
    assert code == 0
    assert "all that is wanted is ready: no pod is wanted (0 DaemonSets in all namespaces, 1 node)" in err
