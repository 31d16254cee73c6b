"""The program: the group of commands, the name it was called by, and how every ending becomes an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from ktui import __version__
from ktui.cli.completion import VARIABLE, Kubectl, completion
from ktui.cli.config import config
from ktui.cli.coverage import coverage
from ktui.cli.cronjobs import cronjobs
from ktui.cli.demo import demo
from ktui.cli.jobs import jobs
from ktui.cli.next_runs import next_runs
from ktui.cli.options import cluster_options, options, screen_options

WRONG_USAGE = 2
CANNOT_TELL = 3
INTERRUPTED = 130
"""128 + SIGINT, as a shell counts it."""
READER_GONE = 141
"""128 + SIGPIPE: who read our output has left; no answer was given, so it is none of 0, 1 and 3."""


@click.group(
    "ktui",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 all well, 1 something is wrong, 2 wrong usage, 3 cannot tell, 130 interrupted.",
)
@cluster_options
@screen_options
@click.version_option(__version__, message="ktui %(version)s")
@click.pass_context
def ktui(ctx: click.Context, /, **_: object) -> int:
    """The terminal console for the people who keep Kubernetes nodes and batch work alive.

    Without a command: opens the console on the cluster of your kubeconfig.
    """
    ctx.obj = options(ctx)
    if ctx.invoked_subcommand is not None:
        return 0
    from ktui.cli.console import open_console

    return open_console(ctx.obj)


@ktui.command()
def version() -> int:
    """Print the version."""
    click.echo(f"ktui {__version__}")
    return 0


ktui.add_command(coverage)
ktui.add_command(demo)
ktui.add_command(jobs)
ktui.add_command(cronjobs)
ktui.add_command(next_runs)
ktui.add_command(config)
ktui.add_command(completion)


def invoked_name(argv0: str) -> str:
    """How the user called the program, so that usage text can be typed again as it stands."""
    name = Path(argv0).name.removesuffix(".exe")
    if name == "__main__.py":
        return "python -m ktui"
    return "kubectl ktui" if name.startswith("kubectl-") else "ktui"


def run(arguments: Sequence[str] | None = None, name: str | None = None) -> int:
    """Run the program and give its exit code. No traceback reaches a user for anything that can be foreseen."""
    from ktui.domain.errors import KtuiError, UsageError

    question = os.environ.get(VARIABLE)
    if question:
        from click.shell_completion import shell_complete

        return shell_complete(ktui, {}, "ktui", VARIABLE, question)
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        # Not ktui.main(): it gives a reader who has left the exit code 1, which means something here.
        with ktui.make_context(
            name or invoked_name(sys.argv[0]), given, color=False if os.environ.get("NO_COLOR") else None
        ) as ctx:
            code = ktui.invoke(ctx)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UsageError as error:
        _say(error)
        return WRONG_USAGE
    except KtuiError as error:
        _say(error)
        return CANNOT_TELL
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            click.echo(err=True)  # the terminal has written ^C
        return INTERRUPTED
    except BrokenPipeError:
        # What is still buffered would raise again when the interpreter flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except OSError as error:
        # A full disk, most often: of the answer it is not known what arrived.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        where = f" ({error.filename})" if error.filename else ""
        _say(f"the system refuses: {error.strerror or error}{where}; the answer is not complete")
        return CANNOT_TELL
    except Exception as fault:  # noqa: BLE001 (the outermost boundary: a report instead of a traceback)
        from ktui.app.crash import report

        click.echo(report(fault), err=True)
        return CANNOT_TELL
    return int(code or 0)


def _say(error: Exception | str) -> None:
    from ktui.domain.text import printable

    click.echo("ktui: " + "\n".join(map(printable, str(error).splitlines())), err=True)


def main() -> NoReturn:
    """The entry point of ``ktui``, ``kubectl-ktui`` and ``python -m ktui``."""
    open_standard_streams()
    find_home()
    sys.exit(run())


def complete_for_kubectl() -> NoReturn:
    """The entry point of ``kubectl_complete-ktui``, by which kubectl completes ``kubectl ktui``."""
    open_standard_streams()
    find_home()
    click.echo(Kubectl(ktui, sys.argv[1:]).complete())
    sys.exit(0)


def find_home() -> None:
    """Be at home in ``/`` where nobody is at home, as container runtimes say of a user whom /etc/passwd does not know.

    Whatever reads or keeps a user's files would have to cope with it otherwise.
    """
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = "/"


def open_standard_streams() -> None:
    """Open what the caller has closed (``ktui >&-``), to nothing.

    Python has no ``sys.stdout`` then, and the next file or socket that is opened gets its number: whatever prints
    would print into that.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # It gets the lowest free number, which is its own, because those below are open by now.
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123 (open until the end)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
