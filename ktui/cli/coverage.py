"""``ktui coverage``: the grid's question, asked without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ktui.cli.options import (
    STATES,
    Options,
    cluster_options,
    daemon_set_name,
    duration,
    node_selector,
    options,
    states,
)
from ktui.cli.scope import scope

if TYPE_CHECKING:
    from ktui.cli.answer import Question
    from ktui.cluster.connection import Connection
    from ktui.domain.labels import Selector

ANSWER_SECONDS = 60.0
"""How long an answer may take where ``--timeout`` does not say."""
WAIT_SECONDS = 300.0
"""How long ``--wait`` waits where ``--timeout`` does not say."""


def _complete_states(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The states that the last word of the list may become."""
    del ctx, param
    done, comma, last = incomplete.rpartition(",")
    return [f"{done}{comma}{state}" for state in STATES if state.startswith(last)]


_EXAMPLES = """\b
Examples:
  ktui coverage --problems
  ktui coverage -o json | jq '.cells[] | select(.state == "missing")'
  ktui coverage --daemonset kube-system/ebs-csi-node --fail-on outdated --wait --timeout 10m
"""


@click.command(short_help="Say which node lacks which daemon, and why.", epilog=_EXAMPLES)
@cluster_options
@click.option(
    "-l", "--selector", metavar="SELECTOR", type=node_selector, help="Only nodes with such labels, as for kubectl."
)
@click.option(
    "--daemonset",
    "names",
    metavar="NS/NAME",
    type=daemon_set_name,
    multiple=True,
    help="Only this one, which must exist; repeatable.",
)
@click.option("--problems", is_flag=True, help="Print only what is wrong.")
@click.option(
    "-o", "--output", type=click.Choice(["table", "wide", "json", "csv"]), default="table", help="How to print it."
)
@click.option(
    "--fail-on",
    metavar="STATE,...",
    type=states,
    help="Count these states as wrong too, for example outdated.",
    shell_complete=_complete_states,
)
@click.option("--wait", is_flag=True, help="Wait until all is well; for OnDelete too.")
@click.option("--timeout", metavar="DURATION", type=duration, help="How long to wait [5m], or for an answer [1m].")
@click.pass_context
def coverage(
    ctx: click.Context,
    /,
    *,
    selector: Selector | None,
    names: tuple[tuple[str, str], ...],
    problems: bool,
    output: str,
    fail_on: frozenset[str] | None,
    wait: bool,
    timeout: float | None,
    **_: object,
) -> int:
    """Say for every node and every DaemonSet whether the daemon is there, and if not, why.

    Exit codes: 0 all that is wanted is ready; 1 something is wrong; 2 wrong usage; 3 cannot tell. Outdated pods, and
    states in which no pod is wanted, count only with --fail-on. The data goes to stdout, everything else to stderr.
    """
    asked = options(ctx)
    seconds = timeout if timeout is not None else WAIT_SECONDS if wait else ANSWER_SECONDS

    from ktui.cli import ask, looking
    from ktui.cluster.kubeconfig import connect

    connection = connect(asked.kubeconfig, asked.context, asked.namespaces[0] if asked.namespaces else None)
    question = _question(asked, connection, names, selector, fail_on or frozenset())
    seen = ask.ask(connection, question, wait=wait, seconds=seconds)
    click.echo(ask.printed(seen, connection.context, output, only_problems=problems), nl=False)
    looking.tell(ask.remarks(seen, question, seconds), seen.answer.code, connection)
    return seen.answer.code


def _question(
    asked: Options,
    connection: Connection,
    names: tuple[tuple[str, str], ...],
    nodes: Selector | None,
    counted: frozenset[str],
) -> Question:
    from ktui.cli.answer import Question

    if any(not namespace for namespace, _ in names) and (asked.all_namespaces or len(asked.namespaces) > 1):
        raise click.UsageError("--daemonset NAME needs one namespace: write NAMESPACE/NAME.")
    keys = tuple((namespace or connection.namespace, name) for namespace, name in names)
    outside = [key for key in keys if asked.namespaces and key[0] not in asked.namespaces]
    if outside:
        raise click.UsageError(f"--daemonset {'/'.join(outside[0])} is in none of the namespaces of -n.")
    return Question(
        daemon_sets=keys,
        namespaces=tuple(dict.fromkeys(namespace for namespace, _ in keys)) or scope(asked, connection),
        nodes=nodes,
        fail_on=counted,
    )
