"""The commands that can be typed after ``:``, with the names k9s' users have in their fingers."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One command."""

    name: str
    aliases: tuple[str, ...]
    argument: str
    """What may follow it; ``""``: nothing."""
    does: str
    """What it does, in a sentence."""


COMMANDS = (
    Command("coverage", ("cov", "co", "grid"), "", "Nodes by DaemonSets."),
    Command("namespace", ("ns", "namespaces"), "NAME", "Look at one namespace; without a name: choose."),
    Command("context", ("ctx", "contexts"), "NAME", "Go to another context of the kubeconfig; without a name: choose."),
    Command("journal", ("j",), "", "What was asked for in this run."),
    Command("help", ("h", "?", "keys"), "", "The keys of this screen."),
    Command("quit", ("q", "q!", "qa", "exit"), "", "Leave ktui."),
)


class CommandError(Exception):
    """What was typed is no command. Says what was probably meant."""


def parse(text: str) -> tuple[Command, str]:
    """The command and its argument.

    Raises:
        CommandError: there is no such command, or it takes no argument.
    """
    word, _, argument = text.strip().partition(" ")
    argument = argument.strip()
    for command in COMMANDS:
        if word in {command.name, *command.aliases}:
            if argument and not command.argument:
                raise CommandError(f":{command.name} takes nothing after it; there is {argument!r}.")
            return command, argument
    known = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    meant = f"did you mean :{near[0]}?" if near else f"there are {', '.join(command.name for command in COMMANDS)}."
    raise CommandError(f"There is no command {word!r}; {meant}")


def complete(text: str, arguments: Mapping[str, Sequence[str]]) -> str | None:
    """What a typed beginning probably becomes; None if that cannot be told.

    Args:
        text: what is typed.
        arguments: by name of a command, what may follow it.
    """
    word, space, begun = text.partition(" ")
    if not space:
        names = [command.name for command in COMMANDS]
        return next((name for name in names if word and name.startswith(word) and name != word), None)
    for command in COMMANDS:
        if word in {command.name, *command.aliases}:
            found = (each for each in sorted(arguments.get(command.name, ())) if each.startswith(begun.strip()))
            rest = next(found, None)
            return f"{word} {rest}" if rest is not None and rest != begun else None
    return None
