"""``ktui demo``: the console on an embedded cluster, or that cluster for others to use."""

from __future__ import annotations

import math

import click

from ktui.cli.options import options, screen_options


def real_speed(ctx: click.Context, param: click.Parameter, value: float) -> float:
    """The speed, if it is a number: "nan" is neither below nor above anything, so no range refuses it.

    Raises:
        click.BadParameter: it is none.
    """
    if math.isnan(value):
        raise click.BadParameter(f"{value} is no number.", ctx, param)
    return value


def scenario_name(text: str) -> str:
    """The name of a scenario.

    Raises:
        click.BadParameter: there is none of that name.
    """
    from ktui.demo.scenarios.registry import SCENARIOS

    if text not in SCENARIOS:
        raise click.BadParameter(f"{text!r} is no scenario; the scenarios are {', '.join(SCENARIOS)}.")
    return text


def _scenarios(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from ktui.demo.scenarios.registry import SCENARIOS

    del ctx, param
    return [name for name in SCENARIOS if name.startswith(incomplete)]


@click.command("demo", short_help="Open the console on an embedded cluster.")
@click.option("--nodes", type=click.IntRange(0, 5000), default=48, show_default=True, help="How many nodes.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number, other names and accidents.")
@click.option(
    "--scenario",
    metavar="NAME",
    type=scenario_name,
    default="default",
    show_default=True,
    shell_complete=_scenarios,
    help="Which cluster; empty has just its nodes.",
)
@click.option(
    "--speed",
    type=click.FloatRange(0, 1000, min_open=True),
    callback=real_speed,
    default=1.0,
    show_default=True,
    help="How many of its seconds pass in one.",
)
@click.option("--serve", is_flag=True, help="Print the path of a kubeconfig, and stay without a screen.")
@screen_options
@click.pass_context
def demo(ctx: click.Context, /, *, nodes: int, seed: int, scenario: str, speed: float, serve: bool, **_: object) -> int:
    """Start a Kubernetes cluster in this process, and open the console on it. Nothing is left behind.

    With --serve it prints the path of a kubeconfig, and kubectl and other programs can use the cluster while it stays.
    """
    from ktui.cli.embedded import Wish, open_console, serve_others

    wish = Wish(scenario, nodes, seed, speed)
    return serve_others(wish) if serve else open_console(options(ctx), wish)
