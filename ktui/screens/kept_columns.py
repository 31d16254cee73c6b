"""Which columns a user has chosen for which table: kept while one is elsewhere, and from run to run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence


class KeptColumns:
    """By table, the names of the columns that were chosen last.

    Args:
        kept: those of earlier runs.
        save: called with all of them when some have changed.
    """

    def __init__(
        self,
        kept: Mapping[str, Sequence[str]] | None = None,
        save: Callable[[Mapping[str, tuple[str, ...]]], None] = lambda _: None,
    ) -> None:
        self._kept = {table: tuple(columns) for table, columns in (kept or {}).items()}
        self._save = save

    def of(self, table: str) -> tuple[str, ...] | None:
        """The columns of a table; None: the user has chosen none."""
        return self._kept.get(table)

    def keep(self, table: str, columns: Sequence[str] | None) -> None:
        """Keep what was chosen for a table; None: nothing is any more."""
        if columns is None:
            self._kept.pop(table, None)
        else:
            self._kept[table] = tuple(columns)
        self._save(dict(self._kept))
