"""What a log costs to which 50,000 lines come each second. Prints figures; run with ``pytest -m bench -s tests/bench``.

The bounds are several times what a quiet machine needs: they catch a change of order, not of machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench
HERE = Path(__file__).parent
SECONDS = os.environ.get("KTUI_BENCH_SECONDS", "10")


@pytest.fixture(scope="module")
def kubeconfig():
    """Of a cluster with a pod that writes 50,000 lines a second."""
    program = [sys.executable, str(HERE / "log_server.py"), "50000"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.mark.parametrize("text", ["", "status=503", "!status=503"], ids=["all", "filtered", "inverse"])
def test_a_chatty_pod_leaves_the_keys_alone_and_the_memory_bounded(kubeconfig, text):
    program = [sys.executable, str(HERE / "chatty.py"), kubeconfig, SECONDS, text]
    environ = {**os.environ, "TEXTUAL_FPS": "120", "TEXTUAL_ANIMATIONS": "none"}
    told = json.loads(subprocess.run(program, capture_output=True, text=True, check=True, env=environ).stdout)
    print("\n" + ", ".join(f"{name} {value}" for name, value in told.items()))
    assert told["lines a second"] > 40_000
    assert told["buffer MiB"] <= 32
    assert told["resident after"] - told["resident before"] < 64
    assert told["key p50 ms"] < 50
