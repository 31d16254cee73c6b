"""What nodes can be grouped by: zone, role, pool, and every label that they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ktui.domain.arrangement import group_title
from ktui.domain.nouns import counted
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
    named = [name for name in NAMED if titles[name] - {f"no {name}"}]
    offers = [Offer("", "no groups", "one list")]
    offers += [Offer(name, name, counted(len(titles[name]), "group")) for name in named]
    useful = sorted(values, key=lambda key: (len(values[key]) in {1, count}, key))
    return [*offers, *(Offer(key, key, counted(len(values[key]), "group")) for key in useful if key not in NAMED)]
