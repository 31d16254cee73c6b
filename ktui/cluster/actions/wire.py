"""What the modules of this package share: the form of a request, and how ktui signs an edit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from ktui.cluster.api import Api

Request: TypeAlias = Callable[[Api, Any], Awaitable[tuple[str, ...]]]
"""Does an action of its type; gives the server's warnings."""

MERGE_PATCH = "application/merge-patch+json"
FIELD_MANAGER = "ktui"
