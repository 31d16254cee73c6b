"""The narrow structs of events; see ``ktui.domain.narrow``."""

from __future__ import annotations

from datetime import datetime

import msgspec

from ktui.domain.narrow import Narrow, Time
from ktui.domain.objects import Object, ObjectReference


class EventSource(Narrow, frozen=True):
    """``source`` of an event."""

    component: str = ""
    host: str = ""


class EventSeries(Narrow, frozen=True):
    """``series`` of an event."""

    count: int = 0
    last_observed_time: Time | None = None


class Event(Object, frozen=True):
    """A core/v1 event."""

    involved_object: ObjectReference = msgspec.field(default_factory=ObjectReference)
    type: str = ""
    reason: str = ""
    message: str = ""
    count: int = 0
    first_timestamp: Time | None = None
    last_timestamp: Time | None = None
    event_time: Time | None = None
    series: EventSeries | None = None
    source: EventSource = msgspec.field(default_factory=EventSource)
    reporting_component: str = ""
    reporting_instance: str = ""

    @property
    def last_seen(self) -> datetime | None:
        """When it was seen last, in the order kubectl uses (printers.go, printEvent)."""
        observed = self.series.last_observed_time if self.series else None
        return observed or self.last_timestamp or self.event_time or self.first_timestamp
