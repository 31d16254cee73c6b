"""What is loaded when: asked of a fresh interpreter, since only that proves that something is put off."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PAINTED = """
import asyncio, json, sys
import ktui.app.terminal
from ktui.app.console import KtuiApp
from ktui.cli import program

def run(app, mouse):
    async def main():
        async with app.run_test() as pilot:
            await pilot.pause()
    asyncio.run(main())

def connect(app):
    painted = app.screen.query_one("#explanation").region.area > 0
    print(json.dumps([painted, sorted(sys.modules)]))

ktui.app.terminal.check_terminal = lambda: None
KtuiApp.run, KtuiApp.connect = run, connect
sys.exit(program.run([]))
"""

LATER = {
    "aiohttp",
    "kubernetes_asyncio",
    "yaml",
    "email",  # comes with importlib.metadata
    "importlib.metadata",
    "ktui.cluster",
    "ktui.session",
    "ktui.store",
    "ktui.demo",
    "ktui.domain.actions",
    "ktui.domain.coverage",
    "ktui.domain.kinds",
    "ktui.domain.objects",
}
"""What the first frame does not wait for, and every screen and dialog but the first."""
FIRST_SCREENS = {"answering", "behind", "dialog", "entering", "frame", "start"}
"""The first screen, and what all are made from."""


def fresh(*arguments, **environ):
    """Run a fresh interpreter; give what it printed."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=environ, check=True)
    return done.stdout


def loaded_after(statement):
    return set(json.loads(fresh("-c", f"{statement}\nimport json, sys; print(json.dumps(sorted(sys.modules)))")))


def test_the_app_package_loads_neither_textual_nor_a_client_library():
    assert loaded_after("import ktui.app").isdisjoint({"textual", "aiohttp", "kubernetes_asyncio", "yaml"})


def test_the_app_itself_loads_no_client_library():
    assert loaded_after("import ktui.app.console").isdisjoint({"aiohttp", "kubernetes_asyncio", "yaml"})


def test_the_first_frame_is_painted_before_anything_is_loaded_that_it_does_not_show(tmp_path):
    painted, modules = json.loads(fresh("-c", PAINTED, XDG_CONFIG_HOME=str(tmp_path)))
    assert painted
    assert LATER & set(modules) == set()
    screens = {name.removeprefix("ktui.screens.") for name in modules if holds_a_screen(name)}
    assert screens <= FIRST_SCREENS


def holds_a_screen(module):
    """Whether a module is one of a screen or a dialog that somebody may never see."""
    source = ROOT / f"{module.replace('.', '/')}.py"
    if not module.startswith("ktui.screens.") or not source.exists():
        return False
    return re.search(r"(?m)^class \w+(Screen|Dialog)\((?!ModalScreen)", source.read_text()) is not None
