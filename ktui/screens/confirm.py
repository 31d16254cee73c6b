"""The one dialog that stands between a key and a change: what will happen, to what, and how kubectl would do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Key
from textual.widgets import Input, Static

from ktui.domain.actions import Action
from ktui.screens.dialog import Dialog
from ktui.widgets.choice import Choice
from ktui.widgets.line import Line

MANY = 10
"""Above this number of objects their count has to be typed."""


@dataclass(frozen=True)
class Confirmation:
    """What a user is asked to agree to."""

    title: str
    """What is asked, in the imperative."""
    targets: tuple[str, ...]
    """The objects it is done to."""
    effects: tuple[str, ...]
    """What will happen, a sentence a line."""
    impact: tuple[str, ...]
    """What else will come of it, a line each."""
    kubectl: tuple[str, ...]
    """The commands that do the same."""
    verb: str = "Apply"
    """What stands on the answer that does it."""
    to_type: str = ""
    """What has to be typed before it can be done; ``""``: nothing."""
    warning: str = ""
    """Why more care is due."""


def confirmation(
    actions: Sequence[Action],
    *,
    impact: Sequence[str] = (),
    verb: str = "Apply",
    production: str = "",
    typed: bool = False,
) -> Confirmation:
    """What to ask before some actions of one sort are performed.

    Args:
        actions: at least one.
        impact: what else will come of them.
        verb: what stands on the answer that does it.
        production: the context's name if it counts as production, else ``""``.
        typed: whether a rule of the settings wants the agreement typed.
    """
    first = actions[0]
    many = len(actions) > 1
    warning = f"{production} is a production context." if production else ""
    to_type = ""
    dear = typed or bool(production)
    if len(actions) > MANY or (dear and many):
        to_type = str(len(actions))
    elif dear:
        to_type = first.target.rpartition("/")[2].rpartition(" ")[2]
    return Confirmation(
        title=f"{first.title} and {len(actions) - 1} more" if many else first.title,
        targets=tuple(action.target for action in actions),
        effects=first.effects,
        impact=tuple(impact),
        kubectl=tuple(action.kubectl for action in actions),
        verb=verb,
        to_type=to_type,
        warning=warning,
    )


class ConfirmDialog(Dialog[bool]):
    """Ask for agreement; the answer is True only if it was given. Enter alone never gives it.

    Args:
        confirmation: what to agree to.
        objection: asked at each redraw: why it cannot be done any more (the object has gone meanwhile), or ``""``.
    """

    HELP: ClassVar[str] = "Before a change"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", id="confirm.cancel", tooltip="Do nothing and go back."),
        Binding(
            "left,right,up,down", "other", "choose", id="confirm.other", tooltip="Go to the other answer.", show=False
        ),
        Binding("pagedown", "scroll(8)", "more", id="confirm.more", tooltip="Read on.", show=False),
        Binding("pageup", "scroll(-8)", "back up", id="confirm.less", tooltip="Read what was before.", show=False),
    ]
    DEFAULT_CSS = """
    ConfirmDialog {
        #body { height: auto; max-height: 12; margin: 1 0; scrollbar-size-vertical: 1; }
        #line { height: 1; margin: 0 0 1 0; }
        #ask { width: auto; padding: 0 1 0 0; }
        #typed { width: 1fr; text-style: underline; }
        #answers { height: 1; align-horizontal: right; }
    }
    """

    def __init__(self, confirmation: Confirmation, objection: Callable[[], str] = lambda: "") -> None:
        super().__init__()
        self.confirmation = confirmation
        self._objection = objection

    def compose(self) -> ComposeResult:
        """Title, effects, impact, kubectl, what is to be typed, answers."""
        asked = self.confirmation
        with Vertical(id="dialog"):
            yield Static(self.lines([asked.title]), id="title")
            with VerticalScroll(id="body", can_focus=False):
                yield Static(self.lines(self._body()), id="effects")
                yield Static(self.lines(asked.kubectl), id="kubectl", classes="hint")
            if asked.warning:
                yield Static(self.lines([asked.warning]), id="warning", classes="alarm")
            if asked.to_type:
                with Horizontal(id="line"):
                    yield Static(self.lines([f"Type {asked.to_type} to go on:"]), id="ask")
                    yield Line(id="typed", compact=True, select_on_focus=False)
            yield Static("", id="objection", classes="alarm")
            with Horizontal(id="answers"):
                yield Choice("Cancel", "cancel")
                yield Choice(asked.verb, "go")

    def on_mount(self) -> None:
        """Put the focus on Cancel; where something has to be typed on the line for it, where enter does nothing yet.

        Keys that come in one burst, as over a slow link, all go to what has the focus when the first of them comes.
        """
        self.set_focus(self.query_one("#typed" if self.confirmation.to_type else "#cancel"))
        self.redraw()

    def redraw(self) -> None:
        """Look again whether it still can be done."""
        why = self._objection()
        objection = self.query_one("#objection", Static)
        objection.update(self.lines([why]))
        objection.display = bool(why)
        typed = not self.confirmation.to_type or self.query_one("#typed", Input).value == self.confirmation.to_type
        self.query_one("#go", Choice).disabled = bool(why) or not typed

    def on_key(self, event: Key) -> None:
        """What is typed goes into the line for it, wherever the focus is."""
        if self.confirmation.to_type and event.is_printable and event.character and event.character != " ":
            line = self.query_one("#typed", Input)
            if not line.has_focus:
                event.stop()
                self.set_focus(line)
                line.insert_text_at_cursor(event.character)

    @on(Input.Changed)
    def judge_typed(self) -> None:
        """Offer the answer once the right thing is typed."""
        self.redraw()

    @on(Input.Submitted)
    def go_on_from_line(self) -> None:
        """Enter in the line goes to the answer, if it can be taken now; it does not take it."""
        self.redraw()  # what was typed or pasted just before may not have been judged yet
        go = self.query_one("#go", Choice)
        if not go.disabled:
            self.set_focus(go)

    @on(Choice.Taken)
    def take(self, event: Choice.Taken) -> None:
        """End with the answer."""
        self.dismiss(event.choice.id == "go")

    def action_cancel(self) -> None:
        """Do nothing."""
        self.dismiss(False)

    def action_scroll(self, lines: int) -> None:
        """Read on in what will happen, or go back in it."""
        self.query_one("#body").scroll_relative(y=lines, animate=False)

    def action_other(self) -> None:
        """Go to the other answer, at once: a key that follows must not find the focus where it was."""
        cancel, go = self.query_one("#cancel", Choice), self.query_one("#go", Choice)
        self.set_focus(cancel if go.has_focus or go.disabled else go)

    def _body(self) -> list[str]:
        asked = self.confirmation
        lines = list(asked.effects)
        if len(asked.targets) > 1:
            lines += ["", f"{len(asked.targets)} objects:", *(f"  {target}" for target in asked.targets)]
        if asked.impact:
            lines += ["", *asked.impact]
        return [*lines, ""]
