"""ktui.screens.keys: keys as people write them, and those that a user has changed."""

import pytest
from textual.app import App
from textual.binding import Binding
from textual.keys import Keys

from ktui.screens.help import HelpScreen
from ktui.screens.keys import KeyMap, KeyNameError, bindings_of, key_codes, key_map, key_name, sections

FILTER = Binding("slash", "filter", "filter", id="x.filter", tooltip="Filter.")
MOVE = Binding("up,k", "up", "up", id="x.up", tooltip="Up.")
RANGE = Binding("ctrl+@,ctrl+space", "range", "range", id="x.range", tooltip="Range.")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ctrl+d", "ctrl-d"),
        ("question_mark", "?"),
        ("J", "J"),
        ("slash", "/"),
        ("escape", "esc"),
        ("0", "0"),
        ("pageup", "pgup"),
        ("left_square_bracket", "["),
        ("minus", "-"),
        ("ctrl+backslash", "ctrl-\\"),
        ("space", "space"),
        ("shift+tab", "shift-tab"),
        ("f5", "f5"),
    ],
)
def test_keys_are_written_as_on_a_keyboard_and_read_back(key, name):
    assert key_name(key) == name
    assert key_codes(name) == (key,)


@pytest.mark.parametrize("key", [key.value for key in Keys if "<" not in key.value])
def test_no_key_of_textuals_is_written_with_what_cannot_be_seen(key):
    assert key_name(key).isprintable()
    assert " " not in key_name(key)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("shift-n", ("N",)),
        ("ctrl--", ("ctrl+minus",)),
        ("ctrl-space", ("ctrl+space", "ctrl+@")),
        ("return", ("enter",)),
        ("del", ("delete",)),
        ("é", ("é",)),
    ],
)
def test_a_key_may_be_written_in_more_than_one_way(name, codes):
    assert key_codes(name) == codes


@pytest.mark.parametrize("name", ["", " ", "hyper-x", "foo", "ctrl-", "--", "ctrl-foo", "a b"])
def test_what_is_no_key_is_told_with_how_keys_are_written(name):
    with pytest.raises(KeyNameError, match="keys are written as ctrl-d"):
        key_codes(name)


def test_a_key_map_changes_what_is_wanted_and_leaves_the_rest():
    keys = KeyMap({"x.filter": ["f", "ctrl-f"], "x.up": []})
    assert keys.keys(FILTER) == ("f", "ctrl+f")
    assert (keys.names(FILTER), keys.name(FILTER)) == (("f", "ctrl-f"), "f")
    assert (keys.keys(MOVE), keys.name(MOVE)) == ((), "")
    assert keys.names(RANGE) == ("ctrl-space",)
    assert KeyMap().keys(MOVE) == ("up", "k")


def test_textual_is_told_of_a_key_that_never_comes_where_none_is_wanted():
    assert KeyMap({"x.filter": ["?"], "x.up": []}).textual == {"x.filter": "question_mark", "x.up": "no-key"}


def test_an_app_without_a_key_map_changes_no_key():
    assert key_map(App()).name(FILTER) == "/"


def test_each_class_brings_its_own_bindings_under_its_own_title():
    found = sections(HelpScreen)
    assert [section.title for section in found] == ["Reading the help", "Searching a text", "Reading a text"]
    assert found[0].bindings == bindings_of(HelpScreen)
