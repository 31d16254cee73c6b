"""Screens over the coverage of a cluster, which is worked out in slices where the cluster is large."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TypeVar

from textual import work

from ktui.domain.coverage import Coverage, cover, covering
from ktui.domain.kinds import COVERAGE
from ktui.domain.steps import Steps
from ktui.screens.acting import ActingScreen
from ktui.screens.garbage import undisturbed
from ktui.screens.slices import SHARE, in_slices
from ktui.screens.standing import Explanation
from ktui.screens.table import TableScreen
from ktui.store.cluster_state import ClusterState
from ktui.store.snapshot import snapshot

R = TypeVar("R")

AT_ONCE = 10_000
"""Up to so many pods or cells are worked out at once: that takes about 15 ms."""


def size_of_work(state: ClusterState) -> int:
    """How many pods there are, or cells if these are more."""
    return max(len(state.pods), len(state.nodes) * len(state.daemon_sets))


class CoveringScreen(ActingScreen):
    """A main screen that shows something of the coverage."""

    coverage: Coverage | None = None
    """What is covered, as it was worked out last."""
    _covering = False
    _changed_meanwhile = False

    def covered(self) -> None:
        """Take over another `coverage`: called when it is worked out, before it is drawn."""

    def cover_anew(self) -> None:
        """Work out the coverage of what is known by now: at once if that is quick, else in slices, and draw it then."""
        self._changed_meanwhile = self._covering
        if self._covering:
            return
        if size_of_work(self.session.state) <= AT_ONCE:
            self.coverage = cover(snapshot(self.session.state), self.now, self.coverage)
            self.covered()
        else:
            self._covering = True
            self.cover_in_slices()

    @property
    def outdated(self) -> bool:
        """Whether something changed while the coverage was worked out, and nobody has begun anew."""
        return self._changed_meanwhile and not self._covering

    def explain_covering(self) -> Explanation | None:
        """Why there is nothing to draw although everything was read: it is worked out for the first time."""
        if self.coverage is not None or not self._covering:
            return None
        if not all(table.loaded for table in self.session.state.of(COVERAGE).values()):
            return None
        return Explanation(f"Looking through {size_of_work(self.session.state):,} pods and cells")

    @work(group="covering")
    async def cover_in_slices(self) -> None:
        """Work out the coverage a little at a time, and rest: by then something has changed again."""
        made: list[Coverage] = []

        def make() -> Steps[None]:
            made.append((yield from covering(snapshot(self.session.state), self.now, self.coverage)))

        try:
            with undisturbed():
                took = await in_slices(make(), lambda: None)
            self.coverage = made[0]
            self.covered()
            self.redraw()
            await asyncio.sleep(SHARE * took)
        finally:
            self._covering = False
        if self in self.app.screen_stack:
            self.redraw()


class CoveringTable(CoveringScreen, TableScreen[R]):
    """A table whose rows come from the coverage."""

    def rows_of(self, coverage: Coverage) -> Iterable[R]:
        """The rows."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw what has changed since the last frame."""
        if self.composed and self.outdated:
            self.cover_anew()
        super().redraw()

    def look(self) -> None:
        """Work out what has changed."""
        self.cover_anew()

    def covered(self) -> None:
        """Put the rows together."""
        if self.coverage is not None:
            self.table.replace(self.rows_of(self.coverage), self.now)

    def explanation(self) -> Explanation:
        """Why no row is shown."""
        return self.explain_covering() or super().explanation()
