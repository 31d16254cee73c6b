"""Tables of objects that can be read in full: describe and YAML."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType

from ktui.domain.kinds import Kind
from ktui.domain.objects import Key
from ktui.screens.k9s_fingers import Here, here
from ktui.screens.places import DescribeOf, YamlOf
from ktui.screens.table import TableScreen
from ktui.widgets.table_view import TableView

R = TypeVar("R")


class InspectedTable(TableScreen[R]):
    """A table each of whose rows stands for an object."""

    HELP: ClassVar[str] = "On a row"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "d", "describe", "describe", id="row.describe", tooltip="All there is to know of the object, in order."
        ),
        Binding("y", "yaml", "yaml", id="row.yaml", tooltip="The object as YAML."),
    ]

    def object_of(self, key: Key) -> tuple[Kind, Key] | None:
        """The object that a row stands for; None: none that can be read."""
        return self.kinds[0], key

    def refusal(self, action: str) -> str:
        """Without a row under the cursor there is nothing to read."""
        if action in {"describe", "yaml"} and self._object is None:
            return "There is nothing here to read."
        return super().refusal(action)

    def action_describe(self) -> None:
        """Go to all there is to know of the object."""
        if self._object is not None:
            self.go(DescribeOf(*self._object))

    def action_yaml(self) -> None:
        """Go to the object's YAML."""
        if self._object is not None:
            self.go(YamlOf(*self._object))

    @property
    def here(self) -> Here | None:
        """The object that the row under the cursor stands for."""
        found = self._object
        return None if found is None else here(*found, self.session.connection.context)

    @property
    def _object(self) -> tuple[Kind, Key] | None:
        key = self.query_one(TableView).cursor if self.composed else None
        return None if key is None else self.object_of(key)
