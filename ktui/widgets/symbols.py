"""The signs of the screen, in Unicode and in ASCII: a state has its own, so that nothing is told by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ktui.domain.cell import State


@dataclass(frozen=True)
class Symbols:
    """One set of signs; each is one cell wide."""

    states: Mapping[State, str]
    """What stands for a cell's state."""
    open: str
    """Before a group whose nodes are shown."""
    shut: str
    """Before a group whose nodes are folded away."""
    changing: str
    """A change was asked for and is not seen yet."""
    good: str
    """All that is wanted is ready."""
    not_ready: str
    """Beside a node that is not ready."""
    cordoned: str
    """Beside a node that takes no new pods."""
    differs: str
    """The controller counts something else."""
    live: str
    """The data follow the cluster."""
    loading: str
    """The data are on their way."""
    stale: str
    """The data were true once."""
    refused: str
    """The data cannot be had."""
    left: str
    """There is more to the left."""
    right: str
    """There is more to the right."""
    down: str
    """The line below belongs to this."""
    rising: str
    """The column that is sorted by, from the lowest to the highest."""
    falling: str
    """The column that is sorted by, from the highest to the lowest."""
    thumb: str
    """On a scrollbar: what is in sight."""
    track: str
    """On a scrollbar: what is not."""
    ellipsis: str
    """Something is cut off here."""
    stalk: str
    """A rotated name is cut off here."""
    dot: str
    """Between two things of a list."""
    replacement: str
    """Where a character was that must not be drawn."""

    def plain(self, text: str) -> str:
        """Text of ktui's own in this set of signs: where it is ASCII, the separator ``·`` becomes a comma."""
        return text if self.dot == "·" else text.replace(" · ", ", ")


UNICODE = Symbols(
    states={
        State.READY: "●",
        State.OUTDATED: "◐",
        State.UNREADY: "○",
        State.PENDING: "◌",
        State.FAILING: "✖",
        State.TERMINATING: "◍",
        State.MISSING: "!",
        State.DUPLICATE: "2",
        State.EXCLUDED: "·",
        State.KEPT: "◦",
        State.EVICTING: "↯",
        State.WAITING: "z",
        State.UNKNOWN: "?",
    },
    open="▾",
    shut="▸",
    changing="…",
    good="✔",
    not_ready="✖",
    cordoned="⊘",
    differs="≠",
    live="●",
    loading="◌",
    stale="▲",
    refused="✖",
    left="◂",
    right="▸",
    down="▾",
    rising="↑",
    falling="↓",
    thumb="█",
    track="│",
    ellipsis="…",
    stalk="⋮",
    dot="·",
    replacement="\N{REPLACEMENT CHARACTER}",
)

ASCII = Symbols(
    states={
        State.READY: "o",
        State.OUTDATED: "~",
        State.UNREADY: "u",
        State.PENDING: "p",
        State.FAILING: "X",
        State.TERMINATING: "t",
        State.MISSING: "!",
        State.DUPLICATE: "2",
        State.EXCLUDED: ".",
        State.KEPT: "k",
        State.EVICTING: "e",
        State.WAITING: "z",
        State.UNKNOWN: "?",
    },
    open="v",
    shut=">",
    changing="%",
    good="=",
    not_ready="X",
    cordoned="#",
    differs="/",
    live="*",
    loading="~",
    stale="!",
    refused="X",
    left="<",
    right=">",
    down="v",
    rising="^",
    falling="v",
    thumb="#",
    track="|",
    ellipsis="~",
    stalk=":",
    dot=",",
    replacement="?",
)


def symbols(ascii_only: bool) -> Symbols:
    """The set of signs for a terminal."""
    return ASCII if ascii_only else UNICODE
