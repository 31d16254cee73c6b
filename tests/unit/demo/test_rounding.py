import pytest

from ktui.demo.rounding import scaled_down, scaled_up


@pytest.mark.parametrize(
    ("value", "total", "up", "down"), [(3, 10, 3, 3), ("25%", 10, 3, 2), ("1%", 10, 1, 0), ("0%", 9, 0, 0)]
)
def test_percentages_are_rounded_and_numbers_are_not(value, total, up, down) -> None:
    assert (scaled_up(value, total), scaled_down(value, total)) == (up, down)
