"""Deleting objects of any resource: what becomes of what they own is asked first, where they may own something."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work
from textual.screen import Screen

from ktui.domain.actions import DeleteObject
from ktui.domain.actions.any_object import may_own
from ktui.domain.actions.jobs import Propagation
from ktui.domain.nouns import counted, noun_of
from ktui.domain.objects import Object
from ktui.domain.resources import Resource
from ktui.screens.acting import ActingScreen
from ktui.screens.choose import ChooseDialog, Offer

BECOMES = (
    Offer(Propagation.BACKGROUND, "with what it owns", "it, then the rest (Background)"),
    Offer(Propagation.FOREGROUND, "what it owns first", "the rest, then it (Foreground)"),
    Offer(Propagation.ORPHAN, "without what it owns", "only it; the rest stays (Orphan)"),
)
"""What can become of what an object owns that is deleted."""


def deletion(resource: Resource, obj: Object, propagation: Propagation = Propagation.BACKGROUND) -> DeleteObject:
    """The deletion of an object as it was seen."""
    owner = obj.metadata.controller
    owned = f"{owner.kind} {owner.name}" if owner else ""
    namespace = obj.namespace if resource.namespaced else ""
    return DeleteObject(resource, namespace, obj.name, obj.uid, propagation, owned)


async def ask_propagation(screen: Screen[None], kind: str, objects: Sequence[Object], owned: str) -> Propagation | None:
    """Ask what becomes of what objects own that are to be deleted; None: they are not to be deleted.

    Args:
        screen: where they are shown.
        kind: theirs, as Kubernetes names it: ``CronJob``.
        objects: those that are to be deleted.
        owned: what they own, in the plural: ``jobs``.
    """
    offers = (
        Offer(Propagation.BACKGROUND, f"with its {owned}", f"the {kind} at once, its {owned} after it (Background)"),
        Offer(Propagation.FOREGROUND, f"its {owned} first", f"the {kind} stays until they are gone (Foreground)"),
        Offer(Propagation.ORPHAN, f"without its {owned}", "they stay, and nothing owns them (Orphan)"),
    )
    noun = noun_of(kind)
    what = f"{noun} {objects[0].name}" if len(objects) == 1 else counted(len(objects), noun)
    dialog = ChooseDialog(f"Delete {what}: what becomes of its {owned}?", offers)
    chosen = await screen.app.push_screen_wait(dialog)
    return None if chosen is None else Propagation(chosen)


class DeletingScreen(ActingScreen):
    """A screen from which objects of any resource can be deleted."""

    @work(group="choice")
    async def delete_objects(self, resource: Resource, objects: Sequence[Object]) -> None:
        """Ask what becomes of what they own, and go on to delete them."""
        propagation = Propagation.BACKGROUND
        if may_own(resource):
            chosen = await self.app.push_screen_wait(ChooseDialog("What becomes of what it owns?", BECOMES))
            if chosen is None:
                return
            propagation = Propagation(chosen)
        self.perform([deletion(resource, each, propagation) for each in objects], verb="Delete")
