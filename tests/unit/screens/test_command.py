"""ktui.screens.command: what can be typed after the colon."""

import re

import pytest

from ktui.screens.command import COMMANDS, CommandError, complete, parse

ARGUMENTS = {"namespace": ["kube-system", "logging", "kube-public"], "context": ["kind-lab"]}


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("q", "quit", ""),
        ("q!", "quit", ""),
        (" quit ", "quit", ""),
        ("ns", "namespace", ""),
        ("ns  team-a ", "namespace", "team-a"),
        ("ctx prod", "context", "prod"),
        ("coverage", "coverage", ""),
        ("cov", "coverage", ""),
    ],
)
def test_commands_go_by_the_names_that_fingers_know(text, name, argument):
    command, given = parse(text)
    assert (command.name, given) == (name, argument)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("covrage", "did you mean :coverage?"),
        ("namspace x", "did you mean :namespace?"),
        ("xyzzy", "there are coverage, namespace"),
        ("quit now", "takes nothing after it"),
    ],
)
def test_what_is_no_command_says_what_was_probably_meant(text, words):
    with pytest.raises(CommandError, match=re.escape(words)):
        parse(text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("cov", "coverage"),
        ("coverage", None),
        ("", None),
        ("zz", None),
        ("ns ", "ns kube-public"),
        ("ns log", "ns logging"),
        ("ns kube-s", "ns kube-system"),
        ("ns nope", None),
        ("ctx k", "ctx kind-lab"),
        ("quit x", None),
        ("nothing x", None),
    ],
)
def test_a_beginning_is_completed(text, whole):
    assert complete(text, ARGUMENTS) == whole


def test_no_name_stands_for_two_commands():
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))
