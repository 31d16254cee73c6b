"""Kubernetes quantities as exact numbers, and the sum of what a pod asks for.

Source: kubernetes/apimachinery ``pkg/api/resource`` and kubernetes/component-helpers ``resource`` (``PodRequests``).
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

_QUANTITY = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:([eE][+-]?[0-9]+)|([numkMGTPE]|[KMGTPE]i)?)")
_SUFFIXES = {
    "": Fraction(1),
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000),
    **{letter: Fraction(1000 ** (power + 1)) for power, letter in enumerate("kMGTPE")},
    **{f"{letter}i": Fraction(1024 ** (power + 1)) for power, letter in enumerate("KMGTPE")},
}


@lru_cache(maxsize=1024)
def amount(quantity: str) -> Fraction:
    """The number that a quantity means.

    Raises:
        ValueError: it is no quantity.
    """
    parts = _QUANTITY.fullmatch(quantity)
    if parts is None:
        raise ValueError(f"{quantity!r} is no quantity")
    number, exponent, suffix = parts.groups()
    if exponent:
        return Fraction(number) * Fraction(10) ** int(exponent[1:])
    return Fraction(number) * _SUFFIXES[suffix or ""]


def requests(spec: Mapping[str, Any]) -> dict[str, Fraction]:
    """What a pod asks for, by resource: its containers together, or its greediest init container."""
    total: dict[str, Fraction] = {}
    for container in spec.get("containers") or ():
        for resource, wanted in _requested(container).items():
            total[resource] = total.get(resource, Fraction(0)) + wanted
    for container in spec.get("initContainers") or ():
        for resource, wanted in _requested(container).items():
            if container.get("restartPolicy") == "Always":
                total[resource] = total.get(resource, Fraction(0)) + wanted
            else:
                total[resource] = max(total.get(resource, Fraction(0)), wanted)
    for resource, wanted in (spec.get("overhead") or {}).items():
        total[resource] = total.get(resource, Fraction(0)) + amount(str(wanted))
    return total


def _requested(container: Mapping[str, Any]) -> dict[str, Fraction]:
    resources = container.get("resources") or {}
    # A limit without a request is the request, as the API server defaults it.
    asked = {**(resources.get("limits") or {}), **(resources.get("requests") or {})}
    return {resource: amount(str(wanted)) for resource, wanted in asked.items()}
