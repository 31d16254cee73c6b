"""The table of events."""

from __future__ import annotations

from datetime import datetime

from ktui.domain.durations import human
from ktui.domain.events import Event
from ktui.domain.tabular import Column, Sheet, Tone, object_key, object_labels


def event_count(event: Event) -> int:
    """How often it was seen (printers.go, ``printEvent``): at least once."""
    return event.series.count if event.series is not None else event.count or 1


def _seen(event: Event, now: datetime) -> str:
    seen = event.last_seen
    return human(now - seen) if seen is not None else "<unknown>"


def _first_seen(event: Event, now: datetime) -> str:
    seen = event.first_timestamp or event.event_time
    return human(now - seen) if seen is not None else "<unknown>"


def _late(event: Event, _: datetime) -> float | None:
    """Sorts the newest first."""
    seen = event.last_seen
    return -seen.timestamp() if seen is not None else None


def _first_late(event: Event, _: datetime) -> float | None:
    seen = event.first_timestamp or event.event_time
    return -seen.timestamp() if seen is not None else None


def _object(event: Event, _: datetime) -> str:
    about = event.involved_object
    return f"{about.kind.lower()}/{about.name}" if about.name else about.kind.lower()


def _source(event: Event, _: datetime) -> str:
    parts = (event.source.component or event.reporting_component, event.source.host or event.reporting_instance)
    return ", ".join(part for part in parts if part)


def _faulty(event: Event, _: datetime) -> bool:
    return event.type != "Normal"


def _type_tone(event: Event, _: datetime) -> Tone:
    return "dim" if event.type == "Normal" else "warn"


LAST_SEEN = "LAST SEEN"

EVENTS: Sheet[Event] = Sheet(
    "events",
    (
        Column(LAST_SEEN, _seen, key=_late, ages=True, stays=True),
        Column("TYPE", lambda event, _: event.type, key=lambda event, _: event.type == "Normal", tone=_type_tone),
        Column("REASON", lambda event, _: event.reason, tone=_type_tone, cut="end", least=12),
        Column("OBJECT", _object, cut="middle", least=18),
        Column("MESSAGE", lambda event, _: event.message.strip(), cut="end", least=26),
        Column("NAMESPACE", lambda event, _: event.metadata.namespace, cut="middle", least=9),
        Column(
            "COUNT",
            lambda event, _: str(event_count(event)),
            key=lambda event, _: event_count(event),
            right=True,
            falls=True,
        ),
        Column("FIRST SEEN", _first_seen, key=_first_late, ages=True, wide=True),
        Column("SOURCE", _source, cut="end", wide=True),
        Column("SUBOBJECT", lambda event, _: event.involved_object.field_path, cut="end", wide=True),
        Column("NAME", lambda event, _: event.metadata.name, cut="middle", wide=True),
    ),
    object_key,
    object_labels,
    faulty=_faulty,
)
"""The table of events: kubectl's columns (printers.go, ``printEvent``)."""
