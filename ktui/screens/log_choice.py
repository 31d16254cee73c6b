"""Which containers' logs to read: what there is to choose from, and what a choice means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ktui.domain.log_sources import LogScope
from ktui.domain.nouns import counted
from ktui.screens.choose import Offer
from ktui.session.logs import MOST

if TYPE_CHECKING:
    from ktui.session.logs import LogTail

_ALL, _FROM, _CONTAINER, _POD = "all", "from", "container", "pod"
_MOST_PODS = 500


def offers(tail: LogTail, remark: Callable[[str], str]) -> list[Offer]:
    """All, the next ones of too many, each container's name, each pod.

    Args:
        tail: what is read now.
        remark: what helps to tell a pod from the others, by its name.
    """
    pods = {target.pod: target for target in tail.wanted}
    found = [Offer(_ALL, "all containers", counted(len(tail.wanted), "container"))]
    if len(tail.wanted) > MOST:
        for first in range(0, len(tail.wanted), MOST):
            last = min(first + MOST, len(tail.wanted))
            names = f"{tail.wanted[first].pod} to {tail.wanted[last - 1].pod}"
            found.append(Offer(f"{_FROM} {first}", f"{first + 1} to {last} of {len(tail.wanted)}", names))
    containers = Counter(target.container for target in tail.wanted)
    if len(containers) > 1:
        found += [
            Offer(f"{_CONTAINER} {name}", f"container {name}", counted(containers[name], "pod")) for name in containers
        ]
    if len(pods) > 1:
        found += [Offer(f"{_POD} {name}", f"pod {name}", remark(name)) for name in list(pods)[:_MOST_PODS]]
    return found


def chosen(value: str, scope: LogScope, pod: str) -> tuple[LogScope, int]:
    """What a choice means: the scope, and the number of the first container to read.

    Args:
        value: of the offer.
        scope: what was read before.
        pod: the one pod that all this is about; ``""``: there are more.
    """
    sort, _, name = value.partition(" ")
    match sort:
        case "from":
            return scope, int(name)
        case "container":
            return replace(scope, container=name), 0
        case "pod":
            return replace(scope, pod=name), 0
    return replace(scope, container="", pod=pod), 0
