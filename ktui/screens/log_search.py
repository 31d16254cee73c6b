"""Searching logs: what is looked for, the lines that match, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from ktui.domain.kinds import Kind
from ktui.domain.log_filter import LogFilter, Selection
from ktui.screens.following import FollowingScreen
from ktui.screens.surroundings import Surroundings
from ktui.session.logs import LogTail
from ktui.widgets.log_view import LogView
from ktui.widgets.prompt import Prompt

_NEXT_SLICE = 0.002
"""Seconds from one slice of a search to the next: a key gets its turn in between."""


class SearchedLogs(FollowingScreen):
    """A screen with logs in which something can be looked for.

    Args:
        around: the session, and what the user wants.
        kinds: what is followed beside the logs.
    """

    HELP: ClassVar[str] = "Searching logs"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "filter",
            "filter",
            id="logs.filter",
            tooltip="Only lines with a text: a|b, a.*b, !without, -f loosely.",
        ),
        Binding(
            "n",
            "hit(1)",
            "next hit",
            id="logs.next_hit",
            tooltip="The next line that matches, among the others.",
            show=False,
        ),
        Binding(
            "N", "hit(-1)", "hit before", id="logs.previous_hit", tooltip="The line before that matches.", show=False
        ),
        Binding(
            "o",
            "only",
            "only hits",
            id="logs.only",
            tooltip="Show only the lines that match, or all with the hits marked.",
            show=False,
        ),
    ]

    tail: LogTail
    """The lines."""

    def __init__(self, around: Surroundings, kinds: Sequence[Kind] = ()) -> None:
        super().__init__(around, kinds)
        self.filter: LogFilter | None = None
        """What is searched for."""
        self.only_hits = True
        """Whether only lines that match are shown."""
        self.selection: Selection | None = None
        """The lines that match, as far as they were looked through."""
        self._scanning = False

    def show_lines(self) -> None:
        """Show the lines there are now."""
        raise NotImplementedError

    def select(self) -> None:
        """Begin to look through the lines."""
        self.selection = None
        if self.filter is not None:
            self.selection = Selection(self.tail.buffer, self.filter, self.tail.label)
        self.query_one(LogView).look(wanted=self.filter)

    def scan(self) -> None:
        """Look through a slice of the lines, and come back for the next."""
        if self.selection is not None and self.selection.advance() and not self._scanning:
            self._scanning = True
            self.set_timer(_NEXT_SLICE, self._scan_on)

    def _scan_on(self) -> None:
        self._scanning = False
        self.scan()
        if not self._scanning:
            self.redraw()

    def find(self, text: str) -> None:
        """Look for something else."""
        wanted = LogFilter(text) if LogFilter(text).alternatives else None
        if wanted != self.filter:
            self.filter = wanted
            self.select()
            self.redraw()

    def action_filter(self) -> None:
        """Open the line for a filter."""
        self.only_hits = True
        self.query_one(Prompt).open("/", self.filter.text if self.filter else "")

    @on(Prompt.Changed)
    def filter_as_typed(self, event: Prompt.Changed) -> None:
        """Filter while it is typed."""
        if event.sign == "/":
            self.find(event.text)

    @on(Prompt.Cancelled)
    def unfilter(self, event: Prompt.Cancelled) -> None:
        """Leave the filter's line without a filter."""
        if event.sign == "/":
            self.find("")

    def action_only(self) -> None:
        """Show only the lines that match, or all."""
        if self.filter is None:
            self.say(self.with_keys("There is no filter: {filter|/} sets one."))
            return
        self.only_hits = not self.only_hits
        self.show_lines()
        self.redraw()

    def action_hit(self, step: int) -> None:
        """Go to the next line that matches, or to the one before, among the others."""
        if self.selection is None:
            self.say(self.with_keys("Type {filter|/} and what to look for first."))
            return
        view, selection = self.query_one(LogView), self.selection
        edges = view.on_screen or [0]
        # From the hit that was gone to, or else from what is seen: its first line may be the next hit.
        at = view.here if view.here is not None else (edges[0] - 1 if step > 0 else edges[-1] + 1)
        self.only_hits = False
        found = selection.after(at) if step > 0 else selection.before(at)
        if found is None:
            found = selection.after(-1) if step > 0 else selection.before(self.tail.buffer.end)
            if found is None:
                self.say("Nothing matches." if selection.complete else "Still looking.")
                return
            self.say("Begun again at the top." if step > 0 else "Begun again at the end.")
        self.show_lines()
        view.go_to(found)
