"""How a line of a text becomes rows of a width: cut out of its middle, or broken into as many rows as it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from ktui.widgets.runs import Run, head

_WORD = 24
"""A row is broken before a word if that leaves no more than so many cells empty."""


def width_of(runs: Iterable[Run]) -> int:
    """The cells that some runs take."""
    return sum(cell_len(text) for text, _ in runs)


def laid_over(runs: Sequence[Run], spans: Sequence[tuple[int, int]], ink: str) -> list[Run]:
    """Runs with another ink over some spans of their characters, which are in order and apart."""
    if not spans:
        return list(runs)
    done: list[Run] = []
    begin = 0
    for text, under in runs:
        end = begin + len(text)
        at = begin
        for span in spans:
            first, last = max(span[0], at), min(span[1], end)
            if first < last:
                done += [(text[at - begin : first - begin], under), (text[first - begin : last - begin], (*under, ink))]
                at = last
        done.append((text[at - begin :], under))
        begin = end
    return [run for run in done if run[0]]


def cut_out(runs: Sequence[Run], across: int, width: int) -> list[Run]:
    """What is seen of a line: ``width`` cells after the first ``across`` ones."""
    seen: list[Run] = []
    for text, ink in runs:
        if across > 0:
            hidden = head(text, across)
            across -= cell_len(hidden)
            if len(hidden) == len(text):
                continue
            # A wide character that would be seen by half is not seen at all.
            text = " " * (across > 0) + text[len(hidden) + (across > 0) :]  # noqa: PLW2901 (the rest of it)
            across = 0
        part = head(text, width)
        width -= cell_len(part)
        seen.append((part, ink))
        if len(part) < len(text):
            break
    return seen


def broken(runs: Sequence[Run], width: int, hang: int) -> list[list[Run]]:
    """A line in rows: at spaces where that is possible, and those after the first ``hang`` cells to the right."""
    hang = hang if width - hang >= _WORD else 2 * (hang > 1 and width > _WORD)
    done: list[list[Run]] = []
    row: list[Run] = []
    room, fresh = max(1, width), True
    for text, ink in runs:
        at = 0
        while at < len(text):
            part = head(text[at : at + 4 * width + 4], room)
            rest = at + len(part) < len(text)
            if rest and part:
                space = part.rfind(" ")
                if space >= 0 and len(part) - space <= _WORD and text[at + len(part)] != " ":
                    part = part[: space + 1]
            if not part and fresh:
                part = text[at]  # wider than the whole row: it has to go somewhere
            if part:
                row.append((part, ink))
                room -= cell_len(part)
                at += len(part)
                fresh = False
            if at < len(text):
                if text[at] == " " and text[at + 1 : at + 2] not in {"", " "}:
                    at += 1  # the end of the row says as much
                done.append(row)
                row, room, fresh = ([(" " * hang, ())] if hang else []), max(1, width - hang), True
    return [*done, row]
