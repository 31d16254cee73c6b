"""What containers write: lines that fit what they are, the same whenever they are read, and more as time goes on."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ktui.demo.chatter import Chatter, rate_of
from ktui.demo.clock import moment
from ktui.demo.logs import Log, LogLine
from ktui.demo.pods import seconds_of
from ktui.demo.status import Object
from ktui.demo.world import World

_BEFORE = 1800.0
"""Seconds of the log that are there when the cluster is first looked at."""
_CHATTER_BEFORE = 5.0
"""The same of a container that never stops writing, when its log is first looked at."""

_LINES: dict[str, tuple[str, ...]] = {
    "cilium": (
        (
            'time="{t}" level=info msg="Finished regeneration of endpoint" endpointID={n} '
            "module=agent.controlplane.endpoint"
        ),
        (
            'time="{t}" level=info msg="Conntrack garbage collector interval recalculated" '
            "deleteRatio=0.0{d} subsys=map-ct"
        ),
        (
            'time="{t}" level=info msg="Re-pinning map with \':pending\' suffix" '
            "bpfMapName=cilium_calls_hostns_0{n} subsys=bpf"
        ),
        (
            'time="{t}" level=warning msg="Detected unexpected endpoint BPF program removal" '
            "endpointID={n} subsys=endpoint"
        ),
    ),
    "kube-proxy": (
        'I{k} proxier.go:805] "SyncProxyRules complete" ipFamily="IPv4" elapsed="{d}.{n}ms"',
        'I{k} proxier.go:1547] "Reloading service iptables data" numServices={n} numEndpoints={m} numFilterChains=6',
    ),
    "fluent-bit": (
        (
            "[{t}] [ info] [input:tail:tail.0] inotify_fs_add(): inode={m} watch_fd={n} "
            "name=/var/log/containers/app-{n}.log"
        ),
        "[{t}] [ warn] [engine] failed to flush chunk '1-{m}.{n}.flb', retry in {d} seconds: task_id={d}, input=tail.0",
        "[{t}] [ info] [engine] flush chunk '1-{m}.{n}.flb' succeeded at retry 1: task_id={d}, input=tail.0",
    ),
    "ingress-nginx": (
        '10.244.{d}.{n} - - [{t}] "GET /api/v2/products?page={d} HTTP/2.0" 200 {m} "-" "Mozilla/5.0" {n} 0.0{n}',
        '10.244.{d}.{n} - - [{t}] "POST /api/v2/cart/items HTTP/2.0" 201 {n} "-" "okhttp/4.12.0" {m} 0.1{n}',
        '10.244.{d}.{n} - - [{t}] "GET /healthz HTTP/1.1" 200 2 "-" "kube-probe/1.36" {n} 0.000',
        '10.244.{d}.{n} - - [{t}] "GET /api/v2/recommendations HTTP/2.0" 504 160 "-" "Mozilla/5.0" {n} 10.001',
    ),
    "otel-agent": (
        (
            "{t}\tinfo\tinternal/resourcedetection.go:137\tdetected resource "
            'information\t{{"otelcol.component.id": "resource"}}'
        ),
        (
            "{t}\twarn\tinternal/queue_sender.go:{n}\tExporting failed. Will "
            'retry\t{{"error": "rpc error: code = Unavailable"}}'
        ),
        "{t}\tinfo\tservice@v0.140.1/service.go:{n}\tEverything is ready. Begin running and processing data.",
    ),
    "ebs-csi-node": (
        'I{k} node.go:{n}] "NodePublishVolume: called" volumeID="vol-0{m}"',
        'I{k} mount_linux.go:{n}] "Disk successfully formatted and mounted" disk="/dev/nvme{d}n1"',
        'I{k} node.go:{n}] "NodeGetCapabilities: called"',
    ),
    "nvidia-device-plugin": (
        "I{k} main.go:235] Starting NVIDIA Device Plugin",
        "I{k} factory.go:112] Retrieving plugins for resources",
        "E{k} factory.go:115] Failed to initialize NVML: ERROR_LIBRARY_NOT_FOUND.",
        "E{k} main.go:173] error starting plugins: unable to create plugin manager: unable to create plugin manager",
    ),
    "edge-gateway": ("{t} INFO gateway: session {m} opened",),
    "embed-corpus": (
        "{t} INFO  embed.worker  batch {n}/512 done, {m} tokens, {d}.{n} s",
        "{t} INFO  embed.store   wrote shard part {n} ({m} vectors)",
        "{t} WARN  embed.worker  document {m} is longer than 8192 tokens, cut",
    ),
    "postgres-backup": (
        "{t} pg_basebackup: {n}{m}/9{m} kB (4{d}%), 1/1 tablespace",
        "{t} uploading part {n} to s3://backups-eu-1/postgres/",
    ),
    "legacy-sync": (
        "{t} connecting to as400.example.com:8471",
        "{t} ERROR sync aborted: CPF2204 User profile SYNCUSR{d} not found",
    ),
}
_GENERAL = (
    '{t} level=info msg="request done" method=GET path=/v1/items status=200 duration={n}ms trace={m}',
    '{t} level=info msg="request done" method=POST path=/v1/items status=201 duration={n}ms trace={m}',
    '{t} level=info msg="cache refreshed" entries={m} took={n}ms',
    '{t} level=warn msg="slow query" table=orders duration={m}ms',
    '{t} level=error msg="upstream failed, trying again" attempt={d} error="connection reset by peer"',
)
_WEIGHTS = (12, 6, 3, 1, 1)


@dataclass
class _Text:
    """The text of one life of a container, as far as it has been read."""

    lines: list[LogLine] = field(default_factory=list)
    source: Iterator[LogLine] | None = None
    ahead: LogLine | None = None


class LogText:
    """A `LogSource`.

    Args:
        world: the cluster.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._begin = world.now() - _BEFORE
        self._texts: dict[tuple[str, str, str], _Text] = {}
        self._chatters: dict[tuple[str, str, str], float] = {}

    def __call__(self, pod: Object, container: str, previous: bool) -> Log:
        """All lines that a container has written until now."""
        known: list[Object] = (pod.get("status") or {}).get("containerStatuses") or []
        status = next((each for each in known if each["name"] == container), None)
        if status is None:
            return ()
        life = _life(status, previous=previous)
        if life is None:
            return ()
        started, finished = life
        if rate := rate_of(pod):
            key = (pod["metadata"]["uid"], container, started)
            begin = self._chatters.setdefault(key, max(seconds_of(started), self._world.now() - _CHATTER_BEFORE))
            ended = moment(finished) if finished else None
            return Chatter(self._world.clock, datetime.fromtimestamp(begin, UTC), rate, ended)
        text = self._texts.setdefault((pod["metadata"]["uid"], container, started), _Text())
        if text.source is None:
            text.source = self._written(pod, container, started)
        until = min(self._world.clock.now(), moment(finished)) if finished else self._world.clock.now()
        if text.ahead is None:
            text.ahead = next(text.source)
        while text.ahead[0] <= until:
            text.lines.append(text.ahead)
            text.ahead = next(text.source)
        return text.lines

    def _written(self, pod: Object, container: str, started: str) -> Iterator[LogLine]:
        app = (pod["metadata"].get("labels") or {}).get("app.kubernetes.io/name", container)
        chance = self._world.chance("log", pod["metadata"]["uid"], container, started)
        templates = _LINES.get(app, _GENERAL)
        weights = _WEIGHTS[: len(templates)]
        at = max(seconds_of(started), self._begin)
        while True:
            (template,) = chance.choices(templates, weights)
            yield _line(template, at, chance)
            at += chance.expovariate(1 / 4) + 0.05


def _line(template: str, at: float, chance: random.Random) -> LogLine:
    when = datetime.fromtimestamp(0, UTC) + timedelta(seconds=round(at, 6))
    text = template.format(
        t=f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}Z",
        k=f"{when:%m%d %H:%M:%S.%f}       1",
        d=chance.randrange(10),
        n=chance.randrange(10, 250),
        m=chance.randrange(1000, 100000),
    )
    return when, text


def _life(status: Object, *, previous: bool) -> tuple[str, str] | None:
    """When the container's present or previous life began and ended; None if it had none."""
    state: Object = (status.get("lastState") or {}) if previous else status["state"]
    if not previous and "waiting" in state:
        # What waits to be started again shows the life that it had.
        state = status.get("lastState") or {}
    if "running" in state:
        return state["running"]["startedAt"], ""
    if "terminated" in state:
        return state["terminated"]["startedAt"], state["terminated"]["finishedAt"]
    return None
