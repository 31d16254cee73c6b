"""The ports that Services have on all nodes: given to who asks for none, and to nobody twice.

Source: kubernetes ``pkg/registry/core/service/portallocator`` and ``pkg/registry/core/service/storage/alloc.go``.
"""

from collections.abc import Iterator

from ktui.demo import status
from ktui.demo.lifecycle import copied
from ktui.demo.resources import SERVICES, Resource
from ktui.demo.status import Cause, Object
from ktui.demo.work import Key
from ktui.demo.world import World

_FIRST, _LAST = 30000, 32767
_OUTSIDE = f"provided port is not in the valid range. The range of valid ports is {_FIRST}-{_LAST}"
_TAKEN = "provided port is already allocated"


class NodePorts:
    """Gives Services their ports, and is asked before one takes its own.

    Args:
        world: The cluster.
    """

    name = "node-ports"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(SERVICES, self._service_changed)
        world.storage.admission.append(self._admit)

    def sync(self, key: Key) -> None:
        """Gives the ports of one Service that became one with ports on nodes."""
        service = self._world.get(SERVICES, *key)
        if service is not None and next(_waiting(service), None) is not None:
            new = copied(service)
            self._give(new)
            self._world.put(SERVICES, new)

    def _service_changed(self, old: Object | None, new: Object | None) -> None:
        if old is not None and new is not None:
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

    def _admit(self, verb: str, resource: Resource, new: Object) -> None:
        if verb != "create" or resource is not SERVICES:
            return
        taken = self._taken()
        for index, port in enumerate(new["spec"].get("ports") or ()):
            wanted = port.get("nodePort")
            wrong = "" if not wanted else _TAKEN if wanted in taken else "" if _FIRST <= wanted <= _LAST else _OUTSIDE
            if wrong:
                cause = Cause(f"spec.ports[{index}].nodePort", f"Invalid value: {wanted}: {wrong}")
                raise status.invalid("", "Service", new["metadata"]["name"], [cause])
        self._give(new)

    def _give(self, service: Object) -> None:
        taken = self._taken()
        chance = self._world.chance("node ports", service["metadata"]["uid"])
        for port in _waiting(service):
            number = chance.randint(_FIRST, _LAST)
            while number in taken:
                number = chance.randint(_FIRST, _LAST)
            taken.add(number)
            port["nodePort"] = number

    def _taken(self) -> set[int]:
        services = self._world.all(SERVICES)
        return {
            port["nodePort"] for each in services for port in each["spec"].get("ports") or () if port.get("nodePort")
        }


def _waiting(service: Object) -> Iterator[Object]:
    """The ports of a Service that want one on nodes and have none."""
    spec = service["spec"]
    open_to_nodes = spec.get("type") == "NodePort" or (
        spec.get("type") == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts", True)
    )
    return (port for port in spec.get("ports") or () if open_to_nodes and not port.get("nodePort"))
