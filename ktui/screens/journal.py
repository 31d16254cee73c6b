"""The journal of this run: what was asked for, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ktui.screens.dialog import SearchedDialog

if TYPE_CHECKING:
    from ktui.session.journal import Entry, Journal

_INKS = {"done": "$text-success", "refused": "$text-warning", "failed": "$text-error", "unknown": "$text-warning"}


class JournalScreen(SearchedDialog):
    """The entries of the journal, the newest first, each with the words of who refused it.

    Args:
        journal: the session's journal.
    """

    HELP: ClassVar[str] = "Reading the journal"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("J", "back", "back", id="journal.back", tooltip="Go back.", show=False),
        Binding("d", "details", "details", id="journal.details", tooltip="Show a line of each, or everything again."),
    ]
    DEFAULT_CSS = """
    JournalScreen > #dialog { width: 100%; }
    JournalScreen #body { margin: 1 0; }
    """

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal
        self._shown = -1
        self._brief = False

    def compose(self) -> ComposeResult:
        """Title, entries, where they are kept."""
        with Vertical(id="dialog"):
            yield Static("Journal: what was asked for in this run, the newest first", id="title")
            yield self.search_line()
            with VerticalScroll(id="body", can_focus=False):
                yield Static("", id="text")
            yield Static("", id="place", classes="hint")

    def on_mount(self) -> None:
        """Show what there is."""
        self.redraw()

    def redraw(self) -> None:
        """Show the entries that came since."""
        if self._shown == self._journal.version:
            return
        self._shown = self._journal.version
        self.show_found()
        kept = f"kept in {self._journal.path}" if self._journal.path else "kept until ktui ends"
        keys = self.with_keys("{back|esc} back   {search|/} search   {details|d} details")
        self.query_one("#place", Static).update(self.lines([self._journal.fault or f"{keys}   {kept}"]))

    def action_details(self) -> None:
        """Show a line of each entry, or everything."""
        self._brief = not self._brief
        self.show_found()

    def found(self) -> Content:
        """The entries, the newest first, with only those that hold what is sought."""
        entries = list(reversed(self._journal.entries))
        if not entries:
            return Content.styled("Nothing was asked for yet: ktui has changed nothing.", "$text-muted")
        shown = [entry for entry in entries if self.sought in " ".join(_words(entry)).casefold()]
        if not shown:
            return self.lines([f"None of {len(entries)} entries holds {self.sought!r}."])
        return Content("\n").join(map(self._entry, shown))

    def _entry(self, entry: Entry) -> Content:
        first = Content.assemble(
            f"{entry.time:%Y-%m-%d %H:%M:%SZ}  ",
            (f"{entry.outcome:<12}", f"{_INKS[entry.outcome]} bold"),
            (self.text(entry.action), "bold"),
        )
        if self._brief:
            return first
        more = [self.text(f"  {words}") for words in _words(entry)[2:] if words]
        return Content("\n").join([first, Content.styled("\n".join(more), "$text-muted"), Content("")])


def _words(entry: Entry) -> tuple[str, ...]:
    """All there is to read of an entry: outcome, action, where and how, and what was said to it."""
    return (entry.outcome, entry.action, f"{entry.context}: {entry.kubectl}", entry.message, *entry.warnings)
