"""Where the user has been: the history that ``[`` and ``]`` walk, and what ``esc`` goes back to."""

from __future__ import annotations

from dataclasses import dataclass

from ktui.screens.places import Place

KEPT = 100
"""So many visits are remembered."""


@dataclass(frozen=True)
class Visit:
    """One visit to a place."""

    place: Place
    parent: Visit | None = None
    """From where it was gone into; None: it was gone to directly."""


class Trail:
    """The visits of one session, and which of them is now."""

    def __init__(self) -> None:
        self._visits: list[Visit] = []
        self._at = -1

    @property
    def here(self) -> Visit | None:
        """The present visit."""
        return self._visits[self._at] if self._visits else None

    def go(self, place: Place) -> None:
        """Go somewhere directly: there is nothing to come back to."""
        if self.here != Visit(place):
            self._visit(Visit(place))

    def enter(self, place: Place) -> None:
        """Go into something: one can come back. Where one has come from leads on to where that was come to from."""
        visit = self.here
        while visit is not None and visit.place != place:
            visit = visit.parent
        if visit is None or visit != self.here:
            self._visit(visit or Visit(place, self.here))

    def back(self) -> Place | None:
        """Go back to where the present place was gone into from, if it was."""
        if self.here is None or self.here.parent is None:
            return None
        self._visit(self.here.parent)
        return self.here.place

    def walk(self, steps: int) -> Place | None:
        """Walk through what was visited; None at the end."""
        at = self._at + steps
        if not 0 <= at < len(self._visits):
            return None
        self._at = at
        return self._visits[at].place

    def last(self) -> Place | None:
        """Go to where one was before being here, so that the next call comes back; None if that is nowhere else."""
        others = (visit for visit in reversed(self._visits[: self._at]) if self.here and visit.place != self.here.place)
        before = next(others, None)
        if before is None:
            return None
        self._visit(before)
        return before.place

    def _visit(self, visit: Visit) -> None:
        self._visits = [*self._visits[: self._at + 1], visit][-KEPT:]
        self._at = len(self._visits) - 1
