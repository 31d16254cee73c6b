"""The line that opens at the bottom when something has to be typed: a filter or a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from ktui.domain.text import printable
from ktui.widgets.history import History
from ktui.widgets.line import Line

MOST_OTHERS = 6
"""So many other ways to go on are shown beside the suggestion."""


class _Suggestions(Suggester):
    """Asks a plain function how a beginning goes on."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.complete: Callable[[str], str | None] = lambda _: None

    async def get_suggestion(self, value: str) -> str | None:
        """The whole text that ``value`` probably becomes."""
        return self.complete(value)


class Prompt(Horizontal):
    """A sign and what is typed after it; closed unless it is needed.

    Args:
        history: what was typed before.
    """

    HELP: ClassVar[str] = "In the line at the bottom"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", id="prompt.cancel", tooltip="Close the line and undo what it did."),
        Binding(
            "tab", "complete", "complete", id="prompt.complete", tooltip="Take the grey suggestion.", priority=True
        ),
        Binding("up", "recall(-1)", "before", id="prompt.before", tooltip="What was typed before.", priority=True),
        Binding("down", "recall(1)", "after", id="prompt.after", tooltip="What was typed after that.", priority=True),
    ]
    DEFAULT_CSS = """
    Prompt {
        height: 1; width: 100%; display: none;
        &.-open { display: block; }
        #sign { width: auto; color: $text-accent; text-style: bold; padding: 0 0 0 1; }
        #input { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
        #remark { width: auto; max-width: 60%; color: $text-error; padding: 0 1; }
        #others { width: auto; max-width: 60%; color: $text-muted; padding: 0 1; }
    }
    """

    class Changed(Message):
        """Another text stands in the line."""

        def __init__(self, sign: str, text: str) -> None:
            super().__init__()
            self.sign = sign
            self.text = text

    class Submitted(Changed):
        """The text is meant."""

    class Cancelled(Message):
        """The line was left without meaning it."""

        def __init__(self, sign: str) -> None:
            super().__init__()
            self.sign = sign

    def __init__(self, history: History | None = None) -> None:
        super().__init__()
        self._suggestions = _Suggestions()
        self._line = Line(id="input", compact=True, select_on_focus=False, suggester=self._suggestions, disabled=True)
        self._history = history or History()
        self._recalled = 0
        self._ways: Callable[[str], Sequence[str]] = lambda _: ()
        self._round: Sequence[str] = ()
        """What the key that completes goes round in, once it has begun."""
        self.sign = ""
        """The sign before the open line; ``""`` while it is closed."""

    def compose(self) -> ComposeResult:
        """Sign, line, what is wrong with it."""
        yield Static("", id="sign")
        yield self._line
        yield Static("", id="others")
        yield Static("", id="remark")

    @property
    def text(self) -> str:
        """What is typed; also once its screen is gone."""
        return self._line.value

    def open(
        self,
        sign: str,
        text: str = "",
        complete: Callable[[str], str | None] = lambda _: None,
        ways: Callable[[str], Sequence[str]] | None = None,
    ) -> None:
        """Open the line and let the user type.

        Args:
            sign: what stands before the line.
            text: what is there already.
            complete: says what a beginning probably becomes.
            ways: says all that a beginning may become, the likeliest first; then `complete` is not asked.
        """
        self.sign = sign
        asked = ways or (lambda begun: [whole] if (whole := complete(begun)) else [])
        # The line draws what stands in it as it is: a name that could act on a terminal is not offered.
        self._ways = lambda begun: [way for way in asked(begun) if printable(way) == way]
        self._suggestions.complete = lambda begun: next(iter(self._ways(begun)), None)
        self._round = ()
        self._recalled = len(self._history.of(sign))
        self.query_one("#sign", Static).update(Content(sign))
        self.remark("")
        self._show_others(text)
        self.add_class("-open")
        line = self._line
        line.disabled = False
        with self.prevent(Input.Changed):
            line.value = text
        line.cursor_position = len(text)
        line.cursor_blink = False
        self.screen.set_focus(line)

    def remark(self, words: str) -> None:
        """Say what is wrong with what is typed."""
        self.query_one("#remark", Static).update(Content(printable(words)))

    def close(self) -> None:
        """Close the line."""
        self.sign = ""
        self.remove_class("-open")
        self._line.disabled = True

    @on(Input.Changed)
    def tell_changed(self, event: Input.Changed) -> None:
        """Pass on what is typed."""
        event.stop()
        self._show_others(event.value)
        if self.sign:
            self.post_message(self.Changed(self.sign, event.value))

    @on(Input.Submitted)
    def tell_submitted(self, event: Input.Submitted) -> None:
        """Pass on what is meant, remember it, and close."""
        event.stop()
        sign = self.sign
        self._history.add(sign, event.value)
        self.close()
        self.post_message(self.Submitted(sign, event.value))

    def action_cancel(self) -> None:
        """Close without meaning it."""
        sign = self.sign
        self.close()
        self.post_message(self.Cancelled(sign))

    def action_complete(self) -> None:
        """Take the suggestion; once more, the next way to go on."""
        line = self._line
        if line.value in self._round:
            at = (self._round.index(line.value) + 1) % len(self._round)
        else:
            self._round, at = self._ways(line.value), 0
        if self._round:
            line.value = self._round[at]
            line.cursor_position = len(line.value)

    def _show_others(self, text: str) -> None:
        """Show how else the text may go on."""
        others = self._round if text in self._round else self._ways(text)[1 : MOST_OTHERS + 1] if text else ()
        words = " ".join(each.rpartition(" ")[2] for each in others[: MOST_OTHERS + 1] if each != text)
        self.query_one("#others", Static).update(Content(printable(words)))

    def action_recall(self, step: int) -> None:
        """Bring back what was typed before."""
        history = self._history.of(self.sign)
        self._recalled = max(0, min(len(history), self._recalled + step))
        text = history[self._recalled] if self._recalled < len(history) else ""
        line = self._line
        line.value = text
        line.cursor_position = len(text)
