"""A node: whether it is well, what it keeps away, what it has left, which daemons and pods it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from ktui.domain.describe.around import Around, Lease, PodNeeds, Resources
from ktui.domain.describe.blocks import Block, Cell, Fact, Note, Section, Table, facts, section
from ktui.domain.describe.coverage import cells
from ktui.domain.describe.digging import Raw, dig, moment, part, parts, spelled, text
from ktui.domain.describe.identity import conditions, head, tail
from ktui.domain.durations import human, since, spell
from ktui.domain.node_facts import roles
from ktui.domain.quantities import quantity, share
from ktui.domain.quantities import spell as spell_amount
from ktui.domain.taints import NO_EXECUTE

_FIRST = ("cpu", "memory", "pods", "ephemeral-storage")
_SLACK = 2
"""A kubelet renews its lease four times before it runs out: half of that missed is worth a word."""


def describe(obj: Raw, around: Around) -> Iterator[Block]:
    """Describe a node."""
    now = around.now
    yield from head(obj, now)
    labels = {key: spelled(value) for key, value in part(obj, "metadata", "labels").items()}
    yield Fact("Roles", ",".join(roles(labels)) or "none")
    yield _state(obj, around)
    if dig(obj, "spec", "unschedulable") is True:
        yield Fact("Cordoned", "yes: only daemon pods are put here", "warn")
    yield from _heartbeat(around)
    info = part(obj, "status", "nodeInfo")
    yield from facts(
        (
            ("Addresses", ", ".join(_address(each) for each in parts(obj, "status", "addresses"))),
            ("Pod CIDR", text(obj, "spec", "podCIDR")),
            ("Provider ID", text(obj, "spec", "providerID")),
            ("System", ", ".join(filter(None, (text(info, "osImage"), text(info, "kernelVersion"), _platform(info))))),
            ("Kubelet", text(info, "kubeletVersion")),
            ("Runtime", text(info, "containerRuntimeVersion")),
        )
    )
    yield from section("Taints", [_taint(each, around) for each in parts(obj, "spec", "taints")])
    yield from conditions(obj, now)
    yield from _resources(obj, around)
    yield from cells("Daemons", "DAEMONSET", around)
    yield from _pods(around)
    yield from tail(obj, around)


def _state(obj: Raw, around: Around) -> Fact:
    ready = next((each for each in parts(obj, "status", "conditions") if text(each, "type") == "Ready"), {})
    how = since(moment(ready, "lastTransitionTime"), around.now)
    match text(ready, "status"):
        case "True":
            return Fact("State", f"ready{how}", "good")
        case "False":
            return Fact("State", f"not ready{how}: {text(ready, 'message')}", "bad")
        case _:
            return Fact("State", f"silent{how}: its kubelet does not report", "bad")


def _heartbeat(around: Around) -> Iterator[Fact]:
    """Tell when the kubelet renewed its lease (``kube-node-lease``) last."""
    for lease in around.found.get("lease", ()):
        renewed = lease.spec.renew_time if isinstance(lease, Lease) else None
        if renewed is None or not isinstance(lease, Lease):
            continue
        age = around.now - renewed
        late = age.total_seconds() * _SLACK > (lease.spec.lease_duration_seconds or 40)
        yield Fact("Last heartbeat", f"{spell(age)} ago", "warn" if late else "")


def _address(address: Raw) -> str:
    return f"{text(address, 'address')} ({text(address, 'type')})"


def _platform(info: Raw) -> str:
    return "/".join(filter(None, (text(info, "operatingSystem"), text(info, "architecture"))))


def _taint(taint: Raw, around: Around) -> Note:
    key, value, effect = text(taint, "key"), text(taint, "value"), text(taint, "effect")
    how = since(moment(taint, "timeAdded"), around.now)
    return Note(f"{f'{key}={value}' if value else key}:{effect}{how}", "bad" if effect == NO_EXECUTE else "warn")


# ---- resources


def requested(pod: PodNeeds, *, limits: bool = False) -> dict[str, Decimal]:
    """What a pod takes of its node.

    All containers at once, or one init container alone if that is more; what goes on beside them (init containers with
    ``restartPolicy: Always``) counts with both. Source: component-helpers resource/helpers.go, PodRequests.
    """
    spec = pod.spec
    sidecars: dict[str, Decimal] = {}
    most: dict[str, Decimal] = {}
    for container in spec.init_containers:
        own = _amounts(container.resources, limits=limits)
        if container.restart_policy == "Always":
            sidecars = _sum([sidecars, own])
            most = _most(most, sidecars)
        else:
            most = _most(most, _sum([sidecars, own]))
    together = _sum([sidecars, *(_amounts(each.resources, limits=limits) for each in spec.containers)])
    found = _most(most, together)
    if spec.resources is not None:
        found |= _amounts(spec.resources, limits=limits)
    return _sum([found, _read(spec.overhead)]) if found else found


def _amounts(resources: Resources, *, limits: bool) -> dict[str, Decimal]:
    return _read(resources.limits if limits else resources.requests)


def _read(amounts: Mapping[str, object]) -> dict[str, Decimal]:
    read = ((name, quantity(amount)) for name, amount in amounts.items())
    return {name: amount for name, amount in read if amount is not None}


def _sum(all_amounts: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for amounts in all_amounts:
        for name, amount in amounts.items():
            total[name] = total.get(name, Decimal()) + amount
    return total


def _most(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {name: max(one.get(name, Decimal()), other.get(name, Decimal())) for name in {*one, *other}}


def _resources(obj: Raw, around: Around) -> Iterator[Section]:
    capacity, allocatable = _read(part(obj, "status", "capacity")), _read(part(obj, "status", "allocatable"))
    pods = _there(around)
    requests, limits = _sum(map(requested, pods)), _sum(requested(each, limits=True) for each in pods)
    requests["pods"] = Decimal(len(pods))
    names = [name for name in _FIRST if name in capacity]
    names += sorted(
        name for name in capacity if name not in _FIRST and (capacity[name] or requests.get(name, Decimal()))
    )
    known = "pods" in around.found
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        room = allocatable.get(name, Decimal())
        rows.append(
            (
                name,
                spell_amount(name, capacity[name]),
                spell_amount(name, room),
                _taken(name, requests.get(name, Decimal()), room) if known else "?",
                _taken(name, limits[name], room) if known and name in limits else "",
            )
        )
    titles = ("RESOURCE", "CAPACITY", "ALLOCATABLE", "REQUESTED", "LIMITS")
    yield from section("Resources", [Table(titles, tuple(rows))] if rows else [])


def _taken(name: str, amount: Decimal, room: Decimal) -> Cell:
    words = spell_amount(name, amount)
    percent = share(amount, room)
    return (f"{words} ({percent})" if percent else words, "warn" if room and amount > room else "")


# ---- pods


def _there(around: Around) -> list[PodNeeds]:
    return [each for each in around.found.get("pods", ()) if isinstance(each, PodNeeds)]


def _pods(around: Around) -> Iterator[Section]:
    found = sorted(_there(around), key=lambda each: each.key)
    blocks: list[Block] = [Note(around.missing["pods"], "warn")] if "pods" in around.missing else []
    if found:
        titles = ("POD", "PHASE", "RESTARTS", "CPU", "MEMORY", "AGE")
        blocks.append(Table(titles, tuple(_pod(each, around) for each in found)))
    yield from section("Pods", blocks, str(len(found)), folded=len(found) > 40)


def _pod(pod: PodNeeds, around: Around) -> tuple[Cell, ...]:
    asked = requested(pod)
    created = pod.metadata.creation_timestamp
    restarts = sum(each.restart_count for each in pod.status.container_statuses)
    ready = all(each.ready for each in pod.status.container_statuses)
    phase = pod.status.phase if ready or pod.status.phase != "Running" else "not ready"
    return (
        f"{pod.namespace}/{pod.name}",
        (phase, "" if phase == "Running" else "warn"),
        str(restarts) if restarts else "",
        spell_amount("cpu", asked["cpu"]) if "cpu" in asked else "",
        spell_amount("memory", asked["memory"]) if "memory" in asked else "",
        human(around.now - created) if created is not None else "",
    )
