"""The structs of one pod that is looked at: all that there is to say of its containers. See ``ktui.domain.narrow``."""

from __future__ import annotations

import msgspec

from ktui.domain.narrow import Narrow
from ktui.domain.objects import ContainerStatus, Object


class Port(Narrow, frozen=True):
    """``ports[]`` of a container."""

    container_port: int = 0
    host_port: int = 0
    protocol: str = "TCP"
    name: str = ""


class Resources(Narrow, frozen=True):
    """``resources`` of a container."""

    requests: dict[str, str | int | float] = msgspec.field(default_factory=dict)
    limits: dict[str, str | int | float] = msgspec.field(default_factory=dict)


class Container(Narrow, frozen=True):
    """``containers[]``, ``initContainers[]`` or ``ephemeralContainers[]`` of a pod."""

    name: str = ""
    image: str = ""
    image_pull_policy: str = ""
    restart_policy: str = ""
    ports: list[Port] = msgspec.field(default_factory=list)
    resources: Resources = msgspec.field(default_factory=Resources)
    liveness_probe: dict[str, object] | None = None
    readiness_probe: dict[str, object] | None = None
    startup_probe: dict[str, object] | None = None


class WholePodSpec(Narrow, frozen=True):
    """``spec``."""

    containers: list[Container] = msgspec.field(default_factory=list)
    init_containers: list[Container] = msgspec.field(default_factory=list)
    ephemeral_containers: list[Container] = msgspec.field(default_factory=list)


class WholePodStatus(Narrow, frozen=True):
    """``status``."""

    container_statuses: list[ContainerStatus] = msgspec.field(default_factory=list)
    init_container_statuses: list[ContainerStatus] = msgspec.field(default_factory=list)
    ephemeral_container_statuses: list[ContainerStatus] = msgspec.field(default_factory=list)


class WholePod(Object, frozen=True):
    """A pod, with all that there is to say of its containers."""

    spec: WholePodSpec = msgspec.field(default_factory=WholePodSpec)
    status: WholePodStatus = msgspec.field(default_factory=WholePodStatus)
