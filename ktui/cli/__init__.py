"""The commands.

Here: what a user types, exit codes, and the words and formats of the output without a screen. Not here: rules, which
are in ``ktui.domain``, and anything that draws. What a command needs is imported when it runs, so that ``--help`` and
shell completion stay quick.

Data goes to stdout, everything else to stderr.
"""

import signal
import sys
from typing import NoReturn


def main() -> NoReturn:
    """The entry point of ``ktui``, ``kubectl-ktui`` and ``python -m ktui``."""
    try:
        from ktui.cli.program import main as begin
    except KeyboardInterrupt:  # while the program is read in: there is nothing to say
        sys.exit(128 + signal.SIGINT)
    begin()
