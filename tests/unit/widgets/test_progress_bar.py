"""Bars say how far something is, also where there is only ASCII."""

import pytest

from ktui.widgets.progress_bar import bar, heights, stretch


@pytest.mark.parametrize(
    ("done", "total", "drawn"),
    [
        (0, 64, "········"),
        (1, 64, "━·······"),
        (32, 64, "━━━━····"),
        (63, 64, "━━━━━━━·"),
        (64, 64, "━━━━━━━━"),
        (99_999, 100_000, "━━━━━━━·"),
        (70, 64, "━━━━━━━━"),
        (0, 0, "━━━━━━━━"),
    ],
)
def test_a_bar_is_full_only_when_all_is_done(done, total, drawn):
    assert bar(done, total, 8) == drawn
    assert bar(done, total, 8, ascii_only=True) == drawn.replace("━", "=").replace("·", ".")


@pytest.mark.parametrize("width", [0, 1, 2])
def test_a_bar_has_the_width_that_is_asked_for(width):
    assert [len(bar(done, 2, width)) for done in (0, 1, 2)] == [width] * 3


def test_the_greatest_number_is_the_highest():
    assert heights([1, 4, None, 8, 0]) == "▂▅ █▁"
    assert heights([1, 8], ascii_only=True) == ".%"
    assert heights([0, 0]) == "▁▁"
    assert heights([]) == ""


def test_a_stretch_of_time_is_never_invisible():
    assert stretch(0, 1, 4) == "━━━━"
    assert stretch(0.5, 0.5, 4) == "··━·"
    assert stretch(1, 1, 4) == "···━"
    assert stretch(0.25, 0.75, 8, ascii_only=True) == "..====.."
