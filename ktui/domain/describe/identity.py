"""What every object has: a name, an owner, labels, annotations, conditions, events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from ktui.domain.describe.around import Around
from ktui.domain.describe.blocks import Block, Cell, Fact, Note, Section, Table, section
from ktui.domain.describe.digging import Raw, dig, moment, number, part, parts, spelled, text, words
from ktui.domain.durations import ago, human, spell
from ktui.domain.events import Event

_DAWN = datetime.min.replace(tzinfo=UTC)
_MANY = 12
"""More labels or annotations than these are folded away at first."""
_EVENTS = 300
"""So many events are told, the newest."""
_WELL = {
    "Ready": "True",
    "Available": "True",
    "Progressing": "True",
    "Initialized": "True",
    "PodScheduled": "True",
    "ContainersReady": "True",
    "PodReadyToStartContainers": "True",
    "Complete": "True",
    "SuccessCriteriaMet": "True",
    "Established": "True",
    "NamesAccepted": "True",
    "Approved": "True",
    "Issued": "True",
    "MemoryPressure": "False",
    "DiskPressure": "False",
    "PIDPressure": "False",
    "NetworkUnavailable": "False",
    "Failed": "False",
    "FailureTarget": "False",
    "ReplicaFailure": "False",
    "DisruptionTarget": "False",
    "Degraded": "False",
}
"""The status that types of conditions have while all is well; of others it is not known."""


def head(obj: Raw, now: datetime) -> Iterator[Block]:
    """Say who it is, since when, whose, and whether it is on its way out."""
    yield Fact("Name", text(obj, "metadata", "name"))
    if namespace := text(obj, "metadata", "namespace"):
        yield Fact("Namespace", namespace)
    if created := moment(obj, "metadata", "creationTimestamp"):
        yield Fact("Created", when(created, now))
    for owner in parts(obj, "metadata", "ownerReferences"):
        label = "Controlled by" if owner.get("controller") is True else "Owned by"
        yield Fact(label, f"{text(owner, 'kind')} {text(owner, 'name')}")
    yield from _ending(obj, now)


def _ending(obj: Raw, now: datetime) -> Iterator[Block]:
    finalizers = words(obj, "metadata", "finalizers")
    asked = moment(obj, "metadata", "deletionTimestamp")
    if asked is not None:
        grace = number(obj, "metadata", "deletionGracePeriodSeconds")
        waits = f", {grace} s of grace" if grace else ""
        due = f"due in {spell(asked - now)}" if asked > now else f"due since {spell(now - asked)}"
        yield Fact("Being deleted", f"{due}{waits}", "warn")
    if finalizers:
        held = " (they hold up its deletion)" if asked is not None else ""
        yield Fact("Finalizers", f"{', '.join(finalizers)}{held}", "warn" if asked is not None else "")


def tail(obj: Raw, around: Around) -> Iterator[Block]:
    """Tell what comes last of every object: events, and what people and machines know it by."""
    yield events(obj, around)
    yield from marks(obj)


def marks(obj: Raw) -> Iterator[Block]:
    """Tell what people and machines know an object by: labels, annotations, its UID."""
    yield from named_values("Labels", part(obj, "metadata", "labels"))
    yield from named_values("Annotations", part(obj, "metadata", "annotations"))
    known = [
        Fact(label, text(obj, *path))
        for label, path in (
            ("UID", ("metadata", "uid")),
            ("API version", ("apiVersion",)),
            ("Resource version", ("metadata", "resourceVersion")),
            ("Generation", ("metadata", "generation")),
        )
        if text(obj, *path)
    ]
    managers = dict.fromkeys(text(each, "manager") for each in parts(obj, "metadata", "managedFields"))
    if managers:
        known.append(Fact("Fields managed by", ", ".join(filter(None, managers))))
    yield from section("Identity", known)


def when(at: datetime, now: datetime) -> str:
    """A moment: how long ago or ahead it is, and when exactly."""
    exact = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"in {spell(at - now)} ({exact})" if at > now else f"{ago(at, now).strip()} ({exact})"


def named_values(title: str, values: Raw) -> Iterator[Section]:
    """Names and values, in order; folded away at first where there are many."""
    found = [Fact(key, spelled(value) or '""') for key, value in sorted(values.items())]
    return section(title, found, str(len(found)), folded=len(found) > _MANY)


# ---- conditions


def conditions(obj: Raw, now: datetime, *path: str) -> Iterator[Section]:
    """The conditions as a table, those that are not well in its tone."""
    found = parts(obj, *(path or ("status", "conditions")))
    rows = [_condition(each, now) for each in found if text(each, "type")]
    titles = ("TYPE", "STATUS", "SINCE", "REASON", "MESSAGE")
    return section("Conditions", [Table(titles, tuple(rows))] if rows else [])


def _condition(condition: Raw, now: datetime) -> tuple[Cell, ...]:
    kind, status = text(condition, "type"), text(condition, "status")
    since = moment(condition, "lastTransitionTime")
    tone = tone_of(kind, status)
    return (
        (kind, tone),
        (status, tone),
        human(now - since) if since is not None else "",
        text(condition, "reason"),
        text(condition, "message"),
    )


def tone_of(kind: str, status: str) -> str:
    """How a condition is meant, as far as its type is known."""
    well = _WELL.get(kind)
    if well is None or not status:
        return ""
    if status == well:
        return "good"
    return "warn" if status == "Unknown" or well == "False" else "bad"


# ---- events


def events(obj: Raw, around: Around) -> Section:
    """The events about the object, the newest first."""
    uid, name = text(obj, "metadata", "uid"), text(obj, "metadata", "name")
    # Of a node, the kubelet gives the name for a UID.
    about = [each for each in around.events if each.involved_object.uid in {uid, name, ""}]
    about.sort(key=lambda each: each.last_seen or _DAWN, reverse=True)
    blocks: list[Block] = []
    if missing := around.missing.get("events"):
        blocks.append(Note(missing, "warn"))
    if about:
        titles = ("LAST SEEN", "TYPE", "REASON", "FROM", "MESSAGE")
        blocks.append(Table(titles, tuple(_event(each, around.now) for each in about[:_EVENTS]), key=4))
        if len(about) > _EVENTS:
            blocks.append(Note(f"and {len(about) - _EVENTS:,} older ones", "mark"))
    elif "events" in around.found:
        blocks.append(Note("None: events are kept for an hour, unless the cluster is set up otherwise.", "dim"))
    elif not blocks:
        blocks.append(Note("Loading", "dim"))
    return Section("Events", tuple(blocks), str(len(about)) if about else "")


def _event(event: Event, now: datetime) -> tuple[Cell, ...]:
    last, first = event.last_seen, event.first_timestamp or event.event_time
    seen = "" if last is None else human(now - last)
    count = event.series.count if event.series is not None else event.count
    if count > 1:
        over = f" over {human(now - first)}" if first is not None else ""
        seen = f"{seen} (x{count}{over})"
    tone = "" if event.type in {"Normal", ""} else "warn"
    source = event.reporting_component or event.source.component
    return (seen, (event.type, tone), (event.reason, tone), source, event.message)


# ---- selectors, tolerations, templates


def selector(obj: Raw, *path: str) -> str:
    """A label selector as ``kubectl -l`` takes it."""
    found = part(obj, *path)
    labels = part(found, "matchLabels") if "matchLabels" in found or "matchExpressions" in found else found
    terms = [f"{key}={spelled(value)}" for key, value in sorted(labels.items())]
    return ",".join([*terms, *map(_expression, parts(found, "matchExpressions"))])


def _expression(expression: Raw) -> str:
    key, operator, values = text(expression, "key"), text(expression, "operator"), words(expression, "values")
    match operator:
        case "Exists":
            return key
        case "DoesNotExist":
            return f"!{key}"
        case _:
            return f"{key} {operator.lower()} ({','.join(values)})"


def toleration(found: Raw) -> str:
    """A toleration as kubectl prints it (describe.go, printTolerationsMultilineWithIndent)."""
    key, value, effect = text(found, "key"), text(found, "value"), text(found, "effect")
    words_ = f"{key}={value}" if value else key
    words_ += f":{effect}" if effect else ""
    if text(found, "operator") == "Exists":
        words_ += " op=Exists" if words_ else "op=Exists"
    if dig(found, "tolerationSeconds") is not None:
        words_ += f" for {number(found, 'tolerationSeconds')}s"
    return words_


def tolerations(spec: Raw) -> Iterator[Section]:
    """What taints a pod bears."""
    found: Sequence[str] = list(dict.fromkeys(filter(None, map(toleration, parts(spec, "tolerations")))))
    return section("Tolerations", map(Note, found), str(len(found)), folded=len(found) > _MANY)
