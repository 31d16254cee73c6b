"""Nodes x DaemonSets: what is there, what should be, and exactly why not.

The values here are what the grid draws and what ``ktui coverage`` prints. The states are those of the grid; the rules
are the controller's (kubernetes/kubernetes, pkg/controller/daemon/daemon_controller.go).
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """What a cell shows. The order is that of urgency: the first that applies to a cell wins where several could."""

    READY = "ready"
    OUTDATED = "outdated"
    UNREADY = "unready"
    PENDING = "pending"
    FAILING = "failing"
    TERMINATING = "terminating"
    MISSING = "missing"
    DUPLICATE = "duplicate"
    EXCLUDED = "excluded"
    KEPT = "kept"
    EVICTING = "evicting"
    WAITING = "waiting"
    UNKNOWN = "unknown"


class ReasonKind(StrEnum):
    """What sort of reason: stable words for machines."""

    NODE_NAME = "nodeName"
    SELECTOR = "selector"
    AFFINITY = "affinity"
    TAINT = "taint"
    NODE_CONDITION = "nodeCondition"
    DELETING = "deleting"
    UNSCHEDULED = "unscheduled"
    CONTAINER = "container"
    BACKOFF = "backoff"
    NOT_OBSERVED = "notObserved"
    CREATE_ERROR = "createError"
    NOT_CREATED = "notCreated"
