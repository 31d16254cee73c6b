"""What can be asked of a Job."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from ktui.domain import kinds
from ktui.domain.actions.action import OnObject, Right
from ktui.domain.actions.spec_edit import SpecEdit
from ktui.domain.kinds import Kind
from ktui.domain.objects import Key, Object

LONGEST_COMMAND = 8000
"""So many characters of an object are shown in a command; nobody reads more, and no shell takes much more."""


class Propagation(StrEnum):
    """What becomes of what an object owns when it is deleted (``propagationPolicy``)."""

    BACKGROUND = "Background"
    FOREGROUND = "Foreground"
    ORPHAN = "Orphan"


@dataclass(frozen=True)
class SuspendJob(SpecEdit):
    """Suspend a Job, or resume it: ``changes`` sets ``suspend``."""

    KIND: ClassVar[Kind] = kinds.JOB

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"{'Suspend' if self.changes['suspend'] else 'Resume'} job {self.namespace}/{self.name}"


@dataclass(frozen=True)
class SetParallelism(SpecEdit):
    """Change how many pods of a Job run at once, and with it the completions of an elastic Indexed Job."""

    KIND: ClassVar[Kind] = kinds.JOB

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Set parallelism of job {self.namespace}/{self.name} to {self.changes['parallelism']}"


@dataclass(frozen=True)
class SetJobLimits(SpecEdit):
    """Change a Job's retries, deadline, or how long it is kept when it has finished."""

    KIND: ClassVar[Kind] = kinds.JOB

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Change limits of job {self.namespace}/{self.name}"


_DELETION_WORDS = {
    Propagation.BACKGROUND: "The {kind} vanishes at once; {owned} are deleted after it.",
    Propagation.FOREGROUND: "{owned} are deleted first; the {kind} stays until they are gone.",
    Propagation.ORPHAN: "{owned} are left behind: nothing owns them any more, and nothing will delete them.",
}


@dataclass(frozen=True)
class Deletion(OnObject):
    """Delete one namespaced object, and say what becomes of what it owns."""

    KIND: ClassVar[Kind]
    OWNED: ClassVar[str]
    """What it owns, in the plural."""

    namespace: str
    name: str
    uid: str
    """Precondition: an object that took the name meanwhile is not touched."""
    propagation: Propagation = Propagation.BACKGROUND
    """Always said: a Job that is deleted without saying leaves its pods behind (batch/v1 jobStrategy)."""
    remarks: tuple[str, ...] = ()
    """What comes of it for this very object, a sentence a line."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Delete {self.target}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        words = _DELETION_WORDS[self.propagation].format(kind=self.KIND.name, owned=self.OWNED)
        return (words[:1].upper() + words[1:], *self.remarks)

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        cascade = f"--cascade={self.propagation.lower()}"
        return shlex.join(["kubectl", "delete", self.KIND.name.lower(), self.name, "-n", self.namespace, cascade])

    @property
    def right(self) -> Right:
        """The right it needs."""
        return Right("delete", self.KIND.plural, group=self.KIND.group, namespace=self.namespace, name=self.name)

    @property
    def kind_name(self) -> str:
        """Kubernetes' name of the kind."""
        return self.KIND.name


@dataclass(frozen=True)
class DeleteJob(Deletion):
    """Delete a Job."""

    KIND: ClassVar[Kind] = kinds.JOB
    OWNED: ClassVar[str] = "its pods"


@dataclass(frozen=True)
class CreateJob:
    """Create a Job that was made from another: a copy of it, or of some of its indexes."""

    namespace: str
    name: str
    source: str
    """The name of the Job that it was made from."""
    manifest: Mapping[str, Any]
    """The whole Job."""
    remarks: tuple[str, ...] = ()
    """What is to be known of it, a sentence a line."""
    recipe: str = ""
    """The command that does the same, where there is a shorter one than the whole Job."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Run job {self.namespace}/{self.source} again as {self.name}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        return (f"Job {self.name} is created in {self.namespace}, and starts.", *self.remarks)

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        return self.recipe or created_by_kubectl(self.namespace, self.manifest)

    @property
    def right(self) -> Right:
        """The right it needs."""
        return Right("create", "jobs", group="batch", namespace=self.namespace)

    @property
    def target(self) -> str:
        """What it is done to, for the journal: ``job NAMESPACE/NAME``."""
        return f"job {self.namespace}/{self.name}"

    @property
    def touches(self) -> tuple[str, Key]:
        """The new Job."""
        return ("Job", (self.namespace, self.name))

    def objection(self, held: Object | None) -> str:
        """The name is taken."""
        return "" if held is None else f"There is a {self.target} already: choose another name."


@dataclass(frozen=True)
class ResumeIndexes(CreateJob):
    """Run some indexes of an Indexed Job again under their own numbers.

    The copy is created suspended, the other indexes are entered in its status as completed, and then it is resumed.
    The controller starts from ``status.completedIndexes``, which it keeps nowhere else (kubernetes
    ``pkg/controller/job/indexed_job_utils.go``, ``calculateSucceededIndexes``). So every pod has the number, the host
    name and the environment that it had, and no program has to know of it.
    """

    completed: str = ""
    """The indexes that are not run, as ``status.completedIndexes`` has them."""
    completed_count: int = 0
    """How many they are."""
    chosen: str = field(default="", kw_only=True)
    """The indexes that are run, written likewise."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Run indexes {self.chosen} of job {self.namespace}/{self.source} again as {self.name}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        return (
            f"Job {self.name} is created in {self.namespace}, suspended.",
            f"Its status is told that {self.completed_count} of its indexes are done already.",
            f"It is resumed, and runs only {self.chosen}, each under its own number.",
            *self.remarks,
        )

    @property
    def status(self) -> dict[str, Any]:
        """What its status is told."""
        return {"completedIndexes": self.completed, "succeeded": self.completed_count}

    @property
    def kubectl(self) -> str:
        """The commands that do the same."""
        job = shlex.join(["kubectl", "patch", "job", self.name, "-n", self.namespace, "--type=merge"])
        status, resumed = (json.dumps(each) for each in ({"status": self.status}, {"spec": {"suspend": False}}))
        told = f"{job} --subresource=status -p {shlex.quote(status)}"
        return f"{super().kubectl} && {told} && {job} -p {shlex.quote(resumed)}"

    @property
    def right(self) -> Right:
        """The scarcest of the rights it needs: few users may write a status."""
        return Right("patch", "jobs", group="batch", subresource="status", namespace=self.namespace)


def created_by_kubectl(namespace: str, manifest: Mapping[str, Any]) -> str:
    """The command that creates an object, with the whole of it if a command can be as long."""
    written = json.dumps(manifest, ensure_ascii=False, separators=(",", ":"))
    command = f"kubectl create -n {shlex.quote(namespace)}" if namespace else "kubectl create"
    if len(written) > LONGEST_COMMAND:
        return f"{command} -f FILE  # with its {len(written):,} characters in a file"
    return f"{command} -f - <<< {shlex.quote(written)}"
