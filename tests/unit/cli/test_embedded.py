"""The embedded cluster lives as long as the console, and leaves nothing behind."""

import asyncio
import contextlib
import os
import pty
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from ktui.cli import embedded as embedded_module
from ktui.cli.embedded import Embedded, Wish, beginning
from ktui.cli.program import run
from ktui.domain.errors import ConfigError
from ktui.settings import Settings

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


@pytest.mark.parametrize(
    ("scenario", "wanted", "start"),
    [
        ("default", Settings(), "coverage"),
        ("batch", Settings(), "jobs"),
        ("nightly", Settings(), "cronjobs"),
        ("nightly", Settings(start="pods"), "pods"),
    ],
)
def test_it_begins_where_there_is_something_to_see_or_where_the_user_wants_to(scenario, wanted, start):
    assert beginning(wanted, Wish(scenario, nodes=1, seed=1, speed=1.0)).start == start


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

    monkeypatch.setattr(Wish, "cluster", lambda *_: Broken())
    with Embedded(SMALL) as embedded, pytest.raises(ConfigError, match="cannot be started: no loopback"):
        await embedded.started()


class Stuck:
    """A cluster that hangs: while it is built, or when it should end."""

    def __init__(self, directory, *, building):
        self.directory = directory
        self.building = building
        self.go_on = threading.Event()

    @property
    def kubeconfig(self):
        return self.directory / "kubeconfig"

    async def __aenter__(self):
        if self.building:
            self.go_on.wait()
        self.kubeconfig.write_text("{}")
        return self

    async def __aexit__(self, *_):
        self.go_on.wait()


@pytest.mark.parametrize("building", [True, False])
async def test_a_cluster_that_hangs_keeps_nobody_from_leaving_and_leaves_nothing_behind(
    building, monkeypatch, tmp_path
):
    monkeypatch.setattr(embedded_module, "_PATIENCE", 0.01)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    stuck, begun = [], threading.Event()

    def cluster(_, directory):
        stuck.append(Stuck(directory, building=building))
        begun.set()
        return stuck[0]

    monkeypatch.setattr(Wish, "cluster", cluster)
    with Embedded(SMALL) as embedded:
        async with asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(embedded.started())
            await (asyncio.sleep(0) if building else waiting)
            waiting.cancel()
    thread = next(each for each in threading.enumerate() if each.name == "embedded cluster")
    assert thread.daemon
    assert list(tmp_path.iterdir()) == []
    await asyncio.to_thread(begun.wait, 20)
    stuck[0].go_on.set()
    await asyncio.to_thread(thread.join, 20)
    assert not thread.is_alive()
    assert list(tmp_path.iterdir()) == []


def test_serving_ends_at_once_while_the_cluster_is_still_being_built(tmp_path):
    command = [sys.executable, "-m", "ktui", "demo", "--serve", "--scenario", "large", "--nodes", "5000"]
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        while not list(tmp_path.iterdir()):
            assert served.poll() is None
        served.send_signal(signal.SIGTERM)
        out, err = served.communicate(timeout=30)
    assert (served.returncode, out, err) == (128 + signal.SIGTERM, "", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("ending", "code"),
    [(b"q", 0), (b"\x03", 0), (signal.SIGHUP, 128 + signal.SIGHUP)],
)
def test_the_console_ends_at_once_while_the_cluster_is_still_being_built(ending, code, tmp_path):
    command = [sys.executable, "-m", "ktui", "demo", "--scenario", "large", "--nodes", "5000"]
    environ = {**os.environ, "TMPDIR": str(tmp_path), "TERM": "xterm-256color"}
    keyboard, terminal = pty.openpty()
    with subprocess.Popen(command, env=environ, stdin=terminal, stdout=terminal, stderr=terminal) as console:
        os.close(terminal)
        drawn = b""
        while b"embedded cluster" not in drawn:
            drawn += os.read(keyboard, 65536)
        while not list(tmp_path.iterdir()):  # nothing more may be drawn until then
            assert console.poll() is None
        if isinstance(ending, bytes):
            os.write(keyboard, ending)
        else:
            console.send_signal(ending)
        with contextlib.suppress(OSError):
            while os.read(keyboard, 65536):
                pass
        assert console.wait(30) == code
    os.close(keyboard)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
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


@pytest.mark.parametrize(("reads", "code"), [(False, 141), (True, 3)])
def test_serving_ends_where_the_path_cannot_be_told(reads, code, tmp_path):
    """Nobody reads any more, or the disk is full: no fault of the program's, and nothing to serve for."""
    receiver, sender = os.pipe()
    os.close(receiver)
    command = [sys.executable, "-m", "ktui", "demo", "--serve", "--scenario", "empty", "--nodes", "1"]
    with Path("/dev/full").open("w") as full:
        served = subprocess.run(
            command,
            stdout=full if reads else sender,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
    os.close(sender)
    assert served.returncode == code
    assert served.stderr == ("ktui: the system refuses: No space left on device; the answer is not complete\n" * reads)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--scenario", "nosuch"], "the scenarios are"),
        (["--speed", "0"], "0.0 is not in the range"),
        (["--speed", "nan"], "nan is no number"),
        (["--nodes", "-1"], "-1 is not in the range"),
    ],
)
def test_what_cannot_be_is_wrong_usage(arguments, told, capsys):
    assert run(["demo", *arguments]) == 2
    assert told in capsys.readouterr().err
