"""Resource quotas: what a namespace may have, refused when it would be too much.

Source: kubernetes ``pkg/quota/v1/evaluator/core/pods.go``, apiserver
``pkg/admission/plugin/resourcequota/controller.go`` (``checkRequest``),
``pkg/controller/resourcequota/resource_quota_controller.go``.
"""

from collections.abc import Iterable
from fractions import Fraction

from ktui.demo import status
from ktui.demo.pods import is_terminal
from ktui.demo.quantities import amount, requests
from ktui.demo.resources import (
    CONFIG_MAPS,
    EVENTS,
    PERSISTENT_VOLUME_CLAIMS,
    PODS,
    REPLICATION_CONTROLLERS,
    RESOURCE_QUOTAS,
    RESOURCES,
    SECRETS,
    SERVICES,
    Resource,
)
from ktui.demo.status import Object
from ktui.demo.work import Key
from ktui.demo.world import World

_COUNTED = {
    **{f"count/{resource.qualified}": resource for resource in RESOURCES if resource.namespaced},
    "configmaps": CONFIG_MAPS,
    "persistentvolumeclaims": PERSISTENT_VOLUME_CLAIMS,
    "replicationcontrollers": REPLICATION_CONTROLLERS,
    "resourcequotas": RESOURCE_QUOTAS,
    "secrets": SECRETS,
    "services": SERVICES,
}
"""What is counted whatever it is like, by its name in a quota."""
_OFTEN = (PODS, EVENTS)
"""Kinds that change too often to look at every quota each time: pods are looked at when they come and go."""
_NAMES = {"requests.cpu": "cpu", "cpu": "cpu", "requests.memory": "memory", "memory": "memory"}


class QuotaController:
    """Counts what there is, and is asked before there is more: pods, what they request, how many there are of all else.

    Args:
        world: the cluster.
    """

    name = "resourcequota-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(RESOURCE_QUOTAS, self._quota_changed)
        world.on(PODS, self._pod_changed)
        for resource in {resource: None for resource in _COUNTED.values() if resource not in _OFTEN}:
            world.on(resource, self._number_changed)
        world.storage.admission.append(self._admit)

    def sync(self, key: Key) -> None:
        """Writes what one quota has left."""
        quota = self._world.get(RESOURCE_QUOTAS, *key)
        if quota is None:
            return
        hard: dict[str, str] = quota["spec"].get("hard") or {}
        used = self._used(key[0], hard)
        written = {name: _written(name, number) for name, number in used.items()}
        self._world.put_status(RESOURCE_QUOTAS, quota, {"hard": hard, "used": written})

    def _admit(self, verb: str, resource: Resource, new: Object) -> None:
        metadata = new["metadata"]
        quotas = self._world.all(RESOURCE_QUOTAS, metadata["namespace"]) if resource.namespaced else []
        if verb != "create" or not quotas:
            return
        asked = _asked([new] if resource is PODS else ())
        asked |= {name: Fraction(1) for name, counted in _COUNTED.items() if counted is resource}
        for quota in quotas:
            hard: dict[str, str] = quota["spec"].get("hard") or {}
            used = {name: number for name, number in self._used(metadata["namespace"], hard).items() if asked.get(name)}
            over = [name for name in sorted(used) if used[name] + asked.get(name, 0) > amount(str(hard[name]))]
            if not over:
                continue
            parts = (
                ("requested", {name: _written(name, asked.get(name, Fraction(0))) for name in over}),
                ("used", {name: _written(name, used[name]) for name in over}),
                ("limited", {name: str(hard[name]) for name in over}),
            )
            what = ", ".join(f"{word}: {','.join(f'{k}={v}' for k, v in each.items())}" for word, each in parts)
            name = metadata.get("name", "")
            wrong = f"is forbidden: exceeded quota: {quota['metadata']['name']}, {what}"
            details = status.details(resource.group, resource.plural, name)
            raise status.Forbidden(f'{resource.qualified} "{name}" {wrong}', details)

    def _used(self, namespace: str, hard: dict[str, str]) -> dict[str, Fraction]:
        pods = [pod for pod in self._world.all(PODS, namespace) if not is_terminal(pod)]
        asked = _asked(pods)
        counted = {name: len(self._world.all(_COUNTED[name], namespace)) for name in hard if name in _COUNTED}
        measured = {name: asked.get(name, Fraction(0)) for name in hard if name == "pods" or name in _NAMES}
        return measured | {name: Fraction(number) for name, number in counted.items()}

    def _quota_changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None:
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

    def _number_changed(self, old: Object | None, new: Object | None) -> None:
        if old is None or new is None:
            for quota in self._world.all(RESOURCE_QUOTAS, (new or old or {})["metadata"].get("namespace", "")):
                self._quota_changed(None, quota)

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        if old is not None and new is not None and is_terminal(old) == is_terminal(new):
            return
        pod = new or old
        if pod is not None:
            for quota in self._world.all(RESOURCE_QUOTAS, pod["metadata"]["namespace"]):
                self._quota_changed(None, quota)


def _asked(pods: Iterable[Object]) -> dict[str, Fraction]:
    total: dict[str, Fraction] = {"pods": Fraction(0)}
    for pod in pods:
        total["pods"] += 1
        wanted = requests(pod["spec"])
        for name, resource in _NAMES.items():
            total[name] = total.get(name, Fraction(0)) + wanted.get(resource, Fraction(0))
    return total


def _written(name: str, number: Fraction) -> str:
    if name.endswith("cpu") and number.denominator != 1:
        return f"{round(number * 1000)}m"
    return str(round(number))
