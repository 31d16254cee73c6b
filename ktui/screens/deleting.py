"""Deleting objects of any resource: what becomes of what they own is asked first, where they may own something."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work

from ktui.domain.actions import DeleteObject
from ktui.domain.actions.any_object import may_own
from ktui.domain.actions.jobs import Propagation
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
