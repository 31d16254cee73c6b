from fractions import Fraction

import pytest

from ktui.demo.quantities import amount, requests


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("100m", Fraction(1, 10)), ("1.5", Fraction(3, 2)), ("16Gi", 16 * 2**30), ("2k", 2000), ("1e3", 1000)],
)
def test_a_quantity_is_read_exactly(text, number) -> None:
    assert amount(text) == number


def test_what_is_no_quantity_is_said() -> None:
    with pytest.raises(ValueError, match="'lots' is no quantity"):
        amount("lots")


def asks(**wanted: str) -> dict[str, object]:
    return {"resources": {"requests": wanted}}


def test_containers_ask_together_and_init_containers_in_turn() -> None:
    spec = {
        "containers": [asks(cpu="1"), asks(cpu="2", memory="1Gi")],
        "initContainers": [asks(cpu="5"), asks(cpu="4")],
    }
    assert requests(spec) == {"cpu": 5, "memory": 2**30}


def test_a_sidecar_counts_with_the_containers() -> None:
    spec = {"containers": [asks(cpu="1")], "initContainers": [{**asks(cpu="1"), "restartPolicy": "Always"}]}
    assert requests(spec) == {"cpu": 2}


def test_a_limit_without_a_request_is_the_request() -> None:
    assert requests({"containers": [{"resources": {"limits": {"cpu": "3"}}}]}) == {"cpu": 3}
