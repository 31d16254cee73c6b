"""An object as YAML, line by line, with the path of each line: keys sorted as kubectl prints them.

An object of 10 MB is written in steps; what a line looks like is worked out when it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from operator import itemgetter
from typing import Any, TypeAlias

from ktui.domain.steps import STEP, Steps, ordered
from ktui.domain.text_lines import Part, Path, TextLine
from ktui.domain.yaml_scalars import Style, block_header, block_lines, long_style_of, style_of, written

_Link: TypeAlias = tuple[Any, str | int]
"""The link of all steps of a path before the last one, or None, and the last one."""
_Record: TypeAlias = tuple[str, str, Any, Style, _Link | None]
"""What stands before the key, the key with its colon, the value, how it is written, and what it is about."""
_COMPARED = 1500
"""Between so many lines that differ it is looked exactly for those that have not changed."""
_TONES = {Style.WORD: "number", Style.REMARK: "mark", Style.EMPTY: "dim"}


class Said(str):
    """Stands in an object where a value is not shown: what is said instead. No YAML."""

    __slots__ = ()


@dataclass
class _Frame:
    """A map or a list that is being written."""

    items: Iterator[tuple[Any, Any]]
    indent: int
    link: _Link | None
    lists: bool
    head: int
    """The number of the line that it belongs to."""
    lead: str = ""
    """What stands before its first line, if that begins in the line of a list's dash."""


class YamlText(Sequence[TextLine]):
    """The lines of an object. Made by `write`."""

    def __init__(self) -> None:
        self._records: list[_Record] = []
        self._heads: dict[int, tuple[int, _Link | None]] = {}

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, number: Any) -> Any:  # noqa: ANN401 (a line, or lines)
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        lead, key, value, style, link = self._records[number]
        heads, scope = self._heads.get(number, (0, None))
        parts: list[Part] = [(lead, "")] if lead else []
        if key:
            parts.append((key, "key"))
        if value is not None or style is not Style.PLAIN:
            text = written(value, style)
            tone = "word" if style is Style.WORD and text in _WORDS else _TONES.get(style, "string")
            parts += [(" ", ""), (text, tone)] if key else [(text, tone)]
        return TextLine(
            tuple(parts),
            path=_path(link),
            heads=heads,
            scope=_path(scope),
            hang=len(lead) + 2,
            value=_copied(value, style),
        )

    def written(self, number: int) -> tuple[str, str, Any, Style]:
        """All that decides how a line looks."""
        return self._records[number][:4]


def _copied(value: Any, style: Style) -> str | None:  # noqa: ANN401 (a value of JSON)
    """What is copied of a line: a string as it is, without its quotes, and all of one that takes several lines."""
    if style is Style.REMARK or (value is None and style is not Style.WORD):
        return None
    if style is Style.HEADER:
        return str(value[1])
    return written(value, Style.PLAIN if isinstance(value, str) else style)


_WORDS = frozenset({"true", "false", "null"})


def write(obj: dict[str, Any], remarks: Sequence[str] = ()) -> Steps[YamlText]:
    """Write an object.

    Args:
        obj: what was read from JSON; `Said` stands for values that are not shown.
        remarks: comments to begin with.
    """
    text = YamlText()
    records, heads = text._records, text._heads  # noqa: SLF001 (its builder)
    records += [("", "", f"# {remark}", Style.REMARK, None) for remark in remarks]
    if not obj:
        records.append(("", "", obj, Style.EMPTY, None))
    stack = [_Frame((yield from _in_order(obj)), 0, None, lists=False, head=-1)]
    told = 0
    while stack:
        if len(records) - told >= STEP:
            told = len(records)
            yield
        frame = stack[-1]
        step, value = next(frame.items, (None, None))
        if step is None:
            stack.pop()
            at, scope = frame.head, frame.link
            if at >= 0 and heads[at][1] == scope:
                heads[at] = (len(records) - at - 1, scope)
            continue
        link: _Link = (frame.link, step)
        lead, frame.lead = frame.lead or " " * frame.indent, ""
        here = len(records)
        key = ""
        if frame.lists:
            lead += "- "
        else:
            key = written(step, style_of(step)) + ":"
        if isinstance(value, dict | list) and value:
            heads.setdefault(here, (0, link))
            indent = frame.indent + 2 * (frame.lists or isinstance(value, dict))
            if not frame.lists:
                records.append((lead, key, None, Style.PLAIN, link))
                lead = ""
            items = yield from _in_order(value)
            stack.append(_Frame(items, indent, link, lists=isinstance(value, list), head=here, lead=lead))
        elif isinstance(value, str) and not isinstance(value, Said):
            header = yield from block_header(value)
            if header:
                yield from _block(text, (lead, key, header, link), value, frame.indent + 2)
            else:
                style = yield from long_style_of(value)
                records.append((lead, key, value, style, link))
        else:
            records.append((lead, key, value, _style(value), link))
    return text


def _in_order(value: dict[str, Any] | list[Any]) -> Steps[Iterator[tuple[Any, Any]]]:
    """The parts of a map, sorted by their keys, or of a list."""
    if isinstance(value, list):
        return enumerate(value)
    if len(value) <= STEP:
        return iter(sorted(value.items()))
    return iter((yield from ordered(list(value.items()), itemgetter(0))))


def _style(value: Any) -> Style:  # noqa: ANN401 (a value of JSON)
    if isinstance(value, Said):
        return Style.REMARK
    return Style.EMPTY if isinstance(value, dict | list) else Style.WORD


def _block(text: YamlText, first: tuple[str, str, str, _Link], value: str, indent: int) -> Steps[None]:
    lead, key, header, link = first
    records, here = text._records, len(text)  # noqa: SLF001 (its builder)
    records.append((lead, key, (header, value), Style.HEADER, link))
    spaces = " " * indent
    for number, line in enumerate(block_lines(value)):
        records.append((spaces if line else "", "", line, Style.BLOCK, (link, number)))
        if number % STEP == 0:
            yield
    text._heads.setdefault(here, (len(records) - here - 1, link))  # noqa: SLF001 (its builder)


def _path(link: _Link | None) -> Path:
    steps: list[str | int] = []
    while link is not None:
        link, step = link
        steps.append(step)
    return tuple(reversed(steps))


def spelled(path: Path) -> str:
    """A path as ``kubectl get -o jsonpath`` takes it: ``.spec.containers[0].image``, with the dots of a key escaped."""
    return "".join(f"[{step}]" if isinstance(step, int) else "." + step.replace(".", "\\.") for step in path)


def changed(before: YamlText, after: YamlText) -> Steps[set[int]]:
    """The numbers of the lines that were not there before, or not so."""
    shortest = min(len(before), len(after))
    first = 0
    while first < shortest and before.written(first) == after.written(first):
        first += 1
        if first % STEP == 0:
            yield
    last = 0
    while last < shortest - first and before.written(len(before) - 1 - last) == after.written(len(after) - 1 - last):
        last += 1
        if last % STEP == 0:
            yield
    old = [before.written(at) for at in range(first, len(before) - last)]
    new = [after.written(at) for at in range(first, len(after) - last)]
    if max(len(old), len(new)) > _COMPARED:
        known = set(map(repr, old))
        return {first + at for at, line in enumerate(new) if repr(line) not in known}
    yield
    same = SequenceMatcher(None, *_hashable(old, new), autojunk=False).get_matching_blocks()
    kept = {at for block in same for at in range(block.b, block.b + block.size)}
    return {first + at for at in range(len(new)) if at not in kept}


def _hashable(old: list[Any], new: list[Any]) -> tuple[list[str], list[str]]:
    """Lines that can be hashed: what is empty may be a list."""
    return [repr(line) for line in old], [repr(line) for line in new]
