"""A Job made from another: what of it is the user's, and what the server or a controller has put there.

Source of what the server puts there: kubernetes ``pkg/registry/batch/job/strategy.go`` (``generateSelector``), and
``pkg/apis/batch/v1/labels.go``.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Collection, Iterable, Mapping
from typing import Any

GENERATED_LABELS = (
    "controller-uid",
    "job-name",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
)
"""Labels that the server puts on the pods of a Job."""
PAUSED_AT = "ktui.dev/parallelism-before-pause"
"""The annotation that remembers a Job's parallelism while it is 0."""
QUEUE_NAME = "kueue.x-k8s.io/queue-name"
"""The label by which Kueue takes a Job over; it decides when such a Job is resumed."""
NOT_COPIED = (
    "kubectl.kubernetes.io/last-applied-configuration",
    "batch.kubernetes.io/job-tracking",
    "batch.kubernetes.io/cronjob-scheduled-timestamp",
    "cronjob.kubernetes.io/instantiate",
    PAUSED_AT,
)
"""Annotations that say something of the one Job that has them."""
_LONGEST = 63
"""A Job's name is a label of its pods (``ValidateJob`` by way of its template's labels)."""


def copy_of(job: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A new Job with the same template, labels and rules; nobody owns it, and it is not suspended.

    Args:
        job: the whole Job, as the API server gives it.
        name: the new one's.
    """
    metadata, spec = job["metadata"], dict(job["spec"])
    annotations: Mapping[str, str] = metadata.get("annotations") or {}
    labels: Mapping[str, str] = metadata.get("labels") or {}
    made: dict[str, Any] = {"name": name, "namespace": metadata["namespace"]}
    kept = {key: value for key, value in labels.items() if key not in GENERATED_LABELS}
    if kept:
        made["labels"] = kept
    noted = {key: value for key, value in annotations.items() if key not in NOT_COPIED}
    if noted:
        made["annotations"] = noted
    for field in ("selector", "manualSelector", "suspend"):
        spec.pop(field, None)
    if spec.get("parallelism") == 0:
        spec["parallelism"] = former_parallelism(job) or 1
    spec["template"] = _template(spec["template"])
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": made, "spec": spec}


def _template(template: Mapping[str, Any]) -> dict[str, Any]:
    metadata = {key: value for key, value in (template.get("metadata") or {}).items() if key != "creationTimestamp"}
    labels = {key: value for key, value in (metadata.pop("labels", None) or {}).items() if key not in GENERATED_LABELS}
    if labels:
        metadata["labels"] = labels
    made = {key: value for key, value in template.items() if key != "metadata"}
    return {**({"metadata": metadata} if metadata else {}), **made}


def recipe(job: Mapping[str, Any], name: str) -> str:
    """The command that makes the same copy, by way of jq."""
    metadata = job["metadata"]
    gone = ", ".join(f'"{key}"' for key in NOT_COPIED)
    generated = ", ".join(f'"{key}"' for key in GENERATED_LABELS)
    paused = former_parallelism(job) or 1
    steps = [
        f".metadata |= {{name: {json.dumps(name)}, namespace, labels, annotations}}",
        f"del(.metadata.annotations[{gone}]?, .metadata.labels[{generated}]?, .status)",
        "del(.spec.selector, .spec.manualSelector, .spec.suspend)",
        f"del(.spec.template.metadata.labels[{generated}]?)",
        *([f".spec.parallelism = {paused}"] if job["spec"].get("parallelism") == 0 else []),
    ]
    got = shlex.join(["kubectl", "get", "job", metadata["name"], "-n", metadata["namespace"], "-o", "json"])
    return f"{got} | jq {shlex.quote(' | '.join(steps))} | kubectl create -f -"


def former_parallelism(job: Mapping[str, Any]) -> int | None:
    """The parallelism that a paused Job had, if that was noted down."""
    return read_parallelism((job["metadata"].get("annotations") or {}).get(PAUSED_AT))


def read_parallelism(noted: str | None) -> int | None:
    """What was noted down under `PAUSED_AT`; None: nothing that makes sense."""
    return int(noted) if noted and re.fullmatch(r"[1-9]\d{0,8}", noted, re.ASCII) else None


def room_for_name(spec: Mapping[str, Any]) -> int:
    """How long the name of a Job of this spec may be: an index follows it in its pods' host names."""
    if spec.get("completionMode") != "Indexed":
        return _LONGEST
    return _LONGEST - len(f"-{max(0, int(spec.get('completions') or 1) - 1)}")


def free_name(source: str, taken: Collection[str], *, suffix: str = "again", room: int = _LONGEST) -> str:
    """A name for a Job that is made from another: ``source-again``, and if that is taken ``source-again-2``.

    Args:
        source: the name that it is made from; if it was made in this way itself, its end is not repeated.
        taken: names that cannot be had.
        suffix: what is put at the end.
        room: how long the name may be.
    """
    stem = re.sub(rf"-{re.escape(suffix)}(-\d+)?$", "", source) or source
    number = 1
    while True:
        end = f"-{suffix}" if number == 1 else f"-{suffix}-{number}"
        name = f"{stem[: room - len(end)].rstrip('-.')}{end}"
        if name not in taken:
            return name
        number += 1


def name_fault(name: str, room: int = _LONGEST) -> str:
    """Why a Job cannot have this name; ``""`` if it can.

    Source: apimachinery ``pkg/util/validation`` (``IsDNS1123Subdomain``), and that the name is a label of its pods.
    """
    if not name:
        return "a Job needs a name"
    if len(name) > room:
        return f"the name is {len(name)} characters long, and {room} is the most that fits its pods' names"
    if not re.fullmatch(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*", name):
        return "a name is of small letters, digits, - and ., and begins and ends with a letter or digit"
    return ""


# ---- some indexes of an Indexed Job

INDEXES = "KTUI_INDEXES"
"""The environment variable that tells a renumbered pod every old index, by new index, separated by spaces."""
INDEX_ANNOTATION = "ktui.dev/indexes"
"""The annotation of a renumbered Job that says which indexes of which Job it runs."""
_INDEX = "JOB_COMPLETION_INDEX"
_INDEX_LABEL = "batch.kubernetes.io/job-completion-index"
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "ksh"})
_LONGEST_LIST = 100_000
"""Characters: Linux refuses an environment variable of more than 128 KiB (MAX_ARG_STRLEN)."""
_TRANSLATE = (
    f'ktui_at=0; for ktui_index in ${INDEXES}; do [ "$ktui_at" = "${_INDEX}" ] && break; '
    f'ktui_at=$((ktui_at+1)); done; {_INDEX}=$ktui_index; export {_INDEX}; exec "$@"'
)
"""Puts the old index where programs look for it, and becomes the program."""


def renumbering_fault(job: Mapping[str, Any], indexes: Collection[int]) -> str:
    """Why some indexes of this Job cannot be run under new numbers; ``""`` if they can.

    A program finds its index in ``JOB_COMPLETION_INDEX``. The controller leaves that to count from 0 in the new Job, so
    something has to translate it before the program begins: the program itself, if it declares ``KTUI_INDEXES``, or a
    shell that the image is known to have, since it is what the container starts.
    """
    fault = partial_fault(job)
    if fault:
        return fault
    if len(" ".join(map(str, indexes))) > _LONGEST_LIST:
        return f"{len(indexes)} indexes are too many for an environment variable"
    spec = job["spec"]["template"]["spec"]
    if _INDEX_LABEL in json.dumps([spec.get("volumes"), [each.get("env") for each in _containers(spec)]]):
        return f"its pods read their index from {_INDEX_LABEL}, which would be the new one"
    for container in _containers(spec):
        if _declares(container):
            continue
        name, command = container.get("name", ""), container.get("command") or []
        if f"$({_INDEX})" in json.dumps([command, container.get("args")]):
            return f"container {name} is given $({_INDEX}), which would be the new index"
        if not command or command[0].rpartition("/")[2] not in _SHELLS:
            return f"container {name} starts no shell that could translate its index, and declares no {INDEXES}"
    return ""


def partial_fault(job: Mapping[str, Any]) -> str:
    """Why it would not be sound to run some indexes of this Job without the others; ``""`` if it is."""
    spec = job["spec"]
    if spec.get("completionMode") != "Indexed":
        return "it is no Indexed Job: its pods have no numbers"
    manager = spec.get("managedBy") or "kubernetes.io/job-controller"
    if manager != "kubernetes.io/job-controller":
        return f"it is run by {manager}, which may not know of this"
    if QUEUE_NAME in (job["metadata"].get("labels") or {}):
        return "Kueue decides when it starts"
    if spec["template"]["spec"].get("subdomain"):
        return "its pods know each other by name (subdomain), and some of them would be missing"
    return ""


def renumbered(job: Mapping[str, Any], name: str, indexes: Iterable[int]) -> dict[str, Any]:
    """A copy of an Indexed Job that runs only some of its indexes, numbered from 0 as an Indexed Job has to.

    The pod of new index ``n`` finds the old one as the word ``n`` (from 0) of `INDEXES`, and where a shell starts it,
    in ``JOB_COMPLETION_INDEX`` as ever.

    Args:
        job: the whole Job; it has no `renumbering_fault` for these indexes.
        name: the new one's.
        indexes: the old indexes, ascending.
    """
    chosen = list(indexes)
    made = copy_of(job, name)
    listed = " ".join(map(str, chosen))
    metadata, spec = made["metadata"], made["spec"]
    metadata["annotations"] = {
        **metadata.get("annotations", {}),
        INDEX_ANNOTATION: f"{job['metadata']['name']}: {listed}",
    }
    spec["completions"] = len(chosen)
    if "maxFailedIndexes" in spec:
        spec["maxFailedIndexes"] = min(spec["maxFailedIndexes"], len(chosen))
    spec["parallelism"] = max(1, min(spec.get("parallelism", 1), len(chosen)))
    spec.pop("successPolicy", None)
    template = spec["template"]
    pod = dict(template["spec"])
    for kind in ("initContainers", "containers"):
        if pod.get(kind):
            pod[kind] = [_translated(container, listed) for container in pod[kind]]
    spec["template"] = {**template, "spec": pod}
    return made


def continued(job: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A copy of an Indexed Job of which some indexes will be told to be done: each that is left has to succeed."""
    made = copy_of(job, name)
    made["spec"].pop("successPolicy", None)
    made["spec"]["suspend"] = True
    return made


def _containers(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]


def _declares(container: Mapping[str, Any]) -> bool:
    return any(each.get("name") == INDEXES for each in container.get("env") or [])


def _translated(container: Mapping[str, Any], listed: str) -> dict[str, Any]:
    others = [each for each in container.get("env") or [] if each.get("name") != INDEXES]
    made = {**container, "env": [*others, {"name": INDEXES, "value": listed}]}
    if not _declares(container):
        command = container["command"]
        made["command"] = [command[0], "-c", _TRANSLATE, command[0], *command, *(made.pop("args", None) or [])]
    return made
