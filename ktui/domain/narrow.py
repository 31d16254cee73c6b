"""What every struct is made of that JSON is decoded into: only the fields that ktui uses.

msgspec skips every other field while it reads, so nothing else of an object is ever kept. Field names are Kubernetes'
own in snake case. Timestamps are aware datetimes in UTC. ``gc=False`` is safe: the structs hold no cycles.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec

Time: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment; always aware, so that any two can be compared."""


Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
"""How many: an int32 that no server lets be negative. A number beyond that is none, and is left out."""


class Narrow(msgspec.Struct, rename="camel", gc=False, omit_defaults=True, frozen=True):
    """Base of all: camelCase on the wire, unknown fields skipped, never changed once decoded."""
