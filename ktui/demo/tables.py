"""Objects as metav1.Table and PartialObjectMetadata: the forms in which kubectl asks for what it only prints."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from ktui.demo.resources import Resource
from ktui.demo.rows import ROWS, plain
from ktui.demo.status import BadRequest, Object

_TYPES = {"#": "integer", "?": "boolean", "@": "date"}


@cache
def columns(resource: Resource) -> tuple[Object, ...]:
    """The columns of a kind."""
    usual, wide, _ = ROWS.get(resource, ("Name Age", "", plain))
    words = [(word, 0) for word in usual.split()] + [(word, 1) for word in wide.split()]
    return tuple(_column(word, priority) for word, priority in words)


def _column(word: str, priority: int) -> Object:
    name = word.rstrip("#?@+").replace("_", " ")
    return {
        "name": name,
        "type": _TYPES.get(word[-1], "string"),
        "format": "name" if name == "Name" else "",
        "description": f"{name} of the object, as kubectl prints it.",
        "priority": 1 if word[-1] == "+" else priority,
    }


def partial(whole: Object, version: str = "v1") -> Object:
    """An object's metadata alone."""
    metadata = whole.get("metadata", {})
    return {"kind": "PartialObjectMetadata", "apiVersion": f"meta.k8s.io/{version}", "metadata": metadata}


def table(
    resource: Resource,
    objects: Iterable[Object],
    metadata: Object,
    now: datetime,
    include: str = "",
    *,
    version: str = "v1",
    heading: bool = True,
) -> Object:
    """A table with a row an object.

    Args:
        resource: the kind.
        objects: what to show.
        metadata: the list's metadata: resourceVersion, continue, remainingItemCount.
        now: what ages are counted to.
        include: which form of the object each row carries: Metadata (the default), Object or None.
        version: of meta.k8s.io.
        heading: whether to define the columns; a watch does so only once.

    Raises:
        BadRequest: there is no such form.
    """
    if include not in ("", "Metadata", "Object", "None"):
        wrong = f"""includeObject: Invalid value: "{include}": must be 'Metadata', 'Object', 'None', or empty"""
        raise BadRequest(f"Unable to convert to Table as requested: {wrong}")
    cells = ROWS[resource][2] if resource in ROWS else plain
    rows = []
    for whole in objects:
        carried = whole if include == "Object" else None if include == "None" else partial(whole, version)
        row: Object = {"cells": cells(whole, now), "object": carried}
        conditions = _conditions(whole)
        if conditions:
            row["conditions"] = conditions
        rows.append(row)
    return {
        "kind": "Table",
        "apiVersion": f"meta.k8s.io/{version}",
        "metadata": metadata,
        "columnDefinitions": list(columns(resource)) if heading else [],
        "rows": rows,
    }


def _conditions(whole: Object) -> list[Object]:
    """A pod that has ended is marked, so that old clients could leave it out (printers.go podSuccessConditions)."""
    phase = whole.get("status", {}).get("phase") if whole.get("kind") == "Pod" else None
    if phase not in ("Succeeded", "Failed"):
        return []
    message = "The pod has completed successfully." if phase == "Succeeded" else "The pod failed."
    return [{"type": "Completed", "status": "True", "reason": phase, "message": message}]
