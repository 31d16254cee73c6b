"""An object as YAML, live: what changes is marked, managed fields are folded away, a Secret's data is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from ktui.domain.secrets import decoded, is_secret, masked
from ktui.domain.steps import Steps
from ktui.domain.text_lines import find
from ktui.domain.yaml_text import YamlText, changed, spelled, write
from ktui.screens.places import DescribeOf, YamlOf
from ktui.screens.surroundings import Surroundings
from ktui.screens.taking import Copied
from ktui.screens.text import Made, TextScreen
from ktui.widgets.text_view import TextView

MANAGED_FIELDS = ("metadata", "managedFields")
_DECODED = "data is decoded here: the server has it in base64"


class YamlScreen(TextScreen):
    """An object as YAML.

    Args:
        around: the session, and what the user wants.
        place: which object.
    """

    HELP: ClassVar[str] = "YAML"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "describe", "describe", id="yaml.describe", tooltip="The same object, put in order."),
        Binding(
            "m", "managed", "managed fields", id="yaml.managed", tooltip="Show managedFields, or fold them away again."
        ),
        Binding("x", "unmask", "decode", id="yaml.unmask", tooltip="Show a Secret's data as text, or hide it again."),
        Binding("p", "copy_path", "copy path", id="yaml.copy_path", tooltip="Copy the path of this line, as jsonpath."),
    ]

    def __init__(self, around: Surroundings, place: YamlOf) -> None:
        super().__init__(around, place.kind, place.key)
        self.unmasked = False
        """Whether a Secret's data is shown."""
        self._secret = False
        self._last: YamlText | None = None
        self._last_setting: tuple[object, ...] = ()

    def on_mount(self) -> None:
        """Begin with managed fields folded away."""
        view = self.query_one(TextView)
        view.wrap = False
        view.aside = frozenset({MANAGED_FIELDS})
        view.fold(MANAGED_FIELDS)

    def write(self, obj: dict[str, Any]) -> Steps[Made]:
        """Write it as YAML, and see which lines are not as they were."""
        self._secret = is_secret(obj)
        remarks: list[str] = []
        if self._secret and self.unmasked:
            obj, remarks = decoded(obj), [_DECODED]
        elif self._secret:
            obj = masked(obj)
        text = yield from write(obj, remarks)
        before, same = self._last, self._last_setting == self.setting()
        self._last, self._last_setting = text, self.setting()
        differing: set[int] = set()
        if before is not None and same:
            differing = yield from changed(before, text)
        return Made(text, differing)

    def setting(self) -> tuple[object, ...]:
        """Whether a Secret's data is shown."""
        return (self.unmasked,)

    def remarks(self) -> Sequence[str]:
        """What is folded away or hidden."""
        view = self.view
        folded = view.is_folded(MANAGED_FIELDS) and find(view.text, MANAGED_FIELDS) is not None
        shown = ["managedFields folded"] if folded else []
        if self._secret:
            shown.append("data decoded" if self.unmasked else "data hidden")
        return shown

    manner = "yaml"

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action == "unmask" and not self._secret:
            return "Only a Secret has something to decode."
        if action == "copy_path" and self.composed and (self.view.line is None or not self.view.line.path):
            return "This line has no path."
        return super().refusal(action)

    def action_describe(self) -> None:
        """Go to the same object, put in order."""
        self.go(DescribeOf(self.kind, self.key))

    def action_managed(self) -> None:
        """Show managed fields, or fold them away."""
        self.view.fold(MANAGED_FIELDS, away=not self.view.is_folded(MANAGED_FIELDS))
        self.redraw()

    def action_unmask(self) -> None:
        """Show a Secret's data, or hide it."""
        if not self.refuses("unmask"):
            self.unmasked = not self.unmasked
            self.redraw()

    def action_copy_path(self) -> None:
        """Copy the path of the line under the cursor."""
        line = self.view.line
        if line is None or not line.path:
            self.say(self.refusal("copy_path"))
        else:
            self.copy(spelled(line.path), "the path of this line")

    def to_copy(self) -> Copied | None:
        """The value in the line under the cursor; of one that is hidden, nothing."""
        line = self.view.line
        if line is not None and any(tone == "mark" for _, tone in line.parts):
            return None
        return super().to_copy()
