"""What is to be looked at, now and later: the work queues of all controllers in one, so that their order is one.

Source of the behaviour: kubernetes/client-go ``util/workqueue`` (a key waits once; an earlier time wins over a later
one; a failure comes back after 5 ms, doubled each time).
"""

import heapq
from collections import deque
from collections.abc import Callable
from typing import Protocol

Key = tuple[str, ...]
"""Names what a controller has to look at: mostly namespace and name."""

_FIRST_RETRY = 0.005
_LAST_RETRY = 1000.0


class Later(Exception):
    """Raised by a controller that could not do its work: the key comes back after a growing delay."""


class Worker(Protocol):
    """Something that brings one key in order; it is told which, never what happened."""

    name: str
    """Distinguishes the keys of different workers."""

    def sync(self, key: Key) -> None:
        """Looks at the state of the key as it is now and does what is wanted."""


class Work:
    """The queue.

    Args:
        now: the time in seconds; it decides when a delayed key is due.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._ready: deque[tuple[Worker, Key]] = deque()
        self._waiting: set[tuple[str, Key]] = set()
        self._later: list[tuple[float, int, Worker, Key]] = []
        self._due: dict[tuple[str, Key], float] = {}
        self._failures: dict[tuple[str, Key], int] = {}
        self._count = 0
        self.added: Callable[[], None] = lambda: None
        """Called when there is something new to do or to wait for."""

    def add(self, worker: Worker, key: Key) -> None:
        """Has the worker look at the key as soon as may be; a key that already waits is not added twice."""
        entry = (worker.name, key)
        if entry not in self._waiting:
            self._waiting.add(entry)
            self._ready.append((worker, key))
            self.added()

    def add_at(self, worker: Worker, key: Key, when: float) -> None:
        """Has the worker look at the key at that time, or earlier if that was asked for before."""
        when = round(when, 6)  # as finely as clocks are read
        if when <= self._now():
            self.add(worker, key)
            return
        entry = (worker.name, key)
        if self._due.get(entry, float("inf")) <= when:
            return
        self._due[entry] = when
        self._count += 1
        heapq.heappush(self._later, (when, self._count, worker, key))
        self.added()

    def add_after(self, worker: Worker, key: Key, seconds: float) -> None:
        """Has the worker look at the key after that many seconds."""
        self.add_at(worker, key, self._now() + seconds)

    def next_due(self) -> float | None:
        """When the next delayed key is due; None when none waits."""
        while self._later:
            when, _, worker, key = self._later[0]
            if self._due.get((worker.name, key)) == when:
                return when
            heapq.heappop(self._later)
        return None

    def run_one(self) -> bool:
        """Does the next thing that is due; False when there is none."""
        self._promote()
        if not self._ready:
            return False
        worker, key = self._ready.popleft()
        entry = (worker.name, key)
        self._waiting.discard(entry)
        try:
            worker.sync(key)
        except Later:
            failures = self._failures.get(entry, 0)
            self._failures[entry] = failures + 1
            self.add_after(worker, key, min(_FIRST_RETRY * 2 ** min(failures, 30), _LAST_RETRY))
        else:
            self._failures.pop(entry, None)
        return True

    def _promote(self) -> None:
        now = self._now()
        while self._later and self._later[0][0] <= now:
            when, _, worker, key = heapq.heappop(self._later)
            entry = (worker.name, key)
            if self._due.get(entry) == when:
                del self._due[entry]
                self.add(worker, key)
