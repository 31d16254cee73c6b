"""The frame that every main screen has: context, tabs, body, notice, prompt and keys, each in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import ScreenResume
from textual.message import Message
from textual.widget import Widget

from ktui.screens.answering import AnsweringScreen
from ktui.screens.command import Vocabulary, candidates
from ktui.screens.key_hints import key_hints, shown_bindings
from ktui.screens.keys import Section, help_sections, key_map
from ktui.screens.notices import Notices
from ktui.screens.places import MAINS, Place, tab_leads_to
from ktui.widgets.context_bar import ContextBar, Status
from ktui.widgets.history import History
from ktui.widgets.key_bar import KeyBar
from ktui.widgets.notice_line import Notice, NoticeLine
from ktui.widgets.prompt import Prompt
from ktui.widgets.tab_bar import Tab, TabBar

TABS = tuple(Tab(main.name, main.title) for main in MAINS)
"""The main screens there are."""


class FrameScreen(AnsweringScreen):
    """A main screen.

    Args:
        ascii_only: whether only ASCII may be drawn.
    """

    HELP: ClassVar[str] = "Everywhere"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "colon",
            "command",
            "go to",
            id="frame.command",
            tooltip="Go to a kind of object, or type a command: :pods, :ns, :ctx, :quit.",
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
        Binding("tab", "tab(1)", "next screen", id="frame.next_tab", tooltip="The next main screen.", show=False),
        Binding(
            "shift+tab",
            "tab(-1)",
            "screen before",
            id="frame.previous_tab",
            tooltip="The main screen before.",
            show=False,
        ),
        Binding(
            "left_square_bracket",
            "walk(-1)",
            "visited before",
            id="frame.walk_back",
            tooltip="Where you were before.",
            show=False,
        ),
        Binding(
            "right_square_bracket",
            "walk(1)",
            "visited after",
            id="frame.walk_on",
            tooltip="Where you were after that.",
            show=False,
        ),
        Binding(
            "minus",
            "last",
            "last",
            id="frame.last",
            tooltip="Where you were last; once more, back here.",
            show=False,
        ),
        Binding(
            "ctrl+a",
            "aliases",
            "aliases",
            id="frame.aliases",
            tooltip="Everything that can be typed after :, to choose from.",
            show=False,
        ),
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
        """The user wants to look at namespaces, or at all (None), that the session does not look at."""

        def __init__(self, wanted: tuple[str, ...] | None) -> None:
            super().__init__()
            self.wanted = wanted

    class PlaceWanted(Message):
        """The user wants to be somewhere else."""

        def __init__(self, place: Place, *, into: bool) -> None:
            super().__init__()
            self.place = place
            self.into = into
            """Whether one can come back from there with esc."""

    class BackWanted(Message):
        """The user wants to go back to where this place was gone into from."""

        def __init__(self, *, leaving: bool) -> None:
            super().__init__()
            self.leaving = leaving
            """Whether to leave ktui if there is nowhere to go back to."""

    class WalkWanted(Message):
        """The user wants to walk through what was visited."""

        def __init__(self, steps: int) -> None:
            super().__init__()
            self.steps = steps
            """Forward, or backward if negative; 0: to where the user was last, and from there back here."""

    PARTS: ClassVar[tuple[type[Widget], ...]] = (ContextBar, NoticeLine, Prompt, KeyBar)
    """What it is made of: the keys of those that can have the focus are keys of the screen."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.ascii_only = ascii_only
        self.notices = Notices()
        """What was told and is not read yet."""
        self.lit: Tab | None = None
        """The tab that is lit."""
        self._ahead: Tab | None = None
        """The tab that is on its way: keys in one burst, as over a slow line, go on from there."""
        self._history = History()
        self._mounted = False

    @property
    def composed(self) -> bool:
        """Whether its parts are there: not before it is composed, nor when the app takes it apart to leave.

        What a worker hears from the server may come at any time.
        """
        return self._mounted and self.display  # what is taken apart is not displayed any more

    def share(self, notices: Notices, history: History) -> None:
        """Take part in what all screens of an app have in common.

        Args:
            notices: what was told on any of them.
            history: what was typed on any of them.
        """
        self.notices, self._history = notices, history

    # ---- for those that derive

    tab = ""
    """The name of the main screen whose tab is lit; ``""``: none but that of where the user has come from."""
    STAY: ClassVar[tuple[str, ...]] = ()
    """Actions whose keys stay in sight where there is no room for all, beside those of every screen."""

    def arrive(self, place: Place) -> None:
        """The user has come, again or for the first time, to a place that this screen shows."""

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

    @property
    def insecure(self) -> bool:
        """Whether the server's certificate is not looked at."""
        return False

    def vocabulary(self) -> Vocabulary:
        """What is known that can be typed after ``:``."""
        return Vocabulary()

    def look_at_namespaces(self, names: str) -> None:
        """Obey ``:ns NAMES``: look at some namespaces, or let the user choose if there is none."""
        if names:
            self.post_message(self.NamespaceWanted(tuple(names.replace(",", " ").split())))
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
        yield Prompt(self._history)
        yield KeyBar(ascii_only=self.ascii_only)

    def on_mount(self) -> None:
        """Show the tabs and the keys."""
        self._mounted = True
        self.query_one(NoticeLine).keys = (self.key_of("journal") or ":journal", self.key_of("back"))
        tabs = self.query_one(TabBar)
        tabs.read_only, tabs.insecure = self.read_only, self.insecure
        self.light(self.lit)
        self.redraw()

    @property
    def own_tab(self) -> Tab | None:
        """The tab that is lit while this is shown, wherever the user has come from."""
        return next((tab for tab in TABS if tab.name == self.tab), None)

    def light(self, under: Tab | None) -> None:
        """Light its own tab; without one, that of the place that it was gone into from."""
        self.lit, self._ahead = self.own_tab or under, None
        if self.composed:
            tabs = self.query_one(TabBar)
            tabs.tabs = TABS if self.lit is None or self.lit in TABS else (*TABS, self.lit)
            tabs.active = self.lit.name if self.lit else ""

    def redraw(self) -> None:
        """Look at everything again: called by the app's redraw clock."""
        if not self.composed:
            return
        self.query_one(ContextBar).status = self.status
        self.show_notices()
        self.show_keys()

    @on(ScreenResume)
    def look_again(self) -> None:
        """What has changed while another screen was shown is drawn now."""
        self.redraw()

    def tick(self) -> None:
        """Let ages and countdowns that are visible run on: called once a second."""

    def show_keys(self) -> None:
        """Say which keys work now."""
        if not self.composed:
            return
        shown = [binding for _, binding in shown_bindings(self, self.own_bindings())]
        self.query_one(KeyBar).keys = key_hints(shown, key_map(self.app), self.refusal, self.STAY)

    # ---- notices

    def say(self, text: str) -> None:
        """Tell something that may be forgotten: the next thing that is told takes its place."""
        self.notices.tell(Notice(text))
        self.show_notices()

    def complain(self, text: str) -> None:
        """Tell of a failure; it stays until it is read and closed with esc."""
        self.notices.tell(Notice(text, failed=True))
        self.show_notices()

    def quote(self, who: str, words: str) -> None:
        """Tell what a program says that ktui runs; it stays until it is read."""
        self.notices.quote(who, words)
        self.show_notices()

    def show_notices(self) -> None:
        """Show the newest notice that is not read yet."""
        if self.composed:
            self.query_one(NoticeLine).notice = self.notices.shown

    # ---- keys

    def action_command(self, begun: str = "") -> None:
        """Open the line for a command; ``begun``: what of it is typed already."""
        self.query_one(Prompt).open(":", begun, ways=lambda text: candidates(text, self.vocabulary()))

    def action_aliases(self) -> None:
        """Show everything that can be typed after ``:``."""
        self.post_message(self.CommandTyped("aliases"))

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
        for part, binding in shown_bindings(self, self.own_bindings()):
            if binding.id == event.hint.name:
                self.call_later(part.run_action, binding.action)

    # ---- going somewhere else

    def go(self, place: Place, *, into: bool = True) -> None:
        """Go somewhere else; ``into``: esc comes back from there."""
        self.post_message(self.PlaceWanted(place, into=into))

    def action_tab(self, steps: int) -> None:
        """Go to another main screen."""
        tabs, before = self.query_one(TabBar).tabs, self._ahead or self.lit
        at = tabs.index(before) if before else 0
        self._ahead = tabs[(at + steps) % len(tabs)]
        self.go(tab_leads_to(self._ahead.name), into=False)

    @on(TabBar.Chosen)
    def go_to_tab(self, event: TabBar.Chosen) -> None:
        """Go to the main screen whose tab was clicked."""
        self.go(tab_leads_to(event.tab.name), into=False)

    def action_walk(self, steps: int) -> None:
        """Walk through what was visited."""
        self.post_message(self.WalkWanted(steps))

    def action_last(self) -> None:
        """Go to where the user was last."""
        self.post_message(self.WalkWanted(0))

    def action_help(self) -> None:
        """Show the keys of this screen."""
        from ktui.screens.help import HelpScreen  # noqa: PLC0415 (the first frame does not wait for it)

        self.app.push_screen(HelpScreen(self.help_sections(), self.legend()))

    def help_sections(self) -> list[Section]:
        """The keys to show, under titles: those of the screen, of what it is made of, and of every screen."""
        inside = dict.fromkeys(type(widget) for widget in self.query("#body *") if widget.can_focus)
        return help_sections(type(self), FrameScreen, [*self.own_bindings()], inside)

    def legend(self) -> Sequence[tuple[str, str]]:
        """What the signs of this screen mean."""
        return ()

    def action_journal(self) -> None:
        """Show what was asked for; there is nothing before there is a session."""
        self.say("Nothing was asked for yet.")

    def action_back(self) -> None:
        """One step back: close or clear something, or go back to where this place was gone into from."""
        if not self.step_back():
            self.post_message(self.BackWanted(leaving=False))

    def action_leave(self) -> None:
        """One step back; with nothing to go back from, leave. What may be forgotten holds nobody up."""
        self.notices.forget()
        self.show_notices()
        if not self.step_back():
            self.post_message(self.BackWanted(leaving=True))

    def step_back(self) -> bool:
        """Close a notice, or what else is open; False if nothing is."""
        closed = self.notices.close()
        self.show_notices()
        return closed
