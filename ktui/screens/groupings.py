"""What nodes can be grouped by: zone, role, pool, and every label that they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ktui.domain.arrangement import group_title
from ktui.domain.objects import Node
from ktui.screens.choose import Offer

NAMED = ("pool", "zone", "role")
"""Groupings with a name of their own: several labels may say what pool, zone or role a node has."""


def groupings(nodes: Iterable[Node]) -> list[Offer]:
    """What can be chosen, with the number of groups it makes; labels that tell all nodes apart come last."""
    values: defaultdict[str, set[str]] = defaultdict(set)
    titles: defaultdict[str, set[str]] = defaultdict(set)
    count = 0
    for node in nodes:
        count += 1
        for key, value in node.metadata.labels.items():
            values[key].add(value)
        for name in NAMED:
            titles[name].add(group_title(name, node.metadata.labels))
    offers = [Offer("", "no groups", "one list")]
    offers += [Offer(name, name, _groups(len(titles[name]))) for name in NAMED if titles[name] - {f"no {name}"}]
    useful = sorted(values, key=lambda key: (len(values[key]) in {1, count}, key))
    return [*offers, *(Offer(key, key, _groups(len(values[key]))) for key in useful if key not in NAMED)]


def _groups(count: int) -> str:
    return "1 group" if count == 1 else f"{count} groups"
