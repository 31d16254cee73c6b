"""What a user wants of an object's labels, while the labels themselves may be changed by others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ktui.domain.labels import key_fault, value_fault


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One label, as it is and as it is wanted."""

    key: str
    seen: str | None
    """Its value on the object now; None: it has no such label."""
    value: str | None
    """The wanted value; None: it is to be removed."""
    contested: bool = False
    """Somebody else changed it after the user had decided."""

    @property
    def changed(self) -> bool:
        """Whether the user wants something else than there is."""
        return self.value != self.seen


class LabelEdits:
    """Changes over labels that are looked at again and again.

    Args:
        labels: the labels of the object now.
    """

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.seen: Mapping[str, str] = dict(labels)
        """The labels of the object, when it was last looked at."""
        self._changes: dict[str, str | None] = {}
        self._based: dict[str, str | None] = {}

    @property
    def changes(self) -> Mapping[str, str | None]:
        """By key, the wanted value; None removes."""
        return self._changes

    @property
    def wanted(self) -> dict[str, str]:
        """All labels as they would be."""
        merged = {**self.seen, **self._changes}
        return {key: value for key, value in merged.items() if value is not None}

    @property
    def rows(self) -> tuple[LabelRow, ...]:
        """Every label there is or shall be, by key."""
        return tuple(
            LabelRow(
                key,
                self.seen.get(key),
                self._changes.get(key, self.seen.get(key)),
                key in self._changes and self._based[key] != self.seen.get(key),
            )
            for key in sorted(self.seen.keys() | self._changes.keys())
        )

    def see(self, labels: Mapping[str, str]) -> None:
        """Take the labels as they are now; a change that has come true by itself is none any more."""
        self.seen = dict(labels)
        for key in [key for key, value in self._changes.items() if value == self.seen.get(key)]:
            self.undo(key)

    def fault(self, entry: str) -> str:
        """Why ``entry`` cannot be entered, in one sentence; ``""`` if it can.

        Args:
            entry: ``key=value``, or ``key-`` to remove, as kubectl label takes them.
        """
        key, equals, value = entry.partition("=")
        if not equals:
            if not entry.endswith("-"):
                return "write key=value, or key- to remove a label"
            key = entry[:-1]
            return "" if key in self.seen or key in self._changes else f"there is no label {key} to remove"
        return key_fault(key) or value_fault(value)

    def enter(self, entry: str) -> None:
        """Want what ``entry`` says.

        Raises:
            ValueError: it has a `fault`.
        """
        fault = self.fault(entry)
        if fault:
            raise ValueError(fault)
        key, equals, value = entry.partition("=")
        if equals:
            self._want(key, value)
        else:
            self.remove(entry[:-1])

    def remove(self, key: str) -> None:
        """Want a label away."""
        self._want(key, None)

    def undo(self, key: str) -> None:
        """Want a label as it is."""
        self._changes.pop(key, None)
        self._based.pop(key, None)

    def _want(self, key: str, value: str | None) -> None:
        if value == self.seen.get(key):
            self.undo(key)
        else:
            self._changes[key] = value
            self._based[key] = self.seen.get(key)
