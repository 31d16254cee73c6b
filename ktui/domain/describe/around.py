"""What is known around an object, beside the object itself: events, pods, coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from ktui.domain.events import Event
from ktui.domain.kinds import Kind
from ktui.domain.narrow import Narrow, Time
from ktui.domain.objects import ContainerStatus, Object


class Resources(Narrow, frozen=True):
    """``resources`` of a container."""

    requests: dict[str, Any] = msgspec.field(default_factory=dict)
    limits: dict[str, Any] = msgspec.field(default_factory=dict)


class ContainerNeeds(Narrow, frozen=True):
    """What a container asks for."""

    name: str = ""
    resources: Resources = msgspec.field(default_factory=Resources)
    restart_policy: str = ""


class PodNeedsSpec(Narrow, frozen=True):
    """``spec`` of a pod, as far as it says what the pod takes of its node."""

    containers: list[ContainerNeeds] = msgspec.field(default_factory=list)
    init_containers: list[ContainerNeeds] = msgspec.field(default_factory=list)
    overhead: dict[str, Any] = msgspec.field(default_factory=dict)
    resources: Resources | None = None


class PodNeedsStatus(Narrow, frozen=True):
    """``status`` of a pod, in short."""

    phase: str = ""
    reason: str = ""
    container_statuses: list[ContainerStatus] = msgspec.field(default_factory=list)


class PodNeeds(Object, frozen=True):
    """A pod on a node, and what it takes of it."""

    spec: PodNeedsSpec = msgspec.field(default_factory=PodNeedsSpec)
    status: PodNeedsStatus = msgspec.field(default_factory=PodNeedsStatus)


class LeaseSpec(Narrow, frozen=True):
    """``spec`` of a Lease."""

    lease_duration_seconds: int = 0
    renew_time: Time | None = None


class Lease(Object, frozen=True):
    """A Lease: by that of its node, a kubelet shows that it lives."""

    spec: LeaseSpec = msgspec.field(default_factory=LeaseSpec)


class RevisionData(Object, frozen=True):
    """A ControllerRevision with its template."""

    revision: int = 0
    data: dict[str, Any] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class Need:
    """Objects that a description wants beside the object."""

    kind: Kind
    namespace: str | None = None
    """Where they are; None: in all namespaces."""


@dataclass(frozen=True)
class CellSentence:
    """A cell of Coverage in the row or column of an object."""

    name: str
    """Of the DaemonSet, or of the node."""
    state: str
    wrong: bool
    sentence: str = ""
    """Why it is so."""


@dataclass(frozen=True)
class Around:
    """What is known around an object."""

    now: datetime
    found: Mapping[str, Sequence[Object]] = field(default_factory=dict)
    """By the name of a need, what was found. A name that is not there is still on its way."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """By the name of a need, why it is not known, or not known to be so now."""
    cells: Sequence[CellSentence] | None = None
    """Of a node or a DaemonSet, its row or column in Coverage; None: it has none."""

    @property
    def events(self) -> Sequence[Event]:
        """The events about the object, and perhaps about others of its name."""
        return [each for each in self.found.get("events", ()) if isinstance(each, Event)]
