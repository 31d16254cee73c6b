"""Which nodes play which part in the default scenario, and what becomes of the pods on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ktui.demo.owners import controller_of
from ktui.demo.pods import bound_node
from ktui.demo.status import Object
from ktui.demo.stories import Story


@dataclass
class Cast:
    """Names of nodes by their part; an empty name where the cluster is too small for the part.

    Args:
        nodes: all nodes.
        troubled: whether the troubles of single nodes have begun.
    """

    nodes: Sequence[str]
    troubled: bool = False

    def of(self, pool: str) -> list[str]:
        """The nodes of a pool."""
        return [name for name in self.nodes if name.startswith(f"{pool}-")]

    def _pick(self, pool: str, number: int) -> str:
        names = self.of(pool)
        return names[number] if number < len(names) else ""

    @cached_property
    def lost(self) -> str:
        """Its kubelet has been silent for hours."""
        return self._pick("cpu", 26)

    @cached_property
    def flapping(self) -> str:
        """Falls NotReady and heals."""
        return self._pick("storage", 5)

    @cached_property
    def cordoned(self) -> str:
        """Is kept for a repair: new pods stay away, those that are there stay."""
        return self._pick("cpu", 18)

    @cached_property
    def evacuated(self) -> list[str]:
        """Have to be left, one after the other."""
        return [name for name in (self._pick("cpu", place) for place in (22, 13, 6)) if name]

    @cached_property
    def full(self) -> str:
        """Its disk runs full."""
        return self._pick("cpu", 10)

    @cached_property
    def stuck(self) -> str:
        """Cannot let go of a volume."""
        return self._pick("cpu", 11)

    @cached_property
    def doubled(self) -> str:
        """Somebody started one pod too many on it."""
        return self._pick("cpu", 3)

    def story(self, pod: Object) -> Story | None:
        """What becomes of a pod."""
        app = (pod["metadata"].get("labels") or {}).get("app.kubernetes.io/name", "")
        trouble = self._by_node.get((app, bound_node(pod))) if self.troubled else None
        return trouble or _STORIES.get(app) or _of_service(app, pod)

    @cached_property
    def _by_node(self) -> dict[tuple[str, str], Story]:
        return {
            ("fluent-bit", self._pick("cpu", 4)): Story("oom", restarts=37, up=(50.0, 240.0)),
            ("fluent-bit", self._pick("gpu", 2)): Story("oom", restarts=12, up=(30.0, 120.0)),
            ("nvidia-device-plugin", self._pick("gpu", 1)): Story(
                "crash-loop", restarts=112, exit_code=1, up=(2.0, 6.0)
            ),
            ("dcgm-exporter", self._pick("gpu", 5)): Story("flapping", up=(40.0, 150.0)),
            ("node-exporter", self._pick("storage", 1)): Story("probe", message=_SLOW_PROBE),
            ("node-local-dns", self.stuck): Story(end=(6 * 3600.0, 8 * 3600.0)),
            ("otel-agent", self.full): Story("evicted", up=(20.0, 60.0), message=_DISK_FULL),
        }


_SLOW_PROBE = (
    'Readiness probe failed: Get "http://10.0.0.13:9100/": context deadline exceeded '
    "(Client.Timeout exceeded while awaiting headers)"
)
_DISK_FULL = (
    "The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: 9212Mi. "
    "Container otc-container was using 3204Mi, request is 0, has larger consumption of ephemeral-storage."
)

_STORIES: dict[str, Story] = {
    "edge-gateway": Story("no-image"),
    "kafka-relay": Story(end=(5400.0, 6900.0)),
    "ingress-nginx": Story(start=(3.0, 9.0), end=(5.0, 20.0)),
    "model-cache": Story(start=(8.0, 40.0)),
    "legacy-sync": Story(run=(5.0, 12.0), exit_code=3),
    "embed-corpus": Story(run=(60.0, 240.0), exit_code=1, fail_indexes=frozenset({17, 42})),
    "newsletter": Story(run=(1500.0, 2400.0)),
    "import": Story(run=(40.0, 120.0)),
    "migrate-orders": Story(run=(6.0, 9.0), exit_code=1),
    "postgres-backup": Story(run=(240.0, 420.0)),
    "mongo-backup": Story(run=(150.0, 300.0)),
    "etcd-snapshot": Story(run=(8.0, 15.0)),
    "hourly-export": Story(run=(60.0, 100.0)),
}


def _of_service(app: str, pod: Object) -> Story | None:
    image: str = pod["spec"]["containers"][0]["image"]
    if app == "checkout" and image.endswith(":2.32.0"):
        return Story("config", message='secret "checkout-stripe" not found')
    owner = controller_of(pod)
    if app == "otel-agent" and owner is not None:
        return Story(start=(6.0, 25.0))
    return None
