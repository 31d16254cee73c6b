"""The commands.

Here: what a user types, exit codes, and the words and formats of the output without a screen. Not here: rules, which
are in ``ktui.domain``, and anything that draws. What a command needs is imported when it runs, so that ``--help`` and
shell completion stay quick.

Data goes to stdout, everything else to stderr.
"""

from ktui.cli.program import main

__all__ = ["main"]
