"""The ways in which a Job can be run again: whole, or only some of its indexes, where that is sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ktui.domain.actions import CreateJob, ResumeIndexes
from ktui.domain.indexes import Indexes
from ktui.domain.job_copy import (
    INDEXES,
    continued,
    copy_of,
    former_parallelism,
    partial_fault,
    recipe,
    renumbered,
    renumbering_fault,
)
from ktui.domain.nouns import counted

_MOST_WRITTEN = 40
"""So many characters of a list of indexes are written in a sentence."""


@dataclass(frozen=True)
class Again:
    """One way to run a Job again."""

    name: str
    title: str
    """What is run."""
    remark: str
    """How."""
    make: Callable[[str], CreateJob]
    """The action, by the new Job's name."""


@dataclass(frozen=True)
class Ways:
    """All ways in which a Job can be run again."""

    ways: tuple[Again, ...]
    """The whole Job is always among them."""
    fault: str = ""
    """Why its failed indexes cannot be run alone, if there are some and they cannot."""


def again(job: Mapping[str, Any], indexes: Indexes, *, status: bool) -> Ways:
    """The ways in which a Job can be run again, the one that does least first.

    Args:
        job: the whole Job, as the API server gives it.
        indexes: those that have failed.
        status: whether the user may write a Job's status, as far as is known.
    """
    whole = Again("whole", "the whole job", "a copy with all its work", partial(_whole, job))
    if not indexes:
        return Ways((whole,))
    ways, fault = [], partial_fault(job)
    if not fault:
        which = f"{counted(len(indexes), 'index')}: {_shortened(indexes)}"
        if status:
            ways.append(Again("kept", which, "under their own numbers", partial(_kept, job, indexes)))
        fault = renumbering_fault(job, indexes)
        if not fault:
            ways.append(
                Again("renumbered", which, f"numbered from 0, by {INDEXES}", partial(_renumbered, job, indexes))
            )
    return Ways((*ways, whole), "" if ways else fault)


def _whole(job: Mapping[str, Any], name: str) -> CreateJob:
    metadata = job["metadata"]
    return CreateJob(
        metadata["namespace"], name, metadata["name"], copy_of(job, name), tuple(_remarks(job)), recipe(job, name)
    )


def _kept(job: Mapping[str, Any], indexes: Indexes, name: str) -> CreateJob:
    metadata, total = job["metadata"], int(job["spec"]["completions"])
    done = Indexes.below(total) - indexes
    return ResumeIndexes(
        metadata["namespace"],
        name,
        metadata["name"],
        continued(job, name),
        tuple(_partial_remarks(job)),
        completed=str(done),
        completed_count=len(done),
        chosen=_shortened(indexes),
    )


def _renumbered(job: Mapping[str, Any], indexes: Indexes, name: str) -> CreateJob:
    metadata = job["metadata"]
    mapping = (
        f"New index n is the old one that stands at place n (from 0) of {INDEXES}: {_shortened(indexes)}.",
        "A shell puts it into JOB_COMPLETION_INDEX before the program starts, unless that reads the list itself.",
    )
    return CreateJob(
        metadata["namespace"],
        name,
        metadata["name"],
        renumbered(job, name, indexes),
        (*mapping, *_partial_remarks(job)),
    )


def _partial_remarks(job: Mapping[str, Any]) -> list[str]:
    """What is to be known of a copy of some indexes."""
    policy = ["Every one of them has to succeed: the success policy is left out."]
    return [*(policy if job["spec"].get("successPolicy") else []), *_remarks(job)]


def _remarks(job: Mapping[str, Any]) -> list[str]:
    """What is to be known of a copy."""
    metadata, spec = job["metadata"], job["spec"]
    said = [
        f"{owner['kind']} {owner['name']} does not own it: it is in no history, and goes only when it is deleted."
        for owner in metadata.get("ownerReferences") or []
        if owner.get("controller")
    ]
    if spec.get("parallelism") == 0:
        said.append(f"It is not paused: its parallelism is {former_parallelism(job) or 1}.")
    if spec.get("ttlSecondsAfterFinished") is not None:
        said.append(f"It is deleted {spec['ttlSecondsAfterFinished']} s after it has finished, as this one is.")
    return said


def _shortened(indexes: Indexes) -> str:
    text = str(indexes)
    return text if len(text) <= _MOST_WRITTEN else f"{text[:_MOST_WRITTEN].rpartition(',')[0]},..."
