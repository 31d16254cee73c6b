"""The labels of one node: look, edit, add, remove, and see what that would do before it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ktui.domain.actions import LabelNode
from ktui.domain.label_edits import LabelEdits, LabelRow
from ktui.screens.dialog import Dialog
from ktui.screens.keys import effective_bindings
from ktui.widgets.choice import Choice
from ktui.widgets.line import Line
from ktui.widgets.offers import Offers

_MOST_ROWS = 10
_LEAST_ROWS = 3
_REST = 11
"""Lines of the dialog beside its labels: frame, title, line, what comes of it, keys, answers."""


class LabelDialog(Dialog[LabelNode | None]):
    """Edit the labels of a node. The answer is the action to confirm, or None.

    Args:
        node: the node's name.
        uid: its uid: the action is for this node and not for one that takes its name.
        labels: asked at each redraw: its labels now, or None if the node is gone.
        what_if: what comes of giving the node these labels, a line each.
    """

    HELP: ClassVar[str] = "Labels of a node"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "edit", id="labels.edit", tooltip="Change the value of this label."),
        Binding("a", "add", "add", id="labels.add", tooltip="Add a label, typed as key=value; key- removes one."),
        Binding("ctrl+d,delete", "remove", "remove", id="labels.remove", tooltip="Remove this label."),
        Binding("u", "undo", "undo", id="labels.undo", tooltip="Take the change of this label back."),
        Binding(
            "ctrl+s", "review", "review", id="labels.review", tooltip="Go on to the dialog that asks for agreement."
        ),
        Binding(
            "escape", "back", "back", id="labels.back", tooltip="Leave the line, or leave without changing anything."
        ),
    ]
    DEFAULT_CSS = """
    LabelDialog {
        #rows { min-height: 2; }
        #line { height: 1; }
        #asked { width: auto; padding: 0 1 0 0; }
        #typed { width: 1fr; }
        #impact { height: auto; max-height: 5; margin: 1 0 0 0; }
        #answers { height: 1; align-horizontal: right; }
        #keys { height: 1; margin: 1 0 0 0; }
    }
    """

    def __init__(
        self,
        node: str,
        uid: str,
        labels: Callable[[], Mapping[str, str] | None],
        what_if: Callable[[Mapping[str, str]], Sequence[str]],
    ) -> None:
        super().__init__()
        self.node = node
        self.uid = uid
        self._labels = labels
        self._what_if = what_if
        self.edits = LabelEdits(labels() or {})
        self._rows: tuple[LabelRow, ...] = ()
        self._editing: str | None = None
        """The key whose value is being typed; ``""``: a whole ``key=value``; None: the line is closed."""

    def compose(self) -> ComposeResult:
        """Title, labels, the line, what is wrong with it, what would come of it, kubectl, answers."""
        with Vertical(id="dialog"):
            yield Static(self.lines([f"Labels of node {self.node}"]), id="title")
            yield Offers(id="rows", markup=False, compact=True)
            with Horizontal(id="line"):
                yield Static("", id="asked")
                yield Line(id="typed", compact=True, select_on_focus=False)
            yield Static("", id="fault", classes="alarm")
            yield Static("", id="impact")
            yield Static("", id="kubectl", classes="hint")
            yield Static(self._hints(), id="keys", classes="hint")
            with Horizontal(id="answers"):
                yield Choice("Cancel", "cancel")
                yield Choice("Review", "go")

    def on_resize(self) -> None:
        """Leave room for the keys and the answers: where there is little, the labels scroll."""
        self.query_one("#rows").styles.max_height = max(_LEAST_ROWS, min(_MOST_ROWS, self.size.height - _REST))

    def on_mount(self) -> None:
        """Begin with the list of labels."""
        self._close_line()
        self.redraw()

    def redraw(self) -> None:
        """Look at the node again: others may change its labels meanwhile, or delete it."""
        labels = self._labels()
        if labels is not None:
            self.edits.see(labels)
        self._show_rows()
        changes = self.edits.changes
        gone = labels is None
        if self._editing is None:
            self._say(f"Node {self.node} is gone: there is nothing to label any more." if gone else "")
        self.query_one("#impact", Static).update(
            self.lines(self._what_if(self.edits.wanted) if changes and not gone else [])
        )
        kubectl = self.query_one("#kubectl", Static)
        kubectl.update(self.lines([self.action.kubectl] if changes else []))
        kubectl.display = bool(changes)
        self.query_one("#go", Choice).disabled = gone or not changes

    @property
    def action(self) -> LabelNode:
        """What is asked for so far."""
        return LabelNode(self.node, self.uid, dict(self.edits.changes), before=dict(self.edits.seen))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 (Textual's)
        """While a line is being typed its letters are no keys."""
        return action == "back" or self._editing is None

    # ---- keys

    def action_edit(self) -> None:
        """Open the line with the value of the label under the cursor."""
        row = self._row()
        if row is not None:
            self._open_line(row.key, f"{row.key} =", row.value if row.value is not None else row.seen or "")

    def action_add(self) -> None:
        """Open the line for a new label."""
        self._open_line("", "key=value:", "")

    def action_remove(self) -> None:
        """Remove the label under the cursor."""
        row = self._row()
        if row is not None:
            self.edits.remove(row.key)
            self.redraw()

    def action_undo(self) -> None:
        """Take the change of the label under the cursor back."""
        row = self._row()
        if row is not None:
            self.edits.undo(row.key)
            self.redraw()

    def action_review(self) -> None:
        """End with the action, if there is one."""
        if self.query_one("#go", Choice).disabled:
            self._say(self.with_keys("Nothing is changed yet: press {edit|e}, {add|a} or {remove|ctrl-d} first."))
        else:
            self.dismiss(self.action)

    def action_back(self) -> None:
        """Close the line, or end without an action."""
        if self._editing is not None:
            self._close_line()
            self.redraw()
        else:
            self.dismiss(None)

    @on(OptionList.OptionSelected)
    def edit_chosen(self) -> None:
        """Enter on a label edits it."""
        self.action_edit()

    @on(Choice.Taken)
    def take(self, event: Choice.Taken) -> None:
        """End with the answer."""
        self.dismiss(self.action if event.choice.id == "go" else None)

    @on(Input.Changed)
    def judge(self, event: Input.Changed) -> None:
        """Say what the server would not accept while it is typed."""
        if self._editing is not None:
            self._say(self.edits.fault(self._entry(event.value)) if event.value or self._editing else "")

    @on(Input.Submitted)
    def accept(self, event: Input.Submitted) -> None:
        """Take what was typed, if the server would."""
        entry = self._entry(event.value)
        key, equals, _ = entry.partition("=")
        fault = self.edits.fault(entry)
        if fault:
            self._say(fault)
            return
        self.edits.enter(entry)
        self._close_line()
        self.redraw()
        self._go_to(key if equals else entry[:-1])

    # ---- parts

    def _entry(self, typed: str) -> str:
        return f"{self._editing}={typed}" if self._editing else typed.strip()

    def _open_line(self, key: str, asked: str, value: str) -> None:
        self._editing = key
        self.query_one("#asked", Static).update(self.lines([asked]))
        line, typed = self.query_one("#line"), self.query_one("#typed", Input)
        line.display = True
        typed.disabled = False
        typed.value = value
        typed.cursor_position = len(value)
        self.set_focus(typed)

    def _close_line(self) -> None:
        self._editing = None
        self._say("")
        self.query_one("#line").display = False
        self.query_one("#typed", Input).disabled = True
        self.set_focus(self.query_one("#rows"))

    def _say(self, words: str) -> None:
        fault = self.query_one("#fault", Static)
        fault.update(self.lines([words]))
        fault.display = bool(words)

    def _go_to(self, key: str) -> None:
        keys = [row.key for row in self._rows]
        if key in keys:
            self.query_one("#rows", OptionList).highlighted = keys.index(key)

    def _row(self) -> LabelRow | None:
        at = self.query_one("#rows", OptionList).highlighted
        return None if at is None or at >= len(self._rows) else self._rows[at]

    def _show_rows(self) -> None:
        rows = self.edits.rows
        if rows == self._rows:
            return
        held = self._row()
        self._rows = rows
        width = min(36, max((len(row.key) for row in rows), default=0))
        options = self.query_one("#rows", OptionList)
        options.set_options(Option(self._line(row, width)) for row in rows)
        keys = [row.key for row in rows]
        if held is not None and held.key in keys:
            options.highlighted = keys.index(held.key)
        elif rows:
            options.highlighted = 0

    def _line(self, row: LabelRow, width: int) -> Content:
        ink = "" if not row.changed else "$text-error bold" if row.value is None else "$text-accent bold"
        key = f"{self.text(row.key):<{width}} "
        parts: list[str | tuple[str, str]]
        if row.value is None:
            parts = [(key, ink), ("removed", ink), f"   was {self.text(row.seen or '')}"]
        elif not row.changed:
            parts = [(key, ink), f"= {self.text(row.value)}"]
        else:
            was = "added" if row.seen is None else f"was {self.text(row.seen) or '(empty)'}"
            parts = [(key, ink), (f"= {self.text(row.value)}", ink), f"   {was}"]
        if row.contested:
            parts.append(("   changed by somebody else meanwhile", "$text-warning"))
        return Content.assemble(*parts)

    def _hints(self) -> Content:
        """Which keys there are."""
        shown = [each for each in effective_bindings(type(self)) if each.show and self.key_of(each.action)]
        return Content("  ").join(
            Content.assemble((self.key_of(each.action), "bold"), " ", each.description) for each in shown
        )
