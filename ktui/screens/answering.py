"""A screen that knows the keys it has, and answers those that it has not but that k9s' users press."""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import Binding
from textual.events import Key

from ktui.screens.behind import BehindScreen
from ktui.screens.k9s_fingers import Here, answer
from ktui.screens.keys import effective_bindings, key_map, key_name, with_keys
from ktui.widgets.prompt import Prompt


class AnsweringScreen(BehindScreen):
    """A screen with a line to type into, that tells of keys."""

    # ---- for those that derive

    @property
    def here(self) -> Here | None:
        """The object that the cursor is on, or that is shown; None: there is none."""
        return None

    def refusal(self, action: str) -> str:
        """Why the key of an action does nothing here and now; ``""`` if it does something."""
        del action
        return ""

    def say(self, text: str) -> None:
        """Tell something that may be forgotten."""
        raise NotImplementedError

    # ---- keys

    def refuses(self, action: str) -> bool:
        """Whether the key of an action does nothing here and now; why, is told."""
        why = self.refusal(action)
        if why:
            self.say(why)
        return bool(why)

    def own_bindings(self) -> Iterator[Binding]:
        """The bindings of this screen, its own before those of every screen; what it overrides is left out."""
        yield from effective_bindings(type(self))

    def key_of(self, action: str) -> str:
        """The key of an action of this screen, as it is printed; ``""``: it has none.

        Args:
            action: as a binding names it; or the id of any binding, of this screen or not, if its key was changed.
        """
        keys = key_map(self.app)
        if "." in action:
            return keys.changed(action)
        return next((keys.name(each) for each in self.own_bindings() if each.action == action), "")

    def with_keys(self, text: str) -> str:
        """A text with the keys in it that the user has: see `ktui.screens.keys.with_keys`."""
        return with_keys(text, self.key_of)

    def on_key(self, event: Key) -> None:
        """A key that does nothing here, but does in k9s, is answered with what does it here."""
        if not self.query_one(Prompt).sign and (told := answer(key_name(event.key), self.key_of, self.here)):
            self.say(told)
