"""The user's own editor: it gets the terminal, while everything else goes on."""

from __future__ import annotations

import asyncio
import os
import shlex
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeAlias

from ktui.domain.errors import UsageError

Lend: TypeAlias = Callable[[], AbstractContextManager[object]]
"""Lends the terminal for as long as it is entered."""


async def edited(text: str, lend: Lend | None) -> str:
    """A text as the user leaves it in the editor of ``$VISUAL`` or ``$EDITOR``; as it was if the editor fails.

    The session goes on meanwhile. Who is cancelled ends the editor.

    Args:
        text: what to begin with.
        lend: lends the terminal; None: it cannot be lent.

    Raises:
        OSError: the editor cannot be started.
        ValueError: the variable cannot be read as a command.
        KtuiError: the terminal cannot be lent.
    """
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    if lend is None:
        raise UsageError("This terminal cannot be lent to an editor.")
    with tempfile.TemporaryDirectory(prefix="ktui-") as directory:
        path = Path(directory) / "manifest.yaml"
        path.write_text(text, encoding="utf-8")
        with lend():
            process = await asyncio.create_subprocess_exec(*command, str(path))
            try:
                code = await process.wait()
            finally:
                if process.returncode is None:
                    process.terminate()
                    await process.wait()
        return path.read_text("utf-8", "replace") if code == 0 else text
