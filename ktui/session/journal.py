"""The journal: every action that was asked for, and what became of it.

Kept in memory for the screen, and appended as a line of JSON to a file that only its owner may read, so that "what did
I do last night, and where" has an answer. No credentials ever reach it: an entry holds what the user saw.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

KEPT = 1000
"""How many entries are kept in memory."""
FILE_BYTES = 1 << 20
"""How large the file may grow before it becomes ``journal.jsonl.1``, in place of the one before."""
_MESSAGE_CHARACTERS = 2000


class Outcome(StrEnum):
    """What became of an action."""

    DONE = "done"
    """The server answered with success."""
    REFUSED = "refused"
    """Not sent: read-only mode, or the user has no right to it."""
    FAILED = "failed"
    """Tried, and certainly not done: the server said no, or was not reached."""
    UNKNOWN = "unknown"
    """Sent, and then there was no answer, or ktui ended before there was: it may have been done, or be done yet."""


@dataclass(frozen=True)
class Entry:
    """One action that was asked for."""

    time: datetime
    """When it was asked for; aware."""
    context: str
    """The kubeconfig's context."""
    user: str
    """The kubeconfig's name of the user; not a credential."""
    action: str
    """Its title, for example ``Delete pod kube-system/proxy-x7k2p``."""
    target: str
    kubectl: str
    """The kubectl command that does the same."""
    outcome: Outcome
    message: str = ""
    """Why it was not done, in the words of who refused."""
    warnings: tuple[str, ...] = ()
    """What the server said beside its answer (``Warning`` headers)."""


class Journal:
    """The entries of this run, the newest last.

    Args:
        path: the file that entries are appended to; None keeps them in memory only.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.fault = ""
        """Why entries do not reach the file, if they do not; an action never fails because of that."""
        self.version = 0
        """Raised with every entry: what a reader compares to know whether to look again."""
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._listeners: list[Callable[[], None]] = []
        # A disk may be slow (a home on NFS): one thread writes the lines, in their order, and the loop never waits.
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal") if path else None

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries, the newest last."""
        return tuple(self._entries)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each entry, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def record(self, entry: Entry) -> None:
        """Keep an entry."""
        self._entries.append(entry)
        self.version += 1
        if self._writer is not None:
            self._writer.submit(self._append, _line(entry))
        for listener in list(self._listeners):
            listener()

    def close(self) -> None:
        """Wait until every entry is in the file."""
        if self._writer is not None:
            self._writer.shutdown(wait=True)

    def _append(self, line: bytes) -> None:
        assert self.path is not None, "there is a writer only where there is a path"
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size + len(line) > FILE_BYTES:
                self.path.replace(self.path.with_name(f"{self.path.name}.1"))
            # Not through a link that somebody else put there, and never readable by others.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                os.fchmod(descriptor, 0o600)
                os.write(descriptor, line)
            finally:
                os.close(descriptor)
        except OSError as error:
            self.fault = (
                f"The journal cannot be written to {self.path}: {error.strerror}. Entries are kept until ktui ends."
            )
        else:
            self.fault = ""


def _line(entry: Entry) -> bytes:
    fields = asdict(entry)
    fields["time"] = entry.time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    fields["message"] = entry.message[:_MESSAGE_CHARACTERS]
    # ASCII only: a control character, a line break or half a character in a message cannot spoil the file.
    return json.dumps(fields, ensure_ascii=True).encode("ascii") + b"\n"
