"""What is loaded when: asked of a fresh interpreter, since only that proves that something is put off."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PAINTED = """
import asyncio, json, sys
from contextlib import asynccontextmanager
from ktui.app.console import KtuiApp

@asynccontextmanager
async def opener(goal):
    print(json.dumps([app.screen.query_one("#explanation").region.area > 0, sorted(sys.modules)]))
    await asyncio.Event().wait()
    yield

app = KtuiApp(opener)

async def main():
    async with app.run_test() as pilot:
        await pilot.pause()

asyncio.run(main())
"""


def fresh(*arguments):
    """Run a fresh interpreter; give what it printed."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=environ, check=True)
    return done.stdout


def loaded_after(statement):
    return set(json.loads(fresh("-c", f"{statement}\nimport json, sys; print(json.dumps(sorted(sys.modules)))")))


def test_the_app_package_loads_neither_textual_nor_a_client_library():
    assert loaded_after("import ktui.app").isdisjoint({"textual", "aiohttp", "kubernetes_asyncio", "yaml"})


def test_the_app_itself_loads_no_client_library():
    assert loaded_after("import ktui.app.console").isdisjoint({"aiohttp", "kubernetes_asyncio", "yaml"})


def test_the_first_frame_is_painted_before_a_client_library_is_loaded():
    painted, modules = json.loads(fresh("-c", PAINTED))
    assert painted
    assert set(modules).isdisjoint({"aiohttp", "kubernetes_asyncio"})
