"""What every screen over a session is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ktui.screens.kept_columns import KeptColumns
from ktui.screens.namespaces import Favourites, Scope
from ktui.settings import Settings

if TYPE_CHECKING:
    from ktui.session import Session


@dataclass(frozen=True)
class Surroundings:
    """The session that a screen shows, and what the user wants of the console."""

    session: Session
    """Every read and every change goes through it."""
    clock: Callable[[], float]
    """The time, in seconds since the epoch."""
    settings: Settings = Settings()  # noqa: RUF009 (frozen)
    ascii_only: bool = False
    """Whether only ASCII may be drawn."""
    contexts: Callable[[], Sequence[str]] = tuple
    """The names of the contexts there are."""
    scope: Scope = field(default_factory=Scope)
    """Which namespaces are looked at, on every screen."""
    favourites: Favourites = field(default_factory=Favourites)
    """Which namespaces have a key of their own."""
    columns: KeptColumns = field(default_factory=KeptColumns)
    """Which columns the user has chosen for which table."""

    @property
    def production(self) -> bool:
        """Whether the context is one where mistakes are dear."""
        return self.settings.is_production(self.session.connection.context)
