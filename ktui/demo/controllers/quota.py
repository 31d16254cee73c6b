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
from ktui.demo.resources import PODS, RESOURCE_QUOTAS, Resource
from ktui.demo.status import Object
from ktui.demo.work import Key
from ktui.demo.world import World

_NAMES = {"requests.cpu": "cpu", "cpu": "cpu", "requests.memory": "memory", "memory": "memory"}


class QuotaController:
    """Counts what there is, and is asked before there is more. It knows pods, and what they request.

    Args:
        world: the cluster.
    """

    name = "resourcequota-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(RESOURCE_QUOTAS, self._quota_changed)
        world.on(PODS, self._pod_changed)
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
        if verb != "create" or resource is not PODS:
            return
        metadata = new["metadata"]
        asked = _asked([new])
        for quota in self._world.all(RESOURCE_QUOTAS, metadata["namespace"]):
            hard: dict[str, str] = quota["spec"].get("hard") or {}
            used = self._used(metadata["namespace"], hard)
            over = [name for name in sorted(used) if used[name] + asked.get(name, 0) > amount(str(hard[name]))]
            if not over:
                continue
            parts = (
                ("requested", {name: _written(name, asked.get(name, Fraction(0))) for name in over}),
                ("used", {name: _written(name, used[name]) for name in over}),
                ("limited", {name: str(hard[name]) for name in over}),
            )
            what = ", ".join(f"{word}: {','.join(f'{k}={v}' for k, v in each.items())}" for word, each in parts)
            message = f'pods "{metadata["name"]}" is forbidden: exceeded quota: {quota["metadata"]["name"]}, {what}'
            raise status.Forbidden(message, status.details("", "pods", metadata["name"]))

    def _used(self, namespace: str, hard: dict[str, str]) -> dict[str, Fraction]:
        pods = [pod for pod in self._world.all(PODS, namespace) if not is_terminal(pod)]
        asked = _asked(pods)
        return {name: asked.get(name, Fraction(0)) for name in hard if name == "pods" or name in _NAMES}

    def _quota_changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None:
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

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
