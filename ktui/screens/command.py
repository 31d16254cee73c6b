"""What can be typed after ``:``, in the forms that k9s' users have in their fingers, and how a beginning goes on."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ktui.screens.places import MAINS, Main, MainScreen, Place, ResourceList

EVERYWHERE = frozenset({"all", "-A", "*"})
"""What is typed for all namespaces."""


@dataclass(frozen=True)
class Command:
    """One command that is not a place."""

    name: str
    aliases: tuple[str, ...]
    argument: str
    """What may follow it; ``""``: nothing."""
    does: str
    """What it does, in a sentence."""


COMMANDS = (
    Command("namespace", ("ns", "namespaces"), "NAME,NAME", "Look at some namespaces; without a name: choose."),
    Command("context", ("ctx", "contexts"), "NAME", "Go to another context of the kubeconfig; without a name: choose."),
    Command("journal", ("j", "audit"), "", "What was asked for in this run."),
    Command("aliases", ("alias", "a"), "", "Everything that can be typed here, to choose from."),
    Command("help", ("h", "?", "keys"), "", "The keys of this screen."),
    Command("quit", ("q", "q!", "qa", "Q", "exit"), "", "Leave ktui."),
)

ELSEWHERE = {
    "pulses": ":coverage shows what is wrong; :events what happens.",
    "xray": "{table.choose|enter} goes from a DaemonSet to its nodes, from a node to its pods, and {back|esc} back.",
    "popeye": "ktui has no linter; :coverage and the panel below it say what is wrong, and why.",
    "screendump": "{save|ctrl-s} saves what is shown into a file.",
    "portforward": "ktui forwards no ports: kubectl port-forward does.",
    "benchmark": "ktui has no load tests.",
    "helm": "ktui knows no Helm releases; what they consist of is there: :secrets -l owner=helm.",
    "workloads": ":daemonsets, :jobs, :cronjobs and any other resource by its name.",
    "dir": "ktui opens no manifests: kubectl apply does.",
    "plugins": "ktui runs no plugins.",
    "can": "kubectl auth can-i --list says what you may; here a key that you have no right to says so.",
    "users": ":clusterrolebindings and :rolebindings say who may do what.",
}
"""Commands of k9s' (its internal/view/cmd and internal/config/alias.go) that there are not here, and what does it.

With keys in them: see `ktui.screens.keys.with_keys`.
"""
_ELSEWHERE_ALIASES = {
    "pulse": "pulses", "pu": "pulses", "hz": "pulses", "x": "xray", "pop": "popeye", "sanitizer": "popeye",
    "sd": "screendump", "screendumps": "screendump", "pf": "portforward", "portforwards": "portforward",
    "be": "benchmark", "benchmarks": "benchmark", "hm": "helm", "charts": "helm", "wk": "workloads",
    "workload": "workloads", "d": "dir", "dirs": "dir", "can-i": "can", "rbac": "users", "user": "users",
    "groups": "users", "group": "users", "policy": "users", "plugin": "plugins", "xrays": "xray", "chart": "helm",
    "bench": "benchmark", "usr": "users", "grp": "users",
}  # fmt: skip
K9S_NAMES = {
    "dp": "deployments", "sec": "secrets", "cr": "clusterroles", "crb": "clusterrolebindings", "ro": "roles",
    "rb": "rolebindings", "np": "networkpolicies",
}  # fmt: skip
"""Names that k9s gives to resources (its ``aliases.yaml`` as it comes), beside those that the server gives them."""


@dataclass(frozen=True)
class Typed:
    """What was typed, taken apart: a word, and what is wanted of what it names."""

    word: str = ""
    rest: str = ""
    """All that follows the word, as it is."""
    namespaces: str = ""
    """Names with commas between them, or one of `EVERYWHERE`; ``""``: those that are looked at."""
    text: str = ""
    """What to filter by, as it is typed after ``/``."""
    context: str = ""


def take_apart(line: str) -> Typed:
    """Read ``KIND [NAMESPACE,...] [LABEL=VALUE] [@CONTEXT] [/FILTER]``, in any order but for the filter, which is last.

    ``-n NAMESPACE``, ``-A`` and ``-l SELECTOR`` are read as kubectl reads them.
    """
    word, _, rest = line.strip().partition(" ")
    typed = Typed(word, rest.strip())
    before, slash, text = f" {typed.rest}".partition(" /")
    tokens = iter(before.split())
    selectors = []
    for token in tokens:
        if token == "-n":  # noqa: S105 (an option, no secret)
            typed = replace(typed, namespaces=next(tokens, ""))
        elif token == "-l":  # noqa: S105 (an option, no secret)
            selectors.append(next(tokens, ""))
        elif token.startswith("@"):
            typed = replace(typed, context=token[1:])
        elif "=" in token:
            selectors.append(token)
        else:
            typed = replace(typed, namespaces=",".join(filter(None, (typed.namespaces, token))))
    wanted = f"-l {','.join(selectors)}" if selectors else ""
    return replace(typed, text=text if slash else wanted)


def command(word: str) -> Command | None:
    """The command of that name."""
    return next((each for each in COMMANDS if word in {each.name, *each.aliases}), None)


def main_screen(word: str) -> MainScreen | None:
    """The main screen of that name."""
    return next((each for each in MAINS if word in {each.name, *each.aliases}), None)


def starting_place(line: str) -> Place:
    """Where a command leads that is to be obeyed before there is a server to ask."""
    typed = take_apart(line)
    main = main_screen(typed.word)
    return Main(main.name, typed.text) if main is not None else ResourceList(typed.word, typed.text)


def elsewhere(word: str) -> str:
    """What does here what a command of k9s' does there; ``""`` if it is none."""
    return ELSEWHERE.get(_ELSEWHERE_ALIASES.get(word, word), "")


def own_names() -> list[str]:
    """Every word that needs no server to be understood."""
    return [name for each in (*MAINS, *COMMANDS) for name in (each.name, *each.aliases)]


def near(word: str) -> str:
    """The main screen or command that was probably meant; ``""``: none is like it."""
    return next(iter(difflib.get_close_matches(word, own_names(), n=1, cutoff=0.6)), "")


@dataclass(frozen=True)
class Vocabulary:
    """What is known that can be typed."""

    resources: Sequence[str] = ()
    namespaces: Sequence[str] = ()
    contexts: Sequence[str] = ()


def candidates(line: str, known: Vocabulary) -> list[str]:
    """How a beginning may go on: whole lines, the likeliest first."""
    word, space, rest = line.partition(" ")
    if not space:
        names = [*(each.name for each in MAINS), *(each.name for each in COMMANDS), *known.resources]
        return [name for name in dict.fromkeys(names) if word and name.startswith(word) and name != word]
    before, _, last = rest.rpartition(" ")
    start = f"{word} {before} " if before else f"{word} "
    return [f"{start}{found}" for found in _arguments(word, last, known) if found != last]


def _arguments(word: str, begun: str, known: Vocabulary) -> Iterator[str]:
    """How what is typed after a word may go on."""
    named = command(word)
    if named is not None and named.name == "context":
        yield from (name for name in known.contexts if name.startswith(begun))
    elif begun.startswith("@"):
        yield from (f"@{name}" for name in known.contexts if name.startswith(begun[1:]))
    elif (named is None or named.name == "namespace") and not begun.startswith(("/", "-")) and "=" not in begun:
        done, comma, last = begun.rpartition(",")
        taken = set(done.split(","))
        yield from (f"{done}{comma}{name}" for name in known.namespaces if name.startswith(last) and name not in taken)
