"""What the screens have that show an object as a text: it is followed while it is shown, searched, copied, saved."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from ktui.domain.document import read
from ktui.domain.kinds import Kind
from ktui.domain.objects import Key
from ktui.domain.steps import Steps, run
from ktui.domain.text import printable
from ktui.domain.text_lines import Text, plain
from ktui.screens.frame import FrameScreen
from ktui.screens.garbage import undisturbed
from ktui.screens.k9s_fingers import Here, here
from ktui.screens.look_standing import look_standing, named, without_object
from ktui.screens.reading import READING, ReadingScreen
from ktui.screens.slices import in_slices
from ktui.screens.surroundings import Surroundings
from ktui.screens.taking import Copied
from ktui.session.looking import Look
from ktui.widgets.context_bar import ContextBar, Data, Status
from ktui.widgets.prompt import Prompt
from ktui.widgets.summary_line import Part, SummaryLine
from ktui.widgets.text_view import TextView

AT_ONCE = 1 << 17
"""Objects of up to so many bytes are read and written at once, larger ones in slices."""


@dataclass(frozen=True)
class Made:
    """A text of an object."""

    text: Text
    changed: Collection[int] = ()
    """The numbers of the lines that are not as they were."""


class TextScreen(ReadingScreen):
    """A main screen that shows an object as a text.

    Args:
        around: the session, and what the user wants.
        kind: of which kind the object is.
        key: which object.
    """

    HELP: ClassVar[str] = "Reading an object"
    PARTS: ClassVar[tuple[type[Widget], ...]] = (*FrameScreen.PARTS, SummaryLine, TextView)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "search", id="look.search", tooltip="Look for a text; n and N go from hit to hit."),
        Binding("c", "copy", "copy", id="look.copy", tooltip="Copy what stands in the line under the cursor."),
        Binding("C", "copy_all", "copy all", id="look.copy_all", tooltip="Copy the whole text.", show=False),
        Binding("f", "full", "full screen", id="look.full", tooltip="Give the text the whole screen.", show=False),
    ]
    DEFAULT_CSS = """
    TextScreen {
        &.-full { ContextBar, TabBar, KeyBar { display: none; } }
    }
    """

    def __init__(self, around: Surroundings, kind: Kind, key: Key) -> None:
        super().__init__(around)
        self.kind = kind
        self.key = key
        self.look = self.session.look_at(kind, key)
        self.looks: list[Look] = [self.look]
        """All that is followed."""
        self._seen: tuple[object, ...] = ()
        self._working = False
        self._progress = ""

    def compose_body(self) -> ComposeResult:
        """What is shown of it, and the text."""
        yield SummaryLine(ascii_only=self.ascii_only)
        yield TextView(ascii_only=self.ascii_only)

    # ---- for those that derive

    def write(self, obj: dict[str, Any]) -> Steps[Made]:
        """Make the text of an object."""
        raise NotImplementedError

    def setting(self) -> tuple[object, ...]:
        """What else decides how the text looks: when it differs, the text is made anew."""
        return ()

    def remarks(self) -> Sequence[str]:
        """How it is shown, the most important first."""
        return ()

    @property
    def manner(self) -> str:
        """As what the object is shown, for the name of a file."""
        return "text"

    # ---- following

    @work(exclusive=True, group=READING)
    async def read(self) -> None:
        """Follow what is shown, until another screen is."""
        async with asyncio.TaskGroup() as tasks:
            for look in self.looks:
                tasks.create_task(look.run())

    # ---- drawing

    @property
    def view(self) -> TextView:
        """What shows the text."""
        return self.query_one(TextView)

    @property
    def status(self) -> Status:
        """Context, namespace, and how true it is."""
        told = look_standing(self.look, self.clock())
        return Status(
            context=self.session.connection.context,
            namespaces=self.key[0] or "cluster",
            data=told.data,
            words=told.text,
            production=self.production,
        )

    def redraw(self) -> None:
        """Draw what has changed since the last frame."""
        if not self.composed:
            return
        self._catch_up()
        self._show_summary()
        super().redraw()

    def tick(self) -> None:
        """Let ages and countdowns run on."""
        if not self.composed:
            return
        self._catch_up()
        if look_standing(self.look, self.clock()).counts:
            self.query_one(ContextBar).status = self.status

    def make_anew(self) -> None:
        """Make the text again, though nothing of the object has changed."""
        self._seen = ()
        self.redraw()

    def _catch_up(self) -> None:
        if self._working:
            return
        seen = (self.look.last, *(look.table.version for look in self.looks), *self.setting())
        if self.look.last is None:
            self.view.placeholder(*without_object(self.look, self.clock()).block(self.size.width - 4))
        elif seen != self._seen:
            self._seen = seen
            if self.long:
                self._working = True
                self.work_in_slices()
            else:
                self._show(run(self._make()))

    @property
    def long(self) -> bool:
        """Whether it takes long to read and write the object."""
        return self.look.last is not None and len(self.look.last.raw) > AT_ONCE

    def _make(self) -> Steps[Made]:
        assert self.look.last is not None, "called with an object only"
        obj = yield from read(self.look.last, self.kind)
        return (yield from self.write(obj))

    @work(group="text", exclusive=True)
    async def work_in_slices(self) -> None:
        """Read and write a large object, a little at a time."""
        made: list[Made] = []

        def make() -> Steps[None]:
            made.append((yield from self._make()))

        try:
            with undisturbed():
                await in_slices(make(), self._show_working)
            self._progress = ""
            self._show(made[0])
        finally:
            self._working, self._progress = False, ""
        self.redraw()

    def _show_working(self) -> None:
        self._progress = "reading"
        self._show_summary()

    def _show(self, made: Made) -> None:
        if self.composed:
            self.view.show(made.text, made.changed)
            self._show_summary()

    def _show_summary(self) -> None:
        view, line = self.view, self.query_one(SummaryLine)
        told = [Content.styled(printable(named(self.kind, self.key)), "bold"), *map(Content, self.remarks())]
        if self._progress:
            told.insert(1, Content.styled(self._progress, "$text-warning"))
        if view.found is not None:
            told.insert(1, self._search_words())
        if self.has_class("-full") and self.status.data is not Data.LIVE:
            told.insert(1, Content.styled(printable(self.status.words), "$text-warning"))
        line.left = tuple(told)
        total = len(view.text)
        where = f"line {view.cursor + 1:,} of {total:,}" if total else ""
        line.right = (Part(Content(where), Content(f"{view.cursor + 1:,}/{total:,}" if total else "")),)

    def _search_words(self) -> Content:
        found = self.view.found
        assert found is not None, "asked only then"
        place = found.place(self.view.cursor)
        count = f"{place}/{len(found.numbers):,}" if place else f"{len(found.numbers):,}"
        going = "" if found.complete else f", {found.progress:.0%} looked through"
        hits = f" {count}{going}" if found.numbers or not found.complete else " not found"
        return Content.assemble("search ", (printable(found.wanted), "$text-accent bold"), hits)

    @on(TextView.Moved)
    def tell_moved(self) -> None:
        """Say where one is now."""
        if self.composed:
            self._show_summary()
            self.show_keys()

    # ---- keys

    @property
    def here(self) -> Here:
        """The object that is shown."""
        return here(self.kind, self.key, self.session.connection.context, reading=True)

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action in {"copy", "copy_all", "search"} and self.composed and not len(self.view.text):
            return "There is nothing to read here."
        return super().refusal(action)

    def action_search(self) -> None:
        """Open the line for what to look for."""
        found = self.view.found
        self.query_one(Prompt).open("/", found.wanted if found is not None else "")

    @on(Prompt.Changed)
    def search_as_typed(self, event: Prompt.Changed) -> None:
        """Look for it while it is typed."""
        if event.sign == "/":
            self.view.search(event.text)

    @on(Prompt.Cancelled)
    def search_no_more(self, event: Prompt.Cancelled) -> None:
        """Leave the line without looking for anything."""
        if event.sign == "/":
            self.view.search("")

    @on(TextView.NothingSought)
    def tell_nothing_sought(self) -> None:
        """Say what to do first."""
        self.say(self.with_keys("Type {search|/} and what to look for first."))

    def action_full(self) -> None:
        """The whole screen, or a part of it."""
        self.toggle_class("-full")
        self._show_summary()

    def step_back(self) -> bool:
        """Close a notice, the whole screen, the search: one of them."""
        if super().step_back():
            return True
        if self.has_class("-full"):
            self.remove_class("-full")
            return True
        if self.view.found is not None:
            self.view.search("")
            return True
        return False

    # ---- taking it along

    @property
    def called(self) -> str:
        """The object, and as what it is shown."""
        return f"{self.kind.name.lower()}-{'-'.join(filter(None, self.key))}-{self.manner}"

    def to_copy(self) -> Copied | None:
        """What stands in the line under the cursor, and all that belongs to it."""
        line, view = self.view.line, self.view
        if line is None:
            return None
        if line.value is not None:
            return Copied(line.value, "the value of this line")
        lines = [view.text[number].text for number in range(view.cursor, view.cursor + 1 + line.heads)]
        return Copied(dedent("\n".join(lines)), "this part" if line.heads else "this line")

    def action_copy_all(self) -> None:
        """Copy the whole text, as it is shown."""
        if not self.refuses("copy_all"):
            self.copy("".join(self.as_text()), "the whole text")

    def as_text(self) -> Iterable[str]:
        """The whole text, as it is shown."""
        return (f"{line}\n" for line in plain(self.view.text))
