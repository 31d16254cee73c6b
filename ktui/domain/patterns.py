"""Patterns as they are typed: ``a|b`` for one or the other, ``a.*b`` for one after the other.

They are looked for piece by piece instead of by a regular expression, which could take for ever on one text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import AnyStr

THEN = ".*"
"""Stands between pieces that come one after the other."""
OR = "|"
"""Stands between what one or the other of is meant."""


def alternatives(pattern: str) -> tuple[tuple[str, ...], ...]:
    """The texts to find: all of one of these, in their order."""
    either = (tuple(filter(None, part.split(THEN))) for part in pattern.split(OR))
    return tuple(pieces for pieces in either if pieces)


def in_order(pieces: Iterable[AnyStr], text: AnyStr) -> bool:
    """Whether a text holds all pieces, each behind the one before."""
    at = 0
    for piece in pieces:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True
