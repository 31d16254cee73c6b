"""The frame that every main screen has: context, tabs, body, notice, prompt and keys, each in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from ktui.screens.command import complete
from ktui.screens.help import HelpScreen, Section
from ktui.screens.keys import bindings, key_name
from ktui.widgets.context_bar import ContextBar, Status
from ktui.widgets.key_bar import KeyBar, KeyHint
from ktui.widgets.notice_line import Notice, NoticeLine
from ktui.widgets.prompt import Prompt
from ktui.widgets.tab_bar import Tab, TabBar

TABS = (Tab("coverage", "Coverage"),)
"""The main screens there are."""

MOST_QUOTED = 200
"""So many characters of what one program says are one notice."""
MOST_KEPT = 50
"""So many notices wait to be read; before that, the oldest are forgotten."""


class FrameScreen(Screen[None]):
    """A main screen.

    Args:
        ascii_only: whether only ASCII may be drawn.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "colon", "command", "go to", id="frame.command", tooltip="Type a command: :ns, :context, :quit and more."
        ),
        Binding("question_mark", "help", "help", id="frame.help", tooltip="The keys of this screen."),
        Binding(
            "J",
            "journal",
            "journal",
            id="frame.journal",
            tooltip="The journal: what was asked for in this run.",
            show=False,
        ),
        Binding("escape", "back", "back", id="frame.back", tooltip="Close, clear, go back: one step.", show=False),
        Binding(
            "q", "leave", "quit", id="frame.leave", tooltip="Back as esc does; with nothing to go back from, leave."
        ),
    ]
    DEFAULT_CSS = """
    FrameScreen {
        layout: vertical;
        background: $background;
        #body { height: 1fr; }
    }
    """

    class CommandTyped(Message):
        """The user typed a command after ``:``."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class NamespaceWanted(Message):
        """The user wants to look at a namespace, or at all, that the session does not look at."""

        def __init__(self, wanted: str | None) -> None:
            super().__init__()
            self.wanted = wanted

    PARTS: ClassVar[tuple[type[Widget], ...]] = (ContextBar, NoticeLine, Prompt, KeyBar)
    """What has to be there to be drawn on."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.ascii_only = ascii_only
        self._notices: list[Notice] = []

    @property
    def composed(self) -> bool:
        """Whether its parts are there: not before it is composed, nor when the app takes it apart to leave.

        What a worker hears from the server may come at any time.
        """
        return all(self.query(part) for part in self.PARTS)

    # ---- for those that derive

    def compose_body(self) -> ComposeResult:
        """What stands between tabs and keys."""
        yield from ()

    @property
    def status(self) -> Status:
        """What stands in the first line."""
        raise NotImplementedError

    @property
    def read_only(self) -> bool:
        """Whether nothing may be changed."""
        return False

    def refusal(self, action: str) -> str:
        """Why the key of an action does nothing here and now; ``""`` if it does something."""
        del action
        return ""

    def completions(self) -> dict[str, Sequence[str]]:
        """By name of a command, what may follow it."""
        return {}

    def look_at_namespace(self, name: str) -> None:
        """Look at a namespace, or let the user choose one if ``name`` is empty."""
        if name:
            self.post_message(self.NamespaceWanted(name))
        else:
            self.say("Type :ns and the name of a namespace.")

    # ---- the frame

    def compose(self) -> ComposeResult:
        """Context, tabs, body, notice, prompt, keys."""
        yield ContextBar(ascii_only=self.ascii_only)
        yield TabBar(ascii_only=self.ascii_only)
        with Vertical(id="body"):
            yield from self.compose_body()
        yield NoticeLine(ascii_only=self.ascii_only)
        yield Prompt()
        yield KeyBar(ascii_only=self.ascii_only)

    def on_mount(self) -> None:
        """Show the tabs and the keys."""
        tabs = self.query_one(TabBar)
        tabs.tabs = TABS
        tabs.active = TABS[0].name
        tabs.read_only = self.read_only
        self.redraw()

    def redraw(self) -> None:
        """Look at everything again: called by the app's redraw clock."""
        if not self.composed:
            return
        self.query_one(ContextBar).status = self.status
        self.show_keys()

    def tick(self) -> None:
        """Let ages and countdowns that are visible run on: called once a second."""

    def show_keys(self) -> None:
        """Say which keys work now."""
        if not self.composed:
            return
        self.query_one(KeyBar).keys = tuple(
            KeyHint(key_name(binding.key.split(",")[0]), binding.description, bool(self.refusal(binding.action)))
            for binding in self.own_bindings()
            if binding.show
        )

    def own_bindings(self) -> Iterator[Binding]:
        """The bindings of this screen, its own before those of every screen."""
        for each in type(self).__mro__:
            if issubclass(each, FrameScreen):
                yield from bindings(vars(each).get("BINDINGS", ()))

    # ---- notices

    def say(self, text: str) -> None:
        """Tell something that may be forgotten: the next thing that is told takes its place."""
        self._tell(Notice(text))

    def complain(self, text: str) -> None:
        """Tell of a failure; it stays until it is read and closed with esc."""
        self._tell(Notice(text, failed=True))

    def quote(self, who: str, words: str) -> None:
        """Tell what a program says that ktui runs; it stays until it is read.

        What one program says in short lines is one notice: a sentence, and the address that it speaks of.
        """
        start = f"{who} says: "
        before = self._notices[-1] if self._notices else None
        text = f"{start}{words}"
        if before is not None and before.text.startswith(start) and len(before.text) + len(words) < MOST_QUOTED:
            self._notices.pop()
            text = f"{before.text} {words}"
        self._tell(Notice(text, stays=True))

    def _tell(self, notice: Notice) -> None:
        self._notices = [*(each for each in self._notices if _lasting(each) and each != notice), notice][-MOST_KEPT:]
        self._show_notices()

    def _close_notice(self) -> bool:
        """Close the last notice, if there is one."""
        if not self._notices:
            return False
        self._notices.pop()
        self._show_notices()
        return True

    def _show_notices(self) -> None:
        if not self.composed:
            return
        last = self._notices[-1] if self._notices else None
        self.query_one(NoticeLine).notice = replace(last, more=len(self._notices) - 1) if last else None

    # ---- keys

    def action_command(self) -> None:
        """Open the line for a command."""
        self.query_one(Prompt).open(":", complete=lambda text: complete(text, self.completions()))

    @on(Prompt.Submitted)
    def run_command(self, event: Prompt.Submitted) -> None:
        """Give the command to the app."""
        if event.sign == ":" and event.text.strip():
            self.post_message(self.CommandTyped(event.text))

    @on(Prompt.Cancelled)
    @on(Prompt.Submitted)
    def focus_body(self) -> None:
        """Give the keys back to the body."""
        for widget in self.query("#body *"):
            if widget.can_focus:
                self.set_focus(widget)
                return

    @on(KeyBar.Chosen)
    def press(self, event: KeyBar.Chosen) -> None:
        """A click on a key is the same as the key."""
        for binding in self.own_bindings():
            if key_name(binding.key.split(",")[0]) == event.hint.key:
                self.call_later(self.run_action, binding.action)

    def action_help(self) -> None:
        """Show the keys of this screen."""
        self.app.push_screen(HelpScreen(self.help_sections(), self.legend()))

    def help_sections(self) -> list[Section]:
        """The keys to show, under titles."""
        own = [each for each in self.own_bindings() if each not in FrameScreen.BINDINGS]
        return [Section("This screen", own), Section("Everywhere", [*bindings(FrameScreen.BINDINGS)])]

    def legend(self) -> Sequence[tuple[str, str]]:
        """What the signs of this screen mean."""
        return ()

    def action_journal(self) -> None:
        """Show what was asked for; there is nothing before there is a session."""
        self.say("Nothing was asked for yet.")

    def action_back(self) -> None:
        """One step back; with nothing to go back from, nothing."""
        self.step_back()

    def action_leave(self) -> None:
        """One step back; with nothing to go back from, leave. What may be forgotten holds nobody up."""
        self._notices = [notice for notice in self._notices if _lasting(notice)]
        self._show_notices()
        if not self.step_back():
            self.post_message(self.CommandTyped("quit"))

    def step_back(self) -> bool:
        """Close a notice, or what else is open; False if nothing is."""
        return self._close_notice()


def _lasting(notice: Notice) -> bool:
    """Whether it waits until it is read."""
    return notice.failed or notice.stays
