"""ktui.widgets.history: what was typed comes back."""

from ktui.widgets.history import MOST, History


def test_lines_are_kept_by_their_sign_the_newest_last_and_none_twice():
    history = History(["nodes"])
    for sign, line in ((":", "po"), ("/", "gpu"), (":", "nodes"), (":", "  "), (":", " ns x ")):
        history.add(sign, line)
    assert history.of(":") == ["po", "nodes", "ns x"]
    assert history.of("/") == ["gpu"]
    assert history.of("!") == []


def test_what_is_added_is_told():
    told = []
    History(added=lambda sign, line: told.append((sign, line))).add(":", "po")
    assert told == [(":", "po")]


def test_of_lines_without_end_the_oldest_are_forgotten():
    history = History(str(number) for number in range(2 * MOST))
    history.add(":", "last")
    assert len(history.of(":")) == MOST
    assert history.of(":")[-1] == "last"
