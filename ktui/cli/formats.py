"""How an answer is written: a table for eyes, JSON and CSV for programs.

What comes from the cluster is hostile. Tables and CSV never hold a control character; JSON escapes them; a CSV field
that a spreadsheet would take for a formula is made text.
"""

from __future__ import annotations

import json

import msgspec

from ktui.cli.columns import aligned, separated
from ktui.cli.document import Document, DocumentCell

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


def to_json(document: msgspec.Struct) -> str:
    """Indented JSON in ASCII, whose escapes no terminal and no encoding can stumble over."""
    return json.dumps(msgspec.to_builtins(document), indent=2, ensure_ascii=True) + "\n"


def to_csv(document: Document) -> str:
    """A header and a row for each cell, as RFC 4180 has it but for bare line feeds."""
    header = ["node", "namespace", "daemonSet", "desired", "mayContinue", "state", "reasonKinds", "reasons", "pods"]
    rows = (
        [
            cell.node,
            cell.namespace,
            cell.daemon_set,
            str(cell.desired).lower(),
            str(cell.may_continue).lower(),
            cell.state,
            " ".join(reason.kind for reason in cell.reasons),
            "; ".join(reason.message for reason in cell.reasons),
            " ".join(cell.pods),
        ]
        for cell in document.cells
    )
    return separated(header, rows)


def to_table(document: Document, *, totals: bool) -> str:
    """A line a cell with its first reason, and below, if wanted, the DaemonSets with their numbers."""
    found = [
        [cell.state, cell.node, f"{cell.namespace}/{cell.daemon_set}", _first_reason(cell)] for cell in document.cells
    ]
    parts = [aligned(["STATE", "NODE", "DAEMONSET", "REASON"], found, inks=_COLORS)] if found else []
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
    parts = [aligned(header, found, inks=_COLORS)] if found else []
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
    return [aligned(header, rows, right=frozenset(range(1, 7)))] if rows else []


def _first_reason(cell: DocumentCell) -> str:
    if not cell.reasons:
        return "-"
    more = f" (and {len(cell.reasons) - 1} more)" if len(cell.reasons) > 1 else ""
    return cell.reasons[0].message + more


def _word(*, yes: bool) -> str:
    return "yes" if yes else "no"
