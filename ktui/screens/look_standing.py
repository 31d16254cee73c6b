"""How true an object is that is looked at: it is followed, it is gone, it may not be read."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from ktui.domain.document import Document
from ktui.domain.durations import spell
from ktui.domain.kinds import Kind
from ktui.domain.objects import Key
from ktui.screens.standing import Explanation, Standing, again, by_itself, unseen, worded
from ktui.store.feed import Failed, Feed, Live, Loading, Refused, Stale
from ktui.widgets.context_bar import Data


class LookedAt(Protocol):
    """An object that is looked at: see `ktui.session.looking.LookAt`."""

    kind: Kind
    key: Key
    last: Document | None
    read_at: float | None
    gone_at: float | None

    @property
    def feed(self) -> Feed:
        """How true it is."""


def named(kind: Kind, key: Key) -> str:
    """An object in words: ``Pod logging/fluentbit-x7k2p``."""
    namespace, name = key
    return f"{kind.name} {namespace}/{name}" if namespace else f"{kind.name} {name}"


def look_standing(look: LookedAt, now: float) -> Standing:
    """Say how true it is, for the end of the first line.

    Args:
        look: the object.
        now: the time, in seconds since the epoch.
    """
    feed = look.feed
    if look.gone_at is not None:
        also = f"; stale: {feed.why}" if isinstance(feed, Stale) else ""
        return Standing(Data.STALE, f"deleted {_ago(look.gone_at, now)}{also}", counts=True)
    match feed:
        case Loading():
            return Standing(Data.LOADING, "loading")
        case Live():
            return Standing(Data.LIVE, "live" if look.last is not None else "not there")
        case Stale(since, why, retry_at):
            length = spell(timedelta(seconds=now - since))
            return Standing(Data.STALE, worded(f"stale {length}", why, again(retry_at, now)), counts=True)
        case Failed(why, retry_at):
            return Standing(Data.FAILED, worded(feed.trouble, why, again(retry_at, now)), counts=True)
        case Refused(why):
            if look.read_at is not None:
                return Standing(Data.STALE, f"as read {_ago(look.read_at, now)}, not followed: {why}", counts=True)
            return Standing(Data.REFUSED, f"{feed.state}: {why}")


def without_object(look: LookedAt, now: float) -> Explanation:
    """Say why there is nothing to read.

    Args:
        look: the object.
        now: the time, in seconds since the epoch.
    """
    what, feed = named(look.kind, look.key), look.feed
    match feed:
        case Loading():
            return Explanation(f"Reading {what}")
        case Failed(why, retry_at):
            lines = (why, "", by_itself(retry_at, now))
            return Explanation(f"{what} cannot be read", lines, counts=True)
        case Refused(why):
            cure = f"Whoever manages access to the cluster can grant get, list and watch on {look.kind.plural}."
            return Explanation(unseen(feed, "read", what), (why, "", cure) if feed.forbidden else (why,))
        case _:
            return Explanation(f"There is no {what}", ("As soon as there is one, it is shown here.",))


def _ago(moment: float, now: float) -> str:
    return f"{spell(timedelta(seconds=now - moment))} ago"
