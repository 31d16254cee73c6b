"""A place in a coverage grid, named by the objects that meet there."""

from __future__ import annotations

from dataclasses import dataclass

from ktui.domain.objects import Key


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell; without a DaemonSet a whole row, without node and group a whole column."""

    node: str = ""
    """The node's name, or ``""``."""
    group: str = ""
    """The group's title, or ``""``."""
    daemon_set: Key | None = None
    """The DaemonSet's key, or None."""

    @property
    def is_cell(self) -> bool:
        """Whether it is a node's cell."""
        return bool(self.node) and self.daemon_set is not None
