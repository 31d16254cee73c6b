"""The embedded cluster lives as long as the console, and leaves nothing behind."""

import asyncio
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ktui.cli.embedded import Embedded, Wish
from ktui.cli.program import run
from ktui.domain.errors import ConfigError

SMALL = Wish("empty", nodes=1, seed=1, speed=1.0)


async def test_it_starts_when_it_is_asked_for_and_ends_with_its_files():
    with Embedded(SMALL) as embedded:
        assert embedded.path is None
        path = await embedded.started()
        assert path == embedded.path == await embedded.started()
        assert path.stat().st_mode & 0o777 == 0o600
    assert not path.exists()
    assert "embedded cluster" not in [thread.name for thread in threading.enumerate()]


def test_who_never_asks_for_it_waits_for_nothing():
    with Embedded(SMALL):
        pass


async def test_who_gives_up_waiting_does_not_end_it_for_the_next():
    with Embedded(SMALL) as embedded:
        async with asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(embedded.started())
            await asyncio.sleep(0)
            waiting.cancel()
        assert (await embedded.started()).exists()


async def test_a_cluster_that_cannot_start_is_said_to(monkeypatch):
    class Broken:
        async def __aenter__(self):
            raise OSError("no loopback")

        async def __aexit__(self, *_):
            pass

    monkeypatch.setattr(Wish, "cluster", lambda _: Broken())
    with Embedded(SMALL) as embedded, pytest.raises(ConfigError, match="cannot be started: no loopback"):
        await embedded.started()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_prints_a_kubeconfig_and_removes_it_at_the_end(number):
    command = [sys.executable, "-m", "ktui", "demo", "--serve", "--scenario", "empty", "--nodes", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        path = Path(served.stdout.readline().strip())
        assert path.exists()
        served.send_signal(number)
        out, err = served.communicate(timeout=30)
    assert (served.returncode, out) == (128 + number, "")
    assert "Traceback" not in err
    assert not path.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--scenario", "nosuch"], "the scenarios are"),
        (["--speed", "0"], "0.0 is not in the range"),
        (["--nodes", "-1"], "-1 is not in the range"),
    ],
)
def test_what_cannot_be_is_wrong_usage(arguments, told, capsys):
    assert run(["demo", *arguments]) == 2
    assert told in capsys.readouterr().err
