"""ktui.settings.values: what can be set, and which of it holds where."""

import dataclasses

import pytest

from ktui.settings import ContextSettings, Guard, Settings


def documented(kind):
    return [each.metadata.get("help", "") for each in dataclasses.fields(kind)]


@pytest.mark.parametrize("kind", [Settings, Guard, ContextSettings])
def test_every_setting_says_what_it_is_for(kind):
    assert all(documented(kind))


@pytest.mark.parametrize(
    ("rule", "matches"),
    [
        (Guard(), True),
        (Guard(contexts=("prod-*",)), True),
        (Guard(contexts=("test-*",)), False),
        (Guard(contexts=("test-*", "*-eu")), True),
        (Guard(namespaces=("kube-*",)), True),
        (Guard(namespaces=("team-a",)), False),
        (Guard(actions=("delete-*",)), True),
        (Guard(actions=("label-node",)), False),
        (Guard(contexts=("prod-*",), namespaces=("team-a",), actions=("delete-*",)), False),
    ],
)
def test_a_rule_is_for_what_all_its_patterns_match(rule, matches):
    assert rule.matches("prod-eu", "kube-system", "delete-pod") is matches


def test_a_rule_for_namespaces_is_not_for_what_is_in_none():
    assert not Guard(namespaces=("kube-*",)).matches("prod", "", "label-node")
    assert Guard().matches("prod", "", "label-node")


def test_a_context_has_what_its_patterns_say_and_the_last_that_says_something_wins():
    settings = Settings(
        theme="nord",
        start="nodes",
        contexts={
            "prod-*": ContextSettings(theme="dracula", favourites=("a",)),
            "prod-eu": ContextSettings(theme="gruvbox"),
            "test": ContextSettings(start="pods"),
        },
    )
    there = settings.within("prod-eu")
    assert (there.theme, there.start, there.favourites) == ("gruvbox", "nodes", ("a",))
    assert settings.within("lab") is settings
