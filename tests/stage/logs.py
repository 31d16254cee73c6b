"""What pods write, as a test wants it: stands where `ktui.cluster.api.Api` would."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from types import SimpleNamespace

from ktui.domain.errors import NotFound

END = object()
"""The stream ends here, as it does when the container ends."""


class Writers:
    """The logs of some pods. What was written is read by whoever opens a log; it stays open until `END`."""

    def __init__(self):
        self._queues = defaultdict(asyncio.Queue)
        self.asked = []
        self.pods = {}
        """By path, what a pod is when it is read on its own."""
        self.pulse = SimpleNamespace(lost=False, back=None)

    def write(self, pod, *what, container="main"):
        """Bytes, an error that breaks the stream (or, if it comes first, refuses it), or `END`."""
        for each in what:
            self._queues[pod, container].put_nowait(each)

    @property
    def opened(self):
        """The pods whose logs were asked for, in that order."""
        return [path.split("/")[-2] for path, _ in self.asked]

    async def get(self, path):
        if path not in self.pods:
            raise NotFound(f"{path} not found", code=404)
        return self.pods[path]

    @contextlib.asynccontextmanager
    async def stream(self, path, params, *, read_timeout):
        self.asked.append((path, dict(params)))
        queue = self._queues[path.split("/")[-2], params["container"]]
        if not queue.empty() and isinstance(queue._queue[0], Exception):
            raise queue.get_nowait()

        async def read():
            while (piece := await queue.get()) is not END:
                if isinstance(piece, Exception):
                    raise piece
                yield piece

        yield read()


def stamped(*lines, second=0):
    """Lines as the kubelet sends them, a millisecond from one to the next."""
    return b"".join(
        b"2026-01-05T12:00:%02d.%03d000000Z %s\n" % (second, at, line.encode()) for at, line in enumerate(lines)
    )
