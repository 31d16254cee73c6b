"""Random nodes and DaemonSets that an API server accepts: what the differential test feeds to a real controller."""

from __future__ import annotations

import random

KEYS = ("pool", "zone", "example.org/tier", "cores")
VALUES = {
    "pool": ("cpu", "gpu", ""),
    "zone": ("a", "b", "c"),
    "example.org/tier": ("gold", "silver"),
    "cores": ("4", "8", "008", "16", "1_0", "many", "9223372036854775808"),
}
TAINTS = ("dedicated", "example.org/storage", "node.kubernetes.io/out-of-service", "ToBeDeletedByClusterAutoscaler")
TAINT_VALUES = ("", "x", "y")
EFFECTS = ("NoSchedule", "NoExecute", "PreferNoSchedule")


class Chance:
    """A seeded source of cluster objects."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def happens(self, probability):
        return self._random.random() < probability

    def pick(self, some, count):
        return self._random.sample(list(some), count)

    # ---- nodes

    def labels(self):
        """Each of the keys, or not: what a node is relabelled with; None takes the label away."""
        return {key: self._one(VALUES[key]) if self.happens(0.7) else None for key in KEYS}

    def taints(self):
        found = {}
        while self.happens(0.4) and len(found) < 3:
            key, effect = self._one(TAINTS), self._one(EFFECTS)
            found[key, effect] = {"key": key, "effect": effect, "value": self._one(TAINT_VALUES)}
        return list(found.values())

    # ---- DaemonSets

    def daemon_set(self, name, nodes):
        strategy = self._one(
            (
                {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "100%"}},
                {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": "50%"}},
                {"type": "OnDelete"},
            )
        )
        spec = {
            "selector": {"matchLabels": {"app": name}},
            "updateStrategy": strategy,
            "template": {"metadata": {"labels": {"app": name}}, "spec": self.template(nodes)},
        }
        if self.happens(0.2):
            spec["minReadySeconds"] = 1
        return {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": name}, "spec": spec}

    def template(self, nodes):
        container = {"name": "main", "image": f"example/agent:{self._random.randrange(10**9)}"}
        spec = {"containers": [container], "terminationGracePeriodSeconds": 1}
        if self.happens(0.03):
            spec["nodeName"] = self._one(nodes)
        if self.happens(0.3):
            spec["nodeSelector"] = {key: self._one(VALUES[key]) for key in self.pick(KEYS, self._one((1, 1, 2)))}
        if self.happens(0.5):
            terms = [self._term(nodes) for _ in range(self._one((1, 1, 2, 3)))]
            spec["affinity"] = {
                "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
            }
        if self.happens(0.5):
            spec["tolerations"] = [self._toleration() for _ in range(self._one((1, 2, 3)))]
        if self.happens(0.1):
            spec["hostNetwork"] = True
        return spec

    def _term(self, nodes):
        term = {}
        if self.happens(0.85):
            term["matchExpressions"] = [self._expression() for _ in range(self._one((1, 1, 2)))]
        if self.happens(0.2):
            operator = self._one(("In", "NotIn"))
            term["matchFields"] = [{"key": "metadata.name", "operator": operator, "values": [self._one(nodes)]}]
        return term

    def _expression(self):
        key = self._one((*KEYS, "absent"))
        values = VALUES.get(key, ("x",))
        operator = self._one(("In", "In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"))
        if operator in ("In", "NotIn"):
            return {"key": key, "operator": operator, "values": self.pick(values, self._random.randint(1, len(values)))}
        if operator in ("Gt", "Lt"):
            return {"key": "cores", "operator": operator, "values": [self._one(("3", "4", "007", "10", "15"))]}
        return {"key": key, "operator": operator}

    def _toleration(self):
        effect = {"effect": self._one(EFFECTS)} if self.happens(0.6) else {}
        if self.happens(0.15):
            return {"operator": "Exists", **effect}
        key = self._one((*TAINTS, "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"))
        if self.happens(0.5):
            return {"key": key, "operator": "Exists", **effect}
        equal = {"operator": "Equal"} if self.happens(0.5) else {}
        return {"key": key, "value": self._one(TAINT_VALUES), **equal, **effect}

    def _one(self, some):
        return self._random.choice(some)
