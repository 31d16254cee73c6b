"""The commands of earlier runs, in a file that only its owner may read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from ktui.widgets.history import MOST, History

_BYTES = 200_000
"""How large the file may be when it is read; a larger one is begun anew with its newest lines."""


class HistoryFile:
    """A file of lines, the newest last. A disk that is full or refuses costs the history, nothing else.

    Args:
        path: where it is.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # A disk may be slow (a home on NFS): a thread writes the lines, in their order, and the loop never waits.
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="history")

    def read(self) -> list[str]:
        """The lines that are kept; what is no text, or cannot be read, is none."""
        try:
            text = self._path.read_bytes()
        except OSError:
            return []
        lines = [line for line in text.decode("utf-8", "replace").splitlines() if line.isprintable() and line]
        if len(text) > _BYTES:
            self._write(lines[-MOST:], os.O_TRUNC)
        return lines[-MOST:]

    def add(self, line: str) -> None:
        """Append a line; other runs of ktui may append theirs meanwhile."""
        self._writer.submit(self._write, [line], os.O_APPEND)

    def close(self) -> None:
        """Wait until every line is in the file."""
        self._writer.shutdown(wait=True)

    def _write(self, lines: list[str], how: int) -> None:
        written = "".join(f"{line}\n" for line in lines if line.isprintable()).encode("utf-8", "replace")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | how, 0o600)
            try:
                os.write(file, written)
            finally:
                os.close(file)
        except OSError:
            return


@contextmanager
def kept(path: Path | None) -> Iterator[History]:
    """The history of a run, with what earlier ones have left, and kept for later ones.

    Args:
        path: the file; None: nothing is read and nothing is kept.
    """
    if path is None:
        yield History()
        return
    file = HistoryFile(path)
    try:
        yield History(file.read(), lambda sign, line: file.add(line) if sign == ":" else None)
    finally:
        file.close()
