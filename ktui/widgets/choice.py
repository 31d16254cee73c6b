"""One of the answers at the bottom of a dialog."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class Choice(Widget, can_focus=True):
    """An answer that is taken with enter; brackets mark the one that has the focus, so that no colour is needed."""

    HELP: ClassVar[str] = "On an answer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "take", "choose", id="choice.take", tooltip="Take the answer in brackets."),
    ]
    DEFAULT_CSS = """
    Choice {
        width: auto;
        height: 1;
        margin: 0 0 0 2;
        color: $text-muted;
        &:focus { color: $text; text-style: bold reverse; }
        &:disabled { text-style: strike; }
    }
    """

    class Taken(Message):
        """The user took this answer."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice:
            """The answer."""
            return self.choice

    def __init__(self, label: str, answer: str) -> None:
        """Make an answer.

        Args:
            label: what stands on it.
            answer: its id, by which a dialog tells its answers apart.
        """
        super().__init__(id=answer)
        self.label = label

    def render(self) -> Content:
        """The label, in brackets while it has the focus."""
        return Content(f"[ {self.label} ]" if self.has_focus else f"  {self.label}  ")

    def action_take(self) -> None:
        """Tell the dialog."""
        self.post_message(self.Taken(self))

    def on_click(self) -> None:
        """A click is the same as enter."""
        self.action_take()
