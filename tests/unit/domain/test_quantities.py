"""ktui.domain.quantities: amounts as Kubernetes writes them."""

from decimal import Decimal

import pytest

from ktui.domain.quantities import quantity, share, spell


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("250m", "0.25"),
        ("2", "2"),
        ("1.5Gi", "1610612736"),
        ("1G", "1000000000"),
        ("2e3", "2000"),
        ("1E", "1000000000000000000"),
        ("100n", "0.0000001"),
        ("-1", "-1"),
        ("+5k", "5000"),
        (4, "4"),
    ],
)
def test_amounts_are_read_with_every_suffix(text, amount):
    assert quantity(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "5Zi", None, "1e999", {}])
def test_what_is_no_amount_is_none(text):
    assert quantity(text) is None


@pytest.mark.parametrize(
    ("resource", "amount", "words"),
    [
        ("cpu", "0.25", "250m"),
        ("cpu", "4", "4"),
        ("memory", "1610612736", "1.5Gi"),
        ("memory", "1073741824", "1Gi"),
        ("memory", "500", "500"),
        ("hugepages-2Mi", "2097152", "2Mi"),
        ("nvidia.com/gpu", "8", "8"),
        ("pods", "110", "110"),
        ("cpu", "1e40", "1" + "0" * 40),
        ("memory", "1e-40", "0"),
    ],
)
def test_amounts_are_spelled_as_people_write_them(resource, amount, words):
    assert spell(resource, Decimal(amount)) == words


def test_a_share_is_in_whole_percents_and_of_nothing_there_is_none():
    assert share(Decimal(1), Decimal(3)) == "33%"
    assert share(Decimal(1), Decimal(0)) == ""
