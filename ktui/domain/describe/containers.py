"""The containers of a pod, or of a pod's template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from ktui.domain.describe.blocks import Block, Fact, Section, facts, section
from ktui.domain.describe.digging import Raw, dig, moment, number, part, parts, spelled, text, words
from ktui.domain.durations import ago, since, spell

_SORTS = (
    ("initContainers", "initContainerStatuses", "Init containers"),
    ("containers", "containerStatuses", "Containers"),
    ("ephemeralContainers", "ephemeralContainerStatuses", "Ephemeral containers"),
)


def containers(spec: Raw, status: Raw, now: datetime) -> Iterator[Section]:
    """All containers, in the order in which they start.

    Args:
        spec: of the pod.
        status: of the pod; empty of a template.
        now: the time.
    """
    for field, statuses, title in _SORTS:
        told = {text(each, "name"): each for each in parts(status, statuses)}
        found = [_container(each, told.get(text(each, "name"), {}), now) for each in parts(spec, field)]
        yield from section(title, found, str(len(found)))


def _container(container: Raw, status: Raw, now: datetime) -> Section:
    name = text(container, "name")
    state, tone = state_of(status, now) if status else ("", "")
    blocks: list[Block] = []
    if restarts := number(status, "restartCount"):
        blocks.append(Fact("Restarts", str(restarts), "warn"))
    if part(status, "lastState"):
        blocks.append(Fact("Last state", *_of(part(status, "lastState"), now)))
    image = text(container, "image")
    blocks += facts(
        (
            ("Image", image),
            ("Image ID", text(status, "imageID")),
            ("Command", _joined(container, "command")),
            ("Arguments", _joined(container, "args")),
            ("Ports", ", ".join(map(_port, parts(container, "ports")))),
            ("Requests", _amounts(part(container, "resources", "requests"))),
            ("Limits", _amounts(part(container, "resources", "limits"))),
            ("Restart policy", text(container, "restartPolicy")),
            ("Startup probe", probe(part(container, "startupProbe"))),
            ("Liveness probe", probe(part(container, "livenessProbe"))),
            ("Readiness probe", probe(part(container, "readinessProbe"))),
            ("Lifecycle", ", ".join(part(container, "lifecycle"))),
        )
    )
    blocks += section("Environment", _environment(container), folded=len(parts(container, "env")) > 8)
    blocks += section("Mounts", map(_mount, parts(container, "volumeMounts")))
    return Section(name, tuple(blocks), (state, tone) if state else image)


def state_of(status: Raw, now: datetime) -> tuple[str, str]:
    """What a container is doing, and how that is meant."""
    words_, tone = _of(part(status, "state"), now)
    if part(status, "state", "running"):
        ready = status.get("ready") is True
        return f"{words_}, {'ready' if ready else 'not ready'}", "good" if ready else "warn"
    return words_, tone


def _of(state: Raw, now: datetime) -> tuple[str, str]:
    if (running := part(state, "running")) or "running" in state:
        return f"running{since(moment(running, 'startedAt'), now)}", "good"
    if ended := part(state, "terminated"):
        code, signal, reason = number(ended, "exitCode"), number(ended, "signal"), text(ended, "reason")
        how = f"signal {signal}" if signal else f"exit {code}"
        how += f" ({reason})" if reason not in {"", "Completed", "Error"} else ""
        begun, finished = moment(ended, "startedAt"), moment(ended, "finishedAt")
        length = f", after {spell(finished - begun)}" if begun is not None and finished is not None else ""
        message = f": {text(ended, 'message')}" if text(ended, "message") else ""
        return f"ended{ago(finished, now)} with {how}{length}{message}", "dim" if code == 0 and not signal else "bad"
    waiting = part(state, "waiting")
    reason, message = text(waiting, "reason"), text(waiting, "message")
    calm = reason in {"", "ContainerCreating", "PodInitializing"}
    return ": ".join(filter(None, (reason or "waiting", message))), "warn" if calm else "bad"


def probe(found: Raw) -> str:
    """A probe in a line, as kubectl prints it (describe.go, DescribeProbe)."""
    if not found:
        return ""
    http, grpc = part(found, "httpGet"), part(found, "grpc")
    if http:
        scheme = text(http, "scheme").lower() or "http"
        where = f"http-get {scheme}://{text(http, 'host')}:{text(http, 'port')}{text(http, 'path')}"
    elif part(found, "tcpSocket"):
        where = f"tcp-socket {text(found, 'tcpSocket', 'host')}:{text(found, 'tcpSocket', 'port')}"
    elif grpc:
        where = f"grpc :{text(grpc, 'port')} {text(grpc, 'service')}".rstrip()
    else:
        where = f"exec {' '.join(words(found, 'exec', 'command'))}"
    delay, period = number(found, "initialDelaySeconds"), number(found, "periodSeconds") or 10
    timing = f"delay {delay} s, timeout {number(found, 'timeoutSeconds') or 1} s, every {period} s"
    counts = f"{number(found, 'successThreshold') or 1} to succeed, {number(found, 'failureThreshold') or 3} to fail"
    return f"{where}, {timing}, {counts}"


def _joined(container: Raw, field: str) -> str:
    return " ".join(f"'{each}'" if " " in each or not each else each for each in words(container, field))


def _port(port: Raw) -> str:
    name, host = text(port, "name"), text(port, "hostPort")
    words_ = f"{text(port, 'containerPort')}/{text(port, 'protocol') or 'TCP'}"
    words_ += f" ({name})" if name else ""
    return f"{words_} on the node's {host}" if host else words_


def _amounts(amounts: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {spelled(amount)}" for name, amount in sorted(amounts.items()))


def _environment(container: Raw) -> Iterator[Block]:
    """Where values come from; those of Secrets are never read."""
    for each in parts(container, "envFrom"):
        for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            if source := part(each, field):
                prefix = f", each name after {text(each, 'prefix')}" if text(each, "prefix") else ""
                yield Fact(f"all of {kind}", f"{text(source, 'name')}{prefix}")
    for each in parts(container, "env"):
        yield Fact(text(each, "name"), _variable(each))


def _variable(variable: Raw) -> str:
    if "value" in variable:
        return text(variable, "value") or '""'
    source = part(variable, "valueFrom")
    if found := part(source, "secretKeyRef"):
        return f"key {text(found, 'key')} of Secret {text(found, 'name')}"
    if found := part(source, "configMapKeyRef"):
        return f"key {text(found, 'key')} of ConfigMap {text(found, 'name')}"
    if found := part(source, "fieldRef"):
        return f"field {text(found, 'fieldPath')}"
    if found := part(source, "resourceFieldRef"):
        return f"resource {text(found, 'resource')}"
    return ", ".join(source)


def _mount(mount: Raw) -> Fact:
    sub = text(mount, "subPath")
    how = ", read only" if dig(mount, "readOnly") is True else ""
    return Fact(text(mount, "mountPath"), f"{text(mount, 'name')}{f', {sub} of it' if sub else ''}{how}")
