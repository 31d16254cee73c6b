"""Strategic merge patch: lists of maps are merged by the key that names their elements.

The rules are those of apimachinery pkg/util/strategicpatch/patch.go; the keys are the tags `patchMergeKey` of
k8s.io/api.
"""

from typing import Any

from ktui.demo.status import BadRequest, Object

_MERGE_KEYS = {
    "containers": "name",
    "initContainers": "name",
    "ephemeralContainers": "name",
    "volumes": "name",
    "imagePullSecrets": "name",
    "hostAliases": "ip",
    "topologySpreadConstraints": "topologyKey",
    "schedulingGates": "name",
    "resourceClaims": "name",
    "env": "name",
    "volumeMounts": "mountPath",
    "volumeDevices": "devicePath",
    "conditions": "type",
    "podIPs": "ip",
    "hostIPs": "ip",
    "addresses": "type",
    "secrets": "name",
    "ownerReferences": "uid",
}
"""Lists that are merged, by their field; no kind served has a list of such a name that is replaced."""

_SETS = ("finalizers", "podCIDRs")
_ORDER, _DELETE, _RETAIN, _PATCH = "$setElementOrder/", "$deleteFromPrimitiveList/", "$retainKeys", "$patch"


def merge_key(field: str, parent: str) -> str | None:
    """The key that names the elements of a list of maps, None for a list that a patch replaces.

    Args:
        field: The list's field.
        parent: The field in which it is; `ports` are merged by another key in a container than in a service.
    """
    if field == "ports":
        return "containerPort" if parent in ("containers", "initContainers", "ephemeralContainers") else "port"
    return _MERGE_KEYS.get(field)


def merged(original: Object, patch: Object, parent: str = "") -> Object:
    """Apply a patch to an object; neither is changed.

    Raises:
        BadRequest: The patch has a directive that does not exist, or an element without its key.
    """
    directive = patch.get(_PATCH)
    if directive == "replace":
        return {field: _plain(value) for field, value in patch.items() if field != _PATCH}
    if directive == "delete":
        return {}
    if directive not in (None, "merge"):
        raise BadRequest(f"unknown patch type: {directive}")
    result = dict(original)
    if _RETAIN in patch:
        result = {field: value for field, value in result.items() if field in patch[_RETAIN]}
    for field, value in patch.items():
        if field.startswith(_DELETE):
            name = field.removeprefix(_DELETE)
            result[name] = [each for each in result.get(name, ()) if each not in value]
        elif field in (_PATCH, _RETAIN) or field.startswith(_ORDER):
            continue
        elif value is None:
            result.pop(field, None)
        elif isinstance(value, dict):
            present = result.get(field)
            result[field] = merged(present if isinstance(present, dict) else {}, value, field)
        elif isinstance(value, list):
            order = patch.get(_ORDER + field)
            result[field] = _merged_list(result.get(field) or [], value, field, parent, order)
        else:
            result[field] = value
    for field, order in patch.items():
        name = field.removeprefix(_ORDER)
        if field != name and name not in patch and name in result:
            result[name] = _ordered(result[name], order, merge_key(name, parent), result[name])
    return result


def _merged_list(original: list[Any], patch: list[Any], field: str, parent: str, order: list[Any] | None) -> list[Any]:
    if field in _SETS:
        union = original + [each for each in patch if each not in original]
        return _ordered(union, order, None, original) if order is not None else union
    key = merge_key(field, parent)
    if key is None or not all(isinstance(each, dict) for each in patch):
        return [_plain(each) for each in patch]
    replace = any(each == {_PATCH: "replace"} for each in patch)
    result = [] if replace else list(original)
    for each in patch:
        directive = each.get(_PATCH)
        if each == {_PATCH: "replace"}:
            continue
        if key not in each:
            raise BadRequest(f"map: {each} does not contain declared merge key: {key}")
        index = next((place for place, known in enumerate(result) if known.get(key) == each[key]), None)
        if directive == "delete":
            result = [known for known in result if known.get(key) != each[key]]
        elif index is None:
            result.append(merged({}, each, field))
        else:
            result[index] = merged(result[index], each, field)
    return _ordered(result, order, key, original) if order is not None else result


def _ordered(items: list[Any], order: list[Any], key: str | None, original: list[Any]) -> list[Any]:
    """Arrange a merged list as `$setElementOrder` says; who is not named there stays behind those before it."""

    def name(item: Any) -> Any:  # noqa: ANN401 - JSON is anything
        return item.get(key) if key and isinstance(item, dict) else item

    wanted = [name(each) for each in order]
    known = [name(each) for each in original]
    listed = sorted((each for each in items if name(each) in wanted), key=lambda each: wanted.index(name(each)))
    for item in items:
        if name(item) in wanted:
            continue
        before = known[: known.index(name(item))] if name(item) in known else known
        place = max((index + 1 for index, each in enumerate(listed) if name(each) in before), default=0)
        listed.insert(place, item)
    return listed


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """A value of a patch without directives and nulls, as it is put where nothing was."""
    if isinstance(value, dict):
        return merged({}, {field: part for field, part in value.items() if field != _PATCH})
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
