"""Keys that k9s' users have in their fingers and that do nothing here: each is answered with what does it here.

The keys of k9s are those of its internal/view (app.go, table.go, browser.go, pod.go, node.go, log.go, live_view.go).
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.screens.keys import with_keys

if TYPE_CHECKING:
    from ktui.domain.kinds import Kind
    from ktui.domain.objects import Key

_PLAIN = frozenset({"", "apps", "batch"})
"""Groups whose resources are the first that kubectl thinks of by their names."""
ANY = frozenset({"*"})
"""Wherever the cursor is on an object."""
_PODS, _NODES, _DAEMON_SETS = frozenset({"pods"}), frozenset({"nodes"}), frozenset({"daemonsets"})
_ROLLED_OUT = frozenset({"daemonsets", "deployments", "statefulsets"})
_REPLICATED = frozenset({"deployments", "statefulsets", "replicasets", "replicationcontrollers"})
_FORWARDED = frozenset({"pods", "services", "jobs"}) | _ROLLED_OUT | _REPLICATED


@dataclass(frozen=True)
class Here:
    """The object that the cursor is on, or that is shown, as kubectl is told of it."""

    resource: str
    """As kubectl takes it: ``pods``, ``certificates.cert-manager.io``."""
    namespace: str = ""
    name: str = ""
    context: str = ""
    container: str = ""
    reading: bool = False
    """Whether it is shown as a text."""

    @property
    def words(self) -> Mapping[str, str]:
        """What stands for the words in brackets of an answer."""
        place = ["-n", self.namespace] if self.namespace else []
        place += ["--context", self.context] if self.context else []
        return {
            "name": shlex.quote(self.name),
            "namespace": self.namespace,
            "object": shlex.quote(f"{self.resource}/{self.name}"),
            "at": "".join(f" {shlex.quote(word)}" for word in place),
            "container": shlex.join(["-c", self.container]) if self.container else "-c CONTAINER",
        }


def here(kind: Kind, key: Key, context: str, *, container: str = "", reading: bool = False) -> Here:
    """An object of a kind, as kubectl is told of it."""
    resource = kind.plural if kind.group in _PLAIN else f"{kind.plural}.{kind.group}"
    return Here(resource, key[0] if kind.namespaced else "", key[1], context, container, reading)


@dataclass(frozen=True)
class Answer:
    """What is told to who presses a key."""

    text: str
    """``{action|key}`` and ``{id|key}``: see `with_keys`. ``{name}`` and the like: see `Here.words`."""
    on: frozenset[str] = frozenset()
    """Only where the cursor is on an object of one of these resources; empty: anywhere."""
    reading: bool = False
    """Only where one object is shown as a text."""

    def fits(self, where: Here | None) -> bool:
        """Whether it is an answer where the user is."""
        if where is None:
            return not self.on and not self.reading
        meant = bool(where.name) if self.on is ANY else not self.on or where.resource in self.on
        return meant and (where.reading or not self.reading)


_LIVE = "Nothing has to be refreshed: what is shown is live. The end of the first line says how true it is."
_BY_COLUMN = "Columns are chosen in tables; {by_state|S} sorts what is wrong to the top."
_FORWARD = "ktui forwards no ports: kubectl port-forward does."

ANSWERS: Mapping[str, tuple[Answer, ...]] = {
    "ctrl-k": (Answer("k9s kills without asking; ktui deletes with {delete|ctrl-d}, which asks first."),),
    "ctrl-r": (Answer(_LIVE),),
    "ctrl-e": (Answer("The head takes two lines and stays; the rest is for what you look at."),),
    "ctrl-g": (
        Answer("There is no trail of crumbs to hide: {walk(-1)|[} and {walk(1)|]} walk through where you were."),
    ),
    "ctrl-\\": (Answer("{back|esc} takes marks away."),),
    "ctrl-d": (
        Answer("ktui deletes no nodes here: kubectl delete node {name}{at} does.", _NODES),
        Answer("{delete|ctrl-d} deletes what the cursor is on, in its list: {back|esc} goes back there.", reading=True),
        Answer("{delete|ctrl-d} deletes objects, in their list."),
    ),
    "ctrl-l": (
        Answer("kubectl rollout undo {object}{at} goes back to the revision before.", _ROLLED_OUT),
        Answer(
            "{owner|J} goes to the Deployment that owns it; kubectl rollout undo on that goes back.",
            frozenset({"replicasets"}),
        ),
        Answer("kubectl rollout undo goes back to an older revision."),
    ),
    "shift-left": (Answer(_BY_COLUMN),),
    "shift-right": (Answer(_BY_COLUMN),),
    "w": (Answer("To look at one namespace only: {namespaces|n}, or :ns NAME."),),
    "a": (
        Answer(
            "ktui attaches to no process: kubectl attach -it {name} {container}{at} does. "
            "{shell|s} opens a shell in it.",
            _PODS,
        ),
        Answer("ktui attaches to no process; {pods.shell|s} on a pod opens a shell in its container."),
    ),
    "f": (Answer("ktui opens no port-forwards, so there are none to show: kubectl port-forward does."),),
    "F": (
        Answer("ktui forwards no ports: kubectl port-forward {object} PORT{at} does.", _FORWARDED),
        Answer(_FORWARD),
    ),
    "t": (
        Answer("ktui copies no files: kubectl cp {namespace}/{name}:FILE FILE {container}{at} does.", _PODS),
        Answer("ktui copies no files: kubectl cp does. On a CronJob, {cronjobs.run_now|t} runs it now."),
    ),
    "z": (
        Answer(
            "ktui has no clean-up of finished pods: mark them with {table.mark|space} and delete them with "
            "{delete|ctrl-d}.",
            _PODS,
        ),
        Answer("z shows the ReplicaSets of a Deployment, in :deployments. Finished Jobs: {jobs.sweep|D} in :jobs."),
    ),
    "v": (Answer("ktui scans no images."),),
    "o": (Answer("On a pod {pods.node|o} goes to its node; in other tables to what owns the row, or to its pods."),),
    "e": (
        Answer(
            "kubectl edit {object}{at} edits it. ktui changes labels ({nodes.labels|ctrl-t}).",
            _NODES,
        ),
        Answer(
            "kubectl edit {object}{at} edits it. ktui changes schedules, parallelism and limits, each by its own key.",
            frozenset({"jobs", "cronjobs"}),
        ),
        Answer("ktui has no editor for it: kubectl edit {object}{at} edits it.", ANY),
        Answer("ktui has no editor for objects: kubectl edit does that."),
    ),
    "r": (
        Answer(_LIVE, reading=True),
        Answer(
            "ktui drains no nodes: kubectl drain {name} --ignore-daemonsets --delete-emptydir-data{at} does.", _NODES
        ),
        Answer("{workloads.restart|r} restarts it in its list: :daemonsets.", _DAEMON_SETS),
        Answer("{workloads.restart|r} restarts DaemonSets, Deployments and StatefulSets, in their lists."),
    ),
    "i": (
        Answer("ktui sets no images: kubectl set image {object} CONTAINER=IMAGE{at} does.", _ROLLED_OUT | _PODS),
        Answer("ktui sets no images: kubectl set image does."),
    ),
    "h": (
        Answer("kubectl rollout history {object}{at} shows revisions; kubectl rollout undo goes back.", _ROLLED_OUT),
    ),
    "u": (
        Answer("{nodes.uncordon|u} uncordons nodes in their list: :nodes.", _NODES),
        Answer("On its column in Coverage, {cell.update|u} updates the outdated pods of a DaemonSet.", _DAEMON_SETS),
        Answer("{table.choose|enter} looks at this namespace.", frozenset({"namespaces"})),
        Answer("{nodes.uncordon|u} uncordons nodes, in :nodes. In Coverage, {cell.update|u} updates a daemon."),
    ),
    "s": (
        Answer("No shell on a node from here: kubectl debug node/{name} -it --image=busybox{at} gives one.", _NODES),
        Answer(
            "A DaemonSet has one pod a node and is not scaled; {pods.shell|s} on a pod opens a shell.", _DAEMON_SETS
        ),
        Answer("{pods.shell|s} opens a shell on a pod, suspends Jobs and CronJobs, and scales Deployments."),
    ),
    "l": (Answer("Logs are there on pods, DaemonSets, Jobs and CronJobs."),),
    "L": (Answer("No column moves by itself: long lines go left and right by the arrows, {wrap|w} wraps them."),),
    "p": (Answer("Logs of before the last restart are there on pods and what controls them."),),
    "d": (Answer("In tables {row.describe|d} describes what the cursor is on: {back|esc} goes back there."),),
    "y": (Answer("In tables {row.yaml|y} shows what the cursor is on as YAML: {back|esc} goes back there."),),
    "m": (Answer("managedFields are in its YAML: {yaml|y}, and there {yaml.managed|m}.", reading=True),),
    "x": (Answer("Secrets are uncovered with {yaml.unmask|x} in their YAML."),),
}
"""By key as ktui writes it, the answers, of which the first is given that fits."""


def answer(key: str, key_of: Callable[[str], str] = lambda _: "", where: Here | None = None) -> str:
    """What to tell who presses a key that does nothing here; ``""`` for a key that k9s has no use for either.

    Args:
        key: as ktui writes it.
        key_of: see `with_keys`.
        where: what the cursor is on; None: on no object.
    """
    found = next((each.text for each in ANSWERS.get(key, ()) if each.fits(where)), "")
    told = with_keys(found, key_of, where.words if where is not None else {})
    return told if not told or told.startswith(f"{key} ") else f"{key}: {told}"
