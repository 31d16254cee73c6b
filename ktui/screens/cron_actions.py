"""The keys that change CronJobs, on every screen that shows some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain import kinds
from ktui.domain.actions import DeleteCronJob, Right, RunCronJob, SetSchedule, SuspendCronJob
from ktui.domain.batch import CronJob
from ktui.domain.cron_edits import (
    arguments_fault,
    arguments_of,
    run_now,
    schedule_fault,
    schedule_lines,
    set_schedule,
    suspend,
)
from ktui.domain.job_copy import free_name, name_fault
from ktui.screens.acting import ActingScreen
from ktui.screens.deleting import ask_propagation
from ktui.screens.form import Field, FormDialog, Judgement
from ktui.screens.newest_run import logs_of_newest
from ktui.screens.places import LogsOf

JOB_NAME = "batch.kubernetes.io/job-name"
"""The label by which the pods of a Job are found that is not seen yet."""


class CronJobActions(ActingScreen):
    """A screen on which CronJobs can be suspended, run, changed and deleted."""

    HELP: ClassVar[str] = "CronJobs"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "run_now", "run now", id="cronjobs.run_now", tooltip="Run it now, and go to the logs of that."),
        Binding("s", "suspend", "suspend", id="cronjobs.suspend", tooltip="Suspend it, or resume it."),
        Binding(
            "T",
            "schedule",
            "schedule",
            id="cronjobs.schedule",
            tooltip="Change its schedule or time zone; the next ten runs are shown while it is typed.",
        ),
        Binding("l", "logs", "logs", id="cronjobs.logs", tooltip="The logs of its latest run."),
        Binding("ctrl+d", "delete", "delete", id="cronjobs.delete", tooltip="Delete it, with its jobs or without."),
    ]

    # ---- for those that derive

    def chosen_cron_jobs(self) -> Sequence[CronJob]:
        """The CronJobs that a key is about: those that are marked, or the one under the cursor."""
        return ()

    # ---- whether

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action not in {*_RIGHTS, "logs"}:
            return super().refusal(action)
        chosen = self.chosen_cron_jobs()
        if not chosen:
            return "There is no CronJob here."
        if action in _RIGHTS:
            verb, resource, sort = _RIGHTS[action]
            missing = self.missing_right(Right(verb, resource, group="batch", namespace=chosen[0].namespace), sort)
            if missing:
                return missing
        if action == "logs" and self._latest(chosen[0]) is None:
            return f"No Job of {chosen[0].name} is there."
        if action in {"run_now", "schedule"} and len(chosen) > 1:
            return "One CronJob at a time: take the marks away first."
        if action != "logs" and chosen[0].metadata.deletion_timestamp is not None:
            return f"CronJob {chosen[0].name} is being deleted."
        return ""

    def _latest(self, cron_job: CronJob) -> LogsOf | None:
        """The logs of its latest run."""
        return logs_of_newest(self.session.state, cron_job)

    # ---- doing

    def action_logs(self) -> None:
        """Go to the logs of the latest run."""
        if not self.refuses("logs"):
            place = self._latest(self.chosen_cron_jobs()[0])
            if place is not None:
                self.go(place)

    def action_suspend(self) -> None:
        """Suspend the CronJobs, or resume them if all of them are suspended."""
        if not self.refuses("suspend"):
            chosen = self.chosen_cron_jobs()
            on = not all(each.spec.suspend for each in chosen)
            actions = [suspend(each, on=on, now=self.now) for each in chosen if each.spec.suspend is not on]
            self.perform(actions, verb="Suspend" if on else "Resume")

    @work(group="action")
    async def action_schedule(self) -> None:
        """Ask for another schedule or zone."""
        if await self.refuses_surely("schedule"):
            return
        (cron_job, *_) = self.chosen_cron_jobs()
        fields = [
            Field("schedule", "schedule", cron_job.spec.schedule, "minute hour day month weekday"),
            Field("zone", "time zone", cron_job.spec.time_zone or "", "the controller's own"),
        ]
        typed = await self.app.push_screen_wait(
            FormDialog(f"Schedule of cronjob {cron_job.name}", fields, partial(self._judge_schedule, cron_job))
        )
        if typed is not None:
            self.perform([set_schedule(cron_job, *_typed(typed))], verb="Change")

    def _judge_schedule(self, cron_job: CronJob, typed: Mapping[str, str]) -> Judgement:
        schedule, zone = _typed(typed)
        fault = schedule_fault(cron_job, schedule, zone)
        lines = schedule_lines(schedule, zone, self.now)
        return Judgement(fault, lines, "" if fault else set_schedule(cron_job, schedule, zone).kubectl)

    @work(group="action")
    async def action_run_now(self) -> None:
        """Ask for a name and arguments, run it, and go to the logs."""
        if await self.refuses_surely("run_now"):
            return
        (cron_job, *_) = self.chosen_cron_jobs()
        whole = await self.read_whole(kinds.CRON_JOB, cron_job)
        if whole is None:
            return
        held = arguments_of(whole)
        fields = [
            Field("name", "name of the job", free_name(cron_job.name, self._names(cron_job), suffix="manual")),
            Field("arguments", "arguments", held, "none"),
        ]

        def judge(typed: Mapping[str, str]) -> Judgement:
            name = typed["name"].strip()
            fault = name_fault(name) or arguments_fault(typed["arguments"])
            if not fault and name in self._names(cron_job):
                fault = f"there is a Job {name} already"
            if fault:
                return Judgement(fault)
            action = run_now(cron_job, name, typed["arguments"], held)
            return Judgement("", action.effects, action.kubectl)

        typed = await self.app.push_screen_wait(FormDialog(f"Run cronjob {cron_job.name} now", fields, judge))
        if typed is not None:
            action = run_now(cron_job, typed["name"].strip(), typed["arguments"], held)
            logs = LogsOf(f"job {action.name}", action.namespace, selector=f"{JOB_NAME}={action.name}")
            self.perform([action], verb="Run", then=logs)

    def _names(self, cron_job: CronJob) -> set[str]:
        return {job.name for job in self.session.state.jobs if job.namespace == cron_job.namespace}

    @work(group="action")
    async def action_delete(self) -> None:
        """Ask what becomes of the Jobs, and delete the CronJobs."""
        if await self.refuses_surely("delete"):
            return
        chosen = self.chosen_cron_jobs()
        propagation = await ask_propagation(self, kinds.CRON_JOB.name, chosen, "jobs")
        if propagation is not None:
            actions = [DeleteCronJob(each.namespace, each.name, each.uid, propagation) for each in chosen]
            self.perform(actions, verb="Delete")


_RIGHTS = {
    "run_now": ("create", "jobs", RunCronJob),
    "suspend": ("patch", "cronjobs", SuspendCronJob),
    "schedule": ("patch", "cronjobs", SetSchedule),
    "delete": ("delete", "cronjobs", DeleteCronJob),
}


def _typed(typed: Mapping[str, str]) -> tuple[str, str]:
    return typed["schedule"].strip(), typed["zone"].strip()
