"""An event: what happened to what, how often, who says so."""

from __future__ import annotations

from collections.abc import Iterator

from ktui.domain.describe.around import Around
from ktui.domain.describe.blocks import Block, Fact, facts
from ktui.domain.describe.digging import Raw, moment, number, part, text
from ktui.domain.describe.identity import head, marks, when
from ktui.domain.durations import spell


def describe(obj: Raw, around: Around) -> Iterator[Block]:
    """Describe an event, of either API (``v1``, ``events.k8s.io/v1``)."""
    now = around.now
    yield from head(obj, now)
    kind = text(obj, "type")
    yield Fact("Type", kind, "" if kind in {"Normal", ""} else "warn")
    yield Fact("Reason", text(obj, "reason"))
    about = part(obj, "involvedObject") or part(obj, "regarding")
    where = "/".join(filter(None, (text(about, "namespace"), text(about, "name"))))
    yield Fact("About", f"{text(about, 'kind')} {where}".strip())
    last = moment(obj, "series", "lastObservedTime") or moment(obj, "lastTimestamp")
    last = last or moment(obj, "deprecatedLastTimestamp") or moment(obj, "eventTime") or moment(obj, "firstTimestamp")
    first = moment(obj, "firstTimestamp") or moment(obj, "deprecatedFirstTimestamp") or moment(obj, "eventTime")
    count = number(obj, "series", "count") or number(obj, "count") or number(obj, "deprecatedCount") or 1
    over = f" within {spell(last - first)}" if count > 1 and last is not None and first is not None else ""
    yield from facts(
        (
            ("Field", text(about, "fieldPath")),
            ("Last seen", "" if last is None else when(last, now)),
            ("First seen", "" if first is None else when(first, now)),
            ("Count", f"{count}{over}"),
            ("From", text(obj, "reportingComponent") or text(obj, "source", "component")),
            ("On", text(obj, "source", "host") or text(obj, "reportingInstance")),
            ("Action", text(obj, "action")),
        )
    )
    yield Fact("Message", text(obj, "message") or text(obj, "note"))
    yield from marks(obj)
