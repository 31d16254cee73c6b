"""Which revision of a DaemonSet is current, and which pods are of an older one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ktui.domain.objects import ControllerRevision, DaemonSet, Pod

HASH = "controller-revision-hash"
"""The label by which a pod names its revision (``DefaultDaemonSetUniqueLabelKey``)."""
GENERATION = "pod-template-generation"
"""The label by which a pod names the generation of its template (``DaemonSetTemplateGenerationKey``)."""
_INT64 = re.compile(r"[-+]?[0-9]{1,19}")
_PERCENT = re.compile(r"[-+]?[0-9]{1,9}%")


def scaled(value: int | str | None, total: int) -> int:
    """What an int or a percentage of ``total`` comes to, rounded up; 0 for what is neither.

    ``GetScaledValueFromIntOrPercent``, as the controller calls it.
    """
    if isinstance(value, str):
        return math.ceil(int(value[:-1]) * total / 100) if _PERCENT.fullmatch(value) else 0
    return value or 0


def surges(daemon_set: DaemonSet) -> bool:
    """Whether a new pod may run beside an old one during a rolling update (``AllowsSurge``)."""
    strategy = daemon_set.spec.update_strategy
    return (
        strategy.type == "RollingUpdate"
        and strategy.rolling_update is not None
        and scaled(strategy.rolling_update.max_surge, 1) > 0
    )


def observed(daemon_set: DaemonSet) -> bool:
    """Whether the controller has acted on the latest change of the DaemonSet."""
    return daemon_set.metadata.generation <= daemon_set.status.observed_generation


def template_generation(daemon_set: DaemonSet) -> str:
    """The generation of a DaemonSet's template, as a pod's label has it; empty if it is not known.

    ``GetTemplateGeneration``, pkg/controller/daemon/util/daemonset_util.go.
    """
    told = daemon_set.metadata.annotations.template_generation if daemon_set.metadata.annotations else None
    return str(int(told)) if told and _INT64.fullmatch(told) else ""


@dataclass(frozen=True)
class Revisions:
    """The revisions of one DaemonSet.

    The current one has the highest number: the controller raises the number of an older revision that is taken up
    again (pkg/controller/daemon/update.go, ``constructHistory``). That is true of what the controller has observed.
    """

    numbers: dict[str, int]
    """By hash, the revision's number."""
    hash: str = ""
    """Of the current revision; empty if it is not known."""
    current: int = 0
    """Its number; 0 if it is not known."""
    generation: str = ""
    """Of the DaemonSet's template; empty if it is not known."""

    @classmethod
    def of(cls, revisions: Iterable[ControllerRevision], daemon_set: DaemonSet | None = None) -> Revisions:
        """From the ControllerRevisions that the DaemonSet controls.

        One without the hash label is given its own name for a label by the controller.
        """
        numbers: dict[str, int] = {}
        for each in revisions:
            named = each.metadata.labels.get(HASH) or each.metadata.name
            numbers[named] = max(each.revision, numbers.get(named, each.revision))
        if not numbers:
            return cls({})
        current = max(numbers, key=lambda named: (numbers[named], named))
        return cls(numbers, current, numbers[current], template_generation(daemon_set) if daemon_set else "")

    def outdated(self, pod: Pod) -> bool:
        """Whether the controller would replace a pod by one of the current revision; False while that is not known.

        A pod counts as up to date by its hash, and by the generation of its template alone (``IsPodUpdated``).
        """
        return self._older(pod) and not self._same_generation(pod)

    def mistaken(self, pod: Pod) -> bool:
        """Whether a pod is of another revision, and counts as up to date all the same.

        It was left behind by another DaemonSet of that name, whose template was changed as often.
        """
        return self._older(pod) and self._same_generation(pod)

    def _older(self, pod: Pod) -> bool:
        return self.hash != "" and pod.metadata.labels.get(HASH) != self.hash

    def _same_generation(self, pod: Pod) -> bool:
        return self.generation != "" and pod.metadata.labels.get(GENERATION) == self.generation

    def spell(self, pod: Pod) -> str:
        """The revision of a pod, in words."""
        named = pod.metadata.labels.get(HASH, "")
        if not self.hash:
            return f"revision with hash {named}, current not known" if named else "revision not known"
        if named == self.hash:
            return f"revision {self.current} (current)"
        if named in self.numbers:
            return f"revision {self.numbers[named]}, current is {self.current}"
        gone = f"with hash {named}, which is no longer in the history" if named else "not known (no hash label)"
        return f"revision {gone}, current is {self.current}"
