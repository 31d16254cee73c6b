"""A DaemonSet: where it wants pods, how far that is so and why not, which revisions there were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ktui.domain.describe.around import Around, RevisionData
from ktui.domain.describe.blocks import Block, Cell, Fact, Section, Table, facts, section
from ktui.domain.describe.containers import containers
from ktui.domain.describe.coverage import cells
from ktui.domain.describe.digging import Raw, number, part, parts, spelled, text
from ktui.domain.describe.identity import conditions, head, selector, tail
from ktui.domain.describe.pod import placing
from ktui.domain.durations import human
from ktui.domain.objects import Pod
from ktui.domain.rollout import HASH

CHANGE_CAUSE = "kubernetes.io/change-cause"
"""The annotation in which somebody may say why."""
_COUNTERS = (
    ("desired", "desiredNumberScheduled"),
    ("current", "currentNumberScheduled"),
    ("ready", "numberReady"),
    ("available", "numberAvailable"),
    ("up to date", "updatedNumberScheduled"),
)


def describe(obj: Raw, around: Around) -> Iterator[Block]:
    """Describe a DaemonSet."""
    spec, status = part(obj, "spec"), part(obj, "status")
    yield from head(obj, around.now)
    counted = ", ".join(f"{number(status, field)} {name}" for name, field in _COUNTERS)
    if stray := number(status, "numberMisscheduled"):
        counted += f", {stray} where none should be"
    short = number(status, "numberReady") < number(status, "desiredNumberScheduled")
    yield Fact("Pods", counted, "warn" if short else "good")
    yield from _observed(obj)
    yield from facts(
        (
            ("Selector", selector(spec, "selector")),
            ("Update strategy", strategy(spec)),
            ("Ready for", f"{number(spec, 'minReadySeconds')} s to count as available" * _waits(spec)),
            ("Change cause", text(part(obj, "metadata", "annotations"), CHANGE_CAUSE)),
        )
    )
    yield from cells("Coverage", "NODE", around)
    yield from conditions(obj, around.now)
    yield from _revisions(obj, around)
    yield from template(part(spec, "template"), around)
    yield from tail(obj, around)


def _waits(spec: Raw) -> bool:
    return number(spec, "minReadySeconds") > 0


def _observed(obj: Raw) -> Iterator[Fact]:
    theirs, ours = number(obj, "status", "observedGeneration"), number(obj, "metadata", "generation")
    if theirs < ours:
        yield Fact("Not observed", f"the controller has seen generation {theirs}, not yet {ours}", "warn")


def strategy(spec: Raw, field: str = "updateStrategy") -> str:
    """How pods are replaced."""
    found = part(spec, field)
    kind = text(found, "type")
    told = [f"{key} {spelled(value)}" for key, value in sorted(part(found, "rollingUpdate").items())]
    if kind == "OnDelete":
        told.append("a pod is replaced when somebody deletes it")
    return ", ".join(filter(None, (kind, *told)))


def template(found: Raw, around: Around) -> Iterator[Section]:
    """The pods that are made."""
    spec = part(found, "spec")
    labels = [Fact(key, spelled(value)) for key, value in sorted(part(found, "metadata", "labels").items())]
    more = facts(
        (
            ("Service account", text(spec, "serviceAccountName")),
            ("Host network", text(spec, "hostNetwork").replace("true", "yes").replace("false", "")),
            ("Priority class", text(spec, "priorityClassName")),
            ("Restart policy", text(spec, "restartPolicy")),
        )
    )
    volumes = [
        Fact(text(each, "name"), ", ".join(key for key in each if key != "name")) for each in parts(spec, "volumes")
    ]
    blocks = [
        *more,
        *section("Labels of the pods", labels),
        *placing(spec),
        *containers(spec, {}, around.now),
        *section("Volumes", volumes),
    ]
    yield from section("Pod template", blocks)


def _revisions(obj: Raw, around: Around) -> Iterator[Section]:
    """The history that `kubectl rollout undo` goes back in, the current revision first."""
    uid = text(obj, "metadata", "uid")
    kept = [each for each in around.found.get("revisions", ()) if isinstance(each, RevisionData)]
    owned = [each for each in kept if each.metadata.controller is not None and each.metadata.controller.uid == uid]
    owned.sort(key=lambda each: each.revision, reverse=True)
    pods = [each for each in around.found.get("pods", ()) if isinstance(each, Pod)]
    running = Counter(
        pod.metadata.labels.get(HASH, "")
        for pod in pods
        if pod.metadata.controller is not None and pod.metadata.controller.uid == uid
    )
    rows: list[tuple[Cell, ...]] = []
    for at, each in enumerate(owned):
        created = each.metadata.creation_timestamp
        of_it = running[each.metadata.labels.get(HASH, each.name)]
        rows.append(
            (
                (f"{each.revision} (current)" if at == 0 else str(each.revision), "good" if at == 0 else ""),
                str(of_it),
                human(around.now - created) if created is not None else "",
                ", ".join(_images(each)),
            )
        )
    titles = ("REVISION", "PODS", "AGE", "IMAGES")
    yield from section("Revisions", [Table(titles, tuple(rows))] if rows else [])


def _images(revision: RevisionData) -> Iterator[str]:
    for container in parts(revision.data, "spec", "template", "spec", "containers"):
        yield text(container, "image")
