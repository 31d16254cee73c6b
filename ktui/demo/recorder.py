"""Events, counted and merged as the components of Kubernetes do before they send them.

Source: kubernetes/client-go ``tools/record/events_cache.go`` (``EventAggregator``, ``eventLogger``,
``EventSourceObjectSpamFilter``) and, for the scheduler, ``tools/events/event_broadcaster.go``.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ktui.demo.clock import Clock, micro_stamp, stamp
from ktui.demo.resources import EVENTS
from ktui.demo.status import ApiError, Object
from ktui.demo.storage import Storage
from ktui.demo.work import Key, Work

TTL = timedelta(hours=1)
"""How long an event lives after its last change (``--event-ttl``)."""

_SIMILAR_WITHIN = 600.0
_SIMILAR_LIMIT = 10
_BURST = 25.0
_REFILL = 1 / 300
_SERIES_APART = 360.0


@dataclass
class _Similar:
    """The different messages of one reason about one object."""

    since: float
    messages: set[str] = field(default_factory=set)


@dataclass
class _Bucket:
    """What one component may still say about one object."""

    tokens: float
    at: float


class Recorder:
    """Writes events.

    Args:
        storage: where they are kept.
        clock: what time they happen.
        work: wakes the recorder when events have to go.
    """

    name = "event-ttl"

    def __init__(self, storage: Storage, clock: Clock, work: Work) -> None:
        self._storage = storage
        self._clock = clock
        self._work = work
        self._known: dict[tuple[str, ...], tuple[str, str]] = {}
        self._similar: dict[tuple[str, ...], _Similar] = {}
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._ends: deque[tuple[float, str, str, tuple[str, ...]]] = deque()
        self._count = 0
        self.silent_before: datetime | None = None
        """Events before this moment are not written: they would have expired by now."""

    def record(self, component: str, about: Object, kind: str, reason: str, message: str, *, host: str = "") -> None:
        """Writes an event of a controller or kubelet, or counts it up if it is known.

        Args:
            component: who says it.
            about: the object it is about.
            kind: Normal or Warning.
            reason: why, in one word.
            message: what happened.
            host: the node it happened on.
        """
        now = self._clock.now()
        if self.silent_before is not None and now < self.silent_before:
            return
        uid = about["metadata"]["uid"]
        same: tuple[str, ...] = (component, host, uid, kind, reason)
        if self._is_flood(same, message, now.timestamp()):
            message = f"(combined from similar events): {message}"
        else:
            same = (*same, message)
        if not self._may_say(component, uid, now.timestamp()):
            return
        known = self._known.get(same)
        event = known and self._storage.find(EVENTS, known[1], known[0])
        if event:
            event = {**event, "message": message, "count": event["count"] + 1, "lastTimestamp": stamp(now)}
            self._storage.update(EVENTS, event)
            self._keep(same, event)
            return
        source = {"component": component, **({"host": host} if host else {})}
        fresh = self._fresh(about, kind, reason, message, now)
        fresh |= {"count": 1, "eventTime": None, "firstTimestamp": stamp(now), "lastTimestamp": stamp(now)}
        fresh |= {"source": source, "reportingComponent": component, "reportingInstance": host}
        self._create(same, fresh)

    def record_series(self, component: str, about: Object, kind: str, reason: str, action: str, message: str) -> None:
        """Writes an event as the scheduler does: with its own time, and a series when it comes again soon."""
        now = self._clock.now()
        if self.silent_before is not None and now < self.silent_before:
            return
        same = (component, about["metadata"]["uid"], kind, reason, message, action)
        known = self._known.get(same)
        event = known and self._storage.find(EVENTS, known[1], known[0])
        if event:
            last = event.get("series", {}).get("lastObservedTime") or event["eventTime"]
            if now.timestamp() - datetime.fromisoformat(last).timestamp() < _SERIES_APART:
                count = event.get("series", {}).get("count", 1) + 1
                event = {**event, "series": {"count": count, "lastObservedTime": micro_stamp(now)}}
                self._storage.update(EVENTS, event)
                self._keep(same, event)
                return
        fresh = self._fresh(about, kind, reason, message, now)
        fresh |= {"action": action, "eventTime": micro_stamp(now), "firstTimestamp": None, "lastTimestamp": None}
        fresh |= {"source": {}, "reportingComponent": component, "reportingInstance": f"{component}-demo"}
        self._create(same, fresh)

    def sync(self, key: Key) -> None:  # noqa: ARG002 - there is one queue of ends
        """Deletes the events whose time has come, and forgets who has been quiet."""
        now = self._clock.now().timestamp()
        self._similar = {same: each for same, each in self._similar.items() if now - each.since <= _SIMILAR_WITHIN}
        self._buckets = {
            who: each for who, each in self._buckets.items() if each.tokens + (now - each.at) * _REFILL < _BURST
        }
        while self._ends and self._ends[0][0] <= now:
            _, namespace, name, same = self._ends.popleft()
            event = self._storage.find(EVENTS, name, namespace)
            if event is None:
                continue
            if self._end_of(event) > now:
                self._ends.append((self._end_of(event), namespace, name, same))
                continue
            self._storage.delete(EVENTS, name, namespace)
            if self._known.get(same) == (namespace, name):
                del self._known[same]
        if self._ends:
            # Once a minute is often enough: nobody sets a clock by an event's end.
            self._work.add_at(self, (), max(self._ends[0][0], now + 60))

    def _fresh(self, about: Object, kind: str, reason: str, message: str, now: datetime) -> Object:
        metadata = about["metadata"]
        self._count += 1
        # Unique, and rising with time, as names made of nanoseconds are.
        name = f"{metadata['name']}.{int(now.timestamp() * 1000) * 1_000_000 + self._count:016x}"
        involved = {
            "kind": about["kind"],
            "namespace": metadata.get("namespace"),
            "name": metadata["name"],
            "uid": metadata["uid"],
            "apiVersion": about["apiVersion"],
            "resourceVersion": metadata.get("resourceVersion"),
        }
        return {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"name": name, "namespace": metadata.get("namespace") or "default"},
            "involvedObject": {part: value for part, value in involved.items() if value},
            "type": kind,
            "reason": reason,
            "message": message[:1024],
        }

    def _create(self, same: tuple[str, ...], event: Object) -> None:
        try:
            created = self._storage.create(EVENTS, event)
        except ApiError:
            # Its namespace goes or has gone: real recorders drop such an event too.
            return
        metadata = created["metadata"]
        self._known[same] = (metadata["namespace"], metadata["name"])
        self._ends.append((self._end_of(created), metadata["namespace"], metadata["name"], same))
        if len(self._ends) == 1:
            self._work.add_at(self, (), self._ends[0][0])

    def _keep(self, same: tuple[str, ...], event: Object) -> None:
        metadata = event["metadata"]
        self._known[same] = (metadata["namespace"], metadata["name"])

    @staticmethod
    def _end_of(event: Object) -> float:
        last = (
            event.get("series", {}).get("lastObservedTime")
            or event.get("lastTimestamp")
            or event.get("eventTime")
            or event["metadata"]["creationTimestamp"]
        )
        return (datetime.fromisoformat(last) + TTL).timestamp()

    def _is_flood(self, same: tuple[str, ...], message: str, now: float) -> bool:
        similar = self._similar.get(same)
        if similar is None or now - similar.since > _SIMILAR_WITHIN:
            similar = self._similar[same] = _Similar(now)
        similar.messages.add(message)
        similar.since = now
        return len(similar.messages) >= _SIMILAR_LIMIT

    def _may_say(self, component: str, uid: str, now: float) -> bool:
        bucket = self._buckets.setdefault((component, uid), _Bucket(_BURST, now))
        bucket.tokens = min(_BURST, bucket.tokens + (now - bucket.at) * _REFILL)
        bucket.at = now
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True
