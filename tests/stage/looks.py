"""Objects in full, and what is around them, as a test wants them: stands where `ktui.session.looking` would."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import msgspec

from ktui.cluster.timings import Timings
from ktui.domain.document import document
from ktui.domain.kinds import Kind
from ktui.session.looking import Look, LookAt
from ktui.store.feed import Live
from stage.world import NOW


async def _never_opened():
    raise AssertionError("nothing is opened here")


async def _wait(self):
    await asyncio.Event().wait()


class StillLookAt(LookAt):
    run = _wait


class StillLook(Look):
    run = _wait


class Looks:
    """What can be looked at.

    `around` holds, by plural, the objects (as JSON) that any look at several objects of that sort finds.
    """

    def __init__(self, told):
        self._told = told
        self._held = {}
        self._open = defaultdict(list)
        self.around = defaultdict(list)

    def put(self, obj):
        """The object is there, or is another one now; those who look see it."""
        meta = obj["metadata"]
        mark = (obj["kind"], (meta.get("namespace", ""), meta["name"]))
        self._held[mark] = document(msgspec.json.encode(obj))
        for look in self._open[mark]:
            look.table.upsert(self._held[mark])

    def remove(self, kind, key):
        """The object goes."""
        del self._held[kind, key]
        for look in self._open[kind, key]:
            look.table.delete(key)

    def look_at(self, kind: Kind, key):
        look = StillLookAt(kind, key, **self._settings())
        self._open[kind.name, key].append(look)
        look.table.set_feed(Live())
        if (kind.name, key) in self._held:
            look.table.upsert(self._held[kind.name, key])
        return look

    def look(self, kind: Kind, namespace=None):
        look = StillLook(kind, namespace, **self._settings())
        look.table.extend(msgspec.convert(each, kind.struct) for each in self.around[kind.plural])
        look.table.set_feed(Live())
        return look

    def _settings(self):
        return {"opened": _never_opened, "timings": Timings(), "clock": NOW.timestamp, "told": self._told}
