"""What keeps happening in the default scenario: a node falls and heals, rollouts go on, Jobs come and go."""

from collections.abc import Callable

from ktui.demo.node_agent import Fault
from ktui.demo.pods import is_deleting
from ktui.demo.resources import DAEMON_SETS, DEPLOYMENTS, NODES, Resource
from ktui.demo.scenarios import batch, daemons
from ktui.demo.scenarios.default_cast import Cast
from ktui.demo.scenarios.repeating import repeating
from ktui.demo.scenarios.script import Script
from ktui.demo.status import Object

_FALLEN = Fault(
    reason="KubeletNotReady",
    message="container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:"
    "Network plugin returns error: cni plugin not initialized",
)


def live(script: Script, cast: Cast) -> None:
    """Sets everything going."""
    if cast.flapping:
        script.later("flapping", 15, _flapping(script, cast.flapping))
    if cast.evacuated:
        script.later("evacuation", 60, _evacuating(script, cast.evacuated))
    telemetry = ("0.139.0", "0.140.1", "0.141.0")
    script.later(
        "telemetry",
        420,
        _releasing(
            script, DAEMON_SETS, "monitoring", "otel-agent", [daemons.telemetry_image(each) for each in telemetry], 480
        ),
    )
    frontends = [f"registry.example.com/shop/frontend:5.{minor}.0" for minor in (22, 23, 21)]
    script.later("frontend", 90, _releasing(script, DEPLOYMENTS, "shop", "frontend", frontends, 540))
    script.later("shards", 30, repeating(script, "ml", "embed-corpus", batch.shards))
    script.later("mail", 30, repeating(script, "mail", "newsletter", batch.mail_queue))
    script.later("import", 30, repeating(script, "etl", "import", batch.import_parts))


def _flapping(script: Script, node: str) -> Callable[[], float]:
    times = 0

    def turn() -> float:
        nonlocal times
        times += 1
        chance = script.world.chance("flapping", times)
        if times % 2:
            script.agent.set_fault(node, _FALLEN)
            return chance.uniform(60, 110)
        script.agent.set_fault(node, None)
        return chance.uniform(120, 300)

    return turn


def _releasing(
    script: Script, resource: Resource, namespace: str, name: str, images: list[str], every: float
) -> Callable[[], float]:
    """One release after the other, as long as nobody deletes the workload."""

    def turn() -> float:
        found = script.world.get(resource, namespace, name)
        if found is not None:
            present = found["spec"]["template"]["spec"]["containers"][0]["image"]
            place = images.index(present) + 1 if present in images else 0

            def change(workload: Object) -> None:
                workload["spec"]["template"]["spec"]["containers"][0]["image"] = images[place % len(images)]

            script.world.storage.edit(resource, name, namespace, change)
        return every

    return turn


def _evacuating(script: Script, nodes: list[str]) -> Callable[[], float]:
    """When a node is empty of what has to leave it, it comes back, and the next is evacuated."""
    place = 0

    def turn() -> float:
        nonlocal place
        node = nodes[place % len(nodes)]
        if any(is_deleting(pod) for pod in script.world.pods_on(node)):
            return 60
        set_evacuation(script, node, wanted=False)
        place += 1
        set_evacuation(script, nodes[place % len(nodes)], wanted=True)
        return 60

    return turn


def set_evacuation(script: Script, node: str, *, wanted: bool) -> None:
    """Has everything leave a node that does not tolerate that, or lets it come back."""
    taint = {"key": "node.example.com/evacuate", "value": "disk-failing", "effect": "NoExecute"}

    def change(found: Object) -> None:
        others = [each for each in found["spec"].get("taints") or [] if each["key"] != taint["key"]]
        found["spec"]["taints"] = [*others, taint] if wanted else others
        if not found["spec"]["taints"]:
            del found["spec"]["taints"]

    if script.world.get(NODES, "", node) is not None:
        script.world.storage.edit(NODES, node, "", change)
