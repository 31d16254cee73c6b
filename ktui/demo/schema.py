"""The fields of the kinds that are served: names, numbers and types, from the Go types of k8s.io/api.

`schema.txt` is written by `scripts/kubernetes_schema.py`. It is read when it is first needed.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_BASIC = {"string": str, "int": int, "bool": bool, "double": float, "bytes": str}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message.

    Args:
        name: in JSON.
        number: in protobuf.
        type: `string`, `int`, `bool`, `bytes`, `any`, `Time`, ... or the name of a message; of an element, if many.
        many: `[]` for a list, `{}` for a map, empty for one.
        pointer: whether Go tells an absent value from an empty one.
        omitempty: whether Go leaves it out when it is empty.
        omitzero: whether Go leaves it out even if it is a struct.
        inline: whether its own fields stand in the message itself.
        retain: whether a patch may name the fields to keep ($retainKeys).
        replace: whether a patch replaces it.
        merge: whether a patch merges the list.
        key: what names an element of a merged list; empty for a set.
    """

    name: str
    number: int
    type: str
    many: str = ""
    pointer: bool = False
    omitempty: bool = False
    omitzero: bool = False
    inline: bool = False
    retain: bool = False
    replace: bool = False
    merge: bool = False
    key: str = ""

    @property
    def may_be_empty(self) -> bool:
        """Whether omitempty has a meaning: for Go a struct is never empty."""
        return bool(self.many) or self.type in _BASIC

    @property
    def dropped(self) -> bool:
        """Whether Go leaves an empty value out."""
        return self.omitempty and not self.pointer and self.may_be_empty

    @property
    def always(self) -> bool:
        """Whether Go writes it though it was not set."""
        return not self.omitzero and (not self.omitempty or not (self.pointer or self.may_be_empty))


@dataclass(frozen=True, slots=True)
class Message:
    """A message and its fields.

    Args:
        name: of the Go type.
        fields: as they are declared.
        by_name: those that can stand in its JSON, the inline ones resolved.
        by_number: those that can stand in its protobuf.
        plans: what is to be done about each name in its JSON: the field, whether it is left out when it is empty,
            whether it is written when it is absent, and the type of a value that needs no closer look.
    """

    name: str
    fields: tuple[Field, ...]
    by_name: dict[str, Field]
    by_number: dict[int, Field]
    plans: tuple[tuple[str, Field, bool, bool, type | None], ...]


@cache
def _lines() -> dict[str, list[str]]:
    text = files("ktui.demo").joinpath("schema.txt").read_text("utf-8")
    return {name: fields for name, *fields in (line.split(";") for line in text.splitlines())}


@cache
def message(name: str) -> Message | None:
    """A message by its name; None for what is not a message."""
    if name not in _lines():
        return None
    fields = tuple(_field(text) for text in _lines()[name])
    by_name: dict[str, Field] = {}
    for each in fields:
        inner = message(each.type) if each.inline else None
        by_name |= inner.by_name if inner else {each.name: each}
    plans = tuple(
        (name, each, each.dropped, each.always, None if each.many else _BASIC.get(each.type))
        for name, each in by_name.items()
    )
    return Message(name, fields, by_name, {each.number: each for each in fields}, plans)


def _field(text: str) -> Field:
    name, number, kind, *flags = text.split(" ")
    key = next((flag[2:] for flag in flags if flag.startswith("k=")), "")
    return Field(
        name,
        int(number),
        kind.removeprefix("[]") if kind.startswith("[]") else kind.removeprefix("{}"),
        kind[:2] if kind[:2] in ("[]", "{}") else "",
        "p" in flags,
        "o" in flags,
        "z" in flags,
        "i" in flags,
        "r" in flags,
        "x" in flags,
        bool(key) or "k" in flags,
        key,
    )


def field(parent: Message | None, name: str) -> Field | None:
    """A field of a message by its name in JSON, None if there is none, or no message."""
    return parent.by_name.get(name) if parent else None
