"""ktui.screens.look_standing: how true an object is that is looked at."""

from dataclasses import dataclass, field

import pytest

from ktui.domain.document import Document
from ktui.domain.kinds import NODE, POD
from ktui.screens.look_standing import look_standing, named, without_object
from ktui.store.feed import Failed, Feed, Live, Loading, Refused, Stale
from ktui.widgets.context_bar import Data

NOW = 1000.0


@dataclass
class Looked:
    feed: Feed
    last: Document | None = field(default_factory=Document)
    read_at: float | None = None
    gone_at: float | None = None
    kind = POD
    key = ("shop", "web")


@pytest.mark.parametrize(
    ("look", "data", "words"),
    [
        (Looked(Loading()), Data.LOADING, "loading"),
        (Looked(Live()), Data.LIVE, "live"),
        (Looked(Live(), last=None), Data.LIVE, "not there"),
        (Looked(Live(), gone_at=NOW - 12), Data.STALE, "deleted 12 s ago"),
        (Looked(Stale(NOW - 5, "no route"), gone_at=NOW - 12), Data.STALE, "deleted 12 s ago; stale: no route"),
        (Looked(Stale(NOW - 12, "no route", NOW + 4)), Data.STALE, "stale 12 s: no route, again within 4 s"),
        (Looked(Failed("no route")), Data.FAILED, "no connection: no route"),
        (Looked(Refused("you may not")), Data.REFUSED, "forbidden: you may not"),
        (Looked(Refused("not found", forbidden=False)), Data.REFUSED, "not served: not found"),
        (Looked(Refused("you may not"), read_at=NOW - 3), Data.STALE, "as read 3 s ago, not followed: you may not"),
    ],
)
def test_each_state_of_the_data_is_told_apart(look, data, words):
    told = look_standing(look, NOW)
    assert (told.data, told.text) == (data, words)


@pytest.mark.parametrize("feed", [Loading(), Live(), Failed("no route", NOW + 4), Refused("you may not")])
def test_without_an_object_there_is_a_reason_and_no_two_are_alike(feed):
    told = without_object(Looked(feed, last=None), NOW)
    others = [Loading(), Live(), Failed("x"), Refused("x")]
    titles = [without_object(Looked(each, last=None), NOW).title for each in others if type(each) is not type(feed)]
    assert "Pod shop/web" in told.title
    assert told.title not in titles


def test_nobody_is_asked_for_a_right_to_what_the_server_does_not_serve():
    told = without_object(Looked(Refused("not found", forbidden=False), last=None), NOW)
    assert (told.title, told.lines) == ("The server does not serve Pod shop/web", ("not found",))


def test_an_object_is_named_by_its_kind_and_where_it_is():
    assert named(POD, ("shop", "web")) == "Pod shop/web"
    assert named(NODE, ("", "a1")) == "Node a1"
