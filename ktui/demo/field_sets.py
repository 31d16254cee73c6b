"""Sets of an object's fields, as `managedFields` writes them down (FieldsV1).

Source: sigs.k8s.io/structured-merge-diff ``fieldpath`` and ``typed``; which fields stand for themselves, with all that
is in them, is what the Go types are marked with (``+structType=atomic``, ``+mapType=atomic``, ``+listType``).
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ktui.demo import schema
from ktui.demo.schema import Field, Message
from ktui.demo.status import Object

Path = tuple[str, ...]
"""The steps to a field: `f:NAME`, `k:{"KEY":VALUE}` into a list, `v:VALUE` into a set, and `.` for what contains it."""

_ATOMIC = frozenset(
    {
        *("SecretReference", "FileKeySelector", "ObjectFieldSelector", "ResourceFieldSelector", "ConfigMapKeySelector"),
        *("SecretKeySelector", "NodeSelector", "NodeSelectorTerm", "TopologySelectorTerm", "EndpointAddress"),
        *("EndpointPort", "ObjectReference", "LocalObjectReference", "TypedLocalObjectReference", "ScopeSelector"),
        *("OwnerReference", "LabelSelector", "Subject", "RoleRef", "ServiceBackendPort"),
    }
)
_ATOMIC_MAPS = frozenset({"nodeSelector", "selector"})
_KEYS = {
    "containerPort": ("containerPort", "protocol"),
    "port": ("port", "protocol"),
    "topologyKey": ("topologyKey", "whenUnsatisfiable"),
}
"""What names the elements of a list, where it is more than what a strategic merge patch looks at."""
_NOBODYS = frozenset((f"f:{name}",) for name in ("apiVersion", "kind")) | frozenset(
    ("f:metadata", f"f:{name}")
    for name in (
        *("name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields"),
        *("resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "generateName"),
    )
)
"""Fields that have no manager (managedfields/internal/stripmeta.go)."""


def keys_of(known: Field) -> tuple[str, ...]:
    """The fields that name an element of a list that is merged by them; none if it is not."""
    return _KEYS.get(known.key, (known.key,)) if known.key else ()


def element(item: Object, keys: Iterable[str]) -> str:
    """The step to an element of a list."""
    named = {key: item.get(key, "TCP" if key == "protocol" else None) for key in sorted(keys)}
    return "k:" + json.dumps({key: value for key, value in named.items() if value is not None}, separators=(",", ":"))


def is_whole(known: Field | None, value: Any) -> bool:  # noqa: ANN401 - JSON is anything
    """Whether a field stands for all that is in it."""
    if isinstance(value, dict):
        if known is None:
            return False
        return known.type in _ATOMIC or known.type == "any" or (known.many == "{}" and known.name in _ATOMIC_MAPS)
    return not isinstance(value, list) or known is None or known.many != "[]" or not known.merge


def values(kind: str, whole: Object, *, marked: bool) -> dict[Path, Any]:
    """The fields of an object of a kind that somebody may manage, with their values.

    Args:
        kind: The kind.
        whole: The object, or what of it is applied.
        marked: Whether what contains fields is one itself, as it is for who did not say so but did it.
    """
    found = dict(_values(schema.message(kind), whole, (), marked=marked))
    return {path: value for path, value in found.items() if path[:2] not in _NOBODYS and path[:1] not in _NOBODYS}


def _values(message: Message | None, whole: Object, path: Path, *, marked: bool) -> Iterator[tuple[Path, Any]]:
    for name, value in whole.items():
        known, step = schema.field(message, name), (*path, f"f:{name}")
        if value is None:
            continue
        if is_whole(known, value) or not value:
            yield step, value
        elif isinstance(value, dict):
            if marked and known is not None and known.omitempty and (known.many or known.pointer):
                yield (*step, "."), True
            inner = schema.message(known.type) if known is not None and not known.many else None
            yield from _values(inner, value, step, marked=marked)
        elif known is not None:
            if marked and known.omitempty:
                yield (*step, "."), True
            yield from _elements(known, value, step, marked=marked)


def _elements(known: Field, items: list[Any], path: Path, *, marked: bool) -> Iterator[tuple[Path, Any]]:
    keys = keys_of(known)
    for item in items:
        if not keys or not isinstance(item, dict):
            yield (*path, f"v:{json.dumps(item)}"), True
            continue
        step = (*path, element(item, keys))
        yield (*step, "."), True
        if known.type in _ATOMIC:
            yield step, item
        else:
            yield from _values(schema.message(known.type), item, step, marked=marked)


def written(paths: Iterable[Path]) -> Object:
    """A set as `fieldsV1` writes it."""
    tree: Object = {}
    for path in sorted(paths):
        place = tree
        for step in path:
            place = place.setdefault(step, {})
    return tree


def read(tree: Object, path: Path = ()) -> set[Path]:
    """What `fieldsV1` says."""
    found: set[Path] = set()
    for step, inner in tree.items():
        found |= read(inner, (*path, step)) if isinstance(inner, dict) and inner else {(*path, step)}
    return found


def shown(path: Path) -> str:
    """A field as messages name it: `.spec.template.spec.containers[name="main"].image`."""
    text = ""
    for step in path:
        sort, _, rest = step.partition(":")
        if sort == "f":
            text += f".{rest}"
        elif sort == "k":
            pairs = json.loads(rest).items()
            text += f"[{','.join(f'{key}={json.dumps(value)}' for key, value in pairs)}]"
        elif sort == "v":
            text += f"[={rest}]"
    return text
