"""Which namespaces are looked at."""

from types import SimpleNamespace

import click
import pytest

from ktui.cli.scope import named, scope


def asked(*namespaces, everywhere=False):
    return SimpleNamespace(namespaces=namespaces, all_namespaces=everywhere)


def context(namespace="default", *, in_cluster=False):
    """A context; it names its namespace unless that is ``default``."""
    return SimpleNamespace(namespace=namespace, namespace_given=True, in_cluster=in_cluster)


@pytest.mark.parametrize(
    ("options", "where", "expected"),
    [
        (asked(), context("team"), ("team",)),
        (asked(), context("default"), None),
        (asked(), context("team", in_cluster=True), None),
        (asked("a", "b"), context("team"), ("a", "b")),
        (asked(everywhere=True), context("team"), None),
    ],
    ids=["the context's", "default is all", "in a pod all", "what -n says", "-A is all"],
)
def test_daemon_sets_are_looked_for_everywhere_unless_somebody_has_chosen(options, where, expected):
    assert scope(options, where) == expected


def test_work_is_looked_for_where_one_has_put_it():
    assert named(asked(), context("default"), []) == ((), ("default",))
    assert named(asked("a"), context(), []) == ((), ("a",))
    assert named(asked(everywhere=True), context(), []) == ((), None)


def test_a_bare_name_is_of_the_one_namespace_that_is_looked_at_and_a_name_twice_is_one():
    keys, where = named(asked(), context("etl"), [("", "load"), ("etl", "load"), ("web", "x")])
    assert keys == (("etl", "load"), ("web", "x"))
    assert where == ("etl", "web")


@pytest.mark.parametrize("options", [asked(everywhere=True), asked("a", "b")], ids=["-A", "two"])
def test_a_bare_name_means_nothing_in_several_namespaces(options):
    with pytest.raises(click.UsageError, match="NAMESPACE/NAME"):
        named(options, context(), [("", "load")])


def test_a_name_outside_the_namespaces_that_are_asked_for_is_a_slip():
    with pytest.raises(click.UsageError, match="etl/load is in none of the namespaces of -n"):
        named(asked("web"), context(), [("etl", "load")])
