"""Which finished Jobs are to go: those that ended long enough ago."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from ktui.domain.batch import Job
from ktui.domain.job_state import FINISHED, JobState, ended, state_of

OUTCOMES = {"complete": frozenset({JobState.COMPLETE}), "failed": frozenset({JobState.FAILED}), "any": FINISHED}
"""By what can be typed, the outcomes that are meant."""
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def read_length(text: str) -> timedelta | None:
    """A length of time such as ``90m``, ``12h``, ``1d12h`` or ``0``; None if it is none."""
    text = text.strip().lower().replace(" ", "")
    if text == "0":
        return timedelta()
    if not re.fullmatch(r"(\d{1,6}[smhdw])+", text, re.ASCII):
        return None
    return timedelta(seconds=sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([smhdw])", text)))


def finished_jobs(jobs: Iterable[Job], older: timedelta, outcomes: frozenset[JobState], now: datetime) -> list[Job]:
    """The Jobs that ended in one of some ways, longer ago than ``older``; the oldest first."""
    found = [(end, job) for job in jobs if state_of(job) in outcomes and (end := ended(job)) and now - end >= older]
    return [job for _, job in sorted(found, key=lambda each: (each[0], each[1].key))]
