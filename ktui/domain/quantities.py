"""Amounts of resources as Kubernetes writes them: ``250m``, ``1.5Gi``, ``2e3``.

Source: apimachinery pkg/api/resource/quantity.go.
"""

from __future__ import annotations

import re
from decimal import ROUND_UP, Decimal, InvalidOperation

_QUANTITY = re.compile(r"([+-]?[0-9.]+(?:[eE][+-]?[0-9]{1,2})?)([numkMGTPE]|[KMGTPE]i)?")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}


def quantity(text: object) -> Decimal | None:
    """What an amount comes to; None for what is none."""
    found = _QUANTITY.fullmatch(str(text))
    if found is None:
        return None
    try:
        number = Decimal(found[1])
    except InvalidOperation:
        return None
    suffix = found[2] or ""
    return number * 1024 ** _BINARY[suffix] if suffix in _BINARY else number.scaleb(_DECIMAL[suffix])


def spell(resource: str, amount: Decimal) -> str:
    """An amount as a person writes it: CPUs in thousandths, bytes in the largest unit that keeps three digits."""
    if resource == "cpu":
        whole = amount.to_integral_value()
        return f"{whole:f}" if whole == amount else f"{(amount * 1000).to_integral_value(ROUND_UP):f}m"
    if not (resource in {"memory", "ephemeral-storage", "storage"} or resource.startswith("hugepages-")):
        return f"{amount.normalize():f}"
    for unit, power in reversed(_BINARY.items()):
        if amount >= 1024**power:
            return f"{_digits(amount / 1024**power)}{unit}"
    return f"{amount.to_integral_value():f}"


def _digits(number: Decimal) -> str:
    places = 0 if number >= 100 else 1
    return f"{number:.{places}f}".removesuffix(".0")


def share(amount: Decimal, of: Decimal) -> str:
    """How much of something an amount is, in whole percents; ``""`` of nothing."""
    return f"{int(100 * amount / of)}%" if of > 0 else ""
