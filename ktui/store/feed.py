"""How true a table is: the state of the stream that fills it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias


@dataclass(frozen=True)
class Loading:
    """The first list is under way; nothing can be said of what is missing."""

    count: int = 0
    """Objects received so far."""


@dataclass(frozen=True)
class Live:
    """The table follows the server."""


@dataclass(frozen=True)
class Stale:
    """The table was true once; it is kept, and the stream is being mended."""

    trouble: ClassVar[str] = "lost the connection"
    """What is wrong, in words for a user, to be followed by why."""

    since: float
    """When the stream broke: seconds since the epoch."""
    why: str
    """In words, without control characters."""
    retry_at: float | None = None
    """When the next attempt is made at the latest: seconds since the epoch."""


@dataclass(frozen=True)
class Failed:
    """There was never a first list: the server cannot be reached, or refuses for another reason than rights."""

    trouble: ClassVar[str] = "no connection"

    why: str
    retry_at: float | None = None


@dataclass(frozen=True)
class Refused:
    """The user may not list this kind (403), or the server does not have it (404)."""

    why: str
    """The server's own words."""
    retry_at: float | None = None
    forbidden: bool = True
    """Whether it is for want of a right."""

    @property
    def trouble(self) -> str:
        """What is wrong, in words for a user, to be followed by why."""
        return "no right" if self.forbidden else "not served"

    @property
    def state(self) -> str:
        """The same for where only the state is told, and not why."""
        return "forbidden" if self.forbidden else "not served"


Feed: TypeAlias = Loading | Live | Stale | Failed | Refused
"""The state of one stream: of one kind in all namespaces, or in one."""
