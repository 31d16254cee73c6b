"""ktui.screens.command: what can be typed after the colon."""

import pytest

from ktui.screens.command import (
    COMMANDS,
    ELSEWHERE,
    Typed,
    Vocabulary,
    candidates,
    command,
    elsewhere,
    main_screen,
    near,
    own_names,
    take_apart,
)

KNOWN = Vocabulary(
    resources=("configmaps", "cronworkflows.argoproj.io"),
    namespaces=("kube-public", "kube-system", "logging"),
    contexts=("kind-lab", "prod-eu"),
)


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("po", Typed("po")),
        ("  po  ", Typed("po")),
        ("po kube-system", Typed("po", "kube-system", namespaces="kube-system")),
        ("po a,b", Typed("po", "a,b", namespaces="a,b")),
        ("po a b", Typed("po", "a b", namespaces="a,b")),
        ("po all", Typed("po", "all", namespaces="all")),
        ("po -A", Typed("po", "-A", namespaces="-A")),
        ("po -n kube-system", Typed("po", "-n kube-system", namespaces="kube-system")),
        ("po /!Running now", Typed("po", "/!Running now", text="!Running now")),
        ("po kube-system /x=y @z", Typed("po", "kube-system /x=y @z", namespaces="kube-system", text="x=y @z")),
        ("po app=x", Typed("po", "app=x", text="-l app=x")),
        ("po app=x tier!=y", Typed("po", "app=x tier!=y", text="-l app=x,tier!=y")),
        ("po -l app", Typed("po", "-l app", text="-l app")),
        ("po @prod-eu", Typed("po", "@prod-eu", context="prod-eu")),
        ("po @prod-eu ns /t", Typed("po", "@prod-eu ns /t", namespaces="ns", text="t", context="prod-eu")),
        ("po -n", Typed("po", "-n")),
        ("", Typed()),
    ],
)
def test_a_line_is_taken_apart_as_k9s_and_kubectl_do(line, typed):
    assert take_apart(line) == typed


@pytest.mark.parametrize(
    ("word", "name"), [("q", "quit"), ("q!", "quit"), ("ns", "namespace"), ("ctx", "context"), ("audit", "journal")]
)
def test_commands_go_by_the_names_that_fingers_know(word, name):
    assert command(word).name == name


def test_main_screens_go_by_their_names_too():
    assert main_screen("cov").name == "coverage"
    assert main_screen("quit") is None
    assert command("cov") is None


@pytest.mark.parametrize(("word", "meant"), [("covrage", "coverage"), ("namspace", "namespace"), ("xyzzy", "")])
def test_what_is_no_command_may_be_like_one(word, meant):
    assert near(word) == meant


@pytest.mark.parametrize("word", ["xray", "pu", "pf", "hm", "sd"])
def test_commands_of_k9s_that_there_are_not_here_are_answered(word):
    assert elsewhere(word)


def test_what_there_is_here_is_not_answered_as_if_there_were_not():
    assert not {*own_names()} & {*ELSEWHERE}
    assert elsewhere("coverage") == ""


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("cov", ["coverage"]),
        ("coverage", []),
        ("", []),
        ("zz", []),
        ("conf", ["configmaps"]),
        ("ns ", ["ns kube-public", "ns kube-system", "ns logging"]),
        ("ns log", ["ns logging"]),
        ("ns logging", []),
        ("ns logging,kube-s", ["ns logging,kube-system"]),
        ("ns nope", []),
        ("ctx k", ["ctx kind-lab"]),
        ("po kube-s", ["po kube-system"]),
        ("po log /x", []),
        ("po @pr", ["po @prod-eu"]),
        ("po logging @k", ["po logging @kind-lab"]),
        ("po app=lo", []),
        ("quit x", []),
    ],
)
def test_a_beginning_goes_on_with_what_is_known(line, found):
    assert candidates(line, KNOWN) == found


def test_main_screens_come_before_commands_and_commands_before_resources():
    found = candidates("co", KNOWN)
    assert found[0] == "coverage"
    assert found.index("context") < found.index("configmaps")


def test_no_name_stands_for_two_things():
    assert len(own_names()) == len(set(own_names()))


def test_every_command_says_what_it_does():
    assert all(each.does.endswith(".") for each in COMMANDS)
