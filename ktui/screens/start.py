"""What is shown before there is a cluster: that it is being reached, or why it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from ktui.domain.text import printable
from ktui.screens.frame import FrameScreen
from ktui.widgets.context_bar import Data, Status


class StartScreen(FrameScreen):
    """On the way to a cluster.

    Args:
        context: the context that was asked for; ``""``: the kubeconfig's own choice.
        whom: what to call the cluster.
        fault: why it cannot be reached; ``""``: it is being tried.
        contexts: gives the names of the contexts there are.
        ascii_only: whether only ASCII may be drawn.
    """

    HELP: ClassVar[str] = "While connecting"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again", "try again", id="start.again", tooltip="Read the kubeconfig and try again."),
    ]
    DEFAULT_CSS = """
    StartScreen #explanation { padding: 1 2; height: auto; width: 100%; }
    """

    class Retried(Message):
        """The user wants another try."""

    def __init__(
        self,
        context: str,
        whom: str,
        fault: str = "",
        *,
        contexts: Callable[[], Sequence[str]] = tuple,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self.context = context
        self.whom = whom
        self.fault = fault
        self._contexts = contexts

    def compose_body(self) -> ComposeResult:
        """Where it stands, in words."""
        with VerticalScroll():
            yield Static(self._words(), id="explanation", markup=False)

    @property
    def status(self) -> Status:
        """The context, and that there is no cluster."""
        data = Data.FAILED if self.fault else Data.LOADING
        return Status(context=self.context, data=data, words="not connected" if self.fault else "connecting")

    def refusal(self, action: str) -> str:
        """Trying again makes sense after a failure."""
        return "It is being tried." if action == "again" and not self.fault else ""

    def completions(self) -> dict[str, Sequence[str]]:
        """The contexts there are."""
        return {"context": self._contexts()}

    def action_again(self) -> None:
        """Try again."""
        if why := self.refusal("again"):
            self.say(why)
        else:
            self.post_message(self.Retried())

    def _words(self) -> str:
        whom = printable(self.whom)
        if not self.fault:
            return f"Connecting to {whom} ..."
        told = "\n".join(printable(line) for line in self.fault.splitlines())
        return f"Cannot connect to {whom}.\n\n{told}\n\nr tries again, :context NAME takes another, q leaves."
