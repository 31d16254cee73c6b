"""What it costs to fill the tables from a server. Prints figures; run with ``pytest -m bench -s tests/bench``.

The bounds are several times what a quiet machine needs: they catch a change of order, not of machine. Seconds are told
beside the CPU seconds of the process, because a busy machine stretches the first and not the second.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench
HERE = Path(__file__).parent


@contextlib.contextmanager
def serving(pods, *options):
    """A server of so many pods, in a process of its own; gives its URL."""
    program = [sys.executable, HERE / "pod_server.py", str(pods), *options]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def load(url, pods):
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    program = [sys.executable, HERE / "load.py", url, str(pods)]
    return json.loads(subprocess.run(program, env=environment, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["gzip", "plain"])
@pytest.mark.parametrize(("pods", "cpu", "resident"), [(10_000, 3, 100), (100_000, 15, 350)])
def test_tables_fill_from_a_list(pods, cpu, resident, options):
    with serving(pods, *options) as url:
        figures = min((load(url, pods) for _ in range(3)), key=lambda each: each["full"])
    print(
        f"\n{pods:,} pods, {' '.join(options) or 'gzip'}: first after {figures['first pods']:.2f} s, all after"
        f" {figures['full']:.2f} s from the start of the process; {figures['cpu']:.2f} s CPU;"
        f" {figures['resident']:.0f} MiB ({figures['resident before']:.0f} before);"
        f" loop held up {figures['stall p99 ms']:.1f} ms (p99), {figures['stall worst ms']:.0f} ms at worst"
    )
    assert figures["cpu"] < cpu
    assert figures["resident"] < resident
