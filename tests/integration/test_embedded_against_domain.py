"""Two readings of Kubernetes' rules that share no code, against each other: the embedded controllers and ktui's domain.

Random nodes and DaemonSets, changed and changed again; in every round each cell and each number must agree.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from chance import Chance
from stage.embedded import Played

from ktui.demo.node_agent import Fault
from ktui.demo.pods import is_deleting, target_node
from ktui.demo.resources import CONTROLLER_REVISIONS, DAEMON_SETS, NODES, PODS, Resource
from ktui.domain.coverage import Coverage, Snapshot, State, cover
from ktui.domain.decode import decode
from ktui.domain.kinds import CONTROLLER_REVISION, DAEMON_SET, NODE, POD, Kind

NODE_COUNT, DAEMON_SET_COUNT = 12, 25
NAMES = [f"d{number:02d}" for number in range(DAEMON_SET_COUNT)]


class Duel:
    """The embedded cluster, and what the domain says of it."""

    def __init__(self, seed: int) -> None:
        self.chance = Chance(seed)
        self.played = Played(0, seed=seed)
        self.nodes = [f"n{number:02d}" for number in range(NODE_COUNT)]
        for name in self.nodes:
            labels = {key: value for key, value in self.chance.labels().items() if value is not None}
            unschedulable = {"unschedulable": True} if self.chance.happens(0.15) else {}
            self.played.add_node(name, labels, taints=self.chance.taints(), **unschedulable)
        for name in NAMES:
            self.played.create(self.chance.daemon_set(name, self.nodes))
        self.rest()

    def rest(self) -> None:
        """Until nothing more happens, and every DaemonSet has been looked at since."""
        self.played.play(200)
        for name in NAMES:
            self.played.label(DAEMON_SETS, name, looked=str(self.played.storage.version))
        self.played.play(30)

    def change_nodes(self) -> None:
        for name in self.nodes:
            labels, taints = self.chance.labels(), self.chance.taints()

            def change(node: dict[str, Any], labels=labels, taints=taints) -> None:
                held = [
                    each for each in node["spec"].get("taints") or () if each["key"].startswith("node.kubernetes.io/")
                ]
                node["spec"]["taints"] = [each for each in held if "out-of-service" not in each["key"]] + taints
                for key, value in labels.items():
                    node["metadata"]["labels"].pop(key, None)
                    if value is not None:
                        node["metadata"]["labels"][key] = value

            self.played.storage.edit(NODES, name, "", change)
        self.played.settle()

    def break_nodes(self) -> None:
        first, second, third = self.chance.pick(self.nodes, 3)
        self.played.agent.set_fault(first, Fault(reason="KubeletNotReady"))
        self.played.agent.set_fault(second, Fault(silent=True))
        self.played.agent.set_fault(third, Fault(conditions=frozenset({"NetworkUnavailable"})))

    def change_templates(self) -> None:
        for name in self.chance.pick(NAMES, DAEMON_SET_COUNT // 3):
            spec = self.chance.template(self.nodes)
            self.played.storage.edit(
                DAEMON_SETS, name, "default", lambda each, spec=spec: each["spec"]["template"].update(spec=spec)
            )

    def coverage(self) -> Coverage:
        revisions, pods = self._owned(CONTROLLER_REVISION, CONTROLLER_REVISIONS), self._owned(POD, PODS)
        seen = Snapshot(
            self._read(NODE, NODES),
            self._read(DAEMON_SET, DAEMON_SETS),
            lambda uid: pods.get(uid, []),
            lambda uid: revisions.get(uid, []),
            lambda _: [],
        )
        return cover(seen, datetime.fromtimestamp(self.played.world.now(), UTC))

    def disagreements(self) -> list[str]:
        coverage = self.coverage()
        found = [
            f"{each.key[1]}: {each.totals.disagreement}"
            for each in coverage.daemon_sets
            if not each.totals.controller_agrees
        ]
        for daemon_set in coverage.daemon_sets:
            dependents = self.played.storage.dependents(daemon_set.daemon_set.metadata.uid)
            owned = [each for resource, each in dependents if resource is PODS]
            for name in self.nodes:
                here = [pod for pod in owned if target_node(pod) == name and not is_deleting(pod)]
                cell = coverage.cell(name, daemon_set.key)
                # What a silent kubelet does not end is not replaced.
                ending = any(target_node(pod) == name for pod in owned)
                wrong = bool(here) if not cell.may_continue else cell.desired and not (here or ending)
                if wrong or cell.state in {State.MISSING, State.DUPLICATE}:
                    found.append(f"{daemon_set.key[1]} on {name}: {cell.state}, {len(here)} pods, {cell.reasons}")
        return found

    def _read(self, kind: Kind, resource: Resource) -> list[Any]:
        return [decode(kind.struct, json.dumps(each).encode()) for each in self.played.storage.objects(resource)]

    def _owned(self, kind: Kind, resource: Resource) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for each in self._read(kind, resource):
            if each.metadata.controller:
                found.setdefault(each.metadata.controller.uid, []).append(each)
        return found


@pytest.mark.parametrize("seed", range(3))
def test_controllers_and_domain_agree_whatever_happens(seed) -> None:
    duel = Duel(seed)
    assert duel.disagreements() == []
    for change in (duel.change_nodes, duel.break_nodes, duel.change_templates, duel.change_nodes):
        change()
        duel.rest()
        assert duel.disagreements() == [], change.__name__
