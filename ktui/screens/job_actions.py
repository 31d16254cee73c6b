"""The keys that change Jobs, on every screen that shows some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain import kinds
from ktui.domain.actions import Action, CreateJob, DeleteJob, Right, SetJobLimits, SetParallelism, SuspendJob
from ktui.domain.actions.jobs import Propagation
from ktui.domain.batch import Job
from ktui.domain.job_again import Again, again
from ktui.domain.job_copy import free_name, name_fault, room_for_name
from ktui.domain.job_edits import (
    LIMITS,
    difference,
    elastic,
    former_parallelism,
    limits_fault,
    limits_of,
    parallelism_fault,
    refusal,
    set_limits,
    set_parallelism,
    suspend,
)
from ktui.domain.job_indexes import to_run_again
from ktui.domain.job_state import FINISHED, state_of
from ktui.domain.job_sweep import OUTCOMES, finished_jobs, read_length
from ktui.domain.nouns import counted
from ktui.screens.acting import ActingScreen
from ktui.screens.choose import ChooseDialog, Offer
from ktui.screens.deleting import ask_propagation
from ktui.screens.form import Field, FormDialog, Judgement
from ktui.screens.places import JobOf, LogsOf

_MOST_NAMED = 6
"""So many of the Jobs that would go are named while it is typed which."""
_MOST_ASKED = 20
"""In so many namespaces who may not delete Jobs everywhere is asked about at most."""


class JobActions(ActingScreen):
    """A screen on which Jobs can be suspended, scaled, run again and deleted."""

    HELP: ClassVar[str] = "Jobs"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "suspend", "suspend", id="jobs.suspend", tooltip="Suspend the Job, or resume it."),
        Binding(
            "x",
            "parallelism",
            "parallelism",
            id="jobs.parallelism",
            tooltip="How many pods run at once; 0 pauses the Job, and how that differs from suspending is said.",
        ),
        Binding(
            "R", "again", "run again", id="jobs.again", tooltip="Run a copy of the Job, or only its failed indexes."
        ),
        Binding(
            "L",
            "limits",
            "limits",
            id="jobs.limits",
            tooltip="Retries, deadline, and how long the Job is kept when it has finished.",
            show=False,
        ),
        Binding("l", "logs", "logs", id="jobs.logs", tooltip="The logs of all pods of the Job."),
        Binding(
            "p",
            "previous_logs",
            "previous logs",
            id="jobs.previous_logs",
            tooltip="The logs of containers of the Job before their last restart.",
            show=False,
        ),
        Binding("ctrl+d", "delete", "delete", id="jobs.delete", tooltip="Delete the Job, with its pods or without."),
    ]

    # ---- for those that derive

    def chosen_jobs(self) -> Sequence[Job]:
        """The Jobs that a key is about: those that are marked, or the one under the cursor."""
        return ()

    # ---- whether

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action == "sweep":
            return self._refusal_to_sweep()
        if action not in _RIGHTS and action not in {"logs", "previous_logs"}:
            return super().refusal(action)
        jobs = self.chosen_jobs()
        if not jobs:
            return "There is no Job here."
        if action in _RIGHTS and (missing := self.missing_right(_right(action, jobs[0].namespace), _SORTS[action][1])):
            return missing
        if action in {"suspend", "parallelism"}:
            return refusal(jobs[0])
        if action != "suspend" and len(jobs) > 1 and action != "delete":
            return "One Job at a time: take the marks away first."
        return ""

    def _refusal_to_sweep(self) -> str:
        """Why no finished Job can be deleted; who may in one of the namespaces can."""
        if why := self.missing_right(_right("delete", ""), DeleteJob):
            namespaces = sorted({job.namespace for job in self._finished()})[:_MOST_ASKED]
            whys = [self.missing_right(_right("delete", namespace), DeleteJob) for namespace in namespaces]
            return "" if whys and not all(whys) else why
        return ""

    # ---- suspend, parallelism, limits

    def action_suspend(self) -> None:
        """Suspend the Jobs, or resume them if all of them are."""
        if self.refuses("suspend"):
            return
        jobs = [job for job in self.chosen_jobs() if not refusal(job)]
        on = not all(job.spec.suspend for job in jobs)
        actions = [suspend(job, on=on, now=self.now) for job in jobs if job.spec.suspend is not on]
        impact = difference(jobs[0], self.now) if on and len(jobs) == 1 else ()
        self.perform(actions, impact=impact, verb="Suspend" if on else "Resume")

    @work(group="action")
    async def action_parallelism(self) -> None:
        """Ask how many pods may run at once."""
        if await self.refuses_surely("parallelism"):
            return
        (job, *_) = self.chosen_jobs()
        former = former_parallelism(job)
        held = job.spec.parallelism
        wanted = str(former or job.spec.completions or 1) if held == 0 else str(held)
        fields = [Field("parallelism", "parallelism", wanted, "0 pauses the Job")]
        if elastic(job):
            fields.append(Field("completions", "completions", str(job.spec.completions or ""), "as they are"))
        typed = await self.app.push_screen_wait(
            FormDialog(f"Parallelism of job {job.name}", fields, partial(self._judge_parallelism, job, former))
        )
        if typed is not None:
            self.perform([_scaled(job, typed, former, self.now)], verb="Set")

    def _judge_parallelism(self, job: Job, former: int | None, typed: Mapping[str, str]) -> Judgement:
        told = tuple(difference(job, self.now))
        fault = parallelism_fault(job, typed["parallelism"], typed.get("completions", ""))
        if fault:
            return Judgement(fault, told)
        action = _scaled(job, typed, former, self.now)
        before = "" if former is None else f" (it was {former} before it was paused)"
        lines = [f"Parallelism is {job.spec.parallelism} now{before}.", *action.remarks]
        if action.changes["parallelism"] == 0:
            lines += ["", *told]
        unchanged = action.changes == action.before
        return Judgement("that is what it is already" if unchanged else "", tuple(lines), action.kubectl)

    @work(group="action")
    async def action_limits(self) -> None:
        """Ask for other retries, another deadline, another time to be kept."""
        if await self.refuses_surely("limits"):
            return
        (job, *_) = self.chosen_jobs()
        held = limits_of(job)
        fields = [
            Field(name, label, "" if held[name] is None else str(held[name]), "none") for name, label in LIMITS.items()
        ]
        typed = await self.app.push_screen_wait(
            FormDialog(f"Limits of job {job.name}", fields, partial(self._judge_limits, job))
        )
        action = None if typed is None else set_limits(job, typed, self.now)
        if action is not None:
            self.perform([action], verb="Change")

    def _judge_limits(self, job: Job, typed: Mapping[str, str]) -> Judgement:
        fault = limits_fault(typed)
        action = None if fault else set_limits(job, typed, self.now)
        if action is None:
            return Judgement(fault or "nothing is changed yet")
        return Judgement("", action.remarks, action.kubectl)

    # ---- run again

    @work(group="action")
    async def action_again(self) -> None:
        """Ask what of a Job to run again and under which name."""
        if await self.refuses_surely("again"):
            return
        (job, *_) = self.chosen_jobs()
        whole = await self.read_whole(kinds.JOB, job)
        if whole is None:
            return
        status = Right("patch", "jobs", group="batch", subresource="status", namespace=job.namespace)
        may_write_status = (await self.session.permitted(status)).allowed is not False
        found = again(whole, to_run_again(job), status=may_write_status)
        way: Again | None = found.ways[0]
        if len(found.ways) > 1:
            title = f"Run job {job.name} again"
            offers = [Offer(each.name, each.title, each.remark) for each in found.ways]
            chosen = await self.app.push_screen_wait(ChooseDialog(title, offers))
            way = next((each for each in found.ways if each.name == chosen), None)
        if way is not None:
            await self._name_and_run(way, whole, found.fault)

    async def _name_and_run(self, way: Again, whole: Mapping[str, Any], fault: str) -> None:
        namespace, source = whole["metadata"]["namespace"], whole["metadata"]["name"]
        room = room_for_name(whole["spec"])
        field = Field("name", "new name", free_name(source, self._names(namespace), room=room))

        def judge(typed: Mapping[str, str]) -> Judgement:
            name = typed["name"].strip()
            wrong = name_fault(name, room)
            if not wrong and name in self._names(namespace):
                wrong = f"there is a Job {name} already"
            if wrong:
                return Judgement(wrong)
            action = way.make(name)
            unsound = (f"Failed indexes alone cannot be run: {fault}.",) if fault else ()
            return Judgement("", (*action.effects, *unsound), action.kubectl)

        typed = await self.app.push_screen_wait(FormDialog(f"Run job {source} again: {way.title}", [field], judge))
        if typed is not None:
            action: CreateJob = way.make(typed["name"].strip())
            self.perform([action], verb="Run", then=JobOf((namespace, action.name)))

    def _names(self, namespace: str) -> set[str]:
        return {job.name for job in self.session.state.jobs if job.namespace == namespace}

    # ---- delete

    @work(group="action")
    async def action_delete(self) -> None:
        """Ask what becomes of the pods, and delete the Jobs."""
        if await self.refuses_surely("delete"):
            return
        jobs = self.chosen_jobs()
        propagation = await ask_propagation(self, kinds.JOB.name, jobs, "pods")
        if propagation is not None:
            self.perform([_deletion(job, propagation) for job in jobs], verb="Delete")

    @work(group="action")
    async def action_sweep(self) -> None:
        """Ask which finished Jobs are to go, and delete them."""
        if await self.refuses_surely("sweep"):
            return
        typed = await self.app.push_screen_wait(
            FormDialog(
                "Delete finished jobs",
                [
                    Field("older", "older than", "1d", "90m, 12h, 2d; 0 is all"),
                    Field("outcome", "which", "complete", "complete, failed or any"),
                ],
                self._judge_sweep,
            )
        )
        if typed is None:
            return
        jobs = self._swept(typed)
        if jobs:
            self.perform([_deletion(job, Propagation.BACKGROUND) for job in jobs], verb="Delete")
        else:
            self.complain("Delete finished jobs: all that were meant have gone meanwhile.")

    def _judge_sweep(self, typed: Mapping[str, str]) -> Judgement:
        if read_length(typed["older"]) is None:
            return Judgement("older than: write 90m, 12h, 2d, or 0 for all")
        if typed["outcome"].strip() not in OUTCOMES:
            return Judgement(f"which: write {', '.join(OUTCOMES)}")
        jobs = self._swept(typed)
        if not jobs:
            return Judgement("there is no such Job here")
        named = [f"  {job.namespace}/{job.name}" for job in jobs[:_MOST_NAMED]]
        more = [f"  and {len(jobs) - _MOST_NAMED} more"] if len(jobs) > _MOST_NAMED else []
        return Judgement("", (f"{counted(len(jobs), 'job')}, the oldest first:", *named, *more))

    def _swept(self, typed: Mapping[str, str]) -> list[Job]:
        older = read_length(typed["older"])
        assert older is not None, "what is no length of time is not taken"
        return finished_jobs(self._finished(), older, OUTCOMES[typed["outcome"].strip()], self.now)

    def _finished(self) -> list[Job]:
        held = (job for job in self.session.state.jobs if self.scope.holds(job.namespace))
        return [job for job in held if state_of(job) in FINISHED]

    # ---- logs

    def action_logs(self) -> None:
        """Go to the logs of the Job."""
        self._go_to_logs("logs", previous=False)

    def action_previous_logs(self) -> None:
        """Go to the logs of containers of the Job that were restarted."""
        self._go_to_logs("previous_logs", previous=True)

    def _go_to_logs(self, action: str, *, previous: bool) -> None:
        if not self.refuses(action):
            (job, *_) = self.chosen_jobs()
            self.go(self.logs_of(job, previous=previous))

    def logs_of(self, job: Job, *, previous: bool = False) -> LogsOf:
        """Where the logs of a Job are."""
        return LogsOf(f"job {job.name}", job.namespace, owner=job.uid, previous=previous)


_SORTS: Mapping[str, tuple[str, type[Action]]] = {
    "suspend": ("patch", SuspendJob),
    "parallelism": ("patch", SetParallelism),
    "limits": ("patch", SetJobLimits),
    "again": ("create", CreateJob),
    "delete": ("delete", DeleteJob),
}
"""By what a key does, the verb that it needs a right to, and the sort of action."""
_RIGHTS = frozenset(_SORTS)


def _scaled(job: Job, typed: Mapping[str, str], former: int | None, now: datetime) -> SetParallelism:
    completions = typed.get("completions", "").strip()
    return set_parallelism(job, int(typed["parallelism"]), int(completions) if completions else None, former, now)


def _deletion(job: Job, propagation: Propagation) -> DeleteJob:
    remarks = [] if state_of(job) in FINISHED else ["It has not finished: what it has done so far may be lost."]
    owner = job.metadata.controller
    if owner is not None:
        remarks.append(f"It belongs to {owner.kind} {owner.name}.")
    return DeleteJob(job.namespace, job.name, job.uid, propagation, tuple(remarks))


def _right(action: str, namespace: str) -> Right:
    return Right(_SORTS[action][0], "jobs", group="batch", namespace=namespace)
