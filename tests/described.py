"""Descriptions as text, for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from ktui.domain.describe import Around, describe, lay_out
from ktui.domain.events import Event
from ktui.domain.steps import run
from ktui.domain.text_lines import plain

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def ago(**length):
    return (NOW - timedelta(**length)).isoformat().replace("+00:00", "Z")


def meta(name, namespace="", **more):
    there = {"namespace": namespace} if namespace else {}
    return {"name": name, **there, "uid": f"uid-{name}", "creationTimestamp": ago(days=3), **more}


def event(name, reason, message, kind="Warning", uid=None, **more):
    about = {"name": name, "uid": uid or f"uid-{name}"}
    found = {"metadata": meta(f"{name}.1"), "involvedObject": about, "type": kind, "reason": reason}
    return msgspec.convert({**found, "message": message, "lastTimestamp": ago(minutes=5), **more}, Event)


def page(kind, obj, **known):
    return run(lay_out(describe(kind, obj, Around(NOW, **known))))


def lines(kind, obj, **known):
    """The lines, with one space where there are several."""
    return [" ".join(line.split()) for line in plain(page(kind, obj, **known).lines)]


def section(found, title):
    """The lines under a title."""
    start = next(at for at, line in enumerate(found) if line.partition(" ")[0] == title or line == title)
    rest = found[start + 1 :]
    return rest[: rest.index("")] if "" in rest else rest
