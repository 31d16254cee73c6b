"""Names are in the order in which people look for them."""

from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.natural import natural


def test_numbers_in_names_count_as_numbers():
    names = ["node-10", "node-9", "node-1", "node", "alpha-2-b", "alpha-2-a", "alpha-10"]
    assert sorted(names, key=natural) == ["alpha-2-a", "alpha-2-b", "alpha-10", "node", "node-1", "node-9", "node-10"]


@given(st.text("a1-9²٣", max_size=40), st.text("a1-9²٣", max_size=40))
def test_any_two_names_have_an_order(one, other):
    assert (natural(one) < natural(other)) + (natural(one) > natural(other)) + (natural(one) == natural(other)) == 1


def test_a_number_of_any_length_is_no_fault():
    assert min(["9" * 5000, "1"], key=natural) == "1"
