"""What all dialogs have: a frame in the middle of the screen, and text that is safe to draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual import on
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ktui.domain.text import printable
from ktui.screens.entering import EnteringScreen
from ktui.screens.keys import effective_bindings, key_map, with_keys
from ktui.widgets.line import Line

Answer = TypeVar("Answer")

ASCII_CLASS = "-ascii"
"""The class that the app has where only ASCII may be drawn."""


class Dialog(ModalScreen[Answer], EnteringScreen[Answer]):
    """A screen over another one. Its frame is a container with the id ``dialog``."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        & > #dialog {
            width: 78; max-width: 100%; height: auto; max-height: 100%;
            border: round $primary; padding: 0 1; background: $background;
        }
        #title { text-style: bold; height: auto; }
        &.-ascii > #dialog { border: ascii $primary; }
        .hint { color: $text-muted; }
        .alarm { color: $text-error; text-style: bold; }
        OptionList {
            height: auto; border: none; padding: 0; background: $background; scrollbar-size-vertical: 1;
        }
        Input { height: 1; border: none; padding: 0; background: $background; }
    }
    """

    def on_mount(self) -> None:
        """Draw the frame as the terminal can."""
        self.set_class(self.app.has_class(ASCII_CLASS), ASCII_CLASS)

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Go, with an answer. What has gone already stays so: Textual would close the screen below in its place.

        Of keys that arrive together, enter may have done so while escape still waits for its turn. What is last on the
        stack goes with the app.
        """
        there = self.is_active and len(self.app.screen_stack) > 1
        return super().dismiss(result) if there else AwaitComplete()

    def text(self, text: str) -> str:
        """Text that may be from a cluster: no control characters, and ASCII where that is all that can be drawn."""
        if not self.app.has_class(ASCII_CLASS):
            return printable(text)
        return printable(text.replace("→", "->").replace("·", ","), "?").encode("ascii", "replace").decode("ascii")

    def lines(self, lines: Sequence[str]) -> Content:
        """Lines of text, never read as markup."""
        return Content("\n".join(self.text(line) for line in lines))

    def key_of(self, action: str) -> str:
        """The key of an action of this dialog, as it is printed; ``""``: it has none."""
        keys = key_map(self.app)
        return next((keys.name(each) for each in effective_bindings(type(self)) if each.action == action), "")

    def with_keys(self, text: str) -> str:
        """A text with the keys in it that the user has: see `ktui.screens.keys.with_keys`."""
        return with_keys(text, self.key_of)

    def redraw(self) -> None:
        """Look at the store again: called by the app's redraw clock."""


class ReadingDialog(Dialog[None]):
    """A text to read and leave. What scrolls has the id ``body``."""

    HELP: ClassVar[str] = "Reading a text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "back", id="read.back", tooltip="Go back."),
        Binding("down,j", "scroll(1)", "down", id="read.down", tooltip="Scroll down.", show=False),
        Binding("up,k", "scroll(-1)", "up", id="read.up", tooltip="Scroll up.", show=False),
        Binding("pagedown,space", "scroll(10)", "page down", id="read.page_down", tooltip="A page down.", show=False),
        Binding("pageup", "scroll(-10)", "page up", id="read.page_up", tooltip="A page up.", show=False),
    ]
    DEFAULT_CSS = """
    ReadingDialog {
        & > #dialog { height: 100%; }
        #body { height: 1fr; scrollbar-size-vertical: 1; }
    }
    """

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        """Scroll."""
        self.query_one("#body").scroll_relative(y=lines, animate=False)


class SearchedDialog(ReadingDialog):
    """A text to read, of which a search leaves what holds the typed text.

    Its line is `search_line`, yielded below the title; the text has the id ``text``.
    """

    HELP: ClassVar[str] = "Searching a text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "search", id="read.search", tooltip="Show only what holds the typed text."),
    ]
    DEFAULT_CSS = """
    SearchedDialog #search { display: none; margin: 1 0 0 0; }
    SearchedDialog.-searching #search { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.sought = ""
        """What is looked for, in lower case."""

    def on_mount(self) -> None:
        """The keys go to the text, not to the line for a search."""
        self.query_one("#search", Input).disabled = True

    def search_line(self) -> Input:
        """The line that opens for a search."""
        return Line(placeholder="what to look for", compact=True, id="search", select_on_focus=False)

    def found(self) -> Content:
        """The text, with only what holds `sought`."""
        raise NotImplementedError

    def show_found(self) -> None:
        """Show the text as it is now."""
        self.query_one("#text", Static).update(self.found())

    def action_search(self) -> None:
        """Open the line for a search."""
        line = self.query_one("#search", Input)
        line.disabled = False
        line.cursor_blink = False
        self.add_class("-searching")
        self.set_focus(line)

    @on(Input.Changed, "#search")
    def search(self, event: Input.Changed) -> None:
        """Show only what holds the text."""
        self.sought = event.value.casefold().strip()
        self.show_found()
        self.query_one("#body").scroll_home(animate=False)

    @on(Input.Submitted, "#search")
    def read_on(self) -> None:
        """Give the keys back to the text, and leave what was found."""
        self.query_one("#search", Input).disabled = True

    def action_back(self) -> None:
        """End the search, or go back."""
        if self.has_class("-searching"):
            self.remove_class("-searching")
            self.query_one("#search", Input).value = ""
            self.read_on()
        else:
            super().action_back()
