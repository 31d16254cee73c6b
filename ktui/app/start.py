"""Starting the console: the environment Textual reads while it is imported, the app, and its exit code."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ktui.app.goal import Goal, Opener
from ktui.domain.errors import UsageError
from ktui.domain.text import printable
from ktui.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from ktui.app.console import KtuiApp
    from ktui.session import Session

DEFAULTS = {
    "TEXTUAL_FPS": "120",  # a key is answered within 17 ms instead of 33, for the same work
    "TEXTUAL_ANIMATIONS": "none",  # smooth scrolling writes 30 times the bytes: that is felt over SSH
}
"""What is set for Textual where the user has not."""

_GARBAGE = 10_000
"""So many objects are made between two looks for garbage, each of which takes 2 ms. Python's 700 make it look
through all modules and all lists that are on their way, again and again, and find little."""


def run(
    opener: Opener,
    settings: Settings | None = None,
    *,
    goal: Goal | None = None,
    contexts: Callable[[], Sequence[str]] = tuple,
    history: Path | None = None,
) -> int:
    """Show the console until the user leaves it.

    Args:
        opener: how to get to a cluster; entered once the first frame is painted.
        settings: what the user wants.
        goal: where to begin.
        contexts: the names of the contexts there are, for the prompt.
        history: the file of the commands of earlier runs, beside which is that of the columns that were chosen; None:
            both are forgotten.

    Returns:
        The exit code: 0 after leaving, 128 and the number of a signal that ended it, 1 after a fault of ktui itself.

    Raises:
        UsageError: there is no terminal to show it on, or no theme of that name.
    """
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    calm_garbage()

    from ktui.app.columns_file import kept_columns
    from ktui.app.console import KtuiApp
    from ktui.app.history_file import kept
    from ktui.app.terminal import check_terminal, speaks_unicode

    check_terminal()
    settings = settings or Settings()
    unicode = not settings.ascii and speaks_unicode(getattr(sys.__stderr__, "encoding", None))
    with kept(history) as commands, kept_columns(history and history.with_name("columns.json")) as columns:
        app = KtuiApp(
            _cropped(opener),
            settings,
            goal=goal,
            contexts=contexts,
            ascii_only=not unicode,
            history=commands,
            columns=columns,
        )
        return _run(app, settings)


def calm_garbage() -> None:
    """Have garbage looked for less often."""
    gc.set_threshold(_GARBAGE, *gc.get_threshold()[1:])


def _run(app: KtuiApp, settings: Settings) -> int:
    if settings.theme and settings.theme not in app.available_themes:
        known = ", ".join(sorted(app.available_themes))
        raise UsageError(f"There is no theme {settings.theme!r}; the themes are {known}.")
    if app.console.color_system == "standard":
        # Of 16 colours the terminal's own say more than those that are nearest to a theme's: most of them are greys.
        app.adapt("ansi-dark")
    app.run(mouse=settings.mouse)
    for told in app.notices.farewell:
        print(f"ktui: {printable(told)}", file=sys.stderr)
    if app.fault:
        print(app.fault, file=sys.stderr)
    return app.return_code or 0


def _cropped(opener: Opener) -> Opener:
    """An opener that first makes Textual write less; looking for its version would hold up the first frame."""

    @asynccontextmanager
    async def opened(goal: Goal) -> AsyncIterator[Session]:
        from ktui.widgets.cropping import crop_updates

        await asyncio.to_thread(crop_updates)
        async with opener(goal) as session:
            yield session

    return opened
