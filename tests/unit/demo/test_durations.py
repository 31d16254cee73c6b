import pytest

from ktui.demo.durations import seconds, written


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30s", 30),
        ("1h30m", 5400),
        ("1.5h", 5400),
        ("250ms", 0.25),
        ("2m0.5s", 120.5),
        ("+2m", 120),
        ("-1m", -60),
        ("0", 0),
    ],
)
def test_go_durations_are_read(text, length) -> None:
    assert seconds(text) == length


@pytest.mark.parametrize("text", ["", "30", "3 s", "1d", "s", "+", "+-1s"])
def test_what_go_refuses_is_refused(text) -> None:
    with pytest.raises(ValueError, match="no duration"):
        seconds(text)


@pytest.mark.parametrize(("length", "text"), [(10, "10s"), (160, "2m40s"), (300, "5m0s"), (3661, "1h1m1s")])
def test_lengths_are_written_as_go_writes_them(length, text) -> None:
    assert written(length) == text


def test_what_go_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        seconds("9999999h")
