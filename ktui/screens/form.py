"""A dialog of a few lines to fill in; what comes of them is said while they are typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from ktui.screens.dialog import Dialog
from ktui.widgets.choice import Choice
from ktui.widgets.line import Line

_MOST_SAID = 12
_LEAST_SAID = 2
_REST = 8
"""Lines of a form beside its fields and what is said of them: frame, title, gaps, fault, answers."""


@dataclass(frozen=True)
class Field:
    """One line to fill in."""

    name: str
    """What the answer calls it."""
    label: str
    """What stands before it."""
    value: str = ""
    """What stands in it at first."""
    hint: str = ""
    """What stands in it while it is empty."""


@dataclass(frozen=True)
class Judgement:
    """What is to be said of what was typed."""

    fault: str = ""
    """Why it cannot be taken; ``""`` if it can."""
    lines: tuple[str, ...] = ()
    """What comes of it."""
    kubectl: str = ""
    """The command that does the same."""


class FormDialog(Dialog[Mapping[str, str] | None]):
    """Fill in some lines. The answer is what stands in them, by name, or None.

    Args:
        title: what is asked for.
        fields: the lines.
        judge: asked after each key and at each redraw, what is to be said of what stands in the lines.
        verb: what stands on the answer that takes them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", id="form.cancel", tooltip="Do nothing and go back."),
        Binding("ctrl+s", "review", "review", id="form.review", tooltip="Take what is typed."),
        Binding("down", "app.focus_next", "next line", id="form.next", tooltip="The next line.", show=False),
        Binding("up", "app.focus_previous", "line before", id="form.previous", tooltip="The line before.", show=False),
    ]
    DEFAULT_CSS = """
    FormDialog {
        .line { height: 1; }
        .label { width: auto; min-width: 14; padding: 0 1 0 0; }
        Input { width: 1fr; text-style: underline; }
        #said { height: auto; margin: 1 0; }
        #answers { height: 1; align-horizontal: right; }
    }
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        judge: Callable[[Mapping[str, str]], Judgement],
        verb: str = "Review",
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = tuple(fields)
        self._judge = judge
        self._verb = verb

    def compose(self) -> ComposeResult:
        """Title, lines, what comes of them, kubectl, what is wrong, answers."""
        width = max(len(field.label) for field in self._fields) + 1
        with Vertical(id="dialog"):
            yield Static(self.lines([self._title]), id="title")
            for field in self._fields:
                with Horizontal(classes="line"):
                    yield Static(self.lines([f"{field.label:<{width}}"]), classes="label")
                    yield Line(
                        field.value,
                        placeholder=self.text(field.hint),
                        id=f"field-{field.name}",
                        compact=True,
                        select_on_focus=False,
                    )
            with VerticalScroll(id="said", can_focus=False):
                yield Static("", id="lines")
                yield Static("", id="kubectl", classes="hint")
            yield Static("", id="fault", classes="alarm")
            with Horizontal(id="answers"):
                yield Choice("Cancel", "cancel")
                yield Choice(self._verb, "go")

    def on_resize(self) -> None:
        """Leave room for the answers: where there is little, what is said scrolls."""
        said = self.size.height - len(self._fields) - _REST
        self.query_one("#said").styles.max_height = max(_LEAST_SAID, min(_MOST_SAID, said))

    def on_mount(self) -> None:
        """Begin in the first line."""
        self.set_focus(self.query(Input).first())
        self.redraw()

    @property
    def typed(self) -> Mapping[str, str]:
        """What stands in the lines."""
        return {field.name: self.query_one(f"#field-{field.name}", Input).value for field in self._fields}

    def redraw(self) -> None:
        """Judge anew what is typed: the object may have changed meanwhile."""
        judged = self._judge(self.typed)
        self.query_one("#lines", Static).update(self.lines(judged.lines))
        kubectl = self.query_one("#kubectl", Static)
        kubectl.update(self.lines([judged.kubectl]))
        kubectl.display = bool(judged.kubectl)
        self.query_one("#said").display = bool(judged.lines or judged.kubectl)
        fault = self.query_one("#fault", Static)
        fault.update(self.lines([judged.fault]))
        fault.display = bool(judged.fault)
        self.query_one("#go", Choice).disabled = bool(judged.fault)

    @on(Input.Changed)
    def judge_typed(self) -> None:
        """Say what comes of it."""
        self.redraw()

    @on(Input.Submitted)
    def next_line(self) -> None:
        """Enter goes on to the next line, and from the last one to the answer."""
        self.focus_next(Input if self.focused is not self.query(Input).last() else "#go")

    @on(Choice.Taken)
    def take(self, event: Choice.Taken) -> None:
        """End with the answer."""
        if event.choice.id == "go":
            self.action_review()
        else:
            self.dismiss(None)

    def action_review(self) -> None:
        """End with what is typed, if it can be taken."""
        if not self.query_one("#go", Choice).disabled:
            self.dismiss(self.typed)

    def action_cancel(self) -> None:
        """Do nothing."""
        self.dismiss(None)
