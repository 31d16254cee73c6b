"""On which nodes a DaemonSet wants a pod, and on which it lets one stay.

Source: kubernetes ``pkg/controller/daemon/daemon_controller.go`` (``NodeShouldRunDaemonPod``, ``predicates``).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ktui.demo.affinity import admits
from ktui.demo.taints import NO_EXECUTE, NO_SCHEDULE, taints_of, untolerated, with_daemon_tolerations


class Verdict(NamedTuple):
    """What the DaemonSet controller wants on one node."""

    should_run: bool
    """A pod has to be there; it counts as desired."""
    may_continue: bool
    """A pod that is already there is left alone."""


class Placement:
    """The rules of one DaemonSet's template, read once and asked for many nodes.

    Args:
        daemonset: the DaemonSet object.
    """

    def __init__(self, daemonset: Mapping[str, Any]) -> None:
        self._spec: Mapping[str, Any] = daemonset["spec"]["template"].get("spec") or {}
        self._node_name: str = self._spec.get("nodeName") or ""
        self._tolerations = with_daemon_tolerations(self._spec)

    def on(self, node: Mapping[str, Any]) -> Verdict:
        """What the DaemonSet wants on this node."""
        if self._node_name and self._node_name != node["metadata"]["name"]:
            return Verdict(should_run=False, may_continue=False)
        if not admits(self._spec, node):
            return Verdict(should_run=False, may_continue=False)
        repelling = untolerated(self._tolerations, taints_of(node), frozenset({NO_EXECUTE, NO_SCHEDULE}))
        if not repelling:
            return Verdict(should_run=True, may_continue=True)
        return Verdict(should_run=False, may_continue=all(taint["effect"] != NO_EXECUTE for taint in repelling))
