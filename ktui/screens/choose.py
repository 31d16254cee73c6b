"""A list to choose one thing from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ktui.screens.dialog import Dialog


@dataclass(frozen=True)
class Offer:
    """One thing that can be chosen."""

    value: str
    """What the dialog answers with."""
    title: str
    remark: str = ""
    """What helps to choose, for example how many there are."""


class ChooseDialog(Dialog[str | None]):
    """Choose one of some offers; letters narrow them down. The answer is the offer's value, or None.

    Args:
        title: what is chosen.
        offers: what there is.
        chosen: the value to begin at.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", id="choose.back", tooltip="Go back without choosing."),
        Binding("down", "move(1)", "down", id="choose.down", tooltip="Go to the next.", show=False),
        Binding("up", "move(-1)", "up", id="choose.up", tooltip="Go to the one before.", show=False),
        Binding("pagedown", "move(10)", "page down", id="choose.page_down", tooltip="Ten further.", show=False),
        Binding("pageup", "move(-10)", "page up", id="choose.page_up", tooltip="Ten back.", show=False),
    ]
    DEFAULT_CSS = """
    ChooseDialog {
        & > #dialog { width: 60; }
        #offers { max-height: 14; min-height: 1; }
        #none { color: $text-muted; }
    }
    """

    def __init__(self, title: str, offers: Sequence[Offer], chosen: str = "") -> None:
        super().__init__()
        self._title = title
        self._offers = tuple(offers)
        self._shown = self._offers
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Title, the line that narrows, what is left."""
        with Vertical(id="dialog"):
            yield Static(self.lines([self._title]), id="title")
            yield Input(placeholder="type to narrow down, enter to choose", compact=True, id="typed")
            yield OptionList(id="offers", markup=False, compact=True)
            yield Static("nothing like that", id="none")

    def on_mount(self) -> None:
        """Show all."""
        self.query_one("#offers", OptionList).can_focus = False
        self._show("")

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Leave what holds the typed text."""
        self._show(event.value.casefold().strip())

    @on(Input.Submitted)
    def take(self) -> None:
        """Answer with the offer under the cursor."""
        at = self.query_one("#offers", OptionList).highlighted
        if at is not None and at < len(self._shown):
            self.dismiss(self._shown[at].value)

    @on(OptionList.OptionSelected)
    def take_clicked(self, event: OptionList.OptionSelected) -> None:
        """Answer with the offer that was clicked."""
        self.dismiss(self._shown[event.option_index].value)

    def action_back(self) -> None:
        """Answer with nothing."""
        self.dismiss(None)

    def action_move(self, lines: int) -> None:
        """Move the cursor."""
        offers = self.query_one("#offers", OptionList)
        if self._shown:
            offers.highlighted = max(0, min(len(self._shown) - 1, (offers.highlighted or 0) + lines))

    def _show(self, text: str) -> None:
        self._shown = tuple(offer for offer in self._offers if text in f"{offer.title} {offer.value}".casefold())
        offers = self.query_one("#offers", OptionList)
        width = min(40, max((len(offer.title) for offer in self._shown), default=0))
        offers.set_options(Option(self._line(offer, width)) for offer in self._shown)
        offers.display = bool(self._shown)
        self.query_one("#none").display = not self._shown
        values = [offer.value for offer in self._shown]
        if values:
            offers.highlighted = values.index(self._chosen) if self._chosen in values and not text else 0

    def _line(self, offer: Offer, width: int) -> Content:
        return Content.assemble(f"{self.text(offer.title):<{width}}", (f"  {self.text(offer.remark)}", "$text-muted"))
