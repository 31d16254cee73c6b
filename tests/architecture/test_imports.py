"""The layers hold, in the source and in a running interpreter."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"textual", "rich", "kubernetes_asyncio", "aiohttp", "yaml", "msgspec", "asyncio", "ssl"}

LOADED = """
import json, sys
from ktui.cli.program import run
code = run({arguments})
sys.stderr.write(json.dumps([code, sorted({{name.partition(".")[0] for name in sys.modules}})]))
"""


def loaded(*arguments):
    """The exit code of a command, and the packages that it loaded."""
    program = LOADED.format(arguments=list(arguments))
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    code, packages = json.loads(result.stderr.splitlines()[-1])
    return code, set(packages)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["coverage", "--help"], ["demo", "--help"], ["version"], ["completion", "fish"]]
)
def test_help_version_and_completion_wait_for_nothing_heavy(arguments):
    code, packages = loaded(*arguments)
    assert code == 0
    assert not HEAVY & packages


def test_wrong_usage_is_found_without_a_screen_or_a_client():
    code, packages = loaded("coverage", "--fail-on", "nosuch")
    assert code == 2
    assert not {"textual", "kubernetes_asyncio", "aiohttp"} & packages


def test_the_contracts_of_the_layers_hold():
    result = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "without"),
    [
        ("ktui.domain.coverage", {"textual", "rich", "asyncio", "aiohttp", "kubernetes_asyncio", "yaml", "click"}),
        ("ktui.store.cluster_state", {"textual", "rich", "asyncio", "aiohttp", "kubernetes_asyncio", "yaml", "click"}),
        ("ktui.session", {"textual", "rich", "aiohttp", "kubernetes_asyncio"}),
        ("ktui.cluster.kubeconfig", {"textual", "rich", "aiohttp", "kubernetes_asyncio"}),
        ("ktui.demo", {"textual", "rich", "kubernetes_asyncio"}),
    ],
)
def test_a_layer_loads_no_more_than_it_is_for(module, without):
    program = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not without & set(result.stdout.split())
