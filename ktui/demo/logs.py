"""GET pods/NAME/log: what a container has written, and what it goes on writing.

The server knows no text. Whoever plays the kubelets gives it a `LogSource`.
"""

import asyncio
from bisect import bisect_left
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ktui.demo import status
from ktui.demo.chatter import Chatter
from ktui.demo.clock import moment
from ktui.demo.requests import flag, number
from ktui.demo.resources import PODS
from ktui.demo.status import Cause, Object
from ktui.demo.storage import Storage

LogLine = tuple[datetime, str]
"""When a line was written, and the line without its end."""

Log = Sequence[LogLine] | Chatter
"""All lines that a container has written, oldest first."""

LogSource = Callable[[Object, str, bool], Log]
"""Gives all lines that a container of a pod has written until now, oldest first.

Called with the pod, the container's name and whether its previous life is meant. Lines only ever come to the end.
"""

POLL_INTERVAL = 1.0
"""Seconds of the cluster between two looks at a log that is followed."""


@dataclass(frozen=True, slots=True)
class LogOptions:
    """What of a log is wanted.

    Args:
        container: whose.
        follow: whether to go on as it is written.
        previous: whether the container's previous life is meant.
        timestamps: whether each line begins with its time.
        since: only lines from then on.
        tail: only so many of the last lines.
        limit: only so many bytes.
    """

    container: str
    follow: bool = False
    previous: bool = False
    timestamps: bool = False
    since: datetime | None = None
    tail: int | None = None
    limit: int | None = None


def no_logs(_pod: Object, _container: str, _previous: bool) -> Sequence[LogLine]:
    """The log of a cluster without kubelets."""
    return ()


def read_options(pod: Object, query: Mapping[str, str], now: datetime) -> LogOptions:
    """Read what a query wants of a pod's log.

    Raises:
        BadRequest: no container of the pod is meant, or the container has no log.
        Invalid: a number makes no sense.
    """
    seconds, tail, limit = (number(query, name) for name in ("sinceSeconds", "tailLines", "limitBytes"))
    causes = []
    if tail is not None and tail < 0:
        causes.append(Cause("tailLines", f"Invalid value: {tail}: must be greater than or equal to 0"))
    if limit is not None and limit < 1:
        causes.append(Cause("limitBytes", f"Invalid value: {limit}: must be greater than 0"))
    if seconds is not None and seconds < 1:
        causes.append(Cause("sinceSeconds", f"Invalid value: {seconds}: must be greater than 0"))
    if causes:
        raise status.invalid("", "PodLogOptions", pod["metadata"]["name"], causes)
    since = now - timedelta(seconds=seconds) if seconds else None
    if query.get("sinceTime"):
        since = moment(query["sinceTime"])
    container = _container(pod, query.get("container", ""))
    options = LogOptions(
        container,
        flag(query, "follow"),
        flag(query, "previous"),
        flag(query, "timestamps"),
        since,
        tail,
        limit,
    )
    _check_started(pod, options)
    return options


def _container(pod: Object, name: str) -> str:
    spec, pod_name = pod["spec"], pod["metadata"]["name"]
    usual = [each["name"] for each in spec.get("containers", ())]
    every = [each["name"] for each in spec.get("initContainers", ())] + usual
    if not name and len(usual) == 1:
        return str(usual[0])
    if not name:
        choice = f", choose one of: [{' '.join(every)}]"
        raise status.BadRequest(f"a container name must be specified for pod {pod_name}{choice}")
    if name not in every:
        raise status.BadRequest(f"container {name} is not valid for pod {pod_name}")
    return name


def _state(pod: Object, container: str) -> Object:
    """The status of a container; empty if it has none yet."""
    state = pod.get("status", {})
    every = [*state.get("initContainerStatuses", ()), *state.get("containerStatuses", ())]
    return next((each for each in every if each["name"] == container), {})


def _check_started(pod: Object, options: LogOptions) -> None:
    """Refuse where there is no log to read (kubelet_pods.go validateContainerLogStatus)."""
    name = pod["metadata"]["name"]
    if not pod["spec"].get("nodeName"):
        return
    known = _state(pod, options.container)
    state, last = known.get("state", {}), known.get("lastState", {})
    if options.previous:
        if "terminated" not in last:
            wrong = f'previous terminated container "{options.container}" in pod "{name}" not found'
            raise status.BadRequest(wrong)
        return
    if "running" in state or "terminated" in state or "terminated" in last:
        return
    reason = state.get("waiting", {}).get("reason", "ContainerCreating")
    if reason == "ErrImagePull":
        reason = "image can't be pulled"
    elif reason == "ImagePullBackOff":
        reason = "trying and failing to pull image"
    raise status.BadRequest(f'container "{options.container}" in pod "{name}" is waiting to start: {reason}')


async def chunks(storage: Storage, source: LogSource, pod: Object, options: LogOptions) -> AsyncGenerator[bytes, None]:
    """The text, and as long as it is followed and the container runs, what is added to it."""
    left = options.limit
    lines = source(pod, options.container, options.previous)
    begin, end = _first(lines, options), len(lines)
    while True:
        for text in _texts(lines, begin, end, options):
            yield text if left is None else text[:left]
            if left is not None:
                left -= len(text)
                if left <= 0:
                    return
            await asyncio.sleep(0)
        if not options.follow or not _goes_on(storage, pod, options.container):
            return
        await storage.clock.sleep(lines.interval if isinstance(lines, Chatter) else POLL_INTERVAL)
        present = storage.find(PODS, pod["metadata"]["name"], pod["metadata"]["namespace"])
        pod = present if present and present["metadata"]["uid"] == pod["metadata"]["uid"] else pod
        lines = source(pod, options.container, options.previous)
        begin, end = end, max(end, len(lines))


def _first(lines: Log, options: LogOptions) -> int:
    """The number of the first line that is wanted."""
    begin = 0
    if options.since is not None:
        begin = (
            lines.after(options.since)
            if isinstance(lines, Chatter)
            else bisect_left(lines, options.since, key=lambda line: line[0])
        )
    return begin if options.tail is None else max(begin, len(lines) - options.tail)


def _texts(lines: Log, begin: int, end: int, options: LogOptions) -> Iterator[bytes]:
    """Some lines as they are sent."""
    if isinstance(lines, Chatter):
        yield from lines.written(begin, end, stamps=options.timestamps)
    elif begin < end:
        yield b"".join(_written(line, options) for line in lines[begin:end])


def _written(line: LogLine, options: LogOptions) -> bytes:
    when, text = line
    prefix = f"{when:%Y-%m-%dT%H:%M:%S.%f}000Z " if options.timestamps else ""
    return f"{prefix}{text}\n".encode()


def _goes_on(storage: Storage, pod: Object, container: str) -> bool:
    metadata = pod["metadata"]
    present = storage.find(PODS, metadata["name"], metadata["namespace"])
    if present is None or present["metadata"]["uid"] != metadata["uid"]:
        return False
    return "running" in _state(present, container).get("state", {})
