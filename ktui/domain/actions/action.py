"""What every action says of itself, and the right that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ktui.domain.objects import Key, Object


@dataclass(frozen=True)
class Right:
    """One question to the authorizer (SelfSubjectAccessReview ``spec.resourceAttributes``)."""

    verb: str
    resource: str
    group: str = ""
    subresource: str = ""
    namespace: str = ""
    """``""``: cluster-scoped, or all namespaces."""
    name: str = ""


@dataclass(frozen=True)
class Agreement:
    """How a user has agreed to an action."""

    together: int = 1
    """To how many actions at once."""
    typed: bool = False
    """Whether a name or the number of objects was typed, instead of a key pressed."""


class Action(Protocol):
    """Something that a user can ask, as a frozen value. It sets the wanted state; it never toggles."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""

    @property
    def kubectl(self) -> str:
        """The command that does the same."""

    @property
    def right(self) -> Right:
        """The right it needs."""

    @property
    def target(self) -> str:
        """What it is done to, for the journal: ``pod NAMESPACE/NAME``."""

    @property
    def touches(self) -> tuple[str, Key]:
        """Kubernetes' name of the kind, and the key, of what changes: marked as changing until the watch shows it."""

    def objection(self, held: Object | None) -> str:
        """Why it cannot be done any more, now that the object is ``held``, or is gone; ``""`` if it can."""


class Targeted:
    """What is said of its target by an action that is about one object."""

    namespace: str
    """``""`` for what lives in none."""
    name: str

    @property
    def kind_name(self) -> str:
        """Kubernetes' name of the object's kind."""
        raise NotImplementedError

    @property
    def target(self) -> str:
        """What it is done to, for the journal: ``pod NAMESPACE/NAME``."""
        place = f"{self.namespace}/" if self.namespace else ""
        return f"{self.kind_name.lower()} {place}{self.name}"

    @property
    def touches(self) -> tuple[str, Key]:
        """The object."""
        return (self.kind_name, (self.namespace, self.name))


class OnObject(Targeted):
    """What is said of its target by an action on one object that the user has seen."""

    uid: str

    def objection(self, held: Object | None) -> str:
        """It is gone, or was replaced."""
        return another(self.target, self.uid, held)


def another(target: str, uid: str, held: Object | None) -> str:
    """The objection that an object is gone, or that another has taken its name; ``""`` if it is still the same."""
    if held is None:
        return f"{target[:1].upper()}{target[1:]} is gone."
    if held.uid != uid:
        return f"{target[:1].upper()}{target[1:]} was replaced by another of the same name."
    return ""
