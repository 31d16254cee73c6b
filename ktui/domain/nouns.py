"""What things are called, one of them and several: ``1 node``, ``2,000 nodes``, ``3 indexes``."""

from __future__ import annotations

_HISSING = ("s", "x", "ch", "sh")
_SHORT = {"ControllerRevision": "revision"}
_MANY = ("endpoints", "metrics")
"""What kinds end in that are several already."""


def noun_of(kind: str) -> str:
    """What an object of a kind is called in a sentence.

    Args:
        kind: its name, as Kubernetes writes it: ``DaemonSet``.
    """
    return _SHORT.get(kind, kind.lower())


def nouns_of(kind: str) -> str:
    """What several objects of a kind are called in a sentence."""
    noun = noun_of(kind)
    return noun if noun.endswith(_MANY) else plural(noun)


def plural(noun: str) -> str:
    """Several of what a noun names."""
    if noun.endswith(_HISSING):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def several(number: int, noun: str) -> str:
    """The noun in the number that goes with it: ``node`` of one, ``nodes`` of none or two."""
    return noun if number == 1 else plural(noun)


def counted(number: int, noun: str) -> str:
    """A number of things."""
    return f"{number:,} {several(number, noun)}"
