"""Which namespaces are looked at, and which of them have a key of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

MOST = 9
"""So many have a key: 1 to 9."""


class Scope:
    """Which namespaces are looked at: the same on every screen of a session.

    Args:
        namespaces: None: all.
    """

    def __init__(self, namespaces: Iterable[str] | None = None) -> None:
        self.namespaces: frozenset[str] | None = None if namespaces is None else frozenset(namespaces)
        """None: all."""

    def holds(self, namespace: str) -> bool:
        """Whether what is in that namespace is looked at; what is in none (``""``) always is."""
        return self.namespaces is None or not namespace or namespace in self.namespaces


class Favourites:
    """The namespaces on the keys 1 to 9: those of the settings, or else those that were looked at.

    A namespace keeps its key for as long as it has one. When all are taken, the one that was looked at least loses its
    key to another.

    Args:
        fixed: those of the settings.
    """

    def __init__(self, fixed: Sequence[str] = ()) -> None:
        self._fixed = bool(fixed)
        self._names = list(fixed[:MOST])
        self._used: Counter[str] = Counter()

    @property
    def names(self) -> tuple[str, ...]:
        """In the order of their keys."""
        return tuple(self._names)

    def use(self, namespaces: Iterable[str] | None) -> None:
        """Note that some namespaces are looked at; None: all."""
        for name in sorted(namespaces or ()):
            self._used[name] += 1
            if not self._fixed and name not in self._names:
                self._give_key(name)

    def _give_key(self, name: str) -> None:
        if len(self._names) < MOST:
            self._names.append(name)
        else:
            least = min(self._names, key=self._used.__getitem__)
            self._names[self._names.index(least)] = name

    def name(self, number: int) -> str:
        """The namespace on a key; ``""``: none."""
        return self._names[number - 1] if number <= len(self._names) else ""

    def number(self, name: str) -> int:
        """The key of a namespace; 0: it has none."""
        return self._names.index(name) + 1 if name in self._names else 0
