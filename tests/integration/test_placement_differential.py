"""What ktui says of placement, against what a real DaemonSet controller does.

Random nodes and DaemonSets are made, relabelled, retainted, cordoned, made not ready and silent; templates are changed
forth and back; nodes and DaemonSets go and come again under the same name, with and without their pods; pods fail and
are deleted. Once the controller has settled, each cell must be as ktui foretold from labels, taints and templates
alone, and each DaemonSet's status must equal ktui's totals. What runs where is read by another client with other types
(``kubernetes``).

Environment: KTUI_TEST_KUBECONFIG (needed; cluster-admin), KTUI_TEST_SEED, KTUI_TEST_NODES, KTUI_TEST_DAEMON_SETS.
"""

from __future__ import annotations

import itertools
import json
import os
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from chance import CONDITIONS, Chance

from ktui.domain.coverage import Snapshot, State, cover
from ktui.domain.decode import decode
from ktui.domain.kinds import CONTROLLER_REVISION, DAEMON_SET, NODE, POD

KUBECONFIG = os.environ.get("KTUI_TEST_KUBECONFIG", "")
NODES = int(os.environ.get("KTUI_TEST_NODES", "24"))
DAEMON_SETS = int(os.environ.get("KTUI_TEST_DAEMON_SETS", "80"))
SETTLES = 120.0
"""Seconds within which the controller must have done what is foretold."""

pytestmark = [pytest.mark.real, pytest.mark.skipif(not KUBECONFIG, reason="KTUI_TEST_KUBECONFIG is not set")]


class Cluster:
    """The real cluster, and this test's part of it."""

    def __init__(self, seed):
        from kubernetes import client, config

        self.chance = Chance(seed)
        self.namespace = f"ktui-differential-{seed}"
        self.nodes = [f"ktui-{seed}-{number:02d}" for number in range(NODES)]
        api = config.new_client_from_config(KUBECONFIG)
        self.changed: set[str] = set()
        """The DaemonSets that an update may take a pod from that would be left alone without it: the last update of a
        node that is in trouble comes when the trouble is over, which may be rounds later."""
        self.gone: set[str] = set()
        """DaemonSets that were deleted and not made again."""
        self.visited: set[str] = set()
        """DaemonSets that had another template for a moment, which may have brought pods where they may now stay."""
        self.fresh: set[str] = set()
        """Nodes that came again: for a moment they may be ready, and get pods, before their kubelet is regular."""
        self._wires: list[dict] = []
        self.core, self.apps = client.CoreV1Api(api), client.AppsV1Api(api)
        self._missing = client.ApiException

    # ---- making

    def make(self):
        self.core.create_namespace({"metadata": {"name": self.namespace}})
        for name in self.nodes:
            self._make_node(name)
        wires = self._wires = [self.chance.daemon_set(f"d{number:03d}", self.nodes) for number in range(DAEMON_SETS)]
        self._each(lambda wire: self.apps.create_namespaced_daemon_set(self.namespace, wire), wires)

    def change_nodes(self):
        """Other labels, other taints, cordons and uncordons."""
        for name in self.nodes:
            taints, unschedulable = self.chance.taints(), self.chance.happens(0.15)
            held = [each for each in self.core.read_node(name).spec.taints or () if _of_node_lifecycle(each)]
            kept = [{"key": each.key, "effect": each.effect, "value": each.value} for each in held]
            body = {"metadata": {"labels": self.chance.labels()}}
            body["spec"] = {"taints": taints + kept, "unschedulable": unschedulable}
            self.core.patch_node(name, body)

    def change_daemon_sets(self):
        """Another template for some: their pods become outdated, or are replaced."""
        names = self.chance.pick(self.daemon_sets, DAEMON_SETS // 3)
        self.changed |= {*names}
        patches = [(name, [self._template_patch()]) for name in names]
        self._each(lambda each: self.apps.patch_namespaced_daemon_set(each[0], self.namespace, each[1]), patches)

    def _template_patch(self):
        return {"op": "replace", "path": "/spec/template/spec", "value": self.chance.template(self.nodes)}

    def come_again(self):
        """Nodes and DaemonSets go, and others come under the same names; DaemonSets with and without their pods."""
        self.fresh = {*self.chance.pick(self.nodes, 3)}
        for name in sorted(self.fresh):
            self.core.delete_node(name)
            self._make_node(name)
        # What is left behind goes to any DaemonSet with the same selector, revisions too: only to one's own, here.
        left, ended = (self.chance.pick(self.alone, 6) for _ in range(2))
        replaced = self.chance.pick(self.daemon_sets, 6)
        self.changed |= {*self.daemon_sets}
        for name, policy in [*((each, "Orphan") for each in left), *((each, "Background") for each in replaced)]:
            was = json.loads(self.apps.read_namespaced_daemon_set(name, self.namespace, _preload_content=False).data)
            self._end_daemon_set(name, policy)
            spec = self.chance.daemon_set(name, self.nodes)["spec"]
            if self.chance.happens(0.5):  # the same again: what is left behind is taken over as it is
                spec = was["spec"]
            else:
                spec["selector"], spec["template"]["metadata"] = (
                    was["spec"]["selector"],
                    {"labels": was["spec"]["template"]["metadata"]["labels"]},
                )
            self.apps.create_namespaced_daemon_set(self.namespace, {"metadata": {"name": name}, "spec": spec})
        for name in ended[:3]:
            self._end_daemon_set(name, self.chance.pick(["Orphan", "Background", "Foreground"], 1)[0])
            self.gone.add(name)

    def break_pods(self):
        """Some pods fail, some are deleted; some templates are changed, and changed back at once."""
        self.changed |= {*self.daemon_sets}
        pods = [each.metadata.name for each in self.core.list_namespaced_pod(self.namespace).items]
        chosen = self.chance.pick(pods, min(40, len(pods)))
        for name in chosen[:20]:
            self._unless_gone(self.core.patch_namespaced_pod_status, name, {"status": {"phase": "Failed"}})
        for name in chosen[20:]:
            self._unless_gone(self.core.delete_namespaced_pod, name)
        self.visited = {*self.chance.pick(self.daemon_sets, 10)}
        for name in sorted(self.visited):
            was = json.loads(self.apps.read_namespaced_daemon_set(name, self.namespace, _preload_content=False).data)
            back = {"op": "replace", "path": "/spec/template/spec", "value": was["spec"]["template"]["spec"]}
            for patch in (self._template_patch(), back):
                self.apps.patch_namespaced_daemon_set(name, self.namespace, [patch])
                time.sleep(1)

    @property
    def daemon_sets(self):
        return [name for name in (f"d{number:03d}" for number in range(DAEMON_SETS)) if name not in self.gone]

    @property
    def alone(self):
        """The DaemonSets whose selector nobody else has."""
        theirs = {each["metadata"]["name"]: each["spec"]["template"]["metadata"]["labels"] for each in self._wires}
        return [name for name in self.daemon_sets if theirs[name] != {"app": "shared"}]

    def _make_node(self, name):
        labels = {key: value for key, value in self.chance.labels().items() if value is not None}
        labels["kubernetes.io/hostname"] = name
        spec = {"taints": self.chance.taints(), "unschedulable": self.chance.happens(0.15)}
        self.core.create_node({"metadata": {"name": name, "labels": labels}, "spec": spec})

    def _end_daemon_set(self, name, policy):
        self.apps.delete_namespaced_daemon_set(name, self.namespace, propagation_policy=policy)
        for _ in self._polls(60):
            try:
                self.apps.read_namespaced_daemon_set(name, self.namespace)
            except self._missing as error:
                if error.status == 404:
                    return
                raise

    def _unless_gone(self, do, name, *rest):
        try:
            do(name, self.namespace, *rest)
        except self._missing as error:
            if error.status != 404:
                raise

    def trouble(self):
        """Make some nodes not ready, one silent; wait for the taints, where the cluster obeys these marks."""
        chosen = self.chance.pick(self.nodes, 4)
        for name in chosen[:3]:
            self.core.patch_node(name, {"metadata": {"annotations": {"ktui.test/not-ready": "true"}}})
        self.core.patch_node(chosen[3], {"metadata": {"labels": {"ktui.test/silent": "true"}}})
        wanted = dict.fromkeys(chosen[:3], "node.kubernetes.io/not-ready")
        wanted[chosen[3]] = "node.kubernetes.io/unreachable"
        for _ in self._polls(45):
            taints = {each.metadata.name: each.spec.taints or () for each in self.core.list_node().items}
            if all(any(taint.key == key for taint in taints[name]) for name, key in wanted.items()):
                return
        print("this cluster does not make nodes not ready when asked by ktui.test marks")

    def heal(self):
        for name in self.nodes:
            marks = {"annotations": {"ktui.test/not-ready": None}, "labels": {"ktui.test/silent": None}}
            self.core.patch_node(name, {"metadata": marks})

    def touch(self, names):
        """Make the controller look at DaemonSets again."""
        body = {"metadata": {"annotations": {"ktui.test/touched": str(time.time())}}}
        self._each(lambda name: self.apps.patch_namespaced_daemon_set(name, self.namespace, body), names)

    def remove(self):
        """Leave nothing behind."""
        self.heal()
        self.apps.delete_collection_namespaced_daemon_set(self.namespace)
        for _ in self._polls(60):
            if not self.core.list_namespaced_pod(self.namespace, limit=1).items:
                break
        self.core.delete_collection_namespaced_pod(self.namespace, grace_period_seconds=0)
        self.core.delete_namespace(self.namespace)
        for name in self.nodes:
            try:
                self.core.delete_node(name)
            except self._missing as error:
                if error.status != 404:
                    raise

    # ---- reading

    def coverage(self):
        """What ktui says, from the objects alone."""
        scope = {"namespace": self.namespace, "_preload_content": False}
        nodes = _read(NODE, self.core.list_node(_preload_content=False))
        daemon_sets = _read(DAEMON_SET, self.apps.list_namespaced_daemon_set(**scope))
        revisions = _by_owner(_read(CONTROLLER_REVISION, self.apps.list_namespaced_controller_revision(**scope)))
        pods = _by_owner(_read(POD, self.core.list_namespaced_pod(**scope)))
        none = lambda _: ()  # noqa: E731
        seen = Snapshot(nodes, daemon_sets, lambda uid: pods.get(uid, ()), lambda uid: revisions.get(uid, ()), none)
        return cover(seen, datetime.now(UTC))

    def running(self):
        """By DaemonSet, the nodes with a pod and the UIDs there; read by the other client, ended pods left out."""
        there = {each.metadata.uid for each in self.apps.list_namespaced_daemon_set(self.namespace).items}
        found: dict[str, dict[str, set[str]]] = {}
        for pod in self.core.list_namespaced_pod(self.namespace).items:
            owner = next((each for each in pod.metadata.owner_references or () if each.controller), None)
            if pod.metadata.deletion_timestamp is None and owner is not None and owner.uid in there:
                found.setdefault(owner.name, {}).setdefault(_target(pod), set()).add(pod.metadata.uid)
        return found

    def _each(self, do, things):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(do, things))

    @staticmethod
    def _polls(seconds):
        """Come back every half second, until the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            yield
            time.sleep(0.5)

    def wait(self, disagreements):
        """Wait until a check finds nothing twice running; return what it found last."""
        calm, found = 0, []
        for _ in self._polls(SETTLES):
            found = disagreements()
            calm = 0 if found else calm + 1
            if calm == 2:
                break
        return found


def _read(kind, response):
    return [decode(kind.struct, json.dumps(item).encode()) for item in json.loads(response.data)["items"]]


def _by_owner(objects):
    found = {}
    for each in objects:
        if each.metadata.controller:
            found.setdefault(each.metadata.controller.uid, []).append(each)
    return found


def _of_node_lifecycle(taint):
    """Whether the node lifecycle controller has set a taint, and not this test."""
    if taint.key in {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"}:
        return True
    return taint.key in CONDITIONS and taint.effect == "NoSchedule"


def _target(pod):
    if pod.spec.node_name:
        return pod.spec.node_name
    required = pod.spec.affinity.node_affinity.required_during_scheduling_ignored_during_execution
    return required.node_selector_terms[0].match_fields[0].values[0]


def _placement(cluster, before):
    """Every cell where the controller has not done what ktui says: pods wanted, kept as they were, or gone."""
    coverage, running = cluster.coverage(), cluster.running()
    wrong = []
    for node, column in itertools.product(coverage.nodes, coverage.daemon_sets):
        here = running.get(column.key[1], {}).get(node.name, set())
        was = before.get(column.key[1], {}).get(node.name, set())
        cell = coverage.cell(node.name, column.key)
        if cell.desired:
            # A node that fell silent while an update deleted its pod never confirms that: no other pod is made.
            held = node.ready == "Unknown" and cell.state is State.TERMINATING
            good = bool(here) or held
        elif cell.may_continue:  # nothing is created, and nothing deleted but by a rolling update
            good = here <= was if column.key[1] in cluster.changed else here == was
            good = good or column.key[1] in cluster.visited or node.name in cluster.fresh
        else:
            good = not here
        if not good or (cell.state is State.MISSING) or cell.state is not coverage.state(node.name, column.key):
            wrong.append(f"{column.key[1]} on {node.name}: {cell.state}, {len(here)} pods, {cell.reasons}")
    return wrong


def _numbers(cluster):
    """Every DaemonSet whose status is not ktui's totals, with the sentence."""
    found = cluster.coverage().daemon_sets
    return [(each.key[1], each.totals.disagreement) for each in found if not each.totals.controller_agrees]


def test_the_controller_does_what_ktui_says():
    seed = int(os.environ.get("KTUI_TEST_SEED", "0")) or secrets.randbelow(10**6)
    print(f"\nKTUI_TEST_SEED={seed}")
    cluster = Cluster(seed)
    cells = 0
    try:
        cluster.make()
        rounds = [
            ("made", lambda: None),
            ("relabelled and retainted", cluster.change_nodes),
            ("not ready, silent, and other templates", lambda: (cluster.trouble(), cluster.change_daemon_sets())),
            ("healed", cluster.heal),
            ("nodes and DaemonSets come again", cluster.come_again),
            ("failed, deleted, forth and back", cluster.break_pods),
        ]
        before = {}
        for word, change in rounds:
            change()
            started = time.monotonic()
            wrong = cluster.wait(lambda held=before: _placement(cluster, held))
            assert not wrong, f"seed {seed}, {word}: {len(wrong)} cells disagree, the first: {wrong[:5]}"
            stale = [name for name, _ in _numbers(cluster)]
            for _ in cluster._polls(15):
                stale = [name for name, _ in _numbers(cluster)]
                if not stale:
                    break
            # After a taint that lets pods stay, the controller looks again only when something else changes; it is
            # made to look before its numbers are compared.
            cluster.touch(stale)
            differing = cluster.wait(lambda: _numbers(cluster))
            assert not differing, f"seed {seed}, {word}: {len(differing)} statuses differ, the first: {differing[:5]}"
            coverage = cluster.coverage()
            seen = len(coverage.nodes) * len(coverage.daemon_sets)
            cells += seen
            states: dict[str, int] = {}
            for node, column in itertools.product(coverage.nodes, coverage.daemon_sets):
                state = coverage.state(node.name, column.key)
                states[state] = states.get(state, 0) + 1
            told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
            took = time.monotonic() - started
            print(f"{word}: {seen} cells agree ({told}); {len(stale)} statuses were stale; {took:.0f} s")
            before = cluster.running()
    finally:
        cluster.remove()
    print(f"{cells} cells, no disagreement, seed {seed}")
