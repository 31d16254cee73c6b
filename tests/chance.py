"""Random nodes and DaemonSets that an API server accepts: what the differential test feeds to a real controller."""

from __future__ import annotations

import random

KEYS = ("pool", "zone", "example.org/tier", "cores")
VALUES = {
    "pool": ("cpu", "gpu", ""),
    "zone": ("a", "b", "c"),
    "example.org/tier": ("gold", "silver"),
    "cores": ("4", "8", "008", "0", "16", "1_0", "1e3", "7.5", "many", "9223372036854775807", "9223372036854775808"),
}
BOUNDS = ("3", "4", "007", "0", "10", "15", "9223372036854775806")
NO_NUMBERS = ("many", "0x10", "1_0", "", "9223372036854775808")
"""What a server takes for the number of Gt and Lt, and no controller can read: such a term never matches."""
TAINTS = ("dedicated", "example.org/storage", "node.kubernetes.io/out-of-service", "ToBeDeletedByClusterAutoscaler")
TAINT_VALUES = ("", "x", "y")
EFFECTS = ("NoSchedule", "NoExecute", "PreferNoSchedule")
CONDITIONS = tuple(
    f"node.kubernetes.io/{name}"
    for name in ("memory-pressure", "disk-pressure", "pid-pressure", "unschedulable", "network-unavailable")
)
"""Keys of taints that the node lifecycle controller sets and takes away where their effect is NoSchedule. With another
effect they are anybody's, and nothing tolerates them by itself."""


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
        if self.happens(0.15):
            key, effect = self._one(CONDITIONS), self._one(("NoExecute", "PreferNoSchedule"))
            found[key, effect] = {"key": key, "effect": effect}
        return list(found.values())

    # ---- DaemonSets

    def daemon_set(self, name, nodes):
        strategy = self._one(
            (
                {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "100%"}},
                {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 7}},
                {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": "50%"}},
                {"type": "OnDelete"},
            )
        )
        labels = {"app": "shared" if self.happens(0.1) else name}  # pods are told apart by their owner alone
        selector = {"matchLabels": labels}
        if self.happens(0.2):
            selector = {"matchExpressions": [{"key": "app", "operator": "In", "values": [labels["app"], "another"]}]}
        spec = {
            "selector": selector,
            "updateStrategy": strategy,
            "template": {"metadata": {"labels": labels}, "spec": self.template(nodes)},
        }
        if self.happens(0.2):
            spec["minReadySeconds"] = 1
        return {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": name}, "spec": spec}

    def template(self, nodes):
        container = {"name": "main", "image": f"example/agent:{self._random.randrange(10**9)}"}
        spec = {"containers": [container], "terminationGracePeriodSeconds": 1}
        if self.happens(0.03):
            spec["nodeName"] = self._one((*nodes, "nowhere"))
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
            term["matchFields"] = [
                {"key": "metadata.name", "operator": self._one(("In", "NotIn")), "values": [self._one(nodes)]}
                for _ in range(self._one((1, 1, 2)))
            ]
        return term

    def _expression(self):
        key = self._one((*KEYS, "absent"))
        values = VALUES.get(key, ("x",))
        operator = self._one(("In", "In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"))
        if operator in ("In", "NotIn"):
            return {"key": key, "operator": operator, "values": self.pick(values, self._random.randint(1, len(values)))}
        if operator in ("Gt", "Lt"):
            bound = self._one(NO_NUMBERS if self.happens(0.1) else BOUNDS)
            return {"key": self._one(("cores", "cores", "cores", key)), "operator": operator, "values": [bound]}
        return {"key": key, "operator": operator}

    def _toleration(self):
        effect = {"effect": self._one(EFFECTS)} if self.happens(0.6) else {}
        if effect.get("effect") == "NoExecute" and self.happens(0.5):
            effect["tolerationSeconds"] = self._one((3600, 86400))  # for evictions, not for the controller
        if self.happens(0.15):
            return {"operator": "Exists", **effect}
        conditions = (*CONDITIONS, "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
        key = self._one((*TAINTS, *TAINTS, *conditions))
        if self.happens(0.5):
            return {"key": key, "operator": "Exists", **effect}
        equal = {"operator": "Equal"} if self.happens(0.5) else {}
        return {"key": key, "value": self._one(TAINT_VALUES), **equal, **effect}

    def _one(self, some):
        return self._random.choice(some)
