"""A list to choose from: one thing, or several."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ktui.screens.dialog import Answer, Dialog
from ktui.widgets.line import Line
from ktui.widgets.offers import Offers
from ktui.widgets.runs import fit, wrap

_WIDTH = 60
_FRAME = 5
"""How wide the dialog is, and how much of that its frame and the scrollbar take."""


@dataclass(frozen=True)
class Offer:
    """One thing that can be chosen."""

    value: str
    """What the dialog answers with."""
    title: str
    remark: str = ""
    """What helps to choose, for example how many there are."""


class _Offered(Option):
    """An offer in the list. It knows what it is: the list may be another one when its click is heard of."""

    def __init__(self, value: str, line: Content) -> None:
        super().__init__(line)
        self.value = value


class Narrowing(Line):
    """The line that narrows offers down. A space in it is no text, but told to the dialog.

    It takes its turn with the letters before it: as a key of the dialog it would come before what they leave is shown.
    """

    class Spaced(Message):
        """A space was typed."""

    def insert_text_at_cursor(self, text: str) -> None:
        """Take what is typed."""
        if text == " ":
            self.post_message(self.Spaced())
        else:
            super().insert_text_at_cursor(text)


class Choosing(Dialog[Answer]):
    """Offers, of which letters leave those that hold them.

    Args:
        title: what is chosen.
        offers: what there is; a function is asked again at each redraw.
        begin: the value to begin at.
        note: what stands below the offers.
    """

    HELP: ClassVar[str] = "Choosing from a list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", id="choose.back", tooltip="Go back without choosing."),
        Binding("down", "move(1)", "down", id="choose.down", tooltip="Go to the next.", show=False),
        Binding("up", "move(-1)", "up", id="choose.up", tooltip="Go to the one before.", show=False),
        Binding("pagedown", "move(10)", "page down", id="choose.page_down", tooltip="Ten further.", show=False),
        Binding("pageup", "move(-10)", "page up", id="choose.page_up", tooltip="Ten back.", show=False),
    ]
    DEFAULT_CSS = """
    Choosing {
        & > #dialog { width: 60; }
        #offers { max-height: 14; min-height: 1; }
        #none { color: $text-muted; }
    }
    """
    HINT: ClassVar[str] = "type to narrow down, enter to choose"
    """What stands in the line that narrows while it is empty."""

    def __init__(
        self,
        title: str,
        offers: Sequence[Offer] | Callable[[], Sequence[Offer]],
        begin: str = "",
        note: str = "",
    ) -> None:
        super().__init__()
        self._note = note
        self._title = title
        self._ask = offers if callable(offers) else lambda: offers
        self._offers: tuple[Offer, ...] = ()
        self._shown: tuple[Offer, ...] = ()
        self._at = begin
        self._text = ""

    def compose(self) -> ComposeResult:
        """Title, the line that narrows, what is left."""
        with Vertical(id="dialog"):
            yield Static(self.lines([self._title]), id="title")
            yield self.line()
            yield Offers(id="offers", markup=False, compact=True)
            yield Static("nothing like that", id="none")
            if self._note:
                yield Static(self.lines([self._note]), classes="hint")

    def on_mount(self) -> None:
        """Show all."""
        self.query_one(Input).cursor_blink = False
        self.query_one("#offers", OptionList).can_focus = False
        self.redraw()

    def redraw(self) -> None:
        """Show what there is now."""
        there = tuple(self._ask())
        if there != self._offers:
            self._offers = there
            self._show()

    # ---- for those that derive

    def line(self) -> Input:
        """The line that narrows."""
        return Line(placeholder=self.HINT, compact=True, id="typed", select_on_focus=False)

    def take(self, value: str) -> None:
        """The user means this one."""
        raise NotImplementedError

    def sign(self, value: str) -> str:
        """What stands before an offer."""
        del value
        return ""

    # ---- moving

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Leave what holds the typed text; begin at the first of it."""
        self._text = event.value.casefold().strip()
        self._show(first=bool(self._text))

    @on(Input.Submitted)
    def take_highlighted(self) -> None:
        """Take the offer under the cursor."""
        if self._shown:
            self.take(self._at)

    @on(OptionList.OptionSelected)
    def take_clicked(self, event: OptionList.OptionSelected) -> None:
        """Take the offer that was clicked."""
        assert isinstance(event.option, _Offered)
        self.take(event.option.value)

    def action_back(self) -> None:
        """Answer with nothing."""
        self.dismiss(None)

    def action_move(self, lines: int) -> None:
        """Move the cursor."""
        if self._shown:
            offers = self.query_one("#offers", OptionList)
            at = max(0, min(len(self._shown) - 1, (offers.highlighted or 0) + lines))
            offers.highlighted = at
            self._at = self._shown[at].value

    def _show(self, *, first: bool = False) -> None:
        self._shown = tuple(offer for offer in self._offers if self._text in f"{offer.title} {offer.value}".casefold())
        offers = self.query_one("#offers", OptionList)
        width = min(40, max((cell_len(self.text(offer.title)) for offer in self._shown), default=0))
        offers.set_options(_Offered(offer.value, self._line(offer, width)) for offer in self._shown)
        offers.display = bool(self._shown)
        self.query_one("#none").display = not self._shown
        values = [offer.value for offer in self._shown]
        if values:
            offers.highlighted = values.index(self._at) if self._at in values and not first else 0
            self._at = values[offers.highlighted]

    def _line(self, offer: Offer, width: int) -> Content:
        head = f"{self.sign(offer.value)}{fit(self.text(offer.title), width, '~')}  "
        before = " " * min(len(head), self._room // 2)  # a remark that takes several lines stays in its column
        first, *rest = wrap(self.text(offer.remark), self._room, " " * cell_len(head), before)
        return Content.assemble(head, ("\n".join([first[cell_len(head) :], *rest]), "$text-muted"))

    @property
    def _room(self) -> int:
        """Cells there are for an offer: what the frame and the scrollbar leave."""
        return max(20, min(_WIDTH, self.app.size.width) - _FRAME)


class ChooseDialog(Choosing[str | None]):
    """Choose one of some offers; letters narrow them down. The answer is the offer's value, or None."""

    def take(self, value: str) -> None:
        """Answer with it."""
        self.dismiss(value)


class ChooseManyDialog(Choosing[tuple[str, ...] | None]):
    """Choose one or several of some offers. The answer is their values, in the order of the offers, or None.

    Args:
        title: what is chosen.
        offers: what there is; a function is asked again at each redraw.
        marked: the values that are marked at first.
    """

    HELP: ClassVar[str] = "Choosing several from a list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "mark", id="choose.mark", tooltip="Mark this one, or take the mark away."),
    ]
    HINT: ClassVar[str] = "type to narrow down, space marks, enter takes"

    def __init__(
        self, title: str, offers: Sequence[Offer] | Callable[[], Sequence[Offer]], marked: Collection[str] = ()
    ) -> None:
        super().__init__(title, offers, next(iter(sorted(marked)), ""))
        self._marked = set(marked) if len(marked) > 1 else set[str]()

    def line(self) -> Input:
        """The line that narrows, in which a space marks."""
        return Narrowing(placeholder=self.HINT, compact=True, id="typed", select_on_focus=False)

    @on(Narrowing.Spaced)
    def action_mark(self) -> None:
        """Mark what is under the cursor, or take the mark away."""
        if self._shown:
            self._marked ^= {self._at}
            self._show()

    def sign(self, value: str) -> str:
        """Whether it is marked."""
        return "* " if value in self._marked else "  "

    def take(self, value: str) -> None:
        """Answer with what is marked, or else with this one."""
        self.dismiss(tuple(each.value for each in self._offers if each.value in self._marked) or (value,))
