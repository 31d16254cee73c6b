"""What becomes of JSON that Go decodes into its types and encodes again.

Unknown fields vanish, empty ones that `omitempty` covers too, those it does not cover appear: real servers store and
answer what their types can say, not what they were sent.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from ktui.demo import schema
from ktui.demo.schema import Field, Message
from ktui.demo.status import BadRequest, Object

_QUANTITY = re.compile(r"([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)")
_ZERO: dict[str, Any] = {"string": "", "int": 0, "bool": False, "double": 0, "Quantity": "0", "IntOrString": 0}
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "int": (int,),
    "bool": (bool,),
    "double": (int, float),
    "bytes": (str,),
    "Time": (str,),
    "MicroTime": (str,),
    "Quantity": (str, int, float),
    "IntOrString": (str, int),
}
_GO = {"int": "int32", "Time": "string", "MicroTime": "string", "bytes": "[]uint8", "double": "float64"}


def _go_type(known: Field) -> str:
    return f"v1.{known.type}" if schema.message(known.type) else _GO.get(known.type, known.type)


class Misfit(BadRequest):
    """A field has a value of the wrong type.

    Args:
        message: As Go's decoder of JSON says it.
        conversion: As the converter says it that strategic merge patches go through (runtime/converter.go).
    """

    def __init__(self, message: str, conversion: str) -> None:
        super().__init__(message)
        self.conversion = conversion


def _conversion(value: object, wanted: str) -> str:
    kinds = {bool: "bool", int: "int64", float: "float64", str: "string", list: "slice", dict: "map"}
    given = kinds.get(type(value), "")
    if wanted.startswith("[]"):
        return f"cannot restore slice from {given}"
    if wanted.startswith("map["):
        return f"cannot restore map from {given}"
    if wanted.startswith("v1."):
        return f"cannot restore struct from: {given}"
    if given in ("slice", "map") or wanted != "string":
        return f"unrecognized type: {wanted}"
    return f"cannot convert {given} to {wanted}"


@dataclass
class Shaper:
    """One pass over an object.

    Args:
        unknown: paths of the fields that no type has, as they are found.
    """

    unknown: list[str] = field(default_factory=list)

    def whole(self, kind: str, value: Object) -> Object:
        """An object of a kind as Go would write it; apiVersion and kind stay.

        Raises:
            BadRequest: a field has a value of the wrong type.
        """
        message = schema.message(kind)
        if message is None:
            return value
        identity = {name: value[name] for name in ("kind", "apiVersion") if name in value}
        rest = {name: part for name, part in value.items() if name not in identity}
        return identity | self._message(message, rest, "")

    def _message(self, message: Message, value: Object, path: str) -> Object:
        result: Object = {}
        for name, known, dropped, always, plain in message.plans:
            part = value.get(name)
            if part is None:
                if always:
                    result[name] = self._absent(known)
                continue
            # Most values are texts and numbers; this path is walked for every field of every object.
            if type(part) is not plain:
                part = self._part(message, known, part, f"{path}.{name}" if path else name)
            if part or not dropped:
                result[name] = part
        if not value.keys() <= message.by_name.keys():
            self.unknown += [f"{path}.{name}" if path else name for name in value if name not in message.by_name]
        return result

    def _absent(self, known: Field) -> Any:  # noqa: ANN401 - JSON is anything
        """What Go writes for a field that was not set."""
        if known.many or known.pointer:
            return None
        inner = schema.message(known.type)
        return self._message(inner, {}, "") if inner else _ZERO.get(known.type)

    def _part(self, parent: Message, known: Field, value: Any, path: str) -> Any:  # noqa: ANN401 - JSON is anything
        if known.many == "[]":
            self._check(parent, value, (list,), path, f"[]{_go_type(known)}")
            if known.type.startswith(("[]", "{}")):
                return value
            return [self._one(parent, known.type, each, f"{path}[{index}]") for index, each in enumerate(value)]
        if known.many == "{}":
            self._check(parent, value, (dict,), path, f"map[string]{_go_type(known)}")
            if known.type.startswith("[]"):
                return value
            # Go writes maps in the order of their keys.
            return {name: self._one(parent, known.type, value[name], path) for name in sorted(value)}
        return self._one(parent, known.type, value, path)

    def _one(self, parent: Message, kind: str, value: Any, path: str) -> Any:  # noqa: ANN401 - JSON is anything
        inner = schema.message(kind)
        if inner is not None:
            if value is None:
                return self._message(inner, {}, "")
            self._check(parent, value, (dict,), path, f"v1.{kind}")
            return self._message(inner, value, path)
        if kind == "any":
            return value
        if value is None:
            return _ZERO.get(kind)
        self._check(parent, value, _TYPES[kind], path, _GO.get(kind, kind))
        if kind != "Quantity":
            return value
        if not _QUANTITY.fullmatch(str(value)):
            raise BadRequest(f"quantities must match the regular expression '^{_QUANTITY.pattern}$'")
        return str(value)

    @staticmethod
    def _check(parent: Message, value: object, types: tuple[type, ...], path: str, wanted: str) -> None:
        if isinstance(value, types) and (bool in types or not isinstance(value, bool)):
            return
        names = {dict: "object", list: "array", str: "string", bool: "bool"}
        given = next((name for kind, name in names.items() if isinstance(value, kind)), "number")
        said = f"json: cannot unmarshal {given} into Go struct field {parent.name}.{path} of type {wanted}"
        raise Misfit(said, _conversion(value, wanted))
