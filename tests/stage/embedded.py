"""The embedded cluster without its server and without asyncio: time stands still until it is played on."""

from datetime import UTC, datetime
from typing import Any

from ktui.demo.clock import ManualClock
from ktui.demo.controllers import start_controllers
from ktui.demo.deletion import DeleteOptions
from ktui.demo.kubelet import Kubelet
from ktui.demo.node_agent import NodeAgent
from ktui.demo.past import PastClock
from ktui.demo.pods import bound_node, is_deleting
from ktui.demo.resources import EVENTS, NAMESPACES, NODES, PODS, Resource, by_kind
from ktui.demo.scheduler import Scheduler
from ktui.demo.status import Object
from ktui.demo.storage import Storage
from ktui.demo.stories import FAST, Pace, Stories
from ktui.demo.world import World

BEGIN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Played:
    """A cluster to play with, of nodes ``node-0000`` and so on, in zones a to c."""

    def __init__(self, nodes: int = 3, *, pace: Pace = FAST, grace: float = 40.0, seed: int = 1) -> None:
        self.clock = PastClock(ManualClock(BEGIN))
        self.clock.set(BEGIN)
        self.storage = Storage(self.clock, seed)
        self.world = World(self.storage, self.clock, seed)
        self.agent = NodeAgent(self.world)
        self.kubelet = Kubelet(self.world, self.agent, Stories(), pace)
        Scheduler(self.world)
        lifecycle = start_controllers(self.world)
        for name in ("default", "kube-node-lease", "kube-system"):
            self.storage.create(NAMESPACES, {"metadata": {"name": name}})
        for number in range(nodes):
            self.add_node(f"node-{number:04d}", {"zone": "abc"[number % 3]})
        self.agent.begin()
        lifecycle.begin(grace)
        self.settle()

    def settle(self) -> None:
        """Everything that is due is done."""
        for _ in range(100_000):
            if not self.world.work.run_one():
                return
        raise AssertionError("the controllers never come to rest")

    def play(self, seconds: float) -> None:
        """Time passes, from one thing that is due to the next."""
        self.settle()
        end = self.world.now() + seconds
        while True:
            due = self.world.work.next_due()
            if due is None or due > end:
                break
            self.clock.set(datetime.fromtimestamp(due, UTC))
            self.settle()
        self.clock.set(datetime.fromtimestamp(end, UTC))
        self.settle()

    def add_node(self, name: str, labels: dict[str, str] | None = None, **spec: Any) -> Object:
        node = {"metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, **(labels or {})}}, "spec": spec}
        return self.storage.create(NODES, node)

    def create(self, thing: Object) -> Object:
        resource = by_kind(thing["apiVersion"], thing["kind"])
        assert resource is not None
        if resource.namespaced:
            thing = {**thing, "metadata": {"namespace": "default", **thing["metadata"]}}
        made = self.storage.create(resource, thing)
        self.settle()
        return made

    def get(self, resource: Resource, name: str, namespace: str = "default") -> Object:
        return self.storage.get(resource, name, "" if not resource.namespaced else namespace)

    def status(self, resource: Resource, name: str) -> Object:
        return self.get(resource, name).get("status", {})

    def edit(self, resource: Resource, name: str, **spec: Any) -> None:
        """Changes fields of the spec; None takes one away."""

        def change(thing: Object) -> None:
            for field, value in spec.items():
                if value is None:
                    thing["spec"].pop(field, None)
                else:
                    thing["spec"][field] = value

        self.storage.edit(resource, name, "default" if resource.namespaced else "", change)
        self.settle()

    def set_image(self, resource: Resource, name: str, image: str) -> None:
        def change(thing: Object) -> None:
            thing["spec"]["template"]["spec"]["containers"][0]["image"] = image

        self.storage.edit(resource, name, "default", change)
        self.settle()

    def label(self, resource: Resource, name: str, **labels: str | None) -> None:
        def change(thing: Object) -> None:
            present = thing["metadata"].setdefault("labels", {})
            for key, value in labels.items():
                if value is None:
                    present.pop(key, None)
                else:
                    present[key] = value

        self.storage.edit(resource, name, "default" if resource.namespaced else "", change)
        self.settle()

    def taint(self, node: str, *taints: str) -> None:
        """Sets the taints that are not the controllers' own: ``key=value:Effect``."""
        made = []
        for text in taints:
            pair, _, effect = text.rpartition(":")
            key, _, value = pair.partition("=")
            made.append({"key": key, "value": value, "effect": effect})
        self.edit(NODES, node, taints=made or None)

    def delete(self, resource: Resource, name: str, propagation: str = "Background", grace: int | None = None) -> None:
        namespace = "default" if resource.namespaced else ""
        self.storage.delete(resource, name, namespace, DeleteOptions(grace=grace, propagation=propagation))
        self.settle()

    def pods(self, prefix: str = "") -> list[Object]:
        return [pod for pod in self.storage.objects(PODS) if pod["metadata"]["name"].startswith(prefix)]

    def live(self, prefix: str = "") -> list[Object]:
        return [pod for pod in self.pods(prefix) if not is_deleting(pod)]

    def nodes_of(self, prefix: str) -> list[str]:
        """The nodes of the pods of that name, sorted; unbound ones are an empty string."""
        return sorted(bound_node(pod) for pod in self.live(prefix))

    def events(self, reason: str) -> list[str]:
        return [event["message"] for event in self.storage.objects(EVENTS) if event["reason"] == reason]


def template(app: str, image: str = "example/app:1", annotations: dict[str, str] | None = None, **spec: Any) -> Object:
    metadata: Object = {"labels": {"app": app}}
    if annotations:
        metadata["annotations"] = {f"ktui.test/{name}": value for name, value in annotations.items()}
    containers = spec.pop("containers", None) or [{"name": "main", "image": image, **spec.pop("container", {})}]
    return {"metadata": metadata, "spec": {"containers": containers, **spec}}


def daemon_set(
    name: str = "agent", *, story: dict[str, str] | None = None, pod: Object | None = None, **spec: Any
) -> Object:
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": template(name, annotations=story, **(pod or {})),
            **spec,
        },
    }


def deployment(name: str = "web", replicas: int = 3, story: dict[str, str] | None = None, **spec: Any) -> Object:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": template(name, annotations=story),
            **spec,
        },
    }


def job(name: str = "work", story: dict[str, str] | None = None, pod: Object | None = None, **spec: Any) -> Object:
    made = template(name, annotations=story, **{"restartPolicy": "Never", **(pod or {})})
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": {"template": made, **spec}}
