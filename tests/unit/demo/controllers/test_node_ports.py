import pytest
from stage.embedded import Played

from ktui.demo.resources import SERVICES
from ktui.demo.status import Invalid


def service(name: str, kind: str = "NodePort", number: int | None = None) -> dict[str, object]:
    port = {"port": 80, **({"nodePort": number} if number else {})}
    spec = {"type": kind, "selector": {"app": name}, "ports": [port]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def node_port(played: Played, name: str) -> int | None:
    number = played.get(SERVICES, name)["spec"]["ports"][0].get("nodePort")
    return None if number is None else int(number)


def test_who_asks_for_no_port_gets_one_of_its_own() -> None:
    played = Played(0)
    for name in ("a", "b"):
        played.create(service(name))
    played.create(service("c", "LoadBalancer"))
    played.create(service("d", "ClusterIP"))
    numbers = [node_port(played, name) for name in "abc"]
    assert len(set(numbers)) == 3
    assert all(number is not None and 30000 <= number <= 32767 for number in numbers)
    assert node_port(played, "d") is None


def test_a_port_is_nobodys_twice_and_not_any_number() -> None:
    played = Played(0)
    played.create(service("a", number=30999))
    with pytest.raises(Invalid, match="30999: provided port is already allocated"):
        played.create(service("b", number=30999))
    with pytest.raises(Invalid, match="99: provided port is not in the valid range"):
        played.create(service("b", number=99))


def test_what_becomes_open_to_nodes_gets_its_port_then() -> None:
    played = Played(0)
    played.create(service("a", "ClusterIP"))
    played.edit(SERVICES, "a", type="NodePort")
    assert node_port(played, "a") is not None
