"""Files with what a screen shows, for a ticket or a colleague."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_state_path

from ktui.screens.form import Judgement
from ktui.screens.slices import PAUSE, SLICE

SUFFIXES = {".txt": "text", ".csv": "CSV, for a spreadsheet", ".svg": "a picture of the screen"}
"""By the end of a file's name, what is saved; the first unless another one is typed."""
_UNFIT = re.compile(r"[^A-Za-z0-9_.-]+")
_LONGEST = 120


def proposed(context: str, called: str, now: float, suffix: str, directory: Path | None = None) -> Path:
    """A name for a new file: what it shows, of which context, and when.

    Args:
        context: the context.
        called: what the screen shows.
        now: the time, in seconds since the epoch.
        suffix: the end of the name.
        directory: where; the user's directory for what programs leave behind if not given.
    """
    place = directory or user_state_path("ktui") / "saved"
    stem = _UNFIT.sub("-", f"{context}-{called}").strip("-.")[:_LONGEST] or "ktui"
    stem = f"{stem}-{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}"
    tried = (place / f"{stem}{f'-{number}' if number > 1 else ''}{suffix}" for number in range(1, 1000))
    return next((path for path in tried if not path.exists()), place / f"{stem}{suffix}")


def target_of(typed: Mapping[str, str]) -> Path:
    """The file that the answers of the dialog mean."""
    return Path(typed["path"].strip()).expanduser().absolute()


def judge(suffixes: Sequence[str], typed: Mapping[str, str]) -> Judgement:
    """Say of the name that was typed what will be saved, or why nothing can be.

    Args:
        suffixes: the ends that a name may have.
        typed: the answers of the dialog.
    """
    text = typed["path"].strip()
    if not text:
        return Judgement("Type the name of a file.")
    path = Path(text).expanduser()
    offered = ", ".join(f"{each} {SUFFIXES[each]}" for each in suffixes)
    lines = (f"The end of the name says what is saved: {offered}.", "Only you may read the file.")
    if path.suffix not in suffixes:
        return Judgement(f"The name has to end with {' or '.join(suffixes)}.", lines)
    if path.exists():
        return Judgement("There is such a file already. It is not overwritten: type another name.", lines)
    return Judgement(lines=lines)


async def write_new(path: Path, batches: AsyncIterator[str]) -> int:
    """Write to a new file that only its owner may read.

    Args:
        path: where; directories that are not there are made.
        batches: the text, in pieces.

    Returns:
        How many bytes it has.

    Raises:
        OSError: it is there already, or cannot be written; then what was written of it is removed.
    """
    descriptor = await asyncio.to_thread(_opened, path)
    try:
        with os.fdopen(descriptor, "wb") as file:
            async for batch in batches:
                await asyncio.to_thread(file.write, batch.encode("utf-8", "replace"))
            return file.tell()
    except BaseException:
        _remove(path)
        raise


def _opened(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def in_words(error: OSError, path: Path) -> str:
    """Why a file could not be written, and what to do."""
    where = error.filename or str(path)
    match error.errno:
        case errno.EEXIST:
            return f"{where} is there already, and is not overwritten. Type another name."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"you may not write {where}. Type a name in a directory of yours."
        case errno.ENOSPC | errno.EDQUOT:
            return f"there is no room left for {where}."
        case _:
            return f"{where}: {error.strerror or error}."


async def batches(lines: Iterable[str], clock: Callable[[], float] = time.monotonic) -> AsyncIterator[str]:
    """Lines in pieces, each of a few milliseconds' work; everything else runs between.

    Args:
        lines: the lines, each with its end.
        clock: a clock that only runs forward, in seconds.
    """
    held: list[str] = []
    began = clock()
    for line in lines:
        held.append(line)
        if clock() - began >= SLICE:
            yield "".join(held)
            held.clear()
            await asyncio.sleep(PAUSE)
            began = clock()
    yield "".join(held)
