"""The scheduler: binds pods to nodes, or says in Kubernetes' words why it cannot.

Source: kubernetes ``pkg/scheduler/framework/types.go`` (``FitError``), the filter plugins ``nodeunschedulable``,
``tainttoleration``, ``nodeaffinity``, ``noderesources``; preemption is not done, and what it would say is said.
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from ktui.demo.affinity import admits, pinned_node
from ktui.demo.owners import controller_of
from ktui.demo.pods import bound_node, condition, is_deleting, is_terminal
from ktui.demo.quantities import amount, requests
from ktui.demo.resources import NODES, PODS
from ktui.demo.status import Object
from ktui.demo.taints import NO_EXECUTE, NO_SCHEDULE, UNSCHEDULABLE, taints_of, tolerates, untolerated
from ktui.demo.work import Key
from ktui.demo.world import World

COMPONENT = "default-scheduler"

_AFFINITY = "node(s) didn't match Pod's node affinity/selector"
_PINNED = "node(s) didn't satisfy plugin(s) [NodeAffinity]"
_CORDONED = "node(s) were unschedulable"
_NOT_HELPFUL = "Preemption is not helpful for scheduling"
_NO_VICTIMS = "No preemption victims found for incoming pod"
_RETRY = 1.0


class Scheduler:
    """Binds the pods that nobody has bound.

    Args:
        world: the cluster.
    """

    name = "scheduler"

    def __init__(self, world: World) -> None:
        self._world = world
        self._counted: dict[str, tuple[str, dict[str, Fraction]]] = {}
        self._used: dict[str, dict[str, Fraction]] = {}
        self._waiting: dict[Key, str] = {}
        world.on(PODS, self._pod_changed)
        world.on(NODES, self._node_changed)

    def sync(self, key: Key) -> None:
        """Finds a node for one pod."""
        pod = self._world.get(PODS, *key)
        if pod is None or bound_node(pod) or is_deleting(pod) or is_terminal(pod) or not _ours(pod):
            self._waiting.pop(key, None)
            return
        wanted = requests(pod["spec"])
        nodes = self._world.all(NODES)
        pinned = pinned_node(pod["spec"])
        candidates = [node for node in nodes if node["metadata"]["name"] == pinned] if pinned else nodes
        fit: list[Object] = []
        reasons: Counter[str] = Counter()
        hopeless = len(nodes) - len(candidates)
        if hopeless:
            reasons[_PINNED] = hopeless
        for node in candidates:
            refused, final = self._filter(pod, node, wanted)
            reasons.update(refused)
            hopeless += bool(refused) and final
            if not refused:
                fit.append(node)
        if fit:
            self._waiting.pop(key, None)
            self._bind(pod, self._best(pod, fit))
        else:
            self._waiting[key] = pinned
            self._refuse(pod, len(nodes), reasons, hopeless)

    # What is noticed

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        uid = (new or old or {})["metadata"]["uid"]
        node = bound_node(new) if new is not None and not is_terminal(new) else ""
        known = self._counted.get(uid)
        if known is not None and known[0] != node:
            del self._counted[uid]
            self._add(known[0], known[1], -1)
            self._retry(known[0])
        if new is not None and node and known is None:
            wanted = requests(new["spec"])
            self._counted[uid] = (node, wanted)
            self._add(node, wanted, 1)
        if new is not None and not bound_node(new) and (old is None or old["spec"] != new["spec"]):
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

    def _node_changed(self, old: Object | None, new: Object | None) -> None:
        if new is not None and (old is None or _decisive(old) != _decisive(new)):
            self._retry(new["metadata"]["name"])

    def _retry(self, node: str) -> None:
        for key, pinned in self._waiting.items():
            if not pinned or pinned == node:
                self._world.work.add_after(self, key, _RETRY)

    def _add(self, node: str, wanted: dict[str, Fraction], sign: int) -> None:
        used = self._used.setdefault(node, {"pods": Fraction(0)})
        used["pods"] += sign
        for resource, number in wanted.items():
            used[resource] = used.get(resource, Fraction(0)) + sign * number

    # What is decided

    def _filter(self, pod: Object, node: Object, wanted: dict[str, Fraction]) -> tuple[list[str], bool]:
        """Why the node will not do, and whether no preemption could change that; the first plugin's word counts."""
        spec = pod["spec"]
        tolerations: list[Object] = spec.get("tolerations") or []
        cordon = {"key": UNSCHEDULABLE, "effect": NO_SCHEDULE}
        if node["spec"].get("unschedulable") and not any(tolerates(each, cordon) for each in tolerations):
            return [_CORDONED], True
        repelling = untolerated(tolerations, taints_of(node), frozenset({NO_SCHEDULE, NO_EXECUTE}))
        if repelling:
            return ["node(s) had untolerated taint(s)"], True
        if not admits(spec, node):
            return [_AFFINITY], True
        return self._lacking(node, wanted)

    def _lacking(self, node: Object, wanted: dict[str, Fraction]) -> tuple[list[str], bool]:
        allocatable = (node.get("status") or {}).get("allocatable") or {}
        used = self._used.get(node["metadata"]["name"], {})
        lacking: list[str] = []
        final = False
        if used.get("pods", Fraction(0)) + 1 > amount(str(allocatable.get("pods", "0"))):
            lacking.append("Too many pods")
        for resource, number in wanted.items():
            total = amount(str(allocatable.get(resource, "0")))
            if number and used.get(resource, Fraction(0)) + number > total:
                lacking.append(f"Insufficient {resource}")
                final = final or number > total
        return lacking, final

    def _best(self, pod: Object, fit: list[Object]) -> Object:
        """The emptiest node, spreading the pods of one owner; chance decides between equals."""
        if len(fit) == 1:
            return fit[0]
        owner = controller_of(pod)
        siblings = (
            Counter(bound_node(one) for one in self._world.controlled(PODS, owner["uid"]) if not is_terminal(one))
            if owner is not None
            else Counter()
        )
        chance = self._world.chance("bind", pod["metadata"]["uid"])

        def rank(node: Object) -> tuple[float, ...]:
            name = node["metadata"]["name"]
            return siblings[name], self._fullness(node), chance.random()

        return min(fit, key=rank)

    def _fullness(self, node: Object) -> float:
        allocatable = node["status"]["allocatable"]
        used = self._used.get(node["metadata"]["name"], {})
        shares = [
            float(used.get(resource, Fraction(0)) / (amount(str(allocatable.get(resource, "0"))) or 1))
            for resource in ("cpu", "memory")
        ]
        return round(sum(shares) / len(shares), 2)

    # What is done

    def _bind(self, pod: Object, node: Object) -> None:
        name = node["metadata"]["name"]
        bound = self._world.bind(pod, name)
        full_name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        message = f"Successfully assigned {full_name} to {name}"
        self._world.record_series(COMPONENT, bound, "Normal", "Scheduled", "Binding", message)

    def _refuse(self, pod: Object, nodes: int, reasons: Counter[str], hopeless: int) -> None:
        message = f"0/{nodes} nodes are available: {_listed(reasons)}. no new claims to deallocate, "
        preemption = Counter({_NOT_HELPFUL: hopeless, _NO_VICTIMS: nodes - hopeless})
        message += f"preemption: 0/{nodes} nodes are available: {_listed(preemption)}."
        if not nodes:
            message = "no nodes available to schedule pods"
        before: Object = pod.get("status") or {}
        known = condition(pod, "PodScheduled")
        unscheduled: Object = {
            "type": "PodScheduled",
            "status": "False",
            "reason": "Unschedulable",
            "message": message,
            "lastProbeTime": None,
            "lastTransitionTime": known["lastTransitionTime"] if known is not None else self._world.stamp(),
        }
        others = [entry for entry in before.get("conditions") or () if entry["type"] != "PodScheduled"]
        self._world.put_status(PODS, pod, {**before, "conditions": [*others, unscheduled]})
        self._world.record_series(COMPONENT, pod, "Warning", "FailedScheduling", "Scheduling", message)


def _ours(pod: Object) -> bool:
    spec = pod["spec"]
    return spec.get("schedulerName", COMPONENT) == COMPONENT and not spec.get("schedulingGates")


def _decisive(node: Object) -> tuple[object, ...]:
    metadata, spec, status = node["metadata"], node["spec"], node.get("status") or {}
    return metadata.get("labels"), spec.get("taints"), spec.get("unschedulable"), status.get("allocatable")


def _listed(reasons: Counter[str]) -> str:
    parts: Iterable[str] = (f"{count} {reason}" for reason, count in reasons.items() if count)
    return ", ".join(sorted(parts))
