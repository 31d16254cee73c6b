"""Which rows of a table a view lets through: those of its namespaces that match its filter, and are faulty if asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Generic, TypeVar

from ktui.domain.objects import Key
from ktui.domain.sought import sought
from ktui.domain.tabular import Column, Sheet, View

R = TypeVar("R")


class Sieve(Generic[R]):
    """Lets through the rows that a view wants to see.

    A text is looked for in what the columns show that are visible, but for ages; ``-f`` looks at namespace and name.

    Args:
        sheet: the table.
        view: what is wanted.
        before: the sieve before it: the texts that it has looked at are not asked for again.
    """

    def __init__(self, sheet: Sheet[R], view: View, before: Sieve[R] | None = None) -> None:
        self.sought = sought(view.text)
        """What is looked for."""
        self._sheet = sheet
        self._faulty = sheet.faulty if view.faults_only else None
        self._namespaces = view.namespaces
        self.columns = searched(sheet, view)
        """Where a text is looked for."""
        shared = before is not None and before.columns == self.columns
        self.texts: dict[Key, str] = before.texts if before is not None and shared else {}
        """What was looked at so far, case folded."""

    def serves(self, sheet: Sheet[R], view: View) -> bool:
        """Whether it lets through what a view wants."""
        return (self.sought, self._faulty, self._namespaces, self.columns) == (
            sought(view.text),
            sheet.faulty if view.faults_only else None,
            view.namespaces,
            searched(sheet, view),
        )

    @property
    def active(self) -> bool:
        """Whether there is anything that it does not let through."""
        return self.sought.active or self._faulty is not None or self._namespaces is not None

    def narrows(self, before: Sieve[R]) -> bool:
        """Whether it lets nothing through that the one before it did not."""
        return (
            (self.sought == before.sought or self.sought.narrows(before.sought) or not before.sought.active)
            and self.columns == (before.columns or self.columns)
            and before._faulty in {None, self._faulty}
            and before._namespaces in {None, self._namespaces}
        )

    def through(self, keys: Iterable[Key], rows: Mapping[Key, R], now: datetime) -> list[Key]:
        """Of some rows those that pass, in their order."""
        return [key for key in keys if (row := rows.get(key)) is not None and self.passes(key, row, now)]

    def passes(self, key: Key, row: R, now: datetime) -> bool:
        """Whether a row passes."""
        if self._namespaces is not None and key[0] and key[0] not in self._namespaces:
            return False
        if self._faulty is not None and not self._faulty(row, now):
            return False
        wanted = self.sought
        if not wanted.active:
            return True
        if wanted.selector is not None:
            found = wanted.on(self._sheet.labels(row))
        elif wanted.letters is not None:
            found = wanted.within("/".join(key))
        else:
            text = self.texts.get(key)
            if text is None:
                shown = [column.text(row, now) for column in self.columns]
                text = self.texts[key] = "\n".join(shown).casefold()
            found = wanted.within_folded(text)
        return found is not wanted.inverse

    def forget(self, keys: Collection[Key]) -> None:
        """Forget what rows that have changed looked like."""
        if len(keys) > len(self.texts):
            self.texts.clear()
        else:
            for key in keys:
                self.texts.pop(key, None)


def searched(sheet: Sheet[R], view: View) -> tuple[Column[R], ...]:
    """The columns in which a view's filter looks for a text; none if it looks for none."""
    return tuple(column for column in sheet.shown(view) if not column.ages) if sought(view.text).text else ()
