"""The question of ``ktui jobs``: how far Jobs are, and whether one has failed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from ktui.cli.gaps import Gap, gaps
from ktui.domain.batch import Job
from ktui.domain.job_state import FAILURES, FINISHED, JobState, state_of
from ktui.domain.kinds import JOB, JOB_POD, Kind
from ktui.domain.objects import Key, Pod
from ktui.domain.progress import Progress, progress
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Live, Stale


@dataclass(frozen=True)
class JobsAnswer:
    """What can be said now."""

    jobs: tuple[tuple[Job, Progress], ...]
    absent: tuple[Key, ...]
    """Jobs that are asked about by name and do not exist."""
    deleted: tuple[Key, ...]
    """Jobs that were deleted before they had finished, while they were waited for."""
    gaps: tuple[Gap, ...]
    """What is not known in full."""

    @property
    def blind(self) -> bool:
        """Whether there may be Jobs that cannot be seen. Without the pods only some numbers are missing."""
        return any(gap.kind is JOB for gap in self.gaps)

    @property
    def counts(self) -> Counter[JobState]:
        """How many Jobs there are in each state."""
        return Counter(told.state for _, told in self.jobs)

    @property
    def code(self) -> int:
        """The exit code: 1 if a Job has failed or is not there, else 3 if it cannot be told, else 0."""
        if self.absent or self.deleted or any(told.state in FAILURES for _, told in self.jobs):
            return 1
        return 3 if self.blind else 0


class JobsInquiry:
    """Asks about Jobs.

    A Job that ends may be deleted at once (``ttlSecondsAfterFinished: 0``), so what is waited for is looked at with
    every change, and not only now and then.

    Args:
        state: the tables.
        names: which Jobs; empty: all of the namespaces that are looked at.
        namespaces: where; ``None``: everywhere.
        wait: whether their end is waited for.
    """

    kinds: tuple[Kind, ...] = (JOB, JOB_POD)

    def __init__(
        self, state: ClusterState, names: tuple[Key, ...], namespaces: tuple[str, ...] | None, *, wait: bool = False
    ) -> None:
        self._state = state
        self._names = names
        self._namespaces = namespaces
        self._wait = wait
        self._met: dict[Key, Job] = {}
        self._replaced: set[Key] = set()
        self._waited: set[Key] = set(names)
        self._found: JobsAnswer | None = None
        if wait:
            state.jobs.subscribe(self._witness)
            self._witness()

    def answer(self, now: datetime) -> JobsAnswer:
        """What can be said now."""
        state = self._state
        if self._wait and not self._names and self._found is None:
            self._waited = {job.key for job in state.jobs}
            self._witness()
        keys = self._names or (sorted(self._waited) if self._wait else sorted(job.key for job in state.jobs))
        unseen = tuple(gaps(state, self.kinds, self._namespaces))
        known = not any(gap.kind is JOB for gap in unseen)
        jobs, absent, deleted = [], [], []
        for key in keys:
            job = state.jobs.get(key)
            met = self._met.get(key)
            if key in self._replaced or (job is None and met is not None and known and state_of(met) not in FINISHED):
                deleted.append(key)
            elif job is None and met is None and known:
                absent.append(key)
            if job is None:
                job = met
            if job is not None:
                jobs.append((job, progress(job, self._pods(job), now)))
        self._found = JobsAnswer(tuple(jobs), tuple(absent), tuple(deleted), unseen)
        return self._found

    def settled(self) -> bool:
        """Whether all have finished, or cannot any more."""
        found = self._found
        if found is None:
            return False
        if found.blind and any(gap.kind is JOB and gap.denied for gap in found.gaps):
            return True
        gone = {*found.deleted, *found.absent}
        left = [job.key for job, told in found.jobs if told.state not in FINISHED and job.key not in gone]
        return not left and not found.blind

    def progress(self) -> str:
        """How far they are, in a line."""
        return in_words(self._found.counts) if self._found else ""

    def _witness(self) -> None:
        for key in self._waited:
            job, met = self._state.jobs.get(key), self._met.get(key)
            if job is None:
                continue
            if met is not None and met.uid != job.uid and state_of(met) not in FINISHED:
                self._replaced.add(key)  # however quickly another of the same name came
            self._met[key] = job

    def _pods(self, job: Job) -> list[Pod] | None:
        table = self._state.job_pods
        feed = table.feeds.get(None) or table.feeds.get(job.namespace)
        return table.by("owner", job.uid) if isinstance(feed, Live | Stale) else None


def in_words(counts: Counter[JobState]) -> str:
    """How many Jobs are in each state: ``2 running, 5 complete``."""
    order = (JobState.FAILED, JobState.FAILING, *(state for state in JobState if state not in FAILURES))
    return ", ".join(f"{counts[state]} {state}" for state in order if counts[state])
