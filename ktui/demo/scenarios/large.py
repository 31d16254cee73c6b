"""Twenty DaemonSets on every node, to see how many nodes can be looked at; ``--nodes 500`` makes ten thousand pods."""

from datetime import timedelta

from ktui.demo.scenarios.fleet import make_fleet
from ktui.demo.scenarios.manifests import EVERYWHERE, container, daemon_set, namespace, pod
from ktui.demo.scenarios.script import Scenario, Script
from ktui.demo.status import Object

DAEMONS = 20


def build(script: Script) -> None:
    """Makes the nodes, then the DaemonSets."""
    make_fleet(script)
    script.at(days=2)
    script.create(namespace("agents"), *(_daemon(number) for number in range(1, DAEMONS + 1)))


def _daemon(number: int) -> Object:
    name = f"agent-{number:02d}"
    main = container("agent", f"registry.example.com/agents/{name}:1.{number}.0", "10m", "32Mi")
    return daemon_set("agents", name, pod([main], name, tolerations=EVERYWHERE))


SCENARIO = Scenario("large", "twenty DaemonSets on every node", build, age=timedelta(days=3))
