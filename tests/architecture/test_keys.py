"""Every key of ktui has an id, by which users can move it, a word for the key bar and a sentence for the help."""

import pytest
from textual.binding import Binding

from ktui.app.console import KtuiApp
from ktui.screens.choose import ChooseDialog
from ktui.screens.confirm import ConfirmDialog
from ktui.screens.coverage import CoverageScreen
from ktui.screens.help import HelpScreen
from ktui.screens.journal import JournalScreen
from ktui.screens.labels import LabelDialog
from ktui.screens.start import StartScreen

SCREENS = [CoverageScreen, StartScreen, ConfirmDialog, LabelDialog, ChooseDialog, HelpScreen, JournalScreen, KtuiApp]


def own(kind):
    """The bindings that ktui gives a class."""
    return [
        each for base in kind.__mro__ if base.__module__.startswith("ktui") for each in vars(base).get("BINDINGS", ())
    ]


@pytest.mark.parametrize("kind", SCREENS)
def test_every_binding_is_whole(kind):
    for binding in own(kind):
        assert isinstance(binding, Binding)
        assert binding.id
        assert binding.description
        assert binding.tooltip.endswith(".")


@pytest.mark.parametrize("kind", SCREENS)
def test_no_key_means_two_things_on_one_screen(kind):
    keys = [
        key for binding in own(kind) for key in binding.key.split(",") if key != "question_mark" and key != "escape"
    ]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("kind", SCREENS)
def test_every_binding_has_an_action(kind):
    for binding in own(kind):
        assert hasattr(kind, f"action_{binding.action.partition('(')[0]}")


def test_ids_are_never_shared():
    ids = [
        binding.id
        for kind in {base for each in SCREENS for base in each.__mro__}
        for binding in vars(kind).get("BINDINGS", ())
        if isinstance(binding, Binding) and kind.__module__.startswith("ktui")
    ]
    assert len(ids) == len(set(ids))
