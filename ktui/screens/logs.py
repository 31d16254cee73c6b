"""The logs of a pod, or of all pods of a controller: followed, searched, filtered, saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from ktui.domain.errors import KtuiError
from ktui.domain.log_buffer import LIMIT
from ktui.domain.log_sources import LogScope
from ktui.domain.nouns import counted
from ktui.domain.text import printable
from ktui.screens.choose import ChooseDialog
from ktui.screens.frame import FrameScreen
from ktui.screens.k9s_fingers import Here
from ktui.screens.log_choice import chosen, offers
from ktui.screens.log_words import RANGES, TAIL, log_standing, nothing, summary
from ktui.screens.newest_run import RunLogs
from ktui.screens.places import LogsOf
from ktui.screens.reading import READING, ReadingScreen
from ktui.screens.standing import UNFILTERED
from ktui.screens.surroundings import Surroundings
from ktui.screens.taking import Copied
from ktui.session.logs import LogTail
from ktui.widgets.context_bar import ContextBar, Status
from ktui.widgets.log_layout import written_lines
from ktui.widgets.log_view import LogView
from ktui.widgets.summary_line import Part, SummaryLine

_AWAY = 2 << 20
"""So many bytes are kept while another screen is shown."""


class LogScreen(RunLogs, ReadingScreen):
    """The logs of some containers.

    Args:
        around: the session, and what the user wants.
        place: whose logs.
    """

    HELP = "Logs"
    PARTS: ClassVar[tuple[type[Widget], ...]] = (*FrameScreen.PARTS, SummaryLine, LogView)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "s", "follow", "follow", id="logs.follow", tooltip="Keep the newest line in sight, or stay where you are."
        ),
        Binding("w", "wrap", "wrap", id="logs.wrap", tooltip="Wrap long lines, or cut them at the edge."),
        Binding("t", "stamps", "times", id="logs.stamps", tooltip="Show when each line was written, or not."),
        Binding(
            "i", "choose", "containers", id="logs.choose", tooltip="Choose containers or pods, if there are several."
        ),
        Binding(
            "a", "all", "all containers", id="logs.all", tooltip="All containers, or the one chosen before.", show=False
        ),
        Binding(
            "p", "previous", "previous", id="logs.previous", tooltip="What was written before the last restart, or now."
        ),
        Binding("0", "range('tail')", "tail", id="logs.tail", tooltip="The last 500 lines, and on.", show=False),
        Binding("1", "range('head')", "head", id="logs.head", tooltip="From the beginning, 1 MiB.", show=False),
        Binding("2", "range('1m')", "1 min", id="logs.minute", tooltip="Since a minute ago.", show=False),
        Binding("3", "range('5m')", "5 min", id="logs.5_minutes", tooltip="Since 5 minutes ago.", show=False),
        Binding("4", "range('15m')", "15 min", id="logs.15_minutes", tooltip="Since 15 minutes ago.", show=False),
        Binding("5", "range('30m')", "30 min", id="logs.30_minutes", tooltip="Since 30 minutes ago.", show=False),
        Binding("6", "range('1h')", "1 h", id="logs.hour", tooltip="Since an hour ago.", show=False),
        Binding(
            "m", "mark", "mark", id="logs.mark", tooltip="Put a line with the time under what is there now.", show=False
        ),
        Binding("f", "full", "full screen", id="logs.full", tooltip="Give the log the whole screen.", show=False),
        Binding("C", "clear", "clear", id="logs.clear", tooltip="Forget the lines so far.", show=False),
    ]
    DEFAULT_CSS = """
    LogScreen {
        &.-full { ContextBar, TabBar, KeyBar { display: none; } }
    }
    """

    def __init__(self, around: Surroundings, place: LogsOf) -> None:
        super().__init__(around, place)
        self.wanted = LogScope(
            place.namespace,
            pod=place.pod,
            owner=place.owner,
            selector=place.selector,
            node=place.node,
            index=place.index,
            container=place.container,
        )
        self.range = TAIL
        self.previous = place.previous
        self.first = 0
        self._one = place.container
        self._seen: tuple[object, ...] = ()
        self.tail = self._new_tail()
        """The lines."""

    def compose_body(self) -> ComposeResult:
        """What is shown, and the lines, or why there are none."""
        yield SummaryLine(ascii_only=self.ascii_only)
        yield LogView(ascii_only=self.ascii_only)

    # ---- reading

    def _new_tail(self) -> LogTail:
        options = replace(self.range.options, previous=self.previous)
        if self.previous:
            options = replace(options, follow=False)
        return self.session.logs(self.wanted, options, first=self.first)

    @work(exclusive=True, group=READING)
    async def read(self) -> None:
        """Read the logs until something else is to be read, or another screen is shown."""
        self.tail.buffer.bound(LIMIT)
        try:
            await self.tail.run()
        except KtuiError as error:
            self.complain(str(error))

    def _read_anew(self) -> None:
        """Read something else than before."""
        self.tail = self._new_tail()
        self.select()
        self.query_one(LogView).follow(following=self.range.options.follow and not self.previous)
        self.redraw()
        self.read()

    def rested(self) -> None:
        """Keep less of the lines."""
        self.tail.buffer.bound(_AWAY)

    # ---- drawing

    @property
    def status(self) -> Status:
        """Context, namespace, and how it stands with the logs."""
        told = log_standing(self.tail, self.clock())
        return Status(
            context=self.session.connection.context,
            namespaces=self.place.namespace,
            data=told.data,
            words=told.text,
            production=self.production,
        )

    def redraw(self) -> None:
        """Draw what has come since the last frame."""
        if not self.composed:
            return
        super().redraw()
        self.scan()
        seen = (self.tail, self.tail.buffer.version, self.selection, self.selection and self.selection.count)
        if seen != self._seen:
            self._seen = seen
            self.show_lines()
        self._show_summary()

    def tick(self) -> None:
        """Let a countdown run on."""
        if self.composed and log_standing(self.tail, self.clock()).counts:
            self.query_one(ContextBar).status = self.status
            self._show_nothing()

    def show_lines(self) -> None:
        """Show the lines there are now."""
        labels = [self.tail.label(source.number) for source in self.tail.sources]
        self.query_one(LogView).show(self.tail.buffer, labels, self.selection if self.only_hits else None)

    def _show_summary(self) -> None:
        view, selection = self.query_one(LogView), self.selection
        line = self.query_one(SummaryLine)
        told = [Content(printable(part)) for part in summary(self.tail, self.place.title, self.range)]
        if not (view.following or self.tail.over):
            told.insert(0, Content.styled("paused", "$text-warning bold"))
        if (newer := self.newer_run) is not None:
            there = printable(self.with_keys(f"{{newest|R}} goes to the newer run {newer.name}"))
            told.insert(0, Content.styled(there, "$text-accent bold"))
        right = [counted(len(self.tail.buffer), "line")]
        if selection is not None and self.filter is not None:
            told.insert(
                0,
                Content.assemble(
                    "filter " if self.only_hits else "search ", (printable(self.filter.text), "$text-accent bold")
                ),
            )
            right = [f"{selection.count:,} of {right[0]}"]
            if not selection.complete:
                right.insert(0, f"looking through {selection.progress:.0%}")
        line.left = tuple(told)
        line.right = tuple(Part(Content(part), Content(part)) for part in right)
        self._show_nothing()

    def _show_nothing(self) -> None:
        block: tuple[str, ...] = ()
        if not len(self.tail.buffer):
            block = nothing(self.tail, self.place.title, self.range, self.clock()).block(self.size.width - 4)
        elif self.selection is not None and self.only_hits and self.selection.complete and not self.selection.count:
            block = (f"Nothing matches {printable(self.selection.filter.text)}", "", self.with_keys(UNFILTERED))
        self.query_one(LogView).placeholder(*block)

    # ---- what is shown

    @on(LogView.Moved)
    def tell_moved(self) -> None:
        """Say whether the newest line is still followed."""
        self._show_summary()

    def action_follow(self) -> None:
        """Follow, or stay."""
        view = self.query_one(LogView)
        view.follow(following=not view.following)

    def action_wrap(self) -> None:
        """Wrap, or cut."""
        view = self.query_one(LogView)
        view.look(wrap=not view.wrap)
        self._show_summary()

    def action_stamps(self) -> None:
        """Show times, or not."""
        view = self.query_one(LogView)
        view.look(stamps=not view.stamps)

    def action_range(self, name: str) -> None:
        """Read another part of the logs."""
        self.range = RANGES[name]
        self._read_anew()

    def action_previous(self) -> None:
        """Read what was written before the last restart, or what is written now."""
        self.previous = not self.previous
        self._read_anew()

    def action_all(self) -> None:
        """All containers, or one."""
        if not self.wanted.container and not self._one:
            self.say(self.with_keys("All containers are shown; {choose|i} chooses one."))
            return
        self._one, container = self.wanted.container or self._one, "" if self.wanted.container else self._one
        self.wanted = replace(self.wanted, container=container)
        self._read_anew()

    @work(group="choice")
    async def action_choose(self) -> None:
        """Let the user choose containers."""
        asked = await self.app.push_screen_wait(
            ChooseDialog("Logs of which containers?", offers(self.tail, self._node_of))
        )
        if asked is not None:
            self.wanted, self.first = chosen(asked, self.wanted, self.place.pod)
            self._one = self.wanted.container or self._one
            self._read_anew()

    def _node_of(self, pod: str) -> str:
        held = self.session.state.pods.get((self.place.namespace, pod))
        return held.spec.node_name if held is not None else ""

    def action_mark(self) -> None:
        """Put a mark at the end."""
        self.tail.buffer.note(f"mark {datetime.fromtimestamp(self.clock(), UTC):%H:%M:%SZ}")
        self.redraw()

    def action_clear(self) -> None:
        """Forget the lines so far."""
        self.tail.buffer.clear()
        self.redraw()

    def action_full(self) -> None:
        """The whole screen, or a part of it."""
        self.toggle_class("-full")

    def step_back(self) -> bool:
        """Close a notice, the whole screen, the search, the filter: one of them."""
        if super().step_back():
            return True
        if self.has_class("-full"):
            self.remove_class("-full")
            return True
        if self.filter is not None:
            self.only_hits = True
            self.find("")
            return True
        return False

    # ---- taking it along

    @property
    def here(self) -> Here:
        """The pod whose logs these are, if it is one."""
        place = self.place
        context = self.session.connection.context
        return Here("pods", place.namespace, place.pod, context, self.wanted.container, reading=True)

    @property
    def called(self) -> str:
        """The logs of whom."""
        return f"logs {self.place.title}"

    def to_copy(self) -> Copied | None:
        """The lines on the screen."""
        view = self.query_one(LogView)
        lines = [view.text_of(number) for number in view.on_screen if number >= self.tail.buffer.first]
        return Copied("\n".join(lines), "the lines on the screen") if lines else None

    def as_text(self) -> Iterator[str]:
        """The lines that are kept, or those that match."""
        selection = self.selection if self.only_hits else None
        labels = [self.tail.label(source.number) for source in self.tail.sources]
        stamps = self.query_one(LogView).stamps
        return (f"{line}\n" for line in written_lines(self.tail.buffer, labels, selection, stamps=stamps))

    def action_save(self) -> None:
        """Save the lines that are kept, or those that match."""
        if self.only_hits and self.selection is not None and not self.selection.complete:
            self.say("Still looking through the lines: save when that is done.")
        else:
            self.save()
