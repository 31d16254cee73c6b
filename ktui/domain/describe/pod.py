"""A pod: what it does, why it does not, what it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from ktui.domain.describe.around import Around
from ktui.domain.describe.blocks import Block, Fact, Note, facts, section
from ktui.domain.describe.containers import containers, state_of
from ktui.domain.describe.digging import Raw, dig, moment, number, part, parts, spelled, text, words
from ktui.domain.describe.identity import conditions, head, tail, tolerations, when
from ktui.domain.durations import since

_TONES = {"Running": "good", "Succeeded": "dim", "Failed": "bad", "Pending": "warn", "Unknown": "bad"}


def describe(obj: Raw, around: Around) -> Iterator[Block]:
    """Describe a pod."""
    spec, status, now = part(obj, "spec"), part(obj, "status"), around.now
    yield from head(obj, now)
    phase = text(status, "phase")
    reason = ": ".join(filter(None, (text(status, "reason"), text(status, "message"))))
    yield Fact("Phase", f"{phase}, {reason}" if reason else phase, _TONES.get(phase, ""))
    yield Fact("Node", text(spec, "nodeName") or "none yet", "" if text(spec, "nodeName") else "warn")
    if started := moment(status, "startTime"):
        yield Fact("Started", when(started, now))
    addresses = [text(each, "ip") for each in parts(status, "podIPs")] or [text(status, "podIP")]
    yield from facts(
        (
            ("IP", ", ".join(filter(None, addresses))),
            ("Host network", "yes" if dig(spec, "hostNetwork") is True else ""),
            ("QoS class", text(status, "qosClass")),
            ("Priority", _priority(spec)),
            ("Service account", text(spec, "serviceAccountName")),
            ("Restart policy", text(spec, "restartPolicy")),
            (
                "Grace period",
                f"{text(spec, 'terminationGracePeriodSeconds')} s" * ("terminationGracePeriodSeconds" in spec),
            ),
            ("Runtime class", text(spec, "runtimeClassName")),
            ("Scheduler", text(spec, "schedulerName").removeprefix("default-scheduler")),
        )
    )
    yield from section("Why it does not run", map(_reason, why_not(obj, around)))
    yield from containers(spec, status, now)
    yield from conditions(obj, now)
    yield from section("Volumes", [_volume(each) for each in parts(spec, "volumes")], str(len(parts(spec, "volumes"))))
    yield from placing(spec)
    yield from tail(obj, around)


def why_not(obj: Raw, around: Around) -> Iterator[str]:
    """Why a pod does not run as it should, the sentences that say so."""
    status, now = part(obj, "status"), around.now
    if text(status, "phase") == "Succeeded":
        return
    for gate in parts(obj, "spec", "schedulingGates"):
        yield f"Its scheduling waits for {text(gate, 'name')}."
    for condition in parts(status, "conditions"):
        if text(condition, "type") == "PodScheduled" and text(condition, "status") == "False":
            how = since(moment(condition, "lastTransitionTime"), now)
            yield f"Not scheduled{how}: {text(condition, 'message') or text(condition, 'reason')}"
    for field in ("initContainerStatuses", "containerStatuses"):
        for each in parts(status, field):
            words, tone = state_of(each, now)
            if tone in {"bad", "warn"}:
                yield f"{text(each, 'name')}: {words}"
    for condition in parts(status, "conditions"):
        if text(condition, "type") == "DisruptionTarget" and text(condition, "status") == "True":
            yield f"To be disrupted: {text(condition, 'message') or text(condition, 'reason')}"


def _reason(sentence: str) -> Note:
    return Note(sentence, "bad")


def _priority(spec: Raw) -> str:
    if dig(spec, "priority") is None:
        return ""
    name = text(spec, "priorityClassName")
    return f"{number(spec, 'priority')} ({name})" if name else str(number(spec, "priority"))


def placing(spec: Raw) -> Iterator[Block]:
    """Tell where a pod may run."""
    labels = [Fact(key, spelled(value)) for key, value in sorted(part(spec, "nodeSelector").items())]
    yield from section("Node selector", labels)
    required = part(spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    terms = [Note(_term(each)) for each in parts(required, "nodeSelectorTerms")]
    yield from section("Node affinity, one of", terms)
    yield from tolerations(spec)


def _term(term: Raw) -> str:
    every = [*parts(term, "matchExpressions"), *parts(term, "matchFields")]
    return " and ".join(
        f"{text(each, 'key')} {text(each, 'operator')} {', '.join(words(each, 'values'))}".rstrip() for each in every
    )


def _volume(volume: Raw) -> Fact:
    sort = next((key for key in volume if key != "name"), "nothing")
    source = part(volume, sort)
    told = [
        f"{key} {spelled(value)}" for key, value in sorted(source.items()) if spelled(value) and key != "defaultMode"
    ]
    if sort == "projected":
        told = [", ".join(next(iter(each), "") for each in parts(source, "sources"))]
    return Fact(text(volume, "name"), " ".join([sort, *filter(None, told)]))
