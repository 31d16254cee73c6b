"""The DaemonSet controller: one pod on each node that wants one.

Source: kubernetes ``pkg/controller/daemon/daemon_controller.go`` (``syncDaemonSet``, ``manage``,
``podsShouldBeOnNode``, ``updateDaemonSetStatus``).
"""

from collections.abc import Mapping

from ktui.demo.controllers.claims import claim, claimants
from ktui.demo.controllers.daemon_history import (
    GENERATION_ANNOTATION,
    GENERATION_LABEL,
    HASH_LABEL,
    clean_history,
    construct_history,
    is_updated,
)
from ktui.demo.controllers.daemon_rollout import Step, allows_surge, rolling_step
from ktui.demo.controllers.daemon_verdicts import Verdicts, decisive
from ktui.demo.controllers.pod_control import BURST, create_pod, delete_all, slow_start
from ktui.demo.owners import controller_of
from ktui.demo.placement import Verdict
from ktui.demo.pods import (
    bound_node,
    daemon_order,
    is_active,
    is_available,
    is_deleting,
    is_ready,
    is_terminal,
    phase,
    target_node,
)
from ktui.demo.resources import CONTROLLER_REVISIONS, DAEMON_SETS, NODES, PODS
from ktui.demo.status import ApiError, Object
from ktui.demo.taints import with_daemon_tolerations
from ktui.demo.work import Key, Later
from ktui.demo.world import World

_FIRST_BACKOFF, _LAST_BACKOFF = 1.0, 900.0


class DaemonSetController:
    """Keeps the pods of all DaemonSets.

    Args:
        world: the cluster.
    """

    name = "daemonset-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        self._verdicts = Verdicts(world)
        self._backoff: dict[tuple[str, int, str], tuple[float, float]] = {}
        world.on(DAEMON_SETS, self._daemonset_changed)
        world.on(PODS, self._owned_changed)
        world.on(CONTROLLER_REVISIONS, self._owned_changed)
        world.on(NODES, self._node_changed)

    def sync(self, key: Key) -> None:
        """Brings the pods, revisions and status of one DaemonSet in order."""
        world = self._world
        daemonset = world.get(DAEMON_SETS, *key)
        if daemonset is None or is_deleting(daemonset):
            return
        if not any((daemonset["spec"].get("selector") or {}).values()):
            message = "This daemon set is selecting all pods. A non-empty selector is required."
            world.record(self.name, daemonset, "Warning", "SelectingAll", message)
            return
        try:
            current, old = construct_history(world, daemonset)
        except ApiError as refusal:
            raise Later from refusal
        current_hash: str = current["metadata"]["labels"][HASH_LABEL]
        verdicts = self._verdicts.of(daemonset)
        by_node = self._pods_by_node(daemonset)
        step, refused = self._manage(daemonset, current_hash, verdicts, by_node)
        if step:
            by_node = self._pods_by_node(daemonset)
        if refused is None:
            step, refused = self._roll(daemonset, current_hash, verdicts, by_node)
            if step:
                by_node = self._pods_by_node(daemonset)
            clean_history(world, daemonset, old, world.controlled(PODS, daemonset["metadata"]["uid"]))
        self._report(daemonset, current_hash, verdicts, by_node, observed=refused is None)
        if refused is not None:
            raise Later from refused

    # What is noticed

    def _daemonset_changed(self, old: Object | None, new: Object | None) -> None:
        self._enqueue(new or old)

    def _enqueue(self, daemonset: Object | None) -> None:
        if daemonset is not None:
            metadata = daemonset["metadata"]
            self._world.work.add(self, (metadata["namespace"], metadata["name"]))

    def _owned_changed(self, old: Object | None, new: Object | None) -> None:
        for key in claimants(self._world, DAEMON_SETS, old, new):
            self._world.work.add(self, key)

    def _node_changed(self, old: Object | None, new: Object | None) -> None:
        if new is None:
            return
        if old is not None and decisive(old) == decisive(new):
            return
        name: str = new["metadata"]["name"]
        running = {owner["uid"] for owner in map(controller_of, self._world.pods_on(name)) if owner is not None}
        for daemonset in self._world.all(DAEMON_SETS):
            verdict = self._verdicts.of(daemonset)[name]
            scheduled = daemonset["metadata"]["uid"] in running
            misscheduled = (daemonset.get("status") or {}).get("numberMisscheduled", 0)
            # As of 1.33 a DaemonSet is looked at only if this node makes work for it, or may mend its count of pods
            # that are where they should not be (``syncNodeUpdate``): what a taint takes from the counters shows later.
            if (verdict.should_run and not scheduled) or (scheduled and (not verdict.may_continue or misscheduled)):
                self._enqueue(daemonset)

    # What is done

    def _pods_by_node(self, daemonset: Object) -> dict[str, list[Object]]:
        by_node: dict[str, list[Object]] = {}
        for pod in claim(self._world, PODS, daemonset):
            if not (is_terminal(pod) and is_deleting(pod)):
                by_node.setdefault(target_node(pod), []).append(pod)
        return by_node

    def _manage(
        self, daemonset: Object, current_hash: str, verdicts: Mapping[str, Verdict], by_node: dict[str, list[Object]]
    ) -> tuple[bool, ApiError | None]:
        """Makes and deletes pods as the nodes want them; tells whether anything was tried, and the first refusal."""
        create: list[str] = []
        delete: list[Object] = []
        for node, verdict in verdicts.items():
            pods = by_node.get(node, [])
            if verdict.should_run and not pods:
                create.append(node)
            elif verdict.may_continue and len(pods) == 1 and is_active(pods[0]):
                continue
            elif verdict.may_continue:
                new, surplus = self._tend(daemonset, node, pods, current_hash, verdict)
                create.extend([node] if new else [])
                delete.extend(surplus)
            else:
                delete.extend(pod for pod in pods if not is_deleting(pod))
        for node, pods in by_node.items():
            if node not in verdicts:
                # Bound ones are left to the pod garbage collector.
                delete.extend(pod for pod in pods if not bound_node(pod) and not is_deleting(pod))
        return self._carry_out(daemonset, current_hash, Step(delete, create))

    def _tend(
        self, daemonset: Object, node: str, pods: list[Object], current_hash: str, verdict: Verdict
    ) -> tuple[bool, list[Object]]:
        """Whether a node where pods may stay needs one more, and which of its pods have to go."""
        delete: list[Object] = []
        running: list[Object] = []
        for pod in pods:
            if is_deleting(pod):
                continue
            if phase(pod) == "Failed":
                if self._may_retry(daemonset, node):
                    self._tell(daemonset, pod, node, "Warning", "FailedDaemonPod", "failed", "kill")
                    delete.append(pod)
            elif phase(pod) == "Succeeded":
                self._tell(daemonset, pod, node, "Normal", "SucceededDaemonPod", "succeeded", "delete")
                delete.append(pod)
            else:
                running.append(pod)
        running.sort(key=daemon_order)
        if not allows_surge(daemonset):
            return False, [*delete, *running[1:]]
        if len(running) <= 1:
            return not running and verdict.should_run, delete
        return False, [*delete, *self._beyond_surge(daemonset, running, current_hash)]

    def _beyond_surge(self, daemonset: Object, running: list[Object], current_hash: str) -> list[Object]:
        new = [pod for pod in running if is_updated(pod, daemonset, current_hash)]
        old = [pod for pod in running if pod not in new]
        delete = [*new[1:], *old[1:]]
        minimum = daemonset["spec"].get("minReadySeconds") or 0
        if new and old and (not is_ready(old[0]) or is_available(new[0], minimum, self._world.now())):
            delete.append(old[0])
        return delete

    def _may_retry(self, daemonset: Object, node: str) -> bool:
        metadata = daemonset["metadata"]
        key = (metadata["uid"], (daemonset.get("status") or {}).get("observedGeneration", 0), node)
        now = self._world.now()
        delay, since = self._backoff.get(key, (0.0, float("-inf")))
        if not self._world.reached(since + delay):
            self._world.work.add_at(self, (metadata["namespace"], metadata["name"]), since + delay)
            return False
        # A node that was quiet for twice the longest delay starts anew.
        grown = delay * 2 if now - since <= 2 * _LAST_BACKOFF else 0.0
        self._backoff[key] = (min(max(grown, _FIRST_BACKOFF), _LAST_BACKOFF), now)
        return True

    def _tell(self, daemonset: Object, pod: Object, node: str, kind: str, reason: str, ended: str, verb: str) -> None:
        name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        message = f"Found {ended} daemon pod {name} on node {node}, will try to {verb} it"
        self._world.record(self.name, daemonset, kind, reason, message)

    def _roll(
        self, daemonset: Object, current_hash: str, verdicts: Mapping[str, Verdict], by_node: dict[str, list[Object]]
    ) -> tuple[bool, ApiError | None]:
        """Goes on with the rolling update, if there is one; tells the same as `_manage`."""
        if (daemonset["spec"].get("updateStrategy") or {}).get("type") == "OnDelete":
            return False, None
        if all(is_updated(pod, daemonset, current_hash) for pods in by_node.values() for pod in pods):
            return False, None
        by_node = dict(by_node)
        wanted = [node for node, verdict in verdicts.items() if verdict.should_run]
        for node in wanted:
            by_node.setdefault(node, [])
        step = rolling_step(
            daemonset,
            current_hash,
            by_node,
            lambda node: node in verdicts and verdicts[node].should_run,
            len(wanted),
            self._world.now(),
        )
        return self._carry_out(daemonset, current_hash, step)

    def _carry_out(self, daemonset: Object, current_hash: str, step: Step) -> tuple[bool, ApiError | None]:
        def make(node: str) -> None:
            create_pod(self._world, self.name, daemonset, _pod_template(daemonset, current_hash, node))

        refused = slow_start(step.create[:BURST], make)
        kept = delete_all(self._world, self.name, daemonset, step.delete[:BURST])
        if len(step.create) > BURST or len(step.delete) > BURST:
            self._enqueue(daemonset)
        return bool(step.create or step.delete), refused or kept

    def _report(
        self,
        daemonset: Object,
        current_hash: str,
        verdicts: Mapping[str, Verdict],
        by_node: Mapping[str, list[Object]],
        *,
        observed: bool,
    ) -> None:
        minimum, now = daemonset["spec"].get("minReadySeconds") or 0, self._world.now()
        desired = current = misscheduled = ready = available = updated = 0
        for node, verdict in verdicts.items():
            pods = by_node.get(node, ())
            if not verdict.should_run:
                misscheduled += bool(pods)
                continue
            desired += 1
            if not pods:
                continue
            current += 1
            first = pods[0] if len(pods) == 1 else min(pods, key=daemon_order)
            if is_ready(first):
                ready += 1
                available += is_available(first, minimum, now)
            updated += is_updated(first, daemonset, current_hash)
        before: Object = daemonset.get("status") or {}
        generation = daemonset["metadata"]["generation"] if observed else before.get("observedGeneration")
        status: Object = {
            "currentNumberScheduled": current,
            "desiredNumberScheduled": desired,
            "numberMisscheduled": misscheduled,
            "numberReady": ready,
        }
        # What is zero here is left out, as Kubernetes leaves it out.
        for field, number in (
            ("numberAvailable", available),
            ("numberUnavailable", desired - available),
            ("updatedNumberScheduled", updated),
            ("observedGeneration", generation),
            ("collisionCount", before.get("collisionCount")),
        ):
            if number:
                status[field] = number
        self._world.put_status(DAEMON_SETS, daemonset, status)
        if minimum and ready != available:
            metadata = daemonset["metadata"]
            self._world.work.add_after(self, (metadata["namespace"], metadata["name"]), minimum)


def _pod_template(daemonset: Object, current_hash: str, node: str) -> Object:
    """The template as a daemon pod has it: tied to its node, with its revision and what it tolerates.

    Source: ``CreatePodTemplate`` and ``ReplaceDaemonSetPodNodeNameNodeAffinity``.
    """
    template = daemonset["spec"]["template"]
    metadata: Object = dict(template.get("metadata") or {})
    generation = (daemonset["metadata"].get("annotations") or {}).get(GENERATION_ANNOTATION)
    metadata["labels"] = {**(metadata.get("labels") or {}), HASH_LABEL: current_hash}
    if generation:
        metadata["labels"][GENERATION_LABEL] = generation
    spec: Object = dict(template["spec"])
    affinity: Object = dict(spec.get("affinity") or {})
    node_affinity: Object = dict(affinity.get("nodeAffinity") or {})
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    node_affinity["requiredDuringSchedulingIgnoredDuringExecution"] = {"nodeSelectorTerms": [term]}
    affinity["nodeAffinity"] = node_affinity
    spec["affinity"] = affinity
    spec["tolerations"] = with_daemon_tolerations(spec)
    return {"metadata": metadata, "spec": spec}
