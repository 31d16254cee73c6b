"""How a pod comes to a node (kubernetes core/pod/storage BindingREST, admission plugin PodTopologyLabels)."""

from datetime import datetime

from ktui.demo import status
from ktui.demo.clock import stamp
from ktui.demo.lifecycle import copied
from ktui.demo.status import Object

_TOPOLOGY = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")


def bound(pod: Object, name: str, node: Object | None, now: datetime) -> Object:
    """A pod on a node: with its name, the labels of where it stands and the condition that says so.

    Raises:
        Conflict: it is on a node already.
    """
    present, pod_name = pod["spec"].get("nodeName"), pod["metadata"]["name"]
    if present:
        wrong = f'pod {pod_name} is already assigned to node "{present}"'
        message = f'Operation cannot be fulfilled on pods/binding "{pod_name}": {wrong}'
        raise status.Conflict(message, status.details("", "pods/binding", pod_name))
    new = copied(pod)
    new["spec"]["nodeName"] = name
    labels = (node["metadata"].get("labels") or {}) if node else {}
    place = {key: labels[key] for key in _TOPOLOGY if labels.get(key)}
    if place:
        new["metadata"]["labels"] = (new["metadata"].get("labels") or {}) | place
    scheduled = {"type": "PodScheduled", "status": "True", "lastProbeTime": None, "lastTransitionTime": stamp(now)}
    others = [each for each in new["status"].get("conditions", ()) if each["type"] != "PodScheduled"]
    new["status"]["conditions"] = [*others, scheduled]
    return new
