"""ktui.screens.keys: keys as people write them."""

import pytest

from ktui.screens.keys import key_name


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
    ],
)
def test_keys_are_written_as_on_a_keyboard(key, name):
    assert key_name(key) == name
