"""Taking along what is shown: copied to the terminal's clipboard, saved into a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from ktui.screens.form import Field, FormDialog
from ktui.screens.saving import SUFFIXES, batches, in_words, judge, proposed, target_of, write_new
from ktui.screens.scoped import ScopedScreen


@dataclass(frozen=True)
class Copied:
    """Something to copy."""

    text: str
    what: str
    """What it is, for a sentence: ``the name of the pod``."""


class TakingScreen(ScopedScreen):
    """A main screen whose contents can be copied and saved."""

    HELP: ClassVar[str] = "Taking it along"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "copy", id="take.copy", tooltip="Copy the name of what the cursor is on.", show=False),
        Binding(
            "ctrl+s",
            "save",
            "save",
            id="take.save",
            tooltip="Save what is shown: as text, as CSV where it is a table, or as a picture (SVG).",
            show=False,
        ),
    ]

    class CopyWanted(Message):
        """The user wants something in the terminal's clipboard."""

        def __init__(self, screen: TakingScreen, copied: Copied) -> None:
            super().__init__()
            self.screen = screen
            self.text = copied.text
            self.what = copied.what

    # ---- for those that derive

    def to_copy(self) -> Copied | None:
        """What is copied here and now; None: there is nothing."""
        return None

    @property
    def called(self) -> str:
        """What the screen shows, for the name of a file."""
        return self.tab

    def as_text(self) -> Iterable[str]:
        """What is shown, line by line, each with its end: all of it, also what is scrolled out of sight.

        It is asked for a little at a time, while the screen goes on to be drawn.
        """
        return ()

    def as_csv(self) -> Iterable[str] | None:
        """The same as the lines of a CSV file; None: it is no table."""
        return None

    # ---- copying

    def copy(self, text: str, what: str) -> None:
        """Copy something; what it is stands in a sentence: ``the name of the pod``."""
        self.post_message(self.CopyWanted(self, Copied(text, what)))

    def action_copy(self) -> None:
        """Copy what the cursor is on."""
        found = self.to_copy()
        if found is None:
            self.say("There is nothing here to copy.")
        else:
            self.post_message(self.CopyWanted(self, found))

    # ---- saving

    def action_save(self) -> None:
        """Ask where to, and save what is shown."""
        self.save()

    @work(group="save", exclusive=True)
    async def save(self) -> None:
        """Ask where to, and save what is shown."""
        picture = self.app.export_screenshot()  # as it is now, without the dialog over it
        suffixes = [each for each in SUFFIXES if each != ".csv" or self.as_csv() is not None]
        path = proposed(self.session.connection.context, self.called, self.clock(), suffixes[0])
        dialog = FormDialog("Save what is shown", [Field("path", "file", str(path))], partial(judge, suffixes), "Save")
        typed: Mapping[str, str] | None = await self.app.push_screen_wait(dialog)
        if typed is None:
            return
        target = target_of(typed)
        try:
            size = await write_new(target, batches(self._contents(target.suffix, picture)))
        except OSError as error:
            self.complain(f"Nothing was saved: {in_words(error, target)}")
            return
        self.say(f"Saved {size:,} bytes: {target}")

    def _contents(self, suffix: str, picture: str) -> Iterable[str]:
        if suffix == ".svg":
            return [picture]
        return (self.as_csv() if suffix == ".csv" else None) or self.as_text()
