"""The Deployment controller: from one ReplicaSet to the next, keeping what is promised meanwhile.

Source: kubernetes ``pkg/controller/deployment/deployment_controller.go`` (``syncDeployment``), ``sync.go``
(``getNewReplicaSet``, ``scaleReplicaSet``, ``cleanupDeployment``), ``rolling.go``, ``recreate.go``.
"""

from ktui.demo.controllers.claims import claim
from ktui.demo.controllers.deployment_status import counted, is_complete, note_progress, set_condition
from ktui.demo.controllers.replica_plan import (
    DESIRED,
    MAXIMUM,
    Plan,
    fenceposts,
    new_size,
    proportional,
    shrinking,
    size_of,
)
from ktui.demo.hashes import template_hash
from ktui.demo.owners import controller_of, controller_reference
from ktui.demo.pods import age_order, condition, is_deleting, is_terminal
from ktui.demo.resources import DEPLOYMENTS, PODS, REPLICA_SETS
from ktui.demo.status import ApiError, Object
from ktui.demo.work import Key, Later
from ktui.demo.world import World

REVISION = "deployment.kubernetes.io/revision"
HASH_LABEL = "pod-template-hash"

_HISTORY = "deployment.kubernetes.io/revision-history"
_OWN = frozenset(
    [
        REVISION,
        _HISTORY,
        DESIRED,
        MAXIMUM,
        "kubectl.kubernetes.io/last-applied-configuration",
        "deprecated.deployment.rollback.to",
    ]
)


class DeploymentController:
    """Keeps the ReplicaSets of all Deployments.

    Args:
        world: the cluster.
    """

    name = "deployment-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(DEPLOYMENTS, self._deployment_changed)
        world.on(REPLICA_SETS, self._set_changed)
        world.on(PODS, self._pod_changed)

    def sync(self, key: Key) -> None:
        """Brings the ReplicaSets and the status of one Deployment in order."""
        deployment = self._world.get(DEPLOYMENTS, *key)
        if deployment is None or not any((deployment["spec"].get("selector") or {}).values()):
            return
        try:
            self._sync(deployment, key)
        except ApiError as refusal:
            raise Later from refusal

    def _sync(self, deployment: Object, key: Key) -> None:
        sets = sorted(claim(self._world, REPLICA_SETS, deployment), key=age_order)
        new = next((each for each in sets if _same_template(deployment, each)), None)
        others = [each for each in sets if each is not new]
        if is_deleting(deployment):
            self._write(deployment, counted(self._world, deployment, new, others))
            return
        deployment = self._note_pause(deployment)
        paused = bool(deployment["spec"].get("paused"))
        resized = any(_annotated(each, DESIRED) != str(size_of(deployment)) for each in sets if size_of(each))
        if paused or resized:
            if new is not None:
                deployment, new = self._number(deployment, new, others)
            self._scale(deployment, proportional(deployment, new, others))
            if paused:
                self._clean(deployment, others)
        elif (deployment["spec"].get("strategy") or {}).get("type") == "Recreate":
            deployment = self._recreate(deployment, new, others)
        else:
            deployment = self._roll(deployment, new, others)
        self._report(deployment, key, rolling=not (paused or resized))

    # What is noticed

    def _deployment_changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None:
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

    def _set_changed(self, old: Object | None, new: Object | None) -> None:
        for thing in (old, new):
            if thing is None:
                continue
            owner = controller_of(thing)
            namespace = thing["metadata"]["namespace"]
            if owner is not None:
                if owner["kind"] == "Deployment":
                    self._world.work.add(self, (namespace, owner["name"]))
            elif thing is new and not is_deleting(thing):
                for deployment in self._world.all(DEPLOYMENTS, namespace):
                    if self._world.selects(deployment, thing):
                        self._world.work.add(self, (namespace, deployment["metadata"]["name"]))

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        # Only Recreate waits for pods themselves, and only for their end.
        owner = controller_of(old) if old is not None and new is None else None
        if old is None or owner is None or owner["kind"] != "ReplicaSet":
            return
        replicas = self._world.get(REPLICA_SETS, old["metadata"]["namespace"], owner["name"])
        above = controller_of(replicas) if replicas is not None else None
        if above is not None and above["kind"] == "Deployment":
            self._world.work.add(self, (old["metadata"]["namespace"], above["name"]))

    # What is done

    def _roll(self, deployment: Object, new: Object | None, others: list[Object]) -> Object:
        deployment, present = self._present(deployment, new, others)
        grown = new_size(deployment, present, others)
        wanted = size_of(deployment)
        size = wanted if size_of(present) > wanted else grown
        if size != size_of(present):
            self._scale(deployment, [(present, size)])
            return deployment
        old = [each for each in others if size_of(each)]
        if old and self._scale(deployment, shrinking(deployment, present, old)):
            return deployment
        if is_complete(deployment, counted(self._world, deployment, present, others)):
            self._clean(deployment, others)
        return deployment

    def _recreate(self, deployment: Object, new: Object | None, others: list[Object]) -> Object:
        if self._scale(deployment, [(each, 0) for each in others if size_of(each)]):
            return deployment
        if any(
            not is_terminal(pod) for each in others for pod in self._world.controlled(PODS, each["metadata"]["uid"])
        ):
            return deployment
        deployment, present = self._present(deployment, new, others)
        self._scale(deployment, [(present, size_of(deployment))])
        if is_complete(deployment, counted(self._world, deployment, present, others)):
            self._clean(deployment, others)
        return deployment

    def _present(self, deployment: Object, new: Object | None, others: list[Object]) -> tuple[Object, Object]:
        """The ReplicaSet of the present template, made if there is none, and numbered as the latest."""
        if new is not None:
            return self._number(deployment, new, others)
        template: Object = deployment["spec"]["template"]
        metadata = deployment["metadata"]
        status: Object = deployment.get("status") or {}
        suffix = template_hash(template, status.get("collisionCount"))
        labels = {**((template.get("metadata") or {}).get("labels") or {}), HASH_LABEL: suffix}
        selector: Object = deployment["spec"]["selector"]
        size = new_size(deployment, None, others)
        fresh: Object = {
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "metadata": {
                "name": f"{metadata['name']}-{suffix}",
                "namespace": metadata["namespace"],
                "labels": labels,
                "annotations": {
                    **_inherited(deployment),
                    REVISION: str(_latest(others) + 1),
                    **self._sizes(deployment),
                },
                "ownerReferences": [controller_reference(deployment)],
            },
            "spec": {
                "replicas": size,
                "selector": {**selector, "matchLabels": {**(selector.get("matchLabels") or {}), HASH_LABEL: suffix}},
                "template": {**template, "metadata": {**(template.get("metadata") or {}), "labels": labels}},
            },
        }
        if deployment["spec"].get("minReadySeconds"):
            fresh["spec"]["minReadySeconds"] = deployment["spec"]["minReadySeconds"]
        try:
            created = self._world.create(REPLICA_SETS, fresh)
        except ApiError as refusal:
            if refusal.reason == "AlreadyExists":
                self._write(deployment, {**status, "collisionCount": int(status.get("collisionCount", 0)) + 1})
            raise
        if size:
            self._tell(deployment, created, 0, size)
        status = {**status, "conditions": list(status.get("conditions") or [])}
        message = f'Created new replica set "{created["metadata"]["name"]}"'
        set_condition(self._world, status, "Progressing", "True", "NewReplicaSetCreated", message, renew=True)
        return self._annotate(deployment, created, status), created

    def _number(self, deployment: Object, new: Object, others: list[Object]) -> tuple[Object, Object]:
        number = str(_latest(others) + 1)
        annotations: dict[str, str] = dict(new["metadata"].get("annotations") or {})
        before = annotations.get(REVISION, "0")
        wanted = {**annotations, **_inherited(deployment)}
        if int(before) < int(number):
            wanted[REVISION] = number
            if before != "0":
                history = [*filter(None, annotations.get(_HISTORY, "").split(",")), before]
                wanted[_HISTORY] = ",".join(history)
        if wanted != annotations:
            new = self._world.put(REPLICA_SETS, {**new, "metadata": {**new["metadata"], "annotations": wanted}})
        status: Object = dict(deployment.get("status") or {})
        if condition(deployment, "Progressing") is None:
            status["conditions"] = list(status.get("conditions") or [])
            message = f'Found new replica set "{new["metadata"]["name"]}"'
            set_condition(self._world, status, "Progressing", "True", "FoundNewReplicaSet", message)
        return self._annotate(deployment, new, status), new

    def _annotate(self, deployment: Object, new: Object, status: Object) -> Object:
        """Writes the revision to the Deployment, through its status: that is no change of its generation."""
        annotations = {**(deployment["metadata"].get("annotations") or {}), REVISION: _annotated(new, REVISION)}
        metadata = {**deployment["metadata"], "annotations": annotations}
        return self._world.storage.update_status(DEPLOYMENTS, {**deployment, "metadata": metadata, "status": status})

    def _scale(self, deployment: Object, plan: Plan) -> bool:
        """Gives ReplicaSets their new sizes; False if all had them."""
        changed = False
        for replicas, size in plan:
            before = size_of(replicas)
            annotations = {**(replicas["metadata"].get("annotations") or {}), **self._sizes(deployment)}
            metadata = {**replicas["metadata"], "annotations": annotations}
            spec = {**replicas["spec"], "replicas": size}
            self._world.put(REPLICA_SETS, {**replicas, "metadata": metadata, "spec": spec})
            if size != before:
                changed = True
                self._tell(deployment, replicas, before, size)
        return changed

    @staticmethod
    def _sizes(deployment: Object) -> dict[str, str]:
        wanted = size_of(deployment)
        return {DESIRED: str(wanted), MAXIMUM: str(wanted + fenceposts(deployment)[0])}

    def _tell(self, deployment: Object, replicas: Object, before: int, size: int) -> None:
        way = "up" if size > before else "down"
        message = f"Scaled {way} replica set {replicas['metadata']['name']} from {before} to {size}"
        self._world.record(self.name, deployment, "Normal", "ScalingReplicaSet", message)

    def _clean(self, deployment: Object, others: list[Object]) -> None:
        surplus = len(others) - int(deployment["spec"].get("revisionHistoryLimit", 10))
        for each in sorted(others, key=lambda one: int(_annotated(one, REVISION) or 0))[: max(0, surplus)]:
            status: Object = each.get("status") or {}
            if not size_of(each) and not status.get("replicas") and not is_deleting(each):
                self._world.delete(REPLICA_SETS, each)

    def _note_pause(self, deployment: Object) -> Object:
        if deployment["spec"].get("progressDeadlineSeconds") is None:
            return deployment
        current = condition(deployment, "Progressing")
        if current is not None and current["reason"] == "ProgressDeadlineExceeded":
            return deployment
        was_paused = current is not None and current["reason"] == "DeploymentPaused"
        paused = bool(deployment["spec"].get("paused"))
        if paused == was_paused:
            return deployment
        status: Object = dict(deployment.get("status") or {})
        status["conditions"] = list(status.get("conditions") or [])
        word = "paused" if paused else "resumed"
        reason = f"Deployment{word.capitalize()}"
        set_condition(self._world, status, "Progressing", "Unknown", reason, f"Deployment is {word}")
        return self._write(deployment, status)

    def _report(self, deployment: Object, key: Key, *, rolling: bool) -> None:
        sets = sorted(claim(self._world, REPLICA_SETS, deployment), key=age_order)
        new = next((each for each in sets if _same_template(deployment, each)), None)
        others = [each for each in sets if each is not new]
        status = counted(self._world, deployment, new, others)
        if rolling:
            again = note_progress(self._world, deployment, new, others, status)
            if again is not None:
                self._world.work.add_at(self, key, again)
        self._write(deployment, status)

    def _write(self, deployment: Object, status: Object) -> Object:
        return self._world.put_status(DEPLOYMENTS, deployment, status)


def _same_template(deployment: Object, replicas: Object) -> bool:
    template: Object = replicas["spec"]["template"]
    metadata: Object = dict(template.get("metadata") or {})
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key != HASH_LABEL}
    wanted: Object = deployment["spec"]["template"]
    wanted_metadata: Object = dict(wanted.get("metadata") or {})
    return (
        template.get("spec") == wanted.get("spec")
        and labels == (wanted_metadata.get("labels") or {})
        and (metadata.get("annotations") or {}) == (wanted_metadata.get("annotations") or {})
    )


def _inherited(deployment: Object) -> dict[str, str]:
    annotations: dict[str, str] = deployment["metadata"].get("annotations") or {}
    return {key: value for key, value in annotations.items() if key not in _OWN}


def _annotated(thing: Object, key: str) -> str:
    value: str = (thing["metadata"].get("annotations") or {}).get(key, "")
    return value


def _latest(sets: list[Object]) -> int:
    return max((int(_annotated(each, REVISION) or 0) for each in sets), default=0)
