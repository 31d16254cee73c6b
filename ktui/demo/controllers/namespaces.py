"""Namespaces: what a new one begins with, and the end of one with everything in it.

Source: kubernetes ``pkg/controller/namespace/deletion/namespaced_resources_deleter.go`` and
``pkg/controller/serviceaccount/serviceaccounts_controller.go``, ``pkg/controller/certificates/rootcacertpublisher``.
"""

from ktui.demo.pods import is_deleting
from ktui.demo.resources import CONFIG_MAPS, EVENTS, NAMESPACES, RESOURCES, SERVICE_ACCOUNTS
from ktui.demo.status import Object
from ktui.demo.work import Key
from ktui.demo.world import World

_ACCOUNT: Object = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}}
_AUTHORITY: Object = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {
        "name": "kube-root-ca.crt",
        "annotations": {
            "kubernetes.io/description": "Contains a CA bundle that can be used to verify the kube-apiserver when "
            "using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is "
            "guaranteed across distributions of Kubernetes clusters."
        },
    },
    "data": {"ca.crt": ""},
}
"""The embedded server speaks plain HTTP: nobody vouches for it."""


class NamespaceController:
    """Looks after all namespaces.

    Args:
        world: the cluster.
    """

    name = "namespace-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        self._content = [resource for resource in RESOURCES if resource.namespaced and "delete" in resource.verbs]
        world.on(NAMESPACES, self._namespace_changed)
        for resource in self._content:
            if resource is not EVENTS:
                world.on(resource, self._content_changed)

    def sync(self, key: Key) -> None:
        """Furnishes one namespace, or empties it and lets it go."""
        namespace = self._world.get(NAMESPACES, "", *key)
        if namespace is None:
            return
        if not is_deleting(namespace):
            self._furnish(key[0])
            return
        left = False
        for resource in self._content:
            for thing in self._world.all(resource, key[0]):
                if not is_deleting(thing):
                    self._world.delete(resource, thing)
            left = left or bool(self._world.all(resource, key[0]))
        if not left:
            self._world.storage.finalize_namespace(key[0], [])

    def _furnish(self, name: str) -> None:
        for resource, thing in ((SERVICE_ACCOUNTS, _ACCOUNT), (CONFIG_MAPS, _AUTHORITY)):
            if self._world.get(resource, name, thing["metadata"]["name"]) is None:
                self._world.create(resource, {**thing, "metadata": {**thing["metadata"], "namespace": name}})

    def _namespace_changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None:
            self._world.work.add(self, (new["metadata"]["name"],))

    def _content_changed(self, old: Object | None, new: Object | None) -> None:
        if new is not None or old is None:
            return
        name = old["metadata"].get("namespace", "")
        namespace = self._world.get(NAMESPACES, "", name)
        if namespace is not None and is_deleting(namespace):
            self._world.work.add(self, (name,))
