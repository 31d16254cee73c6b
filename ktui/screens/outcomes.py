"""What became of several actions that were asked for at once: each has an outcome of its own."""

from __future__ import annotations

from collections.abc import Sequence

from ktui.domain.actions import Action
from ktui.domain.errors import Conflict, Invalid, KtuiError, NotFound, Unanswered

MOST_NAMED = 3
"""So many of the objects that one thing became of are named; the journal has all."""


class Outcomes:
    """What became of some actions of one sort, as they are done one after the other.

    Args:
        actions: all that were asked for, in the order in which they are done.
    """

    def __init__(self, actions: Sequence[Action]) -> None:
        self._actions = actions
        self._done = 0
        self._failed: list[str] = []
        self._unknown: list[str] = []

    @property
    def tried(self) -> int:
        """How many of them have an outcome."""
        return self._done + len(self._failed) + len(self._unknown)

    @property
    def faults(self) -> int:
        """How many of them are not known to be done."""
        return len(self._failed) + len(self._unknown)

    @property
    def next(self) -> Action | None:
        """The one to do now; None: there is none left."""
        return self._actions[self.tried] if self.tried < len(self._actions) else None

    @property
    def all_done(self) -> bool:
        """Whether each of them is done."""
        return self._done == len(self._actions)

    def note(self, action: Action, error: KtuiError | None) -> None:
        """Note what became of the next one."""
        if error is None:
            self._done += 1
        else:
            (self._unknown if isinstance(error, Unanswered) else self._failed).append(action.target)

    @property
    def far(self) -> str:
        """How far it is."""
        return f"{self.tried:,} of {len(self._actions):,} so far."

    @property
    def told(self) -> str:
        """What was done, what was not, what is not known, and what was not tried."""
        parts = [f"{self._done:,} of {len(self._actions):,} done"]
        left = [action.target for action in self._actions[self.tried :]]
        for what, targets in (("failed", self._failed), ("not known", self._unknown), ("not tried", left)):
            if targets:
                more = f" and {len(targets) - MOST_NAMED:,} more" if len(targets) > MOST_NAMED else ""
                parts.append(f"{what}: {', '.join(targets[:MOST_NAMED])}{more}")
        return f"{'; '.join(parts)}."


def of_one_object(error: KtuiError) -> bool:
    """Whether an error says nothing of other objects: this one is gone, was changed, or cannot be so.

    What concerns the server, its patience, the way to it or the user's rights would be said of the next one too.
    """
    return isinstance(error, NotFound | Conflict | Invalid)
