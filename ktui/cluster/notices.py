"""What a reflector says: the steps by which a table becomes and stays equal to the server's truth."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from ktui.domain.objects import Key, Object


@dataclass(frozen=True, slots=True)
class Listing:
    """A piece of a list that is still arriving."""

    objects: Sequence[Object]


@dataclass(frozen=True, slots=True)
class Listed:
    """The list is complete: what is not among its keys does not exist."""

    keys: Set[Key]


@dataclass(frozen=True, slots=True)
class Upserted:
    """An object came or changed."""

    object: Object


@dataclass(frozen=True, slots=True)
class Deleted:
    """An object went, or no longer matches the selector."""

    key: Key


@dataclass(frozen=True, slots=True)
class Following:
    """A watch is open: changes arrive as they happen."""


@dataclass(frozen=True, slots=True)
class Stalled:
    """Changes do not arrive."""

    why: str
    """In words, without control characters."""
    retry_at: float | None = None
    """When the next attempt is made at the latest; at once if the server is heard of. Seconds since the epoch."""
    since: float | None = None
    """Since when, if it was noticed only later: seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The user may not list this, or the server does not have it."""

    why: str
    """The server's own words."""
    retry_at: float | None = None
    forbidden: bool = True
    """False: the server does not have it (404)."""


Notice: TypeAlias = Listing | Listed | Upserted | Deleted | Following | Stalled | Refused
"""Everything a reflector says."""
