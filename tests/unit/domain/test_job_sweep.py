"""Which finished Jobs are old enough to go."""

from datetime import timedelta

import batches
import pytest
from batches import NOW, ago

from ktui.domain.job_sweep import OUTCOMES, finished_jobs, read_length


def ended(name, kind, **length):
    return batches.job(name, conditions=[batches.condition(kind, at=ago(**length))])


JOBS = [
    ended("new", "Complete", minutes=5),
    ended("old", "Complete", hours=5),
    ended("older", "Complete", days=2),
    ended("broken", "Failed", hours=6),
    batches.job("running"),
]


@pytest.mark.parametrize(
    ("older", "outcome", "names"),
    [
        ("0", "complete", ["older", "old", "new"]),
        ("1h", "complete", ["older", "old"]),
        ("1h", "any", ["older", "broken", "old"]),
        ("1h", "failed", ["broken"]),
        ("3d", "any", []),
    ],
)
def test_jobs_that_ended_long_enough_ago_are_found_and_no_others(older, outcome, names):
    assert [job.name for job in finished_jobs(JOBS, read_length(older), OUTCOMES[outcome], NOW)] == names


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("0", timedelta()),
        ("90m", timedelta(minutes=90)),
        ("1d 12h", timedelta(hours=36)),
        ("2W", timedelta(weeks=2)),
        ("", None),
        ("5", None),
        ("-1h", None),
        ("1h30", None),
        ("9999999d", None),
    ],
)
def test_a_length_of_time_is_read(text, length):
    assert read_length(text) == length
