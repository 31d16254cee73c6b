"""The options that every command takes, before or after its name, and how the values of options are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from ktui.cli import completion

if TYPE_CHECKING:
    from ktui.domain.labels import Selector

F = TypeVar("F", bound=Callable[..., Any])

_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"

STATES = (
    "ready", "outdated", "unready", "pending", "failing", "terminating", "missing", "duplicate", "excluded", "kept",
    "evicting", "waiting", "unknown",
)  # fmt: skip
"""The states of a cell, for help and completion, which must not wait for ``ktui.domain``; a test compares the two."""


@dataclass(frozen=True)
class Options:
    """What was asked for, on whichever side of the command's name it stood. ``None``: not said."""

    kubeconfig: str | None = None
    context: str | None = None
    namespaces: tuple[str, ...] = ()
    all_namespaces: bool | None = None
    read_only: bool | None = None
    ascii: bool | None = None
    mouse: bool | None = None


def namespace_name(text: str) -> str:
    """The name of a namespace: a DNS label, as apimachinery's ValidateNamespaceName wants it.

    It becomes a part of a URL's path, where ``..`` would mean another place, and nothing would mean all namespaces.

    Raises:
        click.BadParameter: no namespace can have that name.
    """
    if not re.fullmatch(_LABEL, text):
        raise click.BadParameter(f"{text!r} names no namespace; write a name like kube-system, or -A for all.")
    return text


def cluster_options(function: F) -> F:
    """Give a command the options that say which cluster and which namespaces."""
    for option in (
        click.option("-A", "--all-namespaces", is_flag=True, default=None, help="Look at all namespaces."),
        click.option(
            "-n",
            "--namespace",
            "namespaces",
            metavar="NS",
            type=namespace_name,
            multiple=True,
            envvar="KTUI_NAMESPACE",
            help="Look at this namespace; may be repeated.",
            shell_complete=completion.namespaces,
        ),
        click.option(
            "--context",
            metavar="NAME",
            envvar="KTUI_CONTEXT",
            help="Context of the kubeconfig.",
            shell_complete=completion.contexts,
        ),
        click.option(
            "--kubeconfig",
            metavar="FILE",
            type=click.Path(),
            help="Kubeconfig to read instead of $KUBECONFIG or ~/.kube/config.",
        ),
    ):
        function = option(function)
    return function


def screen_options(function: F) -> F:
    """Give a command the options that say how the screen behaves."""
    for option in (
        click.option("--mouse/--no-mouse", default=None, envvar="KTUI_MOUSE", help="Use the mouse."),
        click.option("--ascii/--no-ascii", default=None, envvar="KTUI_ASCII", help="Draw with ASCII characters only."),
        click.option(
            "--read-only/--no-read-only",
            default=None,
            envvar="KTUI_READ_ONLY",
            help="Refuse every write, below every key.",
        ),
    ):
        function = option(function)
    return function


def options(ctx: click.Context) -> Options:
    """What stands after a command's name joined with what stands before it; what stands after wins.

    Raises:
        click.UsageError: ``-A`` and ``-n`` stand side by side.
    """
    names = {field.name for field in fields(Options)}
    given = Options(**{name: value for name, value in ctx.params.items() if name in names})
    if given.all_namespaces and given.namespaces:
        if ctx.get_parameter_source("namespaces") is not ParameterSource.ENVIRONMENT:
            raise click.UsageError("-A (all namespaces) and -n (this one) exclude each other; give one of them.", ctx)
        given = replace(given, namespaces=())
    before = ctx.obj if isinstance(ctx.obj, Options) else Options()
    if given.all_namespaces or given.namespaces:
        before = replace(before, all_namespaces=None, namespaces=())
    said = {name: value for name, value in vars(given).items() if value not in (None, ())}
    return replace(before, **said)


_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def duration(text: str) -> float:
    """Seconds of a length of time as Go writes it: ``90s``, ``5m``, ``1h30m``; a bare number is seconds.

    Raises:
        click.BadParameter: it is none.
    """
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return float(text)
    if not re.fullmatch(r"([0-9]+(\.[0-9]+)?(h|ms|m|s))+", text):
        raise click.BadParameter(f"{text!r} is no duration; write it as 90s, 5m or 1h30m.")
    return sum(float(number) * _UNITS[unit] for number, unit in re.findall(r"([0-9.]+)(h|ms|m|s)", text))


def states(text: str) -> frozenset[str]:
    """The states of a list separated by commas.

    Raises:
        click.BadParameter: one of them is none, or the list is empty.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in STATES]
    if unknown or not names:
        wrong = f"{unknown[0]!r} is no state" if unknown else "no state is named"
        raise click.BadParameter(f"{wrong}; the states are {', '.join(STATES)}.")
    return frozenset(names)


def daemon_set_name(text: str) -> tuple[str, str]:
    """Namespace and name of ``NAMESPACE/NAME``; of a bare ``NAME`` the namespace is ``""``.

    Raises:
        click.BadParameter: it cannot be the name of a DaemonSet.
    """
    return _object_name(text, "DaemonSet", "kube-system/kube-proxy")


def job_name(text: str) -> tuple[str, str]:
    """The same of a Job."""
    return _object_name(text, "Job", "etl/import")


def cron_job_name(text: str) -> tuple[str, str]:
    """The same of a CronJob."""
    return _object_name(text, "CronJob", "etl/nightly")


def _object_name(text: str, kind: str, example: str) -> tuple[str, str]:
    namespace, slash, name = text.rpartition("/")
    if not re.fullmatch(rf"{_LABEL}(\.{_LABEL})*", name) or (slash and not re.fullmatch(_LABEL, namespace)):
        raise click.BadParameter(f"{text!r} names no {kind}; write NAMESPACE/NAME, as in {example}.")
    return namespace, name


def node_selector(text: str) -> Selector:
    """The label selector that kubectl's ``-l`` would read.

    Raises:
        click.BadParameter: it is none.
    """
    from ktui.domain import labels

    try:
        return labels.parse(text)
    except labels.SelectorError as error:
        raise click.BadParameter(f"{error}.") from error
