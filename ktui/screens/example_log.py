"""The last lines that a container has written which failed: read once, when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.worker import get_current_worker

from ktui.domain.job_failures import Failure
from ktui.domain.log_lines import stamp_length
from ktui.domain.log_sources import LogOptions, LogScope
from ktui.screens.acting import ActingScreen
from ktui.screens.surroundings import Surroundings

if TYPE_CHECKING:
    from ktui.session.logs import LogTail

LAST_LINES = 4
"""So many lines are shown."""


class ExampleLog(ActingScreen):
    """A screen that shows the end of the log of one failure."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._example: tuple[str, str, bool] | None = None
        """Whose log it is: pod, container, and whether from before its restart."""
        self._tail: LogTail | None = None

    def look_into(self, example: Failure | None) -> None:
        """Show the end of the log of a failure, or of none."""
        mark = None if example is None else (example.pod.uid, example.container, example.restarted)
        if mark != self._example:
            self._example, self._tail = mark, None
            if example is not None and example.container:
                self.read_example(example)

    @work(group="example", exclusive=True)
    async def read_example(self, example: Failure) -> None:
        """Read some lines of a log, once."""
        whose = LogScope(example.pod.namespace, pod=example.pod.name, container=example.container)
        options = LogOptions(follow=False, previous=example.restarted, tail=LAST_LINES)
        tail = self._tail = self.session.logs(whose, options)
        worker = get_current_worker()

        def end() -> None:
            if tail.over:
                worker.cancel()

        leave = tail.subscribe(end)
        try:
            await tail.run()
        finally:
            leave()

    def last_lines(self) -> list[str]:
        """What has been read, without the time stamps."""
        if self._tail is None:
            return []
        buffer = self._tail.buffer
        numbers = range(max(buffer.first, buffer.end - LAST_LINES), buffer.end)
        lines = [buffer.line(number)[1] for number in numbers]
        return [line[stamp_length(line) :].decode("utf-8", "replace") for line in lines]
