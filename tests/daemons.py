"""Nodes, DaemonSets, pods, revisions and warnings for tests, decoded from JSON as the server would send it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from ktui.domain.coverage import Known, Snapshot, cover
from ktui.domain.decode import decode
from ktui.domain.events import Event
from ktui.domain.objects import ControllerRevision, DaemonSet, Node, Pod

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
"""The time in every test."""
UID = "ds-uid"
KNOWN = Known()
"""Everything is there in full."""


def ago(**length):
    return (NOW - timedelta(**length)).isoformat()


def _made(struct, wire):
    return decode(struct, msgspec.json.encode(wire))


def node(name="n1", *, labels=None, taints=(), ready="True", reason="KubeletReady", message="", age=None, **spec):
    condition = {"type": "Ready", "status": ready, "reason": reason, "message": message}
    condition["lastTransitionTime"] = ago(minutes=14)
    written = [dict(zip(("key", "effect", "value", "timeAdded"), taint, strict=False)) for taint in taints]
    meta = {"name": name, "uid": f"node-{name}", "labels": labels or {}}
    meta["creationTimestamp"] = ago(**(age or {"days": 3}))
    return _made(Node, {"metadata": meta, "spec": {"taints": written, **spec}, "status": {"conditions": [condition]}})


def affinity(*terms):
    """A required node affinity; each term is ``(expressions, fields)`` of ``(key, operator, values...)``."""

    def requirements(found):
        return [{"key": key, "operator": operator, "values": values} for key, operator, *values in found]

    written = [{"matchExpressions": requirements(one), "matchFields": requirements(two)} for one, two in terms]
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": written}}}


def daemon_set(
    name="agent", *, template=None, status=None, generation=1, observed=None, uid=UID, selector=None, **more
):
    meta = {"name": name, "namespace": "kube-system", "uid": uid, "generation": generation}
    meta["creationTimestamp"] = ago(days=2)
    meta |= more.pop("metadata", {})
    spec = {"selector": selector or {"matchLabels": {"app": name}}, "template": {"spec": template or {}}, **more}
    counted = {"observedGeneration": generation if observed is None else observed, **(status or {})}
    return _made(DaemonSet, {"metadata": meta, "spec": spec, "status": counted})


def pod(
    name="agent-1", node="n1", *, app="agent", uid=UID, rev="new", bound=True, age=None, phase="Running", ready=True,
    conditions=(), containers=None, inits=(), meta=None, **status,
):  # fmt: skip
    metadata = {"name": name, "namespace": "kube-system", "uid": f"pod-{name}"}
    metadata["creationTimestamp"] = ago(**(age or {"hours": 5}))
    metadata["labels"] = {"app": app} | ({"controller-revision-hash": rev} if rev else {})
    metadata["ownerReferences"] = [{"kind": "DaemonSet", "name": app, "uid": uid, "controller": True}]
    metadata |= meta or {}
    target = affinity(((), (("metadata.name", "In", node),)))
    spec = {"nodeName": node} if bound else {"affinity": target}
    if containers is None:
        containers = [{"name": "main", "ready": ready, "state": {"running": {"startedAt": ago(hours=5)}}}]
    told = [{"type": "Ready", "status": "True" if ready else "False", "lastTransitionTime": ago(hours=4)}]
    stated = {"phase": phase, "conditions": [*conditions, *told], "containerStatuses": containers}
    stated |= {"initContainerStatuses": list(inits), **status}
    return _made(Pod, {"metadata": metadata, "spec": spec, "status": stated})


def ending(seconds=12, grace=30):
    """The metadata of a pod that was asked to end that many seconds ago."""
    end = (NOW - timedelta(seconds=seconds) + timedelta(seconds=grace)).isoformat()
    return {"deletionTimestamp": end, "deletionGracePeriodSeconds": grace}


def revision(number, rev, name=""):
    meta = {"name": name or f"agent-{rev}", "labels": {"controller-revision-hash": rev} if rev else {}}
    return _made(ControllerRevision, {"metadata": meta, "revision": number})


def warning(reason, message, *, minutes=1, **more):
    wire = {"type": "Warning", "reason": reason, "message": message, "lastTimestamp": ago(minutes=minutes), **more}
    return _made(Event, wire)


def snapshot(nodes, daemon_sets, pods=(), revisions=(), warnings=(), known=KNOWN):
    """A snapshot; pods belong to the DaemonSet their owner names, revisions and warnings to all."""

    def pods_of(uid):
        return [each for each in pods if each.metadata.controller and each.metadata.controller.uid == uid]

    return Snapshot(nodes, daemon_sets, pods_of, lambda _: revisions, lambda _: warnings, known)


def covered(nodes, daemon_sets, pods=(), revisions=None, warnings=(), known=KNOWN):
    """The coverage; the revision ``new`` is number 2, ``old`` number 1."""
    numbered = [revision(1, "old"), revision(2, "new")] if revisions is None else revisions
    return cover(snapshot(nodes, daemon_sets, pods, numbered, warnings, known), NOW)


def cell(pods=(), *, on=None, of=None, **more):
    """The one cell of one node and one DaemonSet."""
    one, other = on or node(), of or daemon_set()
    return covered([one], [other], pods, **more).cell(one.name, other.key)
