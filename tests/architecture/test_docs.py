"""What is written by a program is what the program would write now."""

import importlib.util
from pathlib import Path

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
