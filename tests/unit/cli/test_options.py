"""Options are read on both sides of a command's name, and their values are read or refused with a cure."""

import click
import pytest
from click.testing import CliRunner

from ktui.cli import options as module
from ktui.cli.options import (
    Options,
    cluster_options,
    daemon_set_name,
    duration,
    namespace_name,
    options,
    screen_options,
    states,
)
from ktui.domain.coverage import State


def parsed(*arguments, env=None):
    """The options that a command sees which stands behind the group's own."""
    found = []

    @click.group()
    @cluster_options
    @screen_options
    @click.pass_context
    def group(ctx, **_):
        ctx.obj = options(ctx)

    @group.command()
    @cluster_options
    @click.pass_context
    def inner(ctx, **_):
        found.append(options(ctx))

    result = CliRunner().invoke(group, arguments, env=env or {})
    return found[0] if found else result


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["inner"], Options()),
        (["--context", "a", "inner"], Options(context="a")),
        (["inner", "--context", "b"], Options(context="b")),
        (["--context", "a", "inner", "--context", "b"], Options(context="b")),
        (["-n", "x", "-n", "y", "inner"], Options(namespaces=("x", "y"))),
        (["-n", "x", "inner", "-n", "y"], Options(namespaces=("y",))),
        (["-n", "x", "inner", "-A"], Options(all_namespaces=True)),
        (["-A", "inner", "-n", "x"], Options(namespaces=("x",))),
        (["--kubeconfig", "f", "inner"], Options(kubeconfig="f")),
        (["--read-only", "--ascii", "--no-mouse", "inner"], Options(read_only=True, ascii=True, mouse=False)),
        (["--no-read-only", "inner"], Options(read_only=False)),
    ],
)
def test_what_stands_after_the_command_wins_over_what_stands_before(arguments, expected):
    assert parsed(*arguments) == expected


def test_all_namespaces_wins_over_a_namespace_of_the_environment():
    assert parsed("inner", "-A", env={"KTUI_NAMESPACE": "x"}) == Options(all_namespaces=True)
    assert parsed("inner", env={"KTUI_NAMESPACE": "x y"}) == Options(namespaces=("x", "y"))
    assert parsed("inner", env={"KTUI_CONTEXT": "c"}) == Options(context="c")


def test_all_namespaces_and_one_namespace_together_are_wrong_usage():
    result = parsed("inner", "-A", "-n", "x")
    assert result.exit_code == 2
    assert "exclude each other" in result.output


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("5m", 300), ("1h30m", 5400), ("1.5m", 90), ("500ms", 0.5), ("2m500ms", 120.5), ("0", 0)],
)
def test_durations_are_read_as_go_writes_them(text, seconds):
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "5 m", "-5m", "5d", "5m!", "1e3", "inf", "nan", "٣s"])
def test_what_is_no_duration_is_refused_with_the_form(text):
    with pytest.raises(click.BadParameter, match="write it as 90s, 5m or 1h30m"):
        duration(text)


def test_states_are_separated_by_commas():
    assert states("outdated, missing,") == {"outdated", "missing"}


@pytest.mark.parametrize("text", ["broken", "ready,Missing", "", ","])
def test_what_is_no_state_is_refused_with_those_there_are(text):
    with pytest.raises(click.BadParameter, match="the states are ready, outdated"):
        states(text)


def test_the_states_offered_are_those_of_the_domain():
    assert [state.value for state in State] == list(module.STATES)


@pytest.mark.parametrize(
    ("text", "expected"), [("a/b", ("a", "b")), ("b", ("", "b")), ("kube-system/a.b-c", ("kube-system", "a.b-c"))]
)
def test_a_daemon_set_is_named_with_or_without_its_namespace(text, expected):
    assert daemon_set_name(text) == expected


@pytest.mark.parametrize("text", ["", "/", "a/", "/b", "a/b/c", "A/b", "a/-b", "a/b\n", "*", "a b", "a/b..c"])
def test_what_names_no_daemon_set_is_refused_with_the_form(text):
    with pytest.raises(click.BadParameter, match="NAMESPACE/NAME"):
        daemon_set_name(text)


@pytest.mark.parametrize("text", ["", "..", "../../nodes", "a/b", "a%2fb", "A", "a b", "a\x1b[31m", "a\n", "-a"])
def test_what_can_be_no_namespace_is_wrong_usage_instead_of_another_place_in_the_path(text):
    with pytest.raises(click.BadParameter, match="names no namespace"):
        namespace_name(text)


def test_a_namespace_is_named_as_it_is():
    assert namespace_name("kube-system") == "kube-system"
