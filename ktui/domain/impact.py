"""What a change would do, before it is made, told by the same predicate as the grid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from ktui.domain.nouns import counted
from ktui.domain.objects import DaemonSet, Key, Node
from ktui.domain.placement import Placement, Rule

FEW = 4
"""How many DaemonSets of a sort are named before the rest is only counted."""


@dataclass(frozen=True, slots=True)
class Move:
    """A DaemonSet that comes to a node or leaves it."""

    daemon_set: Key
    because: str
    """What of its template decides, for example ``nodeSelector pool=gpu``."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What other labels on a node would do to its daemon pods."""

    leaves: tuple[Move, ...]
    """May not stay any more; the controller deletes their pods."""
    arrives: tuple[Move, ...]
    """Were not wanted here, and would be."""
    stays: int
    """How many DaemonSets run here, or are wanted here, before and after."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The same for people, a line for each DaemonSet that moves."""
        if not self.leaves and not self.arrives:
            return ("No DaemonSet comes or goes by this.",)
        told = [
            *_told("leaves", self.leaves, "its pod is deleted"),
            *_told("arrives", self.arrives, "a pod is created"),
        ]
        if self.stays:
            told.append(f"stays    {counted(self.stays, 'other')}")
        return tuple(told)


def label_impact(
    node: Node, labels: Mapping[str, str], daemon_sets: Iterable[DaemonSet], present: Collection[Key]
) -> Impact:
    """Say which DaemonSets would leave a node or come to it if it had other labels.

    Args:
        node: the node as it is.
        labels: all labels that it would have.
        daemon_sets: those that may run there.
        present: the DaemonSets that have a pod there now.
    """
    changed = msgspec.structs.replace(node, metadata=msgspec.structs.replace(node.metadata, labels=dict(labels)))
    leaves, arrives, stays = [], [], 0
    for daemon_set in sorted(daemon_sets, key=lambda each: each.key):
        if daemon_set.metadata.deletion_timestamp is not None:
            continue  # the controller neither creates nor deletes for it any more
        rule = Rule.of(daemon_set.spec.template.spec)
        before, after = rule.place(node), rule.place(changed)
        here = before.should_run or daemon_set.key in present
        if here and before.may_continue and not after.may_continue:
            leaves.append(Move(daemon_set.key, _because(rule, node.metadata.labels, labels)))
        elif after.should_run and not before.should_run:
            arrives.append(Move(daemon_set.key, _because(rule, node.metadata.labels, labels)))
        elif here and after is not Placement.BARRED:
            stays += 1
    return Impact(tuple(leaves), tuple(arrives), stays)


def _because(rule: Rule, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    changed = {key for key in rule.keys if before.get(key) != after.get(key)}
    selected = [f"{key}={rule.selector[key]}" for key in sorted(changed & rule.selector.keys())]
    if selected:
        return f"nodeSelector {', '.join(selected)}"
    return f"node affinity on {', '.join(sorted(changed))}"


def _told(word: str, moves: Sequence[Move], consequence: str) -> list[str]:
    lines = [f"{word:<8} {'/'.join(move.daemon_set)} ({move.because}): {consequence}" for move in moves[:FEW]]
    if len(moves) > FEW:
        lines.append(f"{word:<8} and {len(moves) - FEW} more")
    return lines
