"""Write docs/from-k9s.md from k9s' keys and ktui's bindings: ``python scripts/from_k9s.py``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from ktui.app.bound import bound_classes
from ktui.screens.command import ELSEWHERE
from ktui.screens.k9s_fingers import Here, answer
from ktui.screens.keys import KeyMap, bindings_of, with_keys

PAGE = Path(__file__).parents[1] / "docs" / "from-k9s.md"

_BAR = "\\|"
"""A bar in a cell of a table."""
_POD = Here("pods", "NAMESPACE", "POD")
_READ = Here("pods", "NAMESPACE", "POD", reading=True)
_Row: TypeAlias = tuple[str, str, str | Here]

TABLES: Mapping[str, Sequence[_Row]] = {
    "Everywhere": (
        (":", "command", "frame.command"),
        ("?", "help", "frame.help"),
        ("esc", "back, clear the filter", "frame.back"),
        ("q", "back", "frame.leave"),
        ("ctrl-c", "leave", "app.leave"),
        ("[", "command before", "frame.walk_back"),
        ("]", "command after", "frame.walk_on"),
        ("-", "last command", "frame.last"),
        ("ctrl-a", "aliases", "frame.aliases"),
        ("0", "all namespaces", "namespaces.all"),
        ("1", "favourite namespace, up to 9", "namespaces.favourite_1"),
        ("n", "copy the namespace", "namespaces.choose"),
        ("ctrl-e", "toggle the header", ""),
        ("ctrl-g", "toggle the crumbs", ""),
        ("ctrl-r", "refresh", ""),
    ),
    "In tables": (
        ("/", "filter: /text, /!text, /-l labels, /-f fuzzy", "table.filter"),
        ("enter", "go in", "table.choose"),
        ("d", "describe", "row.describe"),
        ("y", "YAML", "row.yaml"),
        ("c", "copy the name", "take.copy"),
        ("ctrl-s", "save the table", "take.save"),
        ("ctrl-w", "wide columns", "table.wide"),
        ("ctrl-z", "faults only", "table.faults"),
        ("space", "mark", "table.mark"),
        ("ctrl-space", "mark a range", "table.mark_range"),
        ("ctrl-\\", "clear the marks", "table.unmark"),
        ("w", "warp to the row's namespace", "table.warp"),
        ("J", "jump to the owner", "row.owner"),
        ("ctrl-d", "delete, with a dialog", "resources.delete"),
        ("N", "sort by name", "table.by_name"),
        ("A", "sort by age", "table.by_age"),
        ("S", "sort by status", "table.by_state"),
        ("P", "sort by namespace", "table.by_namespace"),
        ("O", "sort by the selected column", "table.by_chosen"),
        ("shift-left", "select a column", "table.column_before"),
        ("j", "down", "table.down"),
        ("k", "up", "table.up"),
        ("g", "top", "table.top"),
        ("G", "bottom", "table.bottom"),
        ("ctrl-f", "page down", "table.page_down"),
        ("ctrl-b", "page up", "table.page_up"),
        ("e", "edit", ""),
        ("ctrl-k", "kill without asking", ""),
    ),
    "On pods": (
        ("l", "logs", "pods.logs"),
        ("p", "previous logs", "pods.previous"),
        ("s", "shell", "pods.shell"),
        ("ctrl-d", "delete", "pods.delete"),
        ("J", "jump to the owner", "row.owner"),
        ("o", "show the node", "pods.node"),
        ("a", "attach", _POD),
        ("F", "port-forward", _POD),
        ("f", "show port-forwards", _POD),
        ("t", "transfer files", _POD),
        ("z", "sanitize", _POD),
        ("e", "edit", _POD),
    ),
    "On nodes": (
        ("c", "cordon", "nodes.cordon"),
        ("u", "uncordon", "nodes.uncordon"),
        ("r", "drain", Here("nodes", name="NODE")),
        ("s", "shell, if it is allowed", Here("nodes", name="NODE")),
    ),
    "On DaemonSets, Deployments, StatefulSets and ReplicaSets": (
        ("l", "logs", "daemon_sets.logs"),
        ("p", "previous logs", "daemon_sets.previous"),
        ("r", "restart", "workloads.restart"),
        ("s", "scale", "workloads.scale"),
        ("i", "set an image", Here("deployments", "NAMESPACE", "NAME")),
        ("z", "the ReplicaSets of a Deployment", "resources.replica_sets"),
        ("ctrl-l", "roll back a ReplicaSet", Here("deployments", "NAMESPACE", "NAME")),
        ("F", "port-forward", Here("deployments", "NAMESPACE", "NAME")),
        ("v", "scan images", ""),
    ),
    "On CronJobs and Jobs": (
        ("t", "trigger", "cronjobs.run_now"),
        ("s", "suspend or resume", "cronjobs.suspend"),
        ("l", "logs of a Job", "jobs.logs"),
        ("p", "previous logs of a Job", "jobs.previous_logs"),
    ),
    "In logs": (
        ("0", "tail", "logs.tail"),
        ("1", "head", "logs.head"),
        ("2", "since 1 minute", "logs.minute"),
        ("3", "since 5 minutes", "logs.5_minutes"),
        ("4", "since 15 minutes", "logs.15_minutes"),
        ("5", "since 30 minutes", "logs.30_minutes"),
        ("6", "since an hour", "logs.hour"),
        ("s", "toggle auto-scroll", "logs.follow"),
        ("f", "full screen", "logs.full"),
        ("t", "time stamps", "logs.stamps"),
        ("w", "wrap", "logs.wrap"),
        ("m", "mark", "logs.mark"),
        ("C", "clear", "logs.clear"),
        ("a", "all containers", "logs.all"),
        ("L", "lock a column", ""),
        ("c", "copy", "take.copy"),
        ("/", "filter", "logs.filter"),
        ("ctrl-s", "save", "take.save"),
    ),
    "In YAML and descriptions": (
        ("n", "next match", "text.next_hit"),
        ("N", "match before", "text.hit_before"),
        ("m", "managedFields", "yaml.managed"),
        ("x", "decode a Secret", "yaml.unmask"),
        ("c", "copy", "look.copy"),
        ("f", "full screen", "look.full"),
        ("r", "refresh by itself", _READ),
        ("e", "edit", _READ),
    ),
    "In the lists of contexts and namespaces": (
        ("enter", "switch to it", "It switches to it: :ctx, :ns."),
        ("r", "rename a context", "Letters narrow the list down; kubectl config rename-context renames one."),
        ("ctrl-d", "delete a context", "kubectl config delete-context deletes one."),
        ("u", "use a namespace", Here("namespaces", name="NAME")),
    ),
}
"""By where they are pressed: k9s' key, what it does there, and what does it here: an id, or words, or where the console
itself answers the key, on which object ("": on any)."""

_INTRODUCTION = """\
# For people who come from k9s

Your fingers are right most of the time. Where a key does something else, or nothing, this page says what does it here;
so does ktui itself when you press it. Written by `python scripts/from_k9s.py`; do not edit.

The same after `:` as in k9s: a kind by any of its names (`:dp` and `:sec` too), `:po kube-system`, several namespaces
as in `:po a,b`, all as in `:po all`, a filter as in `:po /crash`, labels as in `:po app=x`, another context as in `:po
@prod`, and any of these together. `:ctx` and `:ns` choose; `:q` leaves. `tab` completes and goes round, `up` brings
back what was typed before.

What is different at heart: nothing is refreshed, because everything is live; no key changes anything without a dialog
that says what it will do and shows kubectl's command for it; `--read-only` and rules of the
[settings](configuration.md) hold below every key; and the first screen is not a list of pods.
"""


def page() -> str:
    """The page, as it should be."""
    return "\n".join([_INTRODUCTION, *_tables(), *_commands()])


def _tables() -> Iterator[str]:
    keys = KeyMap()
    known = {binding.id: binding for kind in bound_classes() for binding in bindings_of(kind)}
    for title, rows in TABLES.items():
        yield f"## {title}\n"
        yield "| key | in k9s | in ktui |"
        yield "| --- | --- | --- |"
        for key, there, name in rows:
            if isinstance(name, Here) or not name:
                here = answer(key, where=name or None).removeprefix(f"{key}: ")
            elif " " in name:
                here = name
            else:
                binding = known[name]
                other = "" if key in keys.names(binding) else f"`{keys.name(binding)}`: "
                here = f"{other}{binding.tooltip}"
            yield f"| `{key}` | {there} | {here.replace('|', _BAR)} |"
        yield ""


def _commands() -> Iterator[str]:
    yield "## Commands that there are not\n"
    yield "| in k9s | in ktui |"
    yield "| --- | --- |"
    yield from (f"| `:{name}` | {with_keys(here)} |" for name, here in ELSEWHERE.items())
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
