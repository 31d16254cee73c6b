"""The last runs of something, a sign each: how long it took as its height, or what else became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ktui.domain.cron_history import Outcome, Run

_HEIGHTS = "▁▂▃▄▅▆▇"
_ASCII_HEIGHTS = "1234567"
_SIGNS: Mapping[Outcome, str] = {
    Outcome.RUNNING: "●",
    Outcome.FAILED: "✖",
    Outcome.DUE: "◌",
    Outcome.MISSED: "○",
    Outcome.SKIPPED: "–",
    Outcome.REPLACED: "↯",
    Outcome.SUSPENDED: "·",
    Outcome.UNKNOWN: "?",
}
_ASCII_SIGNS: Mapping[Outcome, str] = {
    Outcome.RUNNING: "o",
    Outcome.FAILED: "X",
    Outcome.DUE: "p",
    Outcome.MISSED: "M",
    Outcome.SKIPPED: "-",
    Outcome.REPLACED: "r",
    Outcome.SUSPENDED: ".",
    Outcome.UNKNOWN: "?",
}


def strip(runs: Iterable[Run], *, ascii_only: bool = False) -> str:
    """A sign for each run. One that succeeded is as high as it took long, beside the longest of them.

    Args:
        runs: the oldest first.
        ascii_only: whether only ASCII may be drawn.
    """
    told = list(runs)
    longest = max((run.took.total_seconds() for run in told if _measured(run) and run.took), default=0.0)
    return "".join(sign(run, longest, ascii_only=ascii_only) for run in told)


def sign(run: Run, longest: float = 0.0, *, ascii_only: bool = False) -> str:
    """What stands for one run.

    Args:
        run: the run.
        longest: how many seconds the longest took.
        ascii_only: whether only ASCII may be drawn.
    """
    if not _measured(run):
        return (_ASCII_SIGNS if ascii_only else _SIGNS)[run.outcome]
    heights = _ASCII_HEIGHTS if ascii_only else _HEIGHTS
    took = run.took.total_seconds() if run.took else 0.0
    return heights[min(len(heights) - 1, round(took / longest * (len(heights) - 1)))] if longest > 0 else heights[0]


def legend(*, ascii_only: bool = False) -> list[tuple[str, str]]:
    """What the signs mean."""
    heights = _ASCII_HEIGHTS if ascii_only else _HEIGHTS
    signs = _ASCII_SIGNS if ascii_only else _SIGNS
    return [
        (f"{heights[0]}..{heights[-1]}", "succeeded: the higher the longer"),
        *((signs[each], str(each)) for each in signs),
    ]


def _measured(run: Run) -> bool:
    return run.outcome is Outcome.SUCCEEDED
