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
from ktui.screens.command import Vocabulary
from ktui.screens.frame import FrameScreen
from ktui.widgets.context_bar import Data, Status


class StartScreen(FrameScreen):
    """On the way to a cluster.

    Args:
        context: the context that was asked for; ``""``: the kubeconfig's own choice.
        whom: what to call the cluster.
        fault: why it cannot be reached; ``""``: it is being tried.
        former: the context to which esc goes back; ``""``: there is none.
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

    class Returned(Message):
        """The user wants to go back to where they were before."""

    def __init__(
        self,
        context: str,
        whom: str,
        fault: str = "",
        *,
        former: str = "",
        contexts: Callable[[], Sequence[str]] = tuple,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self.context = context
        self.whom = whom
        self.fault = fault
        self.former = former
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

    def vocabulary(self) -> Vocabulary:
        """The contexts there are."""
        return Vocabulary(contexts=self._contexts())

    def action_again(self) -> None:
        """Try again."""
        if not self.refuses("again"):
            self.post_message(self.Retried())

    def step_back(self) -> bool:
        """Close a notice, or go back to the former context."""
        if super().step_back():
            return True
        if self.former:
            self.post_message(self.Returned())
        return bool(self.former)

    def _words(self) -> str:
        whom = printable(self.whom)
        back = f"{self.key_of('back')} goes back to {printable(self.former)}" if self.former else ""
        if not self.fault:
            return f"Connecting to {whom} ..." + (f"\n\n{back}." if back else "")
        told = "\n".join(printable(line) for line in self.fault.splitlines())
        ways = [f"{self.key_of('again')} tries again", ":ctx chooses another context"]
        ways.append(back or f"{self.key_of('leave')} leaves")
        return f"Cannot connect to {whom}.\n\n{told}\n\n{', '.join(ways)}."
