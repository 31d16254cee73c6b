"""The endpoints of Services: which pods answer, in both forms, old and new.

Source: kubernetes ``pkg/controller/endpoint/endpoints_controller.go`` and ``pkg/controller/endpointslice`` with
``k8s.io/endpointslice`` (``podToEndpoint``, ``newEndpointSlice``). A Service has one slice here, however many pods.
"""

from ktui.demo.owners import controller_reference
from ktui.demo.pods import bound_node, is_deleting, is_ready, is_terminal
from ktui.demo.resources import ENDPOINT_SLICES, ENDPOINTS, NODES, PODS, SERVICES, Resource
from ktui.demo.status import Object
from ktui.demo.work import Key
from ktui.demo.world import World

_ZONE = "topology.kubernetes.io/zone"
_HEADLESS = "service.kubernetes.io/headless"
_MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
_SERVICE_NAME = "kubernetes.io/service-name"


class EndpointsController:
    """Keeps the endpoints of all Services that have a selector.

    Args:
        world: the cluster.
    """

    name = "endpoint-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(SERVICES, self._service_changed)
        world.on(PODS, self._pod_changed)

    def sync(self, key: Key) -> None:
        """Writes the endpoints of one Service; without it, its Endpoints go, and its slice as its dependent."""
        service = self._world.get(SERVICES, *key)
        known = self._world.get(ENDPOINTS, *key)
        if service is None:
            if known is not None:
                self._world.delete(ENDPOINTS, known)
            return
        if is_deleting(service) or not service["spec"].get("selector"):
            return
        wanted = service["spec"]["selector"].items()
        pods = [pod for pod in self._world.all(PODS, key[0]) if wanted <= _labels(pod) and _address(pod)]
        self._write(ENDPOINTS, _endpoints(service, pods), known)
        slices = self._world.controlled(ENDPOINT_SLICES, service["metadata"]["uid"])
        self._write(ENDPOINT_SLICES, self._slice(service, pods), slices[0] if slices else None)

    def _service_changed(self, old: Object | None, new: Object | None) -> None:
        service = new or old
        if service is not None:
            self._world.work.add(self, (service["metadata"]["namespace"], service["metadata"]["name"]))

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        if old is not None and new is not None and _facts(old) == _facts(new):
            return
        pod = new or old
        if pod is None:
            return
        labels = _labels(pod) | (_labels(old) if old is not None else set())
        for service in self._world.all(SERVICES, pod["metadata"]["namespace"]):
            selector = service["spec"].get("selector")
            if selector and selector.items() <= labels:
                self._service_changed(None, service)

    def _write(self, resource: Resource, wanted: Object, known: Object | None) -> None:
        if known is None:
            self._world.create(resource, wanted)
            return
        parts = ("subsets", "endpoints", "ports", "addressType")
        same = all(known.get(part) == wanted.get(part) for part in parts)
        if not same or known["metadata"].get("labels") != wanted["metadata"].get("labels"):
            metadata = {**known["metadata"], "labels": wanted["metadata"].get("labels") or {}}
            self._world.put(resource, {**wanted, "metadata": metadata})

    def _slice(self, service: Object, pods: list[Object]) -> Object:
        metadata = service["metadata"]
        labels = {
            **(metadata.get("labels") or {}),
            _MANAGED_BY: "endpointslice-controller.k8s.io",
            _SERVICE_NAME: metadata["name"],
        }
        if service["spec"].get("clusterIP") == "None":
            labels[_HEADLESS] = ""
        return {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {
                "generateName": f"{metadata['name']}-",
                "namespace": metadata["namespace"],
                "labels": labels,
                "ownerReferences": [controller_reference(service)],
            },
            "addressType": "IPv4",
            "endpoints": [self._endpoint(pod) for pod in pods],
            "ports": [
                {"name": port.get("name", ""), "port": number, "protocol": port.get("protocol", "TCP")}
                for port in service["spec"].get("ports") or ()
                if (number := _number(port, pods)) is not None
            ],
        }

    def _endpoint(self, pod: Object) -> Object:
        ready, ending = is_ready(pod), is_deleting(pod)
        node = self._world.get(NODES, "", bound_node(pod))
        zone = ((node or {}).get("metadata", {}).get("labels") or {}).get(_ZONE)
        return {
            "addresses": [_address(pod)],
            "conditions": {"ready": ready and not ending, "serving": ready, "terminating": ending},
            "nodeName": bound_node(pod),
            "targetRef": _reference(pod),
            **({"zone": zone} if zone else {}),
        }


def _labels(pod: Object) -> set[tuple[str, str]]:
    return set((pod["metadata"].get("labels") or {}).items())


def _facts(pod: Object) -> tuple[object, ...]:
    return _labels(pod), _address(pod), is_ready(pod), is_deleting(pod)


def _address(pod: Object) -> str:
    """Where a pod answers; nowhere once it has ended."""
    return "" if is_terminal(pod) else str((pod.get("status") or {}).get("podIP", ""))


def _reference(pod: Object) -> Object:
    metadata = pod["metadata"]
    return {"kind": "Pod", "name": metadata["name"], "namespace": metadata["namespace"], "uid": metadata["uid"]}


def _number(port: Object, pods: list[Object]) -> int | None:
    """A Service's port as its pods have it (``FindPort``): a name means what the first pod calls so."""
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target
    for pod in pods:
        for container in pod["spec"].get("containers") or ():
            for own in container.get("ports") or ():
                if own.get("name") == target and own.get("protocol", "TCP") == port.get("protocol", "TCP"):
                    return int(own["containerPort"])
    return None


def _endpoints(service: Object, pods: list[Object]) -> Object:
    metadata = service["metadata"]
    there = sorted((pod for pod in pods if not is_deleting(pod)), key=_address)
    ports = [
        {
            **({"name": port["name"]} if port.get("name") else {}),
            "port": number,
            "protocol": port.get("protocol", "TCP"),
        }
        for port in service["spec"].get("ports") or ()
        if (number := _number(port, pods)) is not None
    ]
    subset: Object = {"ports": ports} if ports else {}
    for field, ready in (("addresses", True), ("notReadyAddresses", False)):
        found = [
            {"ip": _address(pod), "nodeName": bound_node(pod), "targetRef": _reference(pod)}
            for pod in there
            if is_ready(pod) is ready
        ]
        if found:
            subset[field] = found
    return {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {
            "name": metadata["name"],
            "namespace": metadata["namespace"],
            "labels": {**(metadata.get("labels") or {}), "endpoints.kubernetes.io/managed-by": "endpoint-controller"},
        },
        **({"subsets": [subset]} if there else {}),
    }
