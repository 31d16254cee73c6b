"""Every ending has its exit code, every error its words, and no traceback reaches a user."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from ktui import __version__, cli
from ktui.cli import coverage as coverage_module
from ktui.cli import program
from ktui.cli.program import invoked_name, run
from ktui.domain.errors import ConfigError, Unreachable, UsageError


@pytest.mark.parametrize(
    ("argv0", "name"),
    [
        ("/usr/bin/ktui", "ktui"),
        ("ktui", "ktui"),
        ("/opt/bin/kubectl-ktui", "kubectl ktui"),
        ("/x/ktui/__main__.py", "python -m ktui"),
    ],
)
def test_usage_names_the_program_as_it_was_called(argv0, name, capsys):
    assert invoked_name(argv0) == name
    run(["--help"], name=invoked_name(argv0))
    assert f"Usage: {name} [OPTIONS]" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["version"], ["--version"]])
def test_the_version_is_data(arguments, capsys):
    assert run(arguments) == 0
    assert capsys.readouterr() == (f"ktui {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["nosuch"], ["--nosuch"], ["coverage", "-o", "xml"], ["coverage", "extra"]])
def test_wrong_usage_is_2_and_leaves_stdout_alone(arguments, capsys):
    assert run(arguments, name="kubectl ktui") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Try 'kubectl ktui" in err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("there is no terminal"), 2),
        (ConfigError("no such context"), 3),
        (Unreachable("refused"), 3),
        (KeyboardInterrupt(), 130),
    ],
)
def test_what_a_command_raises_becomes_an_exit_code_and_one_line(error, code, monkeypatch, capsys):
    def fail(*_):
        raise error

    monkeypatch.setattr(coverage_module, "options", fail)
    assert run(["coverage"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (f"ktui: {error}\n" if str(error) else "")


def test_a_reader_that_has_left_is_141_without_a_word():
    receiver, sender = os.pipe()
    os.close(receiver)
    result = subprocess.run(
        [sys.executable, "-m", "ktui", "--help"], stdout=sender, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(sender)
    assert (result.returncode, result.stderr) == (program.READER_GONE, "")


def test_ctrl_c_while_the_program_is_read_in_is_no_traceback(monkeypatch):
    class Impatient:
        def find_spec(self, name, *_):
            if name == "ktui.cli.program":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "ktui.cli.program")
    monkeypatch.setattr(sys, "meta_path", [Impatient(), *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == program.INTERRUPTED


def test_an_answer_that_a_full_disk_cuts_off_is_no_answer():
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "ktui", "next-runs", "@daily"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == program.CANNOT_TELL
    assert "No space left on device" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_closed_standard_input_does_not_hinder_a_question(tmp_path):
    kubeconfig = tmp_path / "kubeconfig"
    kubeconfig.write_text(
        "{clusters: [{name: c, cluster: {server: 'http://127.0.0.1:1'}}], users: [{name: u, user: {}}], "
        "contexts: [{name: x, context: {cluster: c, user: u}}], current-context: x}"
    )
    result = subprocess.run(
        ["/bin/sh", "-c", f"exec {sys.executable} -m ktui --kubeconfig {kubeconfig} coverage --timeout 100ms <&-"],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert result.returncode == program.CANNOT_TELL
    assert "fault of its own" not in result.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_whoever_closes_its_streams_gets_the_exit_code_all_the_same(closed, tmp_path):
    script = f"exec {sys.executable} -m ktui coverage --kubeconfig {tmp_path}/none {closed}"
    result = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=False)
    assert result.returncode == program.CANNOT_TELL
    assert result.stdout == ""
    assert "fault" not in result.stderr
    subprocess.run(["/bin/sh", "-c", f"exec {sys.executable} -m ktui --version {closed}"], check=True)


def test_who_is_at_home_nowhere_is_at_home_in_the_root_as_in_a_container(monkeypatch):
    def unknown(_):
        raise KeyError("uid not found")

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    program.find_home()
    here = os.environ["HOME"]
    monkeypatch.delenv("HOME")
    program.find_home()
    assert (here != "/", os.environ["HOME"]) == (True, "/")


def test_text_of_an_error_cannot_command_the_terminal(monkeypatch, capsys):
    def fail(*_):
        raise Unreachable("said \x1b]0;owned\x07")

    monkeypatch.setattr(coverage_module, "options", fail)
    run(["coverage"])
    assert "\x1b" not in capsys.readouterr().err


def test_a_fault_of_our_own_leaves_a_report_and_no_traceback(monkeypatch, capsys, tmp_path):
    def fail(*_):
        raise ZeroDivisionError("oops")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(coverage_module, "options", fail)
    assert run(["coverage"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "ZeroDivisionError: oops" in err
    assert "Traceback" not in err
    (written,) = (tmp_path / "ktui").iterdir()
    assert str(written) in err
