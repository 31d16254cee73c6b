import gc

import pytest

from ktui.cluster.notices import Deleted, Following, Listed, Listing, Refused, Stalled, Upserted
from ktui.domain.objects import Meta, Pod
from ktui.session.feeding import SETTLING, Feeder
from ktui.store import feed
from ktui.store.table import Table


def pod(name, namespace="default", version="1"):
    return Pod(metadata=Meta(name=name, namespace=namespace, uid=name, resource_version=version))


A, B, C = (("default", name) for name in "abc")


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def table():
    return Table()


@pytest.fixture
def feeder(table, clock):
    return Feeder(table, None, clock)


def take(feeder, *notices):
    for notice in notices:
        feeder.take(notice)


def names(table):
    return sorted(obj.name for obj in table)


def test_a_first_list_counts_up_and_is_live_once_changes_arrive(table, feeder):
    feeder.take(Listing([pod("a"), pod("b")]))
    assert table.feed == feed.Loading(2)
    take(feeder, Listing([pod("c")]), Listed({A, B, C}))
    assert table.feed == feed.Loading(3)
    feeder.take(Following())
    assert table.feed == feed.Live()


def test_changes_are_written_as_they_come(table, feeder):
    take(feeder, Listed(set()), Following(), Upserted(pod("a")), Upserted(pod("b")), Deleted(A), Deleted(C))
    assert names(table) == ["b"]


def test_a_later_list_replaces_without_an_empty_moment(table, feeder):
    take(feeder, Listing([pod("a"), pod("b")]), Listed({A, B}), Following(), Stalled("gone", 105))
    sizes = []
    table.subscribe(lambda: sizes.append(len(table)))
    take(feeder, Listing([pod("b", version="2")]), Listing([pod("c")]), Listed({B, C}), Following())
    assert names(table) == ["b", "c"]
    assert min(sizes) == 2


def test_a_break_is_counted_from_its_beginning_until_it_is_mended(table, feeder, clock):
    take(feeder, Listed(set()), Following(), Stalled("cut off", 101))
    assert table.feed == feed.Stale(100, "cut off", 101)
    clock.now = 110
    feeder.take(Stalled("refused", 112))
    assert table.feed == feed.Stale(100, "refused", 112)
    take(feeder, Following(), Stalled("again", 115))
    assert table.feed == feed.Stale(110, "again", 115)


def test_a_break_that_was_noticed_late_is_counted_from_the_last_that_was_heard(table, feeder, clock):
    take(feeder, Listed(set()), Following())
    clock.now = 115
    feeder.take(Stalled("does not answer", 116, since=101))
    assert table.feed == feed.Stale(101, "does not answer", 116)


def test_a_list_during_a_break_leaves_the_table_stale_until_changes_arrive(table, feeder):
    take(feeder, Listing([pod("a")]), Listed({A}), Following(), Stalled("gone", 105), Listing([pod("a")]), Listed({A}))
    assert isinstance(table.feed, feed.Stale)


def test_what_was_never_there_has_failed_and_counts_anew(table, feeder):
    take(feeder, Listing([pod("a")]), Stalled("cut off", 101))
    assert table.feed == feed.Failed("cut off", 101)
    feeder.take(Listing([pod("a")]))
    assert table.feed == feed.Loading(1)


def test_what_is_not_served_is_not_called_a_want_of_rights(table, feeder):
    feeder.take(Refused("404 page not found", 300, forbidden=False))
    assert table.feed == feed.Refused("404 page not found", 300, forbidden=False)
    assert (table.feed.trouble, feed.Refused("forbidden").trouble) == ("not served", "no right")


def test_what_may_no_longer_be_seen_is_not_shown(table, feeder):
    take(feeder, Listing([pod("a")]), Listed({A}), Following(), Refused("forbidden", 300))
    assert table.feed == feed.Refused("forbidden", 300)
    assert names(table) == []
    feeder.take(Listing([pod("a")]))
    assert table.feed == feed.Loading(1)


def test_the_garbage_collector_leaves_a_big_first_list_alone_and_no_later_one(table, feeder):
    gc.unfreeze()
    many = [pod(str(number)) for number in range(SETTLING)]
    feeder.take(Listing(many[:-1]))
    assert gc.get_freeze_count() < SETTLING  # some are the interpreter's own
    feeder.take(Listing(many[-1:]))
    assert gc.get_freeze_count() > SETTLING
    gc.unfreeze()
    take(feeder, Listed({obj.key for obj in many}), Stalled("cut", 1), Listing(many))
    assert gc.get_freeze_count() < SETTLING  # some are the interpreter's own


def test_one_namespaces_stream_touches_nothing_of_the_others(clock):
    table = Table()
    table.set_scope(["a", "b"])
    one, other = Feeder(table, "a", clock), Feeder(table, "b", clock)
    take(one, Listing([pod("x", "a")]), Listed({("a", "x")}), Following())
    take(other, Listing([pod("y", "b")]), Listed({("b", "y")}), Refused("no", 300))
    assert names(table) == ["x"]
    assert table.feeds == {"a": feed.Live(), "b": feed.Refused("no", 300)}
