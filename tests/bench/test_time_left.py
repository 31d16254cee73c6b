"""How good the estimate of the time left is, by family of Jobs. Prints the table of decision 10.

Run with ``pytest -m bench -s tests/bench/test_time_left.py``; ``KTUI_TEST_JOBS=50`` plays so many Jobs of each family.
"""

from __future__ import annotations

import os
import random
import time
from datetime import timedelta

import pytest
from job_families import FAMILIES, made_up

from ktui.domain.progress import progress

pytestmark = pytest.mark.bench

JOBS = int(os.environ.get("KTUI_TEST_JOBS", "25"))
LOOKS = 6


@pytest.mark.parametrize("family", FAMILIES)
def test_how_good_it_is(family):
    within, covered, spent = [], [], 0.0
    for seed in range(JOBS):
        played = made_up(family, seed)
        for moment in played.moments(random.Random(seed), LOOKS):
            seen = played.at(moment)
            before = time.process_time()
            found = progress(*seen).left
            spent += time.process_time() - before
            if found is not None:
                truth = timedelta(seconds=played.end - moment)
                within.append(0.75 <= found.middle / truth <= 1.25)
                covered.append(found.low <= truth <= found.high)
    print(
        f"\n| {family} | {sum(within) / len(within):.0%} | {sum(covered) / len(covered):.0%} |"
        f"  {spent / JOBS / LOOKS * 1000:.1f} ms"
    )
    assert sum(covered) / len(covered) >= 0.55
