"""Screens that follow kinds while they are shown, and not longer; and what those of one object have beside that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.events import ScreenResume, ScreenSuspend
from textual.screen import ModalScreen
from textual.widgets import Static

from ktui.domain.kinds import Kind
from ktui.domain.objects import Key
from ktui.domain.text import printable
from ktui.screens.acting import ActingScreen
from ktui.screens.k9s_fingers import Here, here
from ktui.screens.standing import scope, standing
from ktui.screens.surroundings import Surroundings
from ktui.screens.taking import Copied
from ktui.widgets.cell_panel import CellPanel
from ktui.widgets.context_bar import Status


class FollowingScreen(ActingScreen):
    """A main screen over a session that follows some kinds.

    Args:
        around: what a screen over a session is given.
        kinds: what is followed; the first is that of what is shown.
    """

    def __init__(self, around: Surroundings, kinds: Sequence[Kind]) -> None:
        super().__init__(around)
        self.kinds = tuple(kinds)
        self._follows: list[Callable[[], None]] = []

    def on_mount(self) -> None:
        """Follow what is shown."""
        self.follow()

    def on_unmount(self) -> None:
        """Follow it no more."""
        self.let_go()

    @on(ScreenResume)
    def follow(self) -> None:
        """Follow what is shown, if that was not begun already."""
        if not self._follows:
            self._follows = [self.session.watch(kind) for kind in self.kinds]

    @on(ScreenSuspend)
    def leave(self) -> None:
        """Follow it no more, unless it is a dialog that is in front now."""
        if not isinstance(self.app.screen, ModalScreen):
            self.let_go()

    def let_go(self) -> None:
        """Follow it no more."""
        while self._follows:
            self._follows.pop()()


class OneObjectScreen(FollowingScreen):
    """A main screen that shows one object."""

    KINDS: ClassVar[tuple[Kind, ...]] = ()
    """What is followed; the first is that of the object."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, self.KINDS)

    # ---- taking it along

    @property
    def key(self) -> Key:
        """Which object is shown."""
        raise NotImplementedError

    @property
    def called(self) -> str:
        """Its kind and name, for the name of a file."""
        return f"{self.KINDS[0].name.lower()}-{self.key[1]}"

    @property
    def here(self) -> Here:
        """The object that is shown."""
        return here(self.KINDS[0], self.key, self.session.connection.context)

    def to_copy(self) -> Copied:
        """Its name."""
        return Copied(self.key[1], f"the name of the {self.KINDS[0].name}")

    def rows_as_text(self) -> Iterator[str]:
        """What stands above the panel, line by line."""
        yield from ()

    def as_text(self) -> Iterator[str]:
        """The head, what stands above the panel in full, and the panel."""
        head = self.query_one("#head", Static).content
        lines = [f"{self.KINDS[0].name} {'/'.join(self.key)}", *str(head).splitlines(), ""]
        for line in (*lines, *self.rows_as_text(), "", *self.query_one(CellPanel).text):
            yield f"{printable(line)}\n"

    # ---- drawing

    @property
    def status(self) -> Status:
        """Context, namespaces, how true it is."""
        told = standing(self.session.state, self.clock(), self.KINDS)
        return Status(
            context=self.session.connection.context,
            namespaces=scope(self.session.state, self.scope.namespaces),
            totals="",
            data=told.data,
            words=told.text,
            production=self.production,
        )
