"""How an answer is written: a table for eyes, JSON and CSV for programs.

What comes from the cluster is hostile. Tables and CSV never hold a control character; JSON escapes them; a CSV field
that a spreadsheet would take for a formula is made text.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

import click
import msgspec

from ktui.cli.document import Document, DocumentCell
from ktui.domain.text import printable

FORMATS = ("table", "wide", "json", "csv")
_COLORS = {
    "ready": "green",
    "outdated": "blue",
    "unready": "yellow",
    "pending": "yellow",
    "failing": "red",
    "terminating": "yellow",
    "missing": "red",
    "duplicate": "magenta",
    "evicting": "magenta",
}


def to_json(document: Document) -> str:
    """Indented JSON in ASCII, whose escapes no terminal and no encoding can stumble over."""
    return json.dumps(msgspec.to_builtins(document), indent=2, ensure_ascii=True) + "\n"


def to_csv(document: Document) -> str:
    """A header and a row for each cell, as RFC 4180 has it but for bare line feeds."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(
        ["node", "namespace", "daemonSet", "desired", "mayContinue", "state", "reasonKinds", "reasons", "pods"]
    )
    for cell in document.cells:
        rows.writerow(
            _plain(field)
            for field in (
                cell.node,
                cell.namespace,
                cell.daemon_set,
                str(cell.desired).lower(),
                str(cell.may_continue).lower(),
                cell.state,
                " ".join(reason.kind for reason in cell.reasons),
                "; ".join(reason.message for reason in cell.reasons),
                " ".join(cell.pods),
            )
        )
    return out.getvalue()


def _plain(field: str) -> str:
    text = printable(field)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text


def to_table(document: Document, *, totals: bool) -> str:
    """A line a cell with its first reason, and below, if wanted, the DaemonSets with their numbers."""
    found = [
        [cell.state, cell.node, f"{cell.namespace}/{cell.daemon_set}", _first_reason(cell)] for cell in document.cells
    ]
    parts = [_aligned(["STATE", "NODE", "DAEMONSET", "REASON"], found)] if found else []
    if totals:
        parts += _totals(document)
    return "\n".join(parts)


def to_wide_table(document: Document, *, totals: bool) -> str:
    """A line a cell with its pods and every reason, and below, if wanted, the DaemonSets with their numbers."""
    header = ["STATE", "NODE", "DAEMONSET", "DESIRED", "MAY-STAY", "PODS", "REASONS"]
    found = [
        [
            cell.state,
            cell.node,
            f"{cell.namespace}/{cell.daemon_set}",
            _word(yes=cell.desired),
            _word(yes=cell.may_continue),
            ",".join(cell.pods) or "-",
            "; ".join(reason.message for reason in cell.reasons) or "-",
        ]
        for cell in document.cells
    ]
    parts = [_aligned(header, found)] if found else []
    if totals:
        parts += _totals(document)
    return "\n".join(parts)


def _totals(document: Document) -> list[str]:
    header = [
        "DAEMONSET",
        "DESIRED",
        "CURRENT",
        "READY",
        "UP-TO-DATE",
        "AVAILABLE",
        "MISSCHEDULED",
        "STRATEGY",
        "CONTROLLER",
    ]
    agreement = {True: "agrees", False: "differs", None: "unchecked"}
    rows = [
        [
            f"{one.namespace}/{one.name}",
            str(one.desired),
            str(one.current),
            str(one.ready),
            str(one.up_to_date),
            str(one.available),
            str(one.misscheduled),
            one.update_strategy,
            agreement[one.controller_agrees],
        ]
        for one in document.daemon_sets
    ]
    return [_aligned(header, rows, right=frozenset(range(1, 7)))] if rows else []


def _first_reason(cell: DocumentCell) -> str:
    if not cell.reasons:
        return "-"
    more = f" (and {len(cell.reasons) - 1} more)" if len(cell.reasons) > 1 else ""
    return cell.reasons[0].message + more


def _word(*, yes: bool) -> str:
    return "yes" if yes else "no"


def _aligned(header: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """Columns two blanks apart, as kubectl sets them; the last is not filled up. The state is coloured."""
    cells = [list(header), *([printable(field) for field in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for number, row in enumerate(cells):
        padded = [
            field.rjust(width) if place in right else field.ljust(width)
            for place, (field, width) in enumerate(zip(row, widths, strict=True))
        ]
        padded[-1] = padded[-1].rstrip()
        if number and row[0] in _COLORS:
            padded[0] = click.style(padded[0], fg=_COLORS[row[0]])
        lines.append("  ".join(padded) + "\n")
    return "".join(lines)
