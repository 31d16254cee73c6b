"""What becomes of a pod once it is on a node: the story that its annotations or its scenario tell.

The annotations are those of the stages that a real control plane is tested with, so that one manifest plays the same
on both: ``ktui.test/story`` (crash, image-pull, config, unready), ``start``, ``end``, ``run``, ``exit-code``,
``fail-indexes``. A scenario has more to tell, see `Story`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ktui.demo.durations import seconds
from ktui.demo.status import Object

PREFIX = "ktui.test/"
INDEX = "batch.kubernetes.io/job-completion-index"

Kind = Literal[
    "well",  # starts and runs
    "crash",  # does not come up; the picture does not change
    "unready",  # runs, but is never ready
    "image-pull",  # its image cannot be had; the picture does not change
    "config",  # what it is configured with is not there
    "crash-loop",  # comes up and dies, again and again, with a growing back-off
    "oom",  # as before, but lives a while and is killed for its memory
    "no-image",  # the pull fails again and again, with a growing back-off
    "probe",  # runs; its readiness probe fails
    "flapping",  # ready and not, in turn
    "evicted",  # the kubelet ends it: the node is short of something
]

_KINDS: dict[str, Kind] = {"crash": "crash", "unready": "unready", "image-pull": "image-pull", "config": "config"}
"""The stories that an annotation may tell."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take where nothing says otherwise: from so many seconds to so many."""

    start: tuple[float, float] = (0.0, 0.0)
    """From being bound until the containers run."""
    end: tuple[float, float] = (0.0, 0.0)
    """From being deleted until it is gone."""
    run: tuple[float, float] = (0.0, 0.0)
    """How long a Job's pod works."""
    creating: bool = False
    """Whether a pod is seen in ContainerCreating before it runs."""


FAST = Pace()
"""Everything at once, as tests want it."""
REAL = Pace(start=(1.5, 5.0), end=(1.0, 5.0), run=(8.0, 48.0), creating=True)
"""As on real machines."""


@dataclass(frozen=True, slots=True)
class Story:
    """A pod's life.

    Args:
        kind: what becomes of it.
        start: seconds until it runs: from, to; None: as the pace has it.
        end: seconds until it is gone after its deletion; None: as the pace has it.
        run: seconds that a Job's pod works; None: as the pace has it.
        exit_code: with what a Job's pod ends, or a crashing container dies.
        fail_indexes: the only indexes of an Indexed Job that fail; None: all that have an exit code.
        restarts: how often the container was started again before this cluster was looked at.
        up: seconds that a crashing or flapping container keeps up: from, to.
        reason: why it is waiting or dies, for the kinds that say so.
        message: the same in a sentence.
    """

    kind: Kind = "well"
    start: tuple[float, float] | None = None
    end: tuple[float, float] | None = None
    run: tuple[float, float] | None = None
    exit_code: int = 0
    fail_indexes: frozenset[int] | None = None
    restarts: int = 0
    up: tuple[float, float] = (2.0, 20.0)
    reason: str = ""
    message: str = ""

    def exit_of(self, pod: Object) -> int:
        """The exit code of a Job's pod: some indexes may fail, others not."""
        if self.fail_indexes is None:
            return self.exit_code
        index = (pod["metadata"].get("annotations") or {}).get(INDEX, "")
        return (self.exit_code or 1) if index.isdigit() and int(index) in self.fail_indexes else 0


Teller = Callable[[Object], Story | None]
"""A scenario's word on a pod; None when it has none."""


class Stories:
    """Says which story a pod has.

    Args:
        tellers: asked in order; the first word counts. The pod's own annotations count more.
    """

    def __init__(self, tellers: Sequence[Teller] = ()) -> None:
        self.tellers = list(tellers)
        """Asked in order."""

    def of(self, pod: Object) -> Story:
        """The story of a pod."""
        told = next((story for story in (teller(pod) for teller in self.tellers) if story is not None), Story())
        return _annotated(told, pod["metadata"].get("annotations") or {})


def _annotated(story: Story, annotations: dict[str, str]) -> Story:
    if not any(key.startswith(PREFIX) for key in annotations):
        return story
    code = annotations.get(f"{PREFIX}exit-code", "")
    indexes = annotations.get(f"{PREFIX}fail-indexes", "")
    named = frozenset(int(index) for index in indexes.split(",") if index.strip().isdigit())
    return replace(
        story,
        kind=_KINDS.get(annotations.get(f"{PREFIX}story", ""), story.kind),
        start=_span(annotations, "start") or story.start,
        end=_span(annotations, "end") or story.end,
        run=_span(annotations, "run") or story.run,
        exit_code=int(code) if code.isdigit() else story.exit_code,
        fail_indexes=named if indexes else story.fail_indexes,
    )


def _span(annotations: dict[str, str], name: str) -> tuple[float, float] | None:
    try:
        length = seconds(annotations.get(PREFIX + name, ""))
    except ValueError:
        return None
    return length, length
