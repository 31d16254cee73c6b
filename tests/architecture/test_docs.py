"""What is written by a program is what the program would write now."""

import importlib.util
import re
from pathlib import Path

from ktui.app.check import check
from ktui.screens.k9s_fingers import ANSWERS, answer
from ktui.settings import Settings, load

ROOT = Path(__file__).parents[2]


def script(name):
    """A script as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_keys_is_what_the_bindings_say():
    keys = script("keys")
    assert keys.PAGE.read_text(encoding="utf-8") == keys.page()


def test_the_page_of_settings_is_what_the_settings_say():
    configuration = script("configuration")
    assert configuration.PAGE.read_text(encoding="utf-8") == configuration.page()


def test_the_page_for_people_from_k9s_is_what_the_bindings_say():
    from_k9s = script("from_k9s")
    assert from_k9s.PAGE.read_text(encoding="utf-8") == from_k9s.page()


def test_every_key_of_k9s_does_something_here_or_is_answered():
    rows = [row for table in script("from_k9s").TABLES.values() for row in table]
    answered = [(key, where or None) for key, _, where in rows if not where or not isinstance(where, str)]
    assert [key for key, where in answered if not answer(key, where=where)] == []
    assert [key for key in ANSWERS if key not in {row[0] for row in rows} | {"shift-right", "h", "o"}] == []


def test_every_example_in_the_page_of_settings_can_be_set(tmp_path):
    page = script("configuration").PAGE.read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert len(examples) == 4
    for example in examples:
        path = tmp_path / "config.toml"
        path.write_text(example, encoding="utf-8")
        assert check(load({"KTUI_CONFIG": str(path)})) != Settings()
