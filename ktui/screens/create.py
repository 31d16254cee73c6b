"""Writing an object, or taking one from a file, and creating it once the server has said what it makes of it."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static, TextArea

from ktui.domain.actions import CreateObject
from ktui.domain.errors import KtuiError, ReadOnly, UsageError
from ktui.domain.manifests import TEMPLATES, Manifest, differences
from ktui.screens.acting import ActingScreen
from ktui.screens.choose import ChooseDialog, Offer
from ktui.screens.dialog import Dialog
from ktui.screens.editor import Lend, edited
from ktui.screens.form import Field, FormDialog, Judgement
from ktui.session.documents import read_manifests
from ktui.widgets.choice import Choice

MOST_BYTES = 4 << 20
"""A larger file is no manifest."""
_FILE = "file"


class ManifestDialog(Dialog[tuple[CreateObject, ...] | None]):
    """Write objects. The answer is what to create, once the server would take all of it.

    Args:
        text: what to begin with.
        rehearse: reads a text and asks the server what it would make of it.
        lend: lends the terminal to the user's editor; None: it cannot be lent.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", id="manifest.cancel", tooltip="Create nothing and go back."),
        Binding("ctrl+s", "review", "review", id="manifest.review", tooltip="Ask the server what it makes of it."),
        Binding(
            "ctrl+e",
            "editor",
            "editor",
            id="manifest.editor",
            tooltip="Write it in the editor of $EDITOR.",
            priority=True,  # the text would take it for the end of the line
        ),
    ]
    DEFAULT_CSS = """
    ManifestDialog {
        & > #dialog { width: 100%; height: 100%; }
        TextArea { height: 1fr; border: none; padding: 0; }
        #said { height: auto; max-height: 5; }
        #answers { height: 1; align-horizontal: right; }
    }
    """

    def __init__(
        self, text: str, rehearse: Callable[[str], Awaitable[tuple[CreateObject, ...]]], lend: Lend | None = None
    ) -> None:
        super().__init__()
        self._lend = lend
        self._text = text
        self._rehearse = rehearse

    def compose(self) -> ComposeResult:
        """Title, text, what is wrong with it, answers."""
        with Vertical(id="dialog"):
            title = self.with_keys("Create: {review|ctrl-s} asks the server, {editor|ctrl-e} opens your editor")
            yield Static(self.lines([title]), id="title")
            yield TextArea(self._text, id="text", tab_behavior="indent", compact=True)
            yield Static("", id="said", classes="alarm")
            with Horizontal(id="answers"):
                yield Choice("Cancel", "cancel")
                yield Choice("Review", "go")

    def on_mount(self) -> None:
        """Begin in the text."""
        self.set_focus(self.query_one(TextArea))

    @work(group="rehearsal", exclusive=True)
    async def action_review(self) -> None:
        """Ask the server, and end with what is to be created if it would take all of it."""
        said = self.query_one("#said", Static)
        said.update(self.lines(["asking the server ..."]))
        try:
            found = await self._rehearse(self.query_one(TextArea).text)
        except KtuiError as error:
            said.update(self.lines([str(error)]))
        else:
            self.dismiss(found)

    @work(group="editor", exclusive=True)
    async def action_editor(self) -> None:
        """Give the terminal to the user's editor."""
        area = self.query_one(TextArea)
        try:
            area.text = await edited(area.text, self._lend)
        except (OSError, ValueError, KtuiError) as error:
            self.query_one("#said", Static).update(self.lines([f"The editor has not worked: {error}"]))

    @on(Choice.Taken)
    def take(self, event: Choice.Taken) -> None:
        """Review, or leave."""
        if event.choice.id == "go":
            self.action_review()
        else:
            self.dismiss(None)

    def action_cancel(self) -> None:
        """Create nothing."""
        self.dismiss(None)


class CreatingScreen(ActingScreen):
    """A screen from which objects can be created."""

    HELP: ClassVar[str] = "Creating"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "a",
            "create",
            "create",
            id="create.create",
            tooltip="Create objects from a file or a template; the server is asked first what it makes of them.",
            show=False,
        ),
    ]

    @work(group="action")
    async def action_create(self) -> None:
        """Ask what to begin with, let it be written, and create it."""
        if self.read_only:
            self.complain(str(ReadOnly()))
            return
        offers = [Offer(name, name, "a template") for name in TEMPLATES]
        offers.append(Offer(_FILE, "a file", "YAML or JSON, several documents"))
        chosen = await self.app.push_screen_wait(ChooseDialog("Create what?", offers))
        text = TEMPLATES.get(chosen or "", "")
        if chosen == _FILE:
            field = Field("path", "file", "", "~/job.yaml")
            typed = await self.app.push_screen_wait(FormDialog("Create from a file", [field], _judge_path, "Open"))
            if typed is None:
                return
            try:
                text = await asyncio.to_thread(_path(typed["path"]).read_text, "utf-8", "replace")
            except OSError as error:
                self.complain(f"{typed['path']} cannot be read: {error.strerror or error}")
                return
        if chosen is None:
            return
        actions = await self.app.push_screen_wait(ManifestDialog(text, self.rehearse, self.session.terminal))
        if actions:
            self.perform(actions, impact=[line for each in actions[1:] for line in each.effects], verb="Create")

    async def rehearse(self, text: str) -> tuple[CreateObject, ...]:
        """Read a text and ask the server what it would make of it.

        Raises:
            KtuiError: it cannot be read, or the server would refuse it.
        """
        found = []
        for manifest in await asyncio.to_thread(read_manifests, text):
            try:
                found.append(await self._rehearse(manifest))
            except UsageError:
                raise
            except KtuiError as error:
                raise UsageError(f"{manifest.words}: {error}") from error
        return tuple(found)

    async def _rehearse(self, manifest: Manifest) -> CreateObject:
        kind = f"{manifest.kind}.{manifest.group}" if manifest.group else manifest.kind
        resource = await self.session.find_resource(kind)
        if resource.api_version != manifest.api_version:
            raise UsageError(f"the server has {manifest.kind} in {resource.api_version}, not in {manifest.api_version}")
        namespace = (manifest.namespace or self._namespace) if resource.namespaced else ""
        action = CreateObject(resource, namespace, manifest.name, manifest.body)
        made, warnings = await self.session.rehearse(action)
        if not manifest.name:
            manifest = manifest.named(str((made.get("metadata") or {}).get("name") or ""))
            action = replace(action, name=manifest.name, manifest=manifest.body)
        said = (f"warning: {warning}" for warning in warnings)
        return replace(action, differences=(*said, *differences(manifest.body, made)))

    @property
    def _namespace(self) -> str:
        """Where an object goes that does not say: where the user looks, or what the context says."""
        shown: Sequence[str] = sorted(self.scope.namespaces or ())
        return shown[0] if len(shown) == 1 else self.session.connection.namespace or "default"


def _path(text: str) -> Path:
    path = Path(text.strip())
    try:
        return path.expanduser()
    except RuntimeError:  # there is no such user
        return path


def _judge_path(typed: Mapping[str, str]) -> Judgement:
    path = _path(typed["path"])
    if not typed["path"].strip():
        return Judgement("type the path of a file")
    try:
        found = path.stat()
    except ValueError:
        return Judgement(f"there is no file {path}")
    except OSError as error:
        return Judgement(f"there is no file {path}: {error.strerror or error}")
    if not stat.S_ISREG(found.st_mode):
        return Judgement(f"{path} is no file")
    if found.st_size > MOST_BYTES:
        return Judgement(f"{path} is too large for a manifest")
    return Judgement("", (f"{path}, {found.st_size:,} bytes",))
