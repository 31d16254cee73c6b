"""Strategic merge patch: lists of maps are merged by the key that names their elements.

The rules are those of apimachinery pkg/util/strategicpatch/patch.go; which list has which key the schema says.
"""

from typing import Any

from ktui.demo import schema
from ktui.demo.schema import Field, Message
from ktui.demo.status import BadRequest, Object

_ORDER, _DELETE, _RETAIN, _PATCH = "$setElementOrder/", "$deleteFromPrimitiveList/", "$retainKeys", "$patch"


def merged(original: Object, patch: Object, kind: str) -> Object:
    """Apply a patch to an object of a kind; neither is changed.

    Raises:
        BadRequest: the patch has a directive that does not exist, or an element without its key.
    """
    return _merged(original, patch, schema.message(kind))


def _merged(original: Object, patch: Object, message: Message | None) -> Object:
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
            known, present = schema.field(message, field), result.get(field)
            if not isinstance(present, dict) or (known and known.replace):
                present = {}
            inner = schema.message(known.type) if known and not known.many else None
            result[field] = _merged(present, value, inner)
        elif isinstance(value, list):
            known = schema.field(message, field)
            result[field] = _merged_list(result.get(field) or [], value, known, patch.get(_ORDER + field))
        else:
            result[field] = value
    for field, order in patch.items():
        name = field.removeprefix(_ORDER)
        if field != name and name not in patch and name in result:
            known = schema.field(message, name)
            result[name] = _ordered(result[name], order, known.key if known else "", result[name])
    return result


def _merged_list(original: list[Any], patch: list[Any], known: Field | None, order: list[Any] | None) -> list[Any]:
    if known is None or not known.merge or not all(isinstance(each, dict) == bool(known.key) for each in patch):
        return [_plain(each) for each in patch]
    key = known.key
    if not key:
        union = original + [each for each in patch if each not in original]
        return _ordered(union, patch if order is None else order, key, original)
    message = schema.message(known.type)
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
            result.append(_merged({}, each, message))
        else:
            result[index] = _merged(result[index], each, message)
    return _ordered(result, patch if order is None else order, key, original)


def _ordered(items: list[Any], order: list[Any], key: str, original: list[Any]) -> list[Any]:
    """Arrange a merged list as the patch has it (``normalizeElementOrder``).

    What the patch names keeps the patch's order, the rest its own. What both the patch and the server had keeps its
    place among the rest; what is new comes before what it is compared with.
    """

    def name(item: Any) -> Any:  # noqa: ANN401 - JSON is anything
        return item.get(key) if key and isinstance(item, dict) else item

    wanted, known = [name(each) for each in order], [name(each) for each in original]
    ours = sorted((each for each in items if name(each) in wanted), key=lambda each: wanted.index(name(each)))
    theirs = [each for each in items if name(each) not in wanted]
    arranged = []
    while ours and theirs:
        left, right = name(theirs[0]), name(ours[0])
        first = left in known and right in known and known.index(left) < known.index(right)
        arranged.append((theirs if first else ours).pop(0))
    return arranged + theirs + ours


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """A value of a patch without directives and nulls, as it is put where nothing was."""
    if isinstance(value, dict):
        return _merged({}, {field: part for field, part in value.items() if field != _PATCH}, None)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
