"""The cells that the tables of many kinds have: ages, labels, selectors, containers, lists that are too long."""

from collections.abc import Iterable
from datetime import datetime

from ktui.demo.ages import since
from ktui.demo.status import Object

Cell = str | int | bool

_OPERATORS = {"In": "in", "NotIn": "notin"}
_SHOWN = 3
"""How many of many are named (``listWithMoreString``)."""


def age(whole: Object, now: datetime) -> str:
    """How old an object is."""
    return since(whole["metadata"].get("creationTimestamp"), now)


def labels_text(labels: Object | None) -> str:
    """Labels, or that there are none (labels.FormatLabels)."""
    return ",".join(f"{key}={value}" for key, value in sorted((labels or {}).items())) or "<none>"


def selector_text(selector: Object | None) -> str:
    """A label selector in the notation of queries (metav1.FormatLabelSelector)."""
    if selector is None:
        return "<none>"
    terms = [(key, f"{key}={value}") for key, value in (selector.get("matchLabels") or {}).items()]
    for each in selector.get("matchExpressions") or ():
        key, operator = each["key"], each["operator"]
        values = ",".join(sorted(each.get("values") or ()))
        if operator in _OPERATORS:
            terms.append((key, f"{key} {_OPERATORS[operator]} ({values})"))
        else:
            terms.append((key, key if operator == "Exists" else f"!{key}"))
    return ",".join(term for _, term in sorted(terms)) or "<none>"


def container_cells(template: Object | None) -> list[Cell]:
    """Names and images of a template's containers."""
    containers = (template or {}).get("spec", {}).get("containers", ())
    return [
        ",".join(each.get("name", "") for each in containers),
        ",".join(each.get("image", "") for each in containers),
    ]


def first_of(texts: Iterable[str], none: str) -> str:
    """The first few texts, and how many more there are; ``none`` if there are none."""
    every = list(texts)
    shown = ",".join(every[:_SHOWN]) or none
    return f"{shown} + {len(every) - _SHOWN} more..." if len(every) > _SHOWN else shown
