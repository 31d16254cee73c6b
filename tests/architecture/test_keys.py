"""Every key of ktui has an id, by which users can move it, a word for the key bar and a sentence for the help."""

import pytest
from textual.screen import Screen

from ktui.app.bound import bound_classes, key_faults, screens
from ktui.app.console import KtuiApp
from ktui.screens.keys import KeyMap, bindings_of

CLASSES = bound_classes()
EACH = [(kind, binding) for kind in CLASSES for binding in bindings_of(kind)]
NAMES = [f"{kind.__name__}-{binding.id}" for kind, binding in EACH]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_binding_is_whole(kind):
    assert len(bindings_of(kind)) == len(vars(kind)["BINDINGS"])
    for binding in bindings_of(kind):
        assert binding.id
        assert binding.description
        assert binding.tooltip.endswith(".")


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_no_key_means_two_things_to_one_class(kind):
    keys = [key for binding in bindings_of(kind) for key in binding.key.split(",")]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_binding_has_an_action(kind):
    for binding in bindings_of(kind):
        whose, _, action = binding.action.partition("(")[0].rpartition(".")
        assert hasattr({"app": KtuiApp, "screen": Screen}.get(whose, kind), f"action_{action}")


def test_ids_are_never_shared():
    ids = [binding.id for _, binding in EACH]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("kind", "binding"), EACH, ids=NAMES)
def test_every_key_can_be_moved_and_no_other_moves_with_it(kind, binding):
    """Through what Textual itself makes of a key map."""
    before = {each.id for _, each in kind._merged_bindings}
    moved = kind._merged_bindings.copy()
    moved.apply_keymap(KeyMap({binding.id: ["f12"]}).textual)
    assert {each.id for _, each in moved} == before
    assert {each.id for each in moved.key_to_bindings["f12"]} == {binding.id}
    assert [key for key, each in moved if each.id == binding.id and key != "f12"] == []


def test_as_they_are_no_keys_are_in_each_others_way():
    assert key_faults({}) == []


def test_every_screen_is_known_by_what_it_is_made_of():
    assert {kind.__name__ for kind in screens()} >= {"CoverageScreen", "StartScreen", "HelpScreen", "JournalScreen"}
