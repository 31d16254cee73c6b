"""Owner references: who controls what.

Source: kubernetes/apimachinery ``pkg/apis/meta/v1/controller_ref.go``.
"""

from collections.abc import Mapping
from typing import Any

from ktui.demo.status import Object


def controller_of(thing: Mapping[str, Any]) -> Object | None:
    """The owner reference of the one controller, if there is one."""
    references: list[Object] = thing["metadata"].get("ownerReferences") or []
    return next((reference for reference in references if reference.get("controller")), None)


def controller_reference(owner: Mapping[str, Any]) -> Object:
    """The reference that makes the owner the controller of something."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def owners_of(thing: Mapping[str, Any]) -> list[Object]:
    """All owner references."""
    return thing["metadata"].get("ownerReferences") or []
