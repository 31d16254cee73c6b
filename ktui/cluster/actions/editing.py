"""Editing fields of an object, so that nothing is overwritten that the user has not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec

from ktui.cluster.actions.wire import FIELD_MANAGER, MERGE_PATCH
from ktui.cluster.api import Api
from ktui.domain.actions.spec_edit import SpecEdit, written
from ktui.domain.errors import Conflict, NotFound, ServerError

ATTEMPTS = 5
"""How often an edit is made again after an unrelated change: controllers write their objects' status all the time."""


async def edit_spec(api: Api, action: SpecEdit) -> tuple[str, ...]:
    """Set fields of the spec, unless somebody else has changed one of them meanwhile.

    Raises:
        Conflict: the object was replaced, or one of the fields was changed; nothing was done.
        NotFound: the object is gone.
        ClusterError: the server refused, or could not be asked.
    """
    path = f"{action.KIND.path(action.namespace)}/{action.name}"
    return await edit(api, path, action.target, action.uid, action.patch, partial(_check_unchanged, action))


async def edit(
    api: Api,
    path: str,
    target: str,
    uid: str,
    patch: Mapping[str, Any],
    check: Callable[[Mapping[str, Any]], None] = lambda _: None,
    *,
    subresource: str = "",
) -> tuple[str, ...]:
    """Patch an object as it is now, and once more on top of a change that has nothing to do with it.

    Args:
        api: where.
        path: of the object.
        target: what it is called.
        uid: precondition.
        patch: a merge patch.
        check: looks at the object as it is now; raises Conflict if the patch is not for that.
        subresource: of which the patch is; ``""``: of the object itself.
    """
    warnings: list[str] = []
    for attempt in range(1, ATTEMPTS + 1):
        found = await read(api, path, target)
        metadata = found.get("metadata") or {}
        check_same(metadata, uid, target)
        check(found)
        unchanged = {"uid": metadata["uid"], "resourceVersion": metadata.get("resourceVersion", "")}
        try:
            await api.request(
                "PATCH",
                f"{path}/{subresource}" if subresource else path,
                params={"fieldManager": FIELD_MANAGER},
                body=msgspec.json.encode({**patch, "metadata": {**patch.get("metadata", {}), **unchanged}}),
                content_type=MERGE_PATCH,
                warnings=warnings,
            )
        except Conflict:
            if attempt == ATTEMPTS:
                raise
        else:
            break
    return tuple(warnings)


async def read(api: Api, path: str, target: str) -> dict[str, Any]:
    """The object as it is now.

    Raises:
        NotFound: it is gone.
        ServerError: what the server answers is no object.
    """
    try:
        return msgspec.json.decode(await api.get(path), type=dict[str, Any])
    except NotFound as error:
        raise NotFound(f"{target} is gone already.", reason=error.reason, code=error.code) from error
    except msgspec.DecodeError as error:
        raise ServerError(f"the answer about {target} is no object") from error


def spec_of(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """The spec of an object; nothing, if it has none."""
    spec = found.get("spec")
    return spec if isinstance(spec, dict) else {}


def check_same(metadata: dict[str, Any], uid: str, target: str) -> None:
    """Refuse an object that took another's name.

    Raises:
        Conflict: it has another UID.
    """
    if metadata.get("uid") != uid:
        raise replaced(target)


def replaced(target: str) -> Conflict:
    """The error that says that an object was replaced under the user."""
    return Conflict(
        f"{target} was replaced by another of the same name; nothing was changed. Look again.",
        reason="Conflict",
        code=409,
    )


def _check_unchanged(action: SpecEdit, found: Mapping[str, Any]) -> None:
    spec = spec_of(found)
    moved = [
        f"{field} is now {written(spec.get(field))}"
        for field in action.changes
        if spec.get(field) != action.before.get(field)
    ]
    if moved:
        raise changed(action.target, ", ".join(moved))


def changed(target: str, how: str) -> Conflict:
    """The error that says that somebody else was quicker."""
    return Conflict(
        f"Somebody else changed {target} meanwhile: {how}. Nothing was changed. Look again.",
        reason="Conflict",
        code=409,
    )
