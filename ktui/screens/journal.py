"""The journal of this run: what was asked for, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ktui.screens.dialog import ReadingDialog

if TYPE_CHECKING:
    from ktui.session.journal import Entry, Journal

_INKS = {"done": "$text-success", "refused": "$text-warning", "failed": "$text-error", "interrupted": "$text-warning"}


class JournalScreen(ReadingDialog):
    """The entries of the journal, the newest first, each with the words of who refused it.

    Args:
        journal: the session's journal.
    """

    HELP: ClassVar[str] = "Reading the journal"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("J", "back", "back", id="journal.back", tooltip="Go back.", show=False),
    ]
    DEFAULT_CSS = """
    JournalScreen > #dialog { width: 100%; }
    JournalScreen #body { margin: 1 0; }
    """

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal
        self._shown = -1

    def compose(self) -> ComposeResult:
        """Title, entries, where they are kept."""
        with Vertical(id="dialog"):
            yield Static("Journal: what was asked for in this run, the newest first", id="title")
            with VerticalScroll(id="body", can_focus=False):
                yield Static("", id="entries")
            yield Static("", id="place", classes="hint")

    def on_mount(self) -> None:
        """Show what there is."""
        self.redraw()

    def redraw(self) -> None:
        """Show the entries that came since."""
        if self._shown == self._journal.version:
            return
        self._shown = self._journal.version
        entries = [self._entry(entry) for entry in reversed(self._journal.entries)]
        nothing = Content.styled("Nothing was asked for yet: ktui has changed nothing.", "$text-muted")
        self.query_one("#entries", Static).update(Content("\n").join(entries) if entries else nothing)
        kept = f"kept in {self._journal.path}" if self._journal.path else "kept until ktui ends"
        self.query_one("#place", Static).update(self.lines([self._journal.fault or f"esc back   {kept}"]))

    def _entry(self, entry: Entry) -> Content:
        first = Content.assemble(
            f"{entry.time:%Y-%m-%d %H:%M:%SZ}  ",
            (f"{entry.outcome:<12}", f"{_INKS[entry.outcome]} bold"),
            (self.text(entry.action), "bold"),
        )
        more = [
            f"  {entry.context}: {entry.kubectl}",
            *(f"  {said}" for said in (entry.message, *entry.warnings) if said),
        ]
        return Content("\n").join([first, Content.styled("\n".join(map(self.text, more)), "$text-muted"), Content("")])
