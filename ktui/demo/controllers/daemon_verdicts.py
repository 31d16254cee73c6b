"""The verdicts of all DaemonSets on all nodes, worked out again only where a node or a DaemonSet changed."""

from ktui.demo.placement import Placement, Verdict
from ktui.demo.resources import NODES
from ktui.demo.status import Object
from ktui.demo.world import World


class Verdicts:
    """Remembers verdicts.

    Args:
        world: the cluster.
    """

    def __init__(self, world: World) -> None:
        self._nodes: dict[str, Object] = {}
        self._known: dict[str, tuple[int, Placement, dict[str, Verdict]]] = {}
        world.on(NODES, self._node_changed)

    def of(self, daemonset: Object) -> dict[str, Verdict]:
        """What a DaemonSet wants on each node, by the nodes' names in their order."""
        metadata = daemonset["metadata"]
        known = self._known.get(metadata["uid"])
        if known is None or known[0] != metadata["generation"]:
            known = self._known[metadata["uid"]] = (metadata["generation"], Placement(daemonset), {})
        _, placement, verdicts = known
        for name, node in self._nodes.items():
            if name not in verdicts:
                verdicts[name] = placement.on(node)
        return {name: verdicts[name] for name in self._nodes}

    def _node_changed(self, old: Object | None, new: Object | None) -> None:
        name: str = (new or old or {})["metadata"]["name"]
        if new is None:
            self._nodes.pop(name, None)
        else:
            self._nodes[name] = new
        if old is None or new is None or decisive(old) != decisive(new):
            if old is None:
                self._nodes = dict(sorted(self._nodes.items()))
            for _, _, verdicts in self._known.values():
                verdicts.pop(name, None)


def decisive(node: Object) -> tuple[object, object]:
    """What of a node a DaemonSet looks at."""
    return node["metadata"].get("labels"), node["spec"].get("taints")
