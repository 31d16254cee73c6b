"""Starting the console: the environment Textual reads while it is imported, the app, and its exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from ktui.app.goal import Goal, Opener
from ktui.domain.errors import UsageError
from ktui.settings import Settings

DEFAULTS = {
    "TEXTUAL_FPS": "120",  # a key is answered within 17 ms instead of 33, for the same work
    "TEXTUAL_ANIMATIONS": "none",  # smooth scrolling writes 30 times the bytes: that is felt over SSH
}
"""What is set for Textual where the user has not."""


def run(
    opener: Opener,
    settings: Settings | None = None,
    *,
    goal: Goal | None = None,
    contexts: Callable[[], Sequence[str]] = tuple,
) -> int:
    """Show the console until the user leaves it.

    Args:
        opener: how to get to a cluster; entered once the first frame is painted.
        settings: what the user wants.
        goal: where to begin.
        contexts: the names of the contexts there are, for the prompt.

    Returns:
        The exit code: 0 after leaving, 128 and the number of a signal that ended it, 1 after a fault of ktui itself.

    Raises:
        UsageError: there is no terminal to show it on, or no theme of that name.
    """
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)

    from ktui.app.console import KtuiApp
    from ktui.app.terminal import check_terminal, speaks_unicode
    from ktui.widgets.cropping import crop_updates

    check_terminal()
    crop_updates()
    settings = settings or Settings()
    unicode = not settings.ascii and speaks_unicode(getattr(sys.__stderr__, "encoding", None))
    app = KtuiApp(opener, settings, goal=goal, contexts=contexts, ascii_only=not unicode)
    if settings.theme and settings.theme not in app.available_themes:
        known = ", ".join(sorted(app.available_themes))
        raise UsageError(f"There is no theme {settings.theme!r}; the themes are {known}.")
    app.run(mouse=settings.mouse)
    if app.fault:
        print(app.fault, file=sys.stderr)
    return app.return_code or 0
