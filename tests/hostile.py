"""A cluster that lies: every text that somebody could have written there tries to do something to a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from ktui.demo.clock import ManualClock
from ktui.demo.cluster import Cluster
from ktui.demo.history import Snapshot
from ktui.demo.resources import EVENTS, NODES, RESOURCES
from ktui.demo.storage import Storage

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LONG = 10 * 1024 * 1024
"""Characters of the longest text."""
FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories of which no character may reach a terminal."""

POISONS = (
    "[red]{0}[bold",
    "\x1b[31m{0}\x1b[2J\x1b[H",
    "\x1b]0;owned\x07{0}",
    "\x1b]52;c;b3duZWQ=\x1b\\{0}",
    "\x1bP1$r{0}\x1b\\",
    "\x9b31m{0}\x9d0;owned\x9c",
    "\u202e{0}\u2066\u200f",
    "\u200b{0}\u200d\ufeff\u00ad",
    "漢字{0}ｗｉｄｅ",
    "e\u0301{0}\u0308\u0327",
    "{0}\r\n{0}\t\x0b\x0c|\u2028\u2029\u0085",
    "\N{FAMILY}\u200d\N{GIRL}{0}\N{WAVING WHITE FLAG}\ufe0f\u200d\N{RAINBOW}",
    "\x00{0}\x7f\x08\x08\ufff9\ue000\U000e0041",
    "א{0}ع",
    "\\[{0}\\x1b[31m${{x}}",
)
"""What is made of a text; the same of the same, so that references still lead somewhere."""
MARKUP = "[/nowhere] [@click=app.quit]here[/] [link=file:///etc/passwd]there[/link] "

_KEPT = frozenset(
    {"apiVersion", "kind", "uid", "resourceVersion", "type", "status", "operator", "effect", "protocol", "phase"}
    | {"schedule", "timeZone", "restartPolicy", "propagationPolicy", "completionMode", "concurrencyPolicy", "scope"}
    | {"podReplacementPolicy", "plural", "singular", "group", "version", "clusterIP"}
)
"""Fields that say what an object is; the rest may be anything."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\S+Z")
_OWN = re.compile(r"(.*\.)?kubernetes\.io/.*|controller-revision-hash|pod-template-hash|pod-template-generation")


def poisoned(text: str) -> str:
    """A text as somebody hostile would have written it."""
    return POISONS[crc32(text.encode()) % len(POISONS)].format(text) if text else text


def _key(key: str) -> str:
    return key if _OWN.fullmatch(key) else poisoned(key)


def _spoil(value: Any, field: str = "") -> Any:
    match value:
        case str():
            if field in _KEPT or _TIME.fullmatch(value):
                return value
            return MARKUP + poisoned(value) if field == "message" else poisoned(value)
        case list():
            return [_spoil(each, field) for each in value]
        case dict():
            named = field in {"labels", "annotations", "matchLabels", "nodeSelector", "data"}
            return {_key(key) if named else key: _spoil(each, "" if named else key) for key, each in value.items()}
        case _:
            return value


def hostile_storage(nodes: int = 6) -> Storage:
    """The default scenario as it stands, spoilt, and with some texts that are far too long."""
    cluster = Cluster("default", nodes=nodes, clock=ManualClock(NOW))
    cluster.write_history()
    storage = cluster.storage
    for resource in RESOURCES:
        held = storage._objects[resource]
        spoilt = [Snapshot(resource, _spoil(each.object), each.version) for each in held.values()]
        held.clear()
        held.update((each.key, each) for each in spoilt)
    long = "\x1b[31m" + "長" * (LONG // 2) + "x" * (LONG // 2)
    for resource, field in ((EVENTS, "message"), (NODES, "annotation")):
        snapshot = next(iter(storage._objects[resource].values()))
        if field == "message":
            snapshot.object["message"] = long
        else:
            snapshot.object["metadata"].setdefault("annotations", {})["long"] = long
    return storage


def hostile_log(_pod: Any, _container: str, _previous: bool) -> Sequence[tuple[datetime, str]]:
    """What a container writes that means no good."""
    return [(NOW, poison.format(f"line {number}")) for number, poison in enumerate(POISONS * 20)]
