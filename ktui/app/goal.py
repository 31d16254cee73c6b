"""Where the user wants to be."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ktui.session import Session


@dataclass(frozen=True)
class Goal:
    """A context and namespaces."""

    context: str | None = None
    """None: the kubeconfig's own choice."""
    namespaces: tuple[str, ...] | None = None
    """None: all."""
    called: str = ""
    """What to call the cluster while it is on its way; ``""``: by its context."""


Opener: TypeAlias = "Callable[[Goal], AbstractAsyncContextManager[Session]]"
"""How to get there. Entering it may take its time, in threads; it raises a `KtuiError` that says what to do."""
