"""The columns that were chosen in earlier runs, in a file that only its owner may read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from ktui.screens.kept_columns import KeptColumns

_BYTES = 200_000
"""A file that is larger was not written by ktui."""


@contextmanager
def kept_columns(path: Path | None) -> Iterator[KeptColumns]:
    """The columns of earlier runs, and kept for later ones. A disk that refuses costs them, nothing else.

    Args:
        path: the file; None: nothing is read and nothing is kept.
    """
    if path is None:
        yield KeptColumns()
        return
    # A disk may be slow (a home on NFS): a thread writes, in order, and the loop never waits.
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="columns") as writer:

        def save(columns: Mapping[str, tuple[str, ...]]) -> None:
            writer.submit(_write, path, columns)

        yield KeptColumns(_read(path), save)


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
        with path.open("rb") as file:
            text = file.read(_BYTES + 1)
        if len(text) <= _BYTES:
            return msgspec.json.decode(text, type=dict[str, tuple[str, ...]])
    return {}


def _write(path: Path, kept: Mapping[str, tuple[str, ...]]) -> None:
    """Put a whole file in the place of the one before, so that another run never reads half of it."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.touch(mode=0o600)
        beside.write_bytes(msgspec.json.encode(kept))
        beside.replace(path)
