"""Work that comes again for as long as the cluster is looked at."""

from collections.abc import Callable

from ktui.demo.controllers.job import is_finished
from ktui.demo.resources import JOBS
from ktui.demo.scenarios.script import Script
from ktui.demo.status import Object


def repeating(script: Script, namespace: str, prefix: str, make: Callable[[int], Object]) -> Callable[[], float]:
    """The next run of a Job some time after the last has ended; the one before goes.

    Args:
        script: the hand that writes.
        namespace: where the Job is.
        prefix: what its name begins with; a number follows.
        make: the Job of a number.
    """
    number = 1

    def turn() -> float:
        nonlocal number
        present = script.world.get(JOBS, namespace, f"{prefix}-{number}")
        if present is not None and not is_finished(present):
            return 30
        older = script.world.get(JOBS, namespace, f"{prefix}-{number - 1}")
        if older is not None:
            script.world.delete(JOBS, older)
        number += 1
        script.world.create(JOBS, make(number))
        return 120

    return turn
