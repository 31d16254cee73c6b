"""The whole truth of the cell under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ktui.domain import pods
from ktui.domain.coverage import Cell, State
from ktui.domain.durations import ago, since, spell
from ktui.domain.nouns import counted
from ktui.domain.objects import ContainerStateTerminated, ContainerStatus, Pod
from ktui.domain.text import printable
from ktui.widgets.inked import Inked
from ktui.widgets.runs import Run, differing, wrap
from ktui.widgets.symbols import Symbols, symbols

_LONGEST = 32_768
"""Characters of a sentence that are shown: as many as apimachinery's Condition.message may have. An event's message
that a webhook or an own controller wrote may be as large as etcd takes, and breaking that into lines holds up the keys.
"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph of the panel."""

    text: str
    ink: str
    indent: int = 3
    """Cells before its first line."""


class CellPanel(Inked, ScrollView, can_focus=False):
    """Sentences about what the cursor is on; they scroll where there are too many.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
        key: the key that gives it more room, as it is printed.
    """

    INK_PREFIX = "cell-panel--"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"cell-panel--{name}" for name in ("good", "todo", "wrong", "calm", "title", "reason", "detail", "hint")
    }
    DEFAULT_CSS = """
    CellPanel {
        height: 7;
        overflow: hidden auto;
        border-top: solid $panel-lighten-1;
        &:light { border-top: solid $panel-darken-2; }
        border-title-align: right;
        border-title-color: $text-muted;
        scrollbar-size: 0 1;
        &.-ascii { border-top: ascii $panel-lighten-1; scrollbar-size: 0 0; }
        .cell-panel--title { color: $text; text-style: bold; }
        .cell-panel--good { color: $text-success; text-style: bold; }
        .cell-panel--todo { color: $text-primary; text-style: bold; }
        .cell-panel--wrong { color: $error-lighten-2; text-style: bold; }
        .cell-panel--calm { color: $text-muted; text-style: bold; }
        .cell-panel--reason { color: $text; }
        .cell-panel--detail { color: $text-muted; }
        .cell-panel--hint { color: $text-accent; }
    }
    """

    def __init__(self, *, ascii_only: bool = False, key: str = "") -> None:
        super().__init__()
        self.symbols = symbols(ascii_only)
        self.set_class(ascii_only, "-ascii")
        self._key = key
        self._subject = ""
        self._sentences: tuple[Sentence, ...] = ()
        self._lines: list[Run] = []

    def show(self, cell: Cell, now: datetime) -> None:
        """Tell the whole truth of a cell, ages counted up to ``now``."""
        self._tell(cell_sentences(cell, now, self.symbols))

    def tell(self, title: str, *lines: str) -> None:
        """Tell something else: of a node, a DaemonSet, a group. What belongs to a line is indented below it."""
        self._tell((Sentence(title, "title", 1), *map(_line, lines)))

    @property
    def text(self) -> tuple[str, ...]:
        """What it tells, a line a sentence."""
        return tuple(f"{' ' * sentence.indent}{sentence.text}" for sentence in self._sentences)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the sentences take."""
        del container, viewport
        return len(self._wrapped(width))

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        return self._strip_at(self._lines, y)

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._wrap()
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say how much there still is to read."""
        super().watch_scroll_y(old_value, new_value)
        self._say_more()

    def _tell(self, sentences: Iterable[Sentence]) -> None:
        told = tuple(sentences)
        if told == self._sentences:
            return
        subject = told[0].text.partition(":")[0]
        if subject != self._subject:
            self._subject = subject
            self.scroll_to(y=0, animate=False)
        self._sentences = told
        before = self._lines
        self._wrap()
        if len(before) != len(self._lines) and self.styles.is_auto_height:
            self.refresh(layout=True)
        for y in range(self.size.height):
            for x, width in differing(self._strip_at(before, y), self._strip_at(self._lines, y)):
                self.refresh(Region(x, y, width, 1))

    def _wrap(self) -> None:
        self._lines = self._wrapped(self.size.width)
        size = Size(self.size.width, len(self._lines))
        if size != self.virtual_size:
            self.virtual_size = size
        self._say_more()

    def _wrapped(self, width: int) -> list[Run]:
        lines: list[Run] = []
        for sentence in self._sentences:
            first = " " * sentence.indent
            text = printable(_bounded(sentence.text, self.symbols.ellipsis), self.symbols.replacement)
            lines += [(line, (sentence.ink,)) for line in wrap(text, max(16, width - 1), first, first + "  ")]
        return lines

    def _strip_at(self, lines: list[Run], y: int) -> Strip:
        place = y + self.scroll_offset.y
        return self.strip(lines[place : place + 1], self.size.width)

    def _say_more(self) -> None:
        hidden = len(self._lines) - self.size.height - self.scroll_offset.y
        told = f"{self._key}: {hidden} more" if self._key else f"{hidden} more"
        self.border_title = told if hidden > 0 and self.size.height else ""


def _line(line: str) -> Sentence:
    """A line that was told, broken below its own beginning; the head of a section stands out."""
    text = line.lstrip(" ")
    indent = 3 + len(line) - len(text)
    return Sentence(text, "title" if indent == 3 and text.endswith(":") else "reason", indent)


def _bounded(text: str, ellipsis: str) -> str:
    """A sentence without what nobody reads in a panel, and how much that is."""
    left_out = len(text) - _LONGEST
    return f"{text[:_LONGEST]}{ellipsis} ({left_out} more characters)" if left_out > 0 else text


def cell_sentences(cell: Cell, now: datetime, symbols: Symbols) -> Iterator[Sentence]:
    """Say all there is to say of a cell: state, reasons, pods, containers, what can be done."""
    late = ", too long" if cell.wrong and cell.state is State.PENDING else ""
    sign = symbols.states[cell.state]
    title = f"{sign} {cell.daemon_set[1]} on {cell.node}: {cell.state.value}{since(cell.since, now)}{late}"
    yield Sentence(title, _importance(cell), 1)
    for reason in cell.reasons:
        yield Sentence(reason.message, "reason")
    for hint in cell.hints:
        yield Sentence(hint, "hint")
    told = " ".join(reason.message for reason in cell.reasons)
    for place, pod in enumerate(cell.pods):
        yield Sentence(_pod(pod, cell.revision if place == 0 else "", now), "detail")
        for name, status in pods.containers(pod):
            if f"{name}:" not in told and f"{name} " not in told:
                yield Sentence(f"{name}: {_container(status, now)}", "detail", 5)
    if not (cell.pods and cell.desired) or cell.state is State.UNKNOWN:  # a pod that is wanted speaks for itself
        yield Sentence(f"DaemonSet {cell.daemon_set[0]}/{cell.daemon_set[1]} {_wants(cell)}", "detail")


def _importance(cell: Cell) -> str:
    if cell.wrong:
        return "wrong"
    if cell.state is State.READY:
        return "good"
    return "calm" if cell.state in {State.EXCLUDED, State.KEPT, State.UNKNOWN} else "todo"


def _wants(cell: Cell) -> str:
    if cell.state is State.UNKNOWN:
        return "may or may not want a pod here"
    if cell.desired:
        return "wants a pod here"
    return "wants no pod here, but one that is here may stay" if cell.may_continue else "wants no pod here"


def _pod(pod: Pod, revision: str, now: datetime) -> str:
    parts = [f"pod {pod.namespace}/{pod.name}", pod.status.phase.lower() or "not seen by a kubelet"]
    created = pod.metadata.creation_timestamp
    if created is not None:
        parts.append(f"{spell(now - created)} old")
    if revision:
        parts.append(revision)
    return ", ".join(parts)


def _container(status: ContainerStatus, now: datetime) -> str:
    parts = [_state(status, now)]
    if status.restart_count:
        parts.append(counted(status.restart_count, "restart"))
    last = status.last_state.terminated if status.last_state else None
    if last is not None:
        parts.append(f"last {_end(last)}{ago(last.finished_at, now)}")
    return ", ".join(parts)


def _state(status: ContainerStatus, now: datetime) -> str:
    state = status.state
    if state is not None and state.running is not None:
        return f"running{since(state.running.started_at, now)}, {'ready' if status.ready else 'not ready'}"
    if state is not None and state.terminated is not None:
        return f"ended{ago(state.terminated.finished_at, now)} with {_end(state.terminated)}"
    waiting = state.waiting if state is not None else None
    if waiting is None or not waiting.reason:
        return "waiting"
    return f"{waiting.reason}: {waiting.message}" if waiting.message else waiting.reason


def _end(terminated: ContainerStateTerminated) -> str:
    """How a container ended."""
    reason = f" ({terminated.reason})" if terminated.reason not in {"", "Completed", "Error"} else ""
    return f"signal {terminated.signal}{reason}" if terminated.signal else f"exit {terminated.exit_code}{reason}"
