"""How a line of a log is laid out: its source, its time, its text in tones, what is found in it, in one row or more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from ktui.domain.escapes import tame
from ktui.domain.log_buffer import NOTE, LogBuffer
from ktui.domain.log_filter import LogFilter, Selection
from ktui.domain.log_lines import stamp_length
from ktui.domain.text import printable
from ktui.widgets.runs import Ink, Run, cut_middle, head
from ktui.widgets.text_rows import cut_out, laid_over

SOURCES = 8
"""So many inks are given to sources, in turn."""
WIDEST_LABEL = 28
"""The name of a source takes at most so many cells."""
NARROWEST_TEXT = 20
"""Where less is left for the text, what is wrapped does not stand under it."""
_STAMP = 23
"""As much of a time stamp as is shown: to the millisecond."""


@dataclass(frozen=True)
class LogLook:
    """How lines are shown."""

    width: int
    wrap: bool = False
    stamps: bool = False
    across: int = 0
    """So many cells of the text are to the left of what is seen."""
    label_width: int = 0
    """The names of sources take so many cells; 0: there is only one source."""
    ascii_only: bool = False
    wanted: LogFilter | None = None
    """What is marked in the text."""


def written(line: bytes, *, stamps: bool, label: str = "") -> str:
    """A line as it is copied or saved: safe to print, in full."""
    length = stamp_length(line)
    text = "".join(part for part, _ in tame(line[length:].decode("utf-8", "replace")))
    stamp = printable(line[:length].decode("ascii", "replace")) if stamps else ""
    return f"{printable(label)} {stamp}{text}" if label else stamp + text


def written_lines(
    buffer: LogBuffer, labels: Sequence[str], selection: Selection | None = None, *, stamps: bool
) -> Iterator[str]:
    """All lines that are kept, or those that are selected, as `written`; the buffer may be added to meanwhile.

    Args:
        buffer: the lines.
        labels: the names of the sources.
        selection: the lines that are meant; None: all.
        stamps: whether each begins with its time.
    """
    meant = None if selection is None else set(selection.numbers)
    blocks = [(block.source, block.first, block.text) for block in buffer.blocks(buffer.first)]

    def lines() -> Iterator[str]:
        for source, first, text in blocks:
            label = labels[source] if 0 <= source < len(labels) else ""
            for number, line in enumerate(text.split(b"\n")[:-1], first):
                if meant is None or number in meant:
                    yield written(line, stamps=stamps, label=label)

    return lines()


def rows(line: bytes, source: int, label: str, look: LogLook) -> list[list[Run]]:
    """A line as it is drawn: one row, or as many as it takes.

    Args:
        line: as it came, with its time stamp.
        source: its number, or `NOTE`.
        label: the name of the source.
        look: how lines are shown.
    """
    if source == NOTE:
        words = printable(line.decode("utf-8", "replace"))
        return [[_ascii((f"-- {words} --" if look.ascii_only else f"── {words} ──", ("note",)), look)]]
    length = stamp_length(line)
    lead = [_ascii(run, look) for run in _lead(line[:length], source, label, look)]
    before = sum(cell_len(text) for text, _ in lead)
    room = max(1, look.width - before)
    text = line[length:].decode("utf-8", "replace")
    if not look.wrap:
        # A character takes some cells, or hardly ever none: the rest of a long line is not even looked at.
        text = text[: 4 * (look.across + room) + 64]
    body = [_ascii(run, look) for run in _marked(tame(text), look.wanted)]
    if not look.wrap:
        return [lead + cut_out(body, look.across, room)]
    indent = before if room >= NARROWEST_TEXT else min(before, 2)
    return _broken(lead, body, look.width, indent)


def _lead(stamp: bytes, source: int, label: str, look: LogLook) -> list[Run]:
    lead: list[Run] = []
    if look.label_width:
        name = cut_middle(printable(label), look.label_width, "~" if look.ascii_only else "…")
        lead.append((name + " " * (look.label_width + 1 - cell_len(name)), (f"source-{source % SOURCES}",)))
    if look.stamps:
        shown = stamp.decode("ascii", "replace").strip().rstrip("Zz")[:_STAMP]
        lead.append((f"{printable(shown):<{_STAMP}} ", ("stamp",)))
    return lead


def _marked(pieces: list[tuple[str, Ink]], wanted: LogFilter | None) -> list[Run]:
    """The pieces, with what is found over their tones."""
    spans = wanted.spans("".join(text for text, _ in pieces)) if wanted is not None else []
    return laid_over(pieces, spans, "hit")


def _broken(lead: list[Run], body: list[Run], width: int, indent: int) -> list[list[Run]]:
    """Lead and text in rows of a width, broken anywhere: a log's words are as long as they like."""
    done: list[list[Run]] = []
    row, room = lead, width - sum(cell_len(text) for text, _ in lead)
    fresh = room > 0
    for text, ink in body:
        at = 0
        while at < len(text):
            # No row holds more characters than cells, those without width aside.
            part = head(text[at : at + 4 * width], room)
            if not part and fresh:
                part = text[at]  # wider than the whole row: it has to go somewhere
            if part:
                row = [*row, (part, ink)]
                room -= cell_len(part)
                at += len(part)
                fresh = False
            if at < len(text) and (room <= 0 or not part or cell_len(text[at]) > room):
                done.append(row)
                row, room, fresh = [(" " * indent, ())], max(1, width - indent), True
    return [*done, row]


def _ascii(run: Run, look: LogLook) -> Run:
    if not look.ascii_only or run[0].isascii():
        return run
    return run[0].encode("ascii", "replace").decode("ascii"), run[1]
