"""What settings say of a table, made a view of it; names may be written in any case."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ktui.domain.tabular import Sheet, View


def wanted(sheet: Sheet[Any], view: View, sort: str, columns: Sequence[str]) -> tuple[View, tuple[str, ...]]:
    """A view as the settings want it, and what is wrong with them: a sentence for each name that is no column's.

    Args:
        sheet: the table.
        view: how it is shown otherwise.
        sort: the name of the column to sort by, ``-`` before it: backwards; ``""``: as it is.
        columns: the names of the columns to show; none: as it is.
    """
    faults = []

    def resolve(name: str) -> str:
        if sheet.column(name) is not None:
            return name
        known = {column.called.casefold(): column.called for column in sheet.columns}
        if name.casefold() not in known:
            near = difflib.get_close_matches(name.casefold(), known, n=1)
            there = f"did you mean {known[near[0]]!r}?" if near else f"there are {', '.join(known.values())}."
            faults.append(f"The settings name {name!r}, which is no column of {sheet.name}; {there}")
        return known.get(name.casefold(), "")

    if sort and (by := resolve(sort.removeprefix("-"))):
        view = replace(view, sort=by, falling=sort.startswith("-"))
    shown = tuple(filter(None, map(resolve, columns)))
    return (replace(view, columns=shown) if shown else view), tuple(faults)
