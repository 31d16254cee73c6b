"""What the shell offers when tab is pressed: from the command line and the kubeconfig alone.

Nothing is asked of the network: a key in a shell must not wait for a cluster.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

if TYPE_CHECKING:
    from ktui.cluster.kubeconfig import ContextName

VARIABLE = "_KTUI_COMPLETE"
"""The environment variable by which the shell's function asks."""


@add_completion_class
class Bash(ShellComplete):
    """Completion for bash 4.4 and newer that understands values with colons.

    bash breaks words at colons, and the names that clouds give to contexts are full of them
    (``arn:aws:eks:eu-west-1:...``). So the line is taken whole, and what stands before the last colon of the word
    under the cursor is cut off each answer, because bash puts the answer behind it.
    """

    name = "bash"
    source_template = """\
%(complete_func)s() {
    local IFS=$'\\n' answer
    COMPREPLY=()
    for answer in $(COMP_WORDS="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \
%(complete_var)s=bash_complete "$1" 2>/dev/null); do
        case "$answer" in
            file,*) compopt -o default ;;
            plain,*) COMPREPLY+=("${answer#plain,}") ;;
        esac
    done
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor's, and the part of the cursor's that is typed."""
        line = os.environ.get("COMP_WORDS", "")
        words = split_arg_string(line)
        last = "" if line[-1:].isspace() or len(words) < 2 else words.pop()
        breaks = ":" in os.environ.get("COMP_WORDBREAKS", "")
        self._before_colon = last.rpartition(":")[0] + ":" if breaks and ":" in last else ""
        return words[1:], last

    def format_completion(self, item: CompletionItem[str]) -> str:
        """One line: the type and what bash shall put behind what it keeps."""
        return f"{item.type},{item.value.removeprefix(self._before_colon)}"


_NO_FILES = 4
"""Cobra's ShellCompDirectiveNoFileComp; without it the shell offers files where nothing else is offered."""


class Kubectl(ShellComplete):
    """Completion of ``kubectl ktui``, which kubectl asks its plugins for.

    Source: k8s.io/kubectl pkg/cmd/plugin/plugin_completion.go: an executable ``kubectl_complete-NAME`` gets the words
    after the plugin's name, the one under the cursor last, and prints what Cobra's ``__complete`` prints: a line for
    each word that fits, with a tab before its description, and a line with a colon and a directive.

    Args:
        program: the group of commands.
        words: what kubectl gives.
    """

    name = "kubectl"
    source_template = ""

    def __init__(self, program: click.Command, words: Sequence[str]) -> None:
        super().__init__(program, {}, "kubectl ktui", VARIABLE)
        self._words = list(words) or [""]

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor's, and the part of the cursor's that is typed."""
        return self._words[:-1], self._words[-1]

    def format_completion(self, item: CompletionItem[str]) -> str:
        """The word and what it is for."""
        return f"{item.value}\t{' '.join(item.help.split())}" if item.help else item.value

    def complete(self) -> str:
        """All of the answer."""
        items = self.get_completions(*self.get_completion_args())
        plain = [self.format_completion(item) for item in items if item.type == "plain"]
        return "\n".join([*plain, f":{_NO_FILES if len(plain) == len(items) else 0}"])


_USE = """\b
  bash (4.4 or newer)  source <(ktui completion bash)
  zsh                  source <(ktui completion zsh)
  fish                 ktui completion fish | source

kubectl's own completion completes "kubectl ktui" too; there is nothing to do.
"""


@click.command("completion", short_help="Print the script that makes a shell complete ktui.", epilog=_USE)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, /, shell: str) -> int:
    """Print the script that makes SHELL complete ktui's commands, options, contexts, namespaces and states."""
    kind = get_completion_class(shell)
    assert kind is not None, "click knows the shells of the choice"
    click.echo(kind(ctx.find_root().command, {}, "ktui", VARIABLE).source(), nl=False)
    return 0


def contexts(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """The contexts of the kubeconfig that begin with what is typed."""
    del param
    return [CompletionItem(one.name, help=one.cluster) for one in _contexts(ctx) if one.name.startswith(incomplete)]


def namespaces(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The namespaces that the kubeconfig's contexts name, and Kubernetes' own."""
    del param
    known = {"default", "kube-system", *(one.namespace for one in _contexts(ctx) if one.namespace)}
    return sorted(name for name in known if name.startswith(incomplete))


def _contexts(ctx: click.Context) -> list[ContextName]:
    from ktui.cluster import kubeconfig
    from ktui.domain.errors import ConfigError

    named = (each.params.get("kubeconfig") for each in (ctx, ctx.find_root()))
    try:
        return kubeconfig.contexts(next((file for file in named if file), None))
    except ConfigError:
        return []  # a shell's prompt is no place to say why
