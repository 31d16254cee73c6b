"""Any object: its fields in the order that helps, conditions as a table, the rest as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from ktui.domain.describe.around import Around
from ktui.domain.describe.blocks import Block, Fact, Note, Section
from ktui.domain.describe.digging import Raw, dig, part, spelled, text
from ktui.domain.describe.identity import conditions, head, named_values, tail
from ktui.domain.secrets import is_secret, masked, size

_ASIDE = {"apiVersion", "kind", "metadata", "spec", "status"}
_DEEPEST = 12
"""Fields that lie deeper are shown in YAML only."""
MOST = 500
"""Of a longer list or map only so many are shown."""


def describe(obj: Raw, around: Around) -> Iterator[Block]:
    """Describe an object of any kind."""
    shown = masked(dict(obj)) if is_secret(dict(obj)) else obj
    yield from head(shown, around.now)
    for key in ("spec", "status"):
        yield from _titled(key.capitalize(), dig(shown, key))
        if key == "status":
            yield from conditions(shown, around.now)
    if shown is obj:
        yield from fields({key: obj[key] for key in obj.keys() - _ASIDE})
    else:
        yield from _secret(obj)
    yield from tail(shown, around)


def _titled(title: str, value: Any) -> Iterator[Block]:  # noqa: ANN401 (JSON)
    if isinstance(value, dict):
        inside = tuple(fields({key: each for key, each in value.items() if key != "conditions"}))
        if inside:
            yield Section(title, inside)
    elif value is not None:
        yield from fields({title: value})


def _secret(obj: Raw) -> Iterator[Block]:
    """Tell how large each value is, and no more."""
    if kind := text(obj, "type"):
        yield Fact("Type", kind)
    data = {**part(obj, "data"), **part(obj, "stringData")}
    yield from named_values("Data", {key: size(value) for key, value in data.items()})


def fields(values: Raw, depth: int = 0) -> Iterator[Block]:
    """The fields of a map: what is short before what is long."""
    shown = sorted(islice(values.items(), MOST))
    yield from (Fact(key, _scalar(value)) for key, value in shown if _is_plain(value))
    for key, value in shown:
        if not _is_plain(value):
            yield from _field(key, value, depth)
    yield from _more(len(values) - len(shown))


def _more(left: int) -> Iterator[Note]:
    if left:
        yield Note(f"and {left:,} more: y shows them as YAML", "mark")


def _field(key: str, value: Any, depth: int) -> Iterator[Block]:  # noqa: ANN401 (JSON)
    if depth >= _DEEPEST:
        yield Fact(key, "deeper than is shown here: y shows it as YAML", "mark")
    elif isinstance(value, dict):
        yield Section(key, tuple(fields(value, depth + 1)))
    else:
        items = [Section(_called(each, at), tuple(_item(each, depth + 1))) for at, each in enumerate(value[:MOST])]
        yield Section(key, (*items, *_more(len(value) - len(items))), str(len(value)))


def _item(value: Any, depth: int) -> Iterator[Block]:  # noqa: ANN401 (JSON)
    if isinstance(value, dict):
        yield from fields(value, depth)
    else:
        yield from fields({"value": value}, depth)


def _called(value: Any, at: int) -> str:  # noqa: ANN401 (JSON)
    """What an item of a list is called: by what most lists tell their items apart with."""
    for key in ("name", "type", "key", "host", "path", "ip", "port", "kind"):
        if found := text(value, key):
            return f"{at}: {key} {found}" if key != "name" else f"{at}: {found}"
    return f"{at}"


def _is_plain(value: Any) -> bool:  # noqa: ANN401 (JSON)
    if isinstance(value, dict):
        return not value
    if isinstance(value, list):
        return all(not isinstance(each, dict | list) for each in value)
    return True


def _scalar(value: Any) -> str:  # noqa: ANN401 (JSON)
    match value:
        case None:
            return "null"
        case list():
            return ", ".join(map(spelled, value)) or "none"
        case dict():
            return "none"
        case _:
            return spelled(value)
