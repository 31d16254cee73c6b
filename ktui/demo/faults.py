"""Collects what is wrong with an object, in the words of apimachinery pkg/util/validation/field/errors.go."""

from collections.abc import Collection, Iterable

import msgspec

from ktui.demo.status import Cause

_NOT_NEGATIVE = "must be greater than or equal to 0"


def shown(value: object) -> str:
    """A value as messages show it: compact JSON."""
    return msgspec.json.encode(value).decode()


def printed(value: object) -> str:
    """A value as Go prints it: ``map[spec:map[replicas:x]]``."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{name}:{printed(part)}' for name, part in sorted(value.items()))}]"
    if isinstance(value, list):
        return f"[{' '.join(printed(part) for part in value)}]"
    if value is None:
        return "<nil>"
    return str(value).lower() if isinstance(value, bool) else str(value)


class Faults:
    """What is wrong with one object, in the order in which it is found."""

    def __init__(self) -> None:
        self.causes: list[Cause] = []
        """What is wrong."""

    def _add(self, path: str, kind: str, reason: str, value: str = "", detail: str = "") -> None:
        message = ": ".join(part for part in (kind + (f": {value}" if value else ""), detail) if part)
        self.causes.append(Cause(path, message, reason))

    def required(self, path: str, detail: str = "") -> None:
        """Something is missing."""
        self._add(path, "Required value", "FieldValueRequired", detail=detail)

    def invalid(self, path: str, value: object, detail: str) -> None:
        """A value breaks a rule."""
        self._add(path, "Invalid value", "FieldValueInvalid", shown(value), detail)

    def unfit(self, path: str, detail: str) -> None:
        """A value breaks a rule, and is too long to be told."""
        self._add(path, "Invalid value", "FieldValueInvalid", detail=detail)

    def unsupported(self, path: str, value: object, supported: Iterable[str]) -> None:
        """A value is none of those there are."""
        known = ", ".join(f'"{each}"' for each in supported)
        self._add(path, "Unsupported value", "FieldValueNotSupported", shown(value), f"supported values: {known}")

    def forbidden(self, path: str, detail: str) -> None:
        """Something is there that must not be."""
        self._add(path, "Forbidden", "FieldValueForbidden", detail=detail)

    def duplicate(self, path: str, value: object, detail: str = "") -> None:
        """A value is there twice."""
        self._add(path, "Duplicate value", "FieldValueDuplicate", shown(value), detail)

    def not_found(self, path: str, value: object) -> None:
        """A value refers to nothing."""
        self._add(path, "Not found", "FieldValueNotFound", shown(value))

    def too_long(self, path: str, most: int) -> None:
        """A text is too long."""
        self._add(path, "Too long", "FieldValueTooLong", detail=f"may not be more than {most} bytes")

    def each(self, path: str, value: object, faults: Iterable[str]) -> None:
        """A value breaks each of these rules."""
        for fault in faults:
            self.invalid(path, value, fault)

    def not_negative(self, path: str, value: object) -> None:
        """A number, if there is one, must not be below zero."""
        if isinstance(value, int) and value < 0:
            self.invalid(path, value, _NOT_NEGATIVE)

    def port(self, path: str, value: object) -> None:
        """A number must be a port's."""
        if not (isinstance(value, int) and 0 < value < 1 << 16):
            self.invalid(path, value, "must be between 1 and 65535, inclusive")

    def identity(self, path: str, value: object) -> None:
        """A number, if there is one, must be a user's or a group's."""
        if isinstance(value, int) and not 0 <= value < 1 << 31:
            self.invalid(path, value, "must be between 0 and 2147483647, inclusive")

    def immutable(self, path: str, new: object, old: object) -> bool:
        """A value must be what it was; says whether it is."""
        if new != old:
            self.invalid(path, new, "field is immutable")
        return new == old

    def one_of(self, path: str, value: object, known: Collection[str]) -> None:
        """A value must be one of those there are."""
        if value not in known:
            self.unsupported(path, value, known)
