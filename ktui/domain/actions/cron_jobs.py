"""What can be asked of a CronJob."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import ClassVar

from ktui.domain import kinds
from ktui.domain.actions.action import Right
from ktui.domain.actions.jobs import Deletion
from ktui.domain.actions.spec_edit import SpecEdit
from ktui.domain.kinds import Kind
from ktui.domain.objects import Key, Object


@dataclass(frozen=True)
class SuspendCronJob(SpecEdit):
    """Suspend a CronJob, or resume it: ``changes`` sets ``suspend``."""

    KIND: ClassVar[Kind] = kinds.CRON_JOB

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"{'Suspend' if self.changes['suspend'] else 'Resume'} cronjob {self.namespace}/{self.name}"


@dataclass(frozen=True)
class SetSchedule(SpecEdit):
    """Change when a CronJob runs: its schedule, its time zone, or both."""

    KIND: ClassVar[Kind] = kinds.CRON_JOB

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Change the schedule of cronjob {self.namespace}/{self.name}"


@dataclass(frozen=True)
class DeleteCronJob(Deletion):
    """Delete a CronJob."""

    KIND: ClassVar[Kind] = kinds.CRON_JOB
    OWNED: ClassVar[str] = "its jobs and their pods"


@dataclass(frozen=True)
class RunCronJob:
    """Run a CronJob now: the Job that ``kubectl create job --from`` makes, as the CronJob is when it is made."""

    namespace: str
    cron_job: str
    uid: str
    """Precondition: a CronJob that took the name meanwhile is not run."""
    name: str
    """The new Job's."""
    arguments: tuple[str, ...] | None = None
    """The first container's ``args`` for this once; None: as they are."""
    remarks: tuple[str, ...] = ()
    """What comes of it for this very CronJob, a sentence a line."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Run cronjob {self.namespace}/{self.cron_job} now as {self.name}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        changed = () if self.arguments is None else (f"Arguments, this once: {shlex.join(self.arguments) or '(none)'}",)
        return (
            f"Job {self.name} is created in {self.namespace}, and starts at once.",
            *changed,
            f"It is owned by {self.cron_job}: it counts in its history, and goes with it.",
            *self.remarks,
        )

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        made = ["kubectl", "create", "job", self.name, f"--from=cronjob/{self.cron_job}", "-n", self.namespace]
        if self.arguments is None:
            return shlex.join(made)
        edit = f".spec.template.spec.containers[0].args = {json.dumps(list(self.arguments), ensure_ascii=False)}"
        dry = shlex.join([*made, "--dry-run=client", "-o", "json"])
        return f"{dry} | jq {shlex.quote(edit)} | kubectl create -f -"

    @property
    def right(self) -> Right:
        """The right it needs."""
        return Right("create", "jobs", group="batch", namespace=self.namespace)

    @property
    def target(self) -> str:
        """What it is done to, for the journal: ``cronjob NAMESPACE/NAME``."""
        return f"cronjob {self.namespace}/{self.cron_job}"

    @property
    def touches(self) -> tuple[str, Key]:
        """The new Job."""
        return ("Job", (self.namespace, self.name))

    def objection(self, held: Object | None) -> str:
        """The name is taken."""
        return "" if held is None else f"There is a job {self.namespace}/{self.name} already: choose another name."
