"""Who manages which fields of an object: `metadata.managedFields`, and what follows from it for server-side apply.

Source: apimachinery ``pkg/util/managedfields``, sigs.k8s.io/structured-merge-diff ``merge/update.go``. Only what comes
through the API is written down: what controllers of the embedded cluster do has no manager.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ktui.demo import field_sets, schema, status
from ktui.demo.field_sets import Path
from ktui.demo.lifecycle import copied
from ktui.demo.resources import Resource
from ktui.demo.schema import Message
from ktui.demo.status import Cause, Object

_APPLY, _UPDATE = "Apply", "Update"
_BEFORE = "before-first-apply"
"""Who manages all that was there when somebody applied something for the first time."""


@dataclass(frozen=True, slots=True)
class Manager:
    """Who changes something.

    Args:
        name: As the request calls itself.
        time: When.
        subresource: Through which one, if any.
    """

    name: str
    time: str
    subresource: str = ""

    def entry(self, operation: str, version: str, fields: set[Path]) -> Object:
        """What is written down."""
        rest = {"subresource": self.subresource} if self.subresource else {}
        return {
            "manager": self.name,
            "operation": operation,
            "apiVersion": version,
            "time": self.time,
            "fieldsType": "FieldsV1",
            "fieldsV1": field_sets.written(fields),
            **rest,
        }

    def is_of(self, entry: Object, operation: str) -> bool:
        """Whether an entry is this manager's."""
        known = (entry.get("manager"), entry.get("operation"), entry.get("subresource", ""))
        return known == (self.name, operation, self.subresource)


def note(resource: Resource, new: Object, old: Object | None, manager: Manager) -> None:
    """Write down, in the new state of an object, who changed what of the old one."""
    kind, version = resource.kind, resource.api_version
    after = _of_subresource(field_sets.values(kind, new, marked=True), manager)
    before = _of_subresource(field_sets.values(kind, old, marked=True), manager) if old is not None else {}
    changed = {path for path, value in after.items() if path not in before or before[path] != value}
    gone = before.keys() - after.keys()
    entries = (new if new["metadata"].get("managedFields") else old or new)["metadata"].get("managedFields") or []
    if not changed and not gone:
        _keep(new, entries)
        return
    if old is not None and not entries:
        entries = [_unknown(old, before)]
    own: set[Path] = set()
    others = []
    for entry in entries:
        fields = field_sets.read(entry.get("fieldsV1") or {}) - gone
        if manager.is_of(entry, _UPDATE):
            own = fields
        elif left := fields - changed:
            others.append(entry if left == fields else {**entry, "fieldsV1": field_sets.written(left)})
    mine = [manager.entry(_UPDATE, version, own | changed)] if own | changed else []
    _keep(new, others + mine)


def _of_subresource(fields: dict[Path, Any], manager: Manager) -> dict[Path, Any]:
    """What can be changed at all where the manager changed something (``GetResetFields`` of each kind's strategy)."""
    reset = "f:spec" if manager.subresource == "status" else "f:status"
    return {path: value for path, value in fields.items() if path[0] != reset}


def _unknown(live: Object, fields: Iterable[Path]) -> Object:
    """The entry for what was there before anybody said who they are."""
    manager = Manager(_BEFORE, live["metadata"].get("creationTimestamp", ""))
    return manager.entry(_UPDATE, live["apiVersion"], set(fields))


def _keep(new: Object, entries: list[Object]) -> None:
    metadata = new["metadata"]
    metadata.pop("managedFields", None)
    if entries:
        metadata["managedFields"] = sorted(
            entries, key=lambda each: (each.get("operation", ""), each.get("time", ""), each.get("manager", ""))
        )


def applied(live: Object | None, wanted: Object, manager: Manager, *, force: bool) -> Object:
    """What becomes of an object when a manager applies what it wants of it.

    Args:
        live: The object; None if there is none yet.
        wanted: What is applied.
        manager: By whom.
        force: Whether to take fields from whoever manages them.

    Raises:
        Conflict: Others manage fields that are to have another value.
    """
    kind, version = wanted["kind"], wanted["apiVersion"]
    asked = field_sets.values(kind, wanted, marked=False)
    present = field_sets.values(kind, live, marked=True) if live is not None else {}
    entries = ((live or {}).get("metadata") or {}).get("managedFields") or []
    if live is not None and not entries:
        entries = [_unknown(live, present)]
    before: set[Path] = set()
    elsewhere: set[Path] = set()
    mine = None
    others: list[Object] = []
    conflicts: list[tuple[Object, Path]] = []
    for entry in entries:
        fields = field_sets.read(entry.get("fieldsV1") or {})
        if manager.is_of(entry, _APPLY):
            before, mine = fields, entry
            continue
        against = {path for path in fields & asked.keys() if present.get(path) != asked[path]}
        conflicts += [(entry, path) for path in sorted(against)]
        elsewhere |= fields
        if left := fields - against:
            others.append(entry if left == fields else {**entry, "fieldsV1": field_sets.written(left)})
    if conflicts and not force:
        raise _conflict(conflicts)
    new = _merged(live or {}, {name: part for name, part in wanted.items() if name != "status"}, schema.message(kind))
    kept = elsewhere | asked.keys()
    # An element goes with all that is in it, before what names it has gone.
    for path in sorted(before - kept, key=lambda each: (each[-1] != ".", len(each))):
        if path[-1] != "." or not any(other[: len(path) - 1] == path[:-1] for other in kept):
            _remove(new, path)
    fresh = manager.entry(_APPLY, version, set(asked))
    same = mine is not None and mine["fieldsV1"] == fresh["fieldsV1"]
    _keep(new, [*others, mine if same and mine is not None else fresh])
    return new


def _conflict(conflicts: list[tuple[Object, Path]]) -> status.ApiError:
    causes = [
        Cause(field_sets.shown(path), f"conflict with {_named(entry)}", "FieldManagerConflict")
        for entry, path in conflicts
    ]
    if len(conflicts) == 1:
        said = f"Apply failed with 1 conflict: {causes[0].message}: {causes[0].field}"
    else:
        lines: dict[str, list[str]] = {}
        for entry, path in conflicts:
            lines.setdefault(_named(entry), []).append(f"- {field_sets.shown(path)}")
        told = "\n".join("\n".join((f"conflicts with {name}:", *lines[name])) for name in sorted(lines))
        said = f"Apply failed with {len(conflicts)} conflicts: {told}"
    return status.Conflict(said, {"causes": [cause.json() for cause in causes]})


def _named(entry: Object) -> str:
    name = json.dumps(entry.get("manager", ""))
    if entry.get("subresource"):
        name += f" with subresource {json.dumps(entry['subresource'])}"
    return f"{name} using {entry.get('apiVersion', '')}" if entry.get("operation") == _UPDATE else name


def _merged(live: Object, wanted: Object, message: Message | None) -> Object:
    result = dict(live)
    for name, value in wanted.items():
        known, present = schema.field(message, name), live.get(name)
        if field_sets.is_whole(known, value) or present is None:
            result[name] = value
        elif isinstance(value, dict):
            inner = schema.message(known.type) if known is not None and not known.many else None
            result[name] = _merged(present, value, inner)
        elif known is not None:
            result[name] = _merged_list(present, value, field_sets.keys_of(known), schema.message(known.type))
    return copied(result)


def _merged_list(live: list[Any], wanted: list[Any], keys: tuple[str, ...], message: Message | None) -> list[Any]:
    if not keys:
        return live + [each for each in wanted if each not in live]
    known = {field_sets.element(each, keys): each for each in live}
    for each in wanted:
        step = field_sets.element(each, keys)
        known[step] = _merged(known.get(step, {}), each, message)
    return list(known.values())


def _remove(whole: Object, path: Path) -> None:
    """Take away a field that nobody wants any more, an element of a list with all that is in it."""
    *way, last = path[:-1] if path[-1] == "." else path
    if path[-1] == "." and last.startswith("f:"):
        return  # what contained something stays, if only as what is empty
    place: Any = whole
    for step in way:
        place = _inner(place, step)
        if place is None:
            return
    if last.startswith("f:") and isinstance(place, dict):
        place.pop(last[2:], None)
    elif isinstance(place, list):
        found = _inner(place, last)
        if found is not None:
            place.remove(found)


def _inner(place: Any, step: str) -> Any:  # noqa: ANN401 - JSON is anything
    sort, _, rest = step.partition(":")
    if sort == "f":
        return place.get(rest) if isinstance(place, dict) else None
    wanted = json.loads(rest)
    if not isinstance(place, list):
        return None
    if sort == "v":
        return next((each for each in place if each == wanted), None)
    defaults = {"protocol": "TCP"}
    return next(
        (each for each in place if all(each.get(key, defaults.get(key)) == value for key, value in wanted.items())),
        None,
    )
