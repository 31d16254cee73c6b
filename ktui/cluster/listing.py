"""Reading a list: in one stream where the server sends it item by item, in pages elsewhere.

Sources: client-go tools/pager/pager.go (what to do when a continue token has expired), kubernetes/enhancements KEP 5116
(lists encoded as a stream).
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from ktui.cluster.splitting import ListSplitter, list_metadata
from ktui.cluster.table_form import Form
from ktui.cluster.timings import Timings
from ktui.domain.errors import Expired, ServerError, Unreachable
from ktui.domain.kinds import Kind
from ktui.domain.objects import Key, Object

if TYPE_CHECKING:
    from ktui.cluster.api import Api

FIRST_PAGE = 500
PAGE = 2000


class Lister:
    """One list, over as many attempts as it takes.

    An attempt that breaks is not lost where the list comes in pages: the next one goes on with the page that failed.

    Args:
        api: the server.
        kind: what to list.
        form: how to read it.
        namespace: where; everywhere if not given.
        timings: time-outs.
    """

    def __init__(self, api: Api, kind: Kind, form: Form, namespace: str | None, timings: Timings) -> None:
        self._api = api
        self._kind = kind
        self._form = form
        self._namespace = namespace
        self._timings = timings
        self._continue = ""
        self._paged: bool | None = None
        self.keys: set[Key] = set()
        """The keys of everything that was listed."""
        self.resource_version = ""
        """Of the list; known at the end."""

    async def batches(self) -> AsyncGenerator[list[Object], None]:
        """The objects, in pieces as they arrive.

        Raises:
            Expired: the list took longer than the server keeps its state; begin with another `Lister`.
            KtuiError: this attempt failed.
        """
        if self._paged is None:
            self._paged = not (self._form.streamed and (await self._api.version()).streams_lists)
        async with self._api.lists:
            while True:
                splitter = ListSplitter(self._form.item, self._form.begin, versioned=self._kind.watchable)
                try:
                    async with contextlib.aclosing(self._page(splitter)) as batches:
                        async for batch in batches:
                            self.keys.update(obj.key for obj in batch)
                            yield batch
                except Expired:
                    if not self._continue:
                        raise
                    # The rest of an expired list is not to be had in the same state: all of it again, in one piece.
                    self._paged, self._continue = False, ""
                    self.keys.clear()
                    continue
                except (Unreachable, ServerError):
                    if not self._paged and splitter.count:
                        # Too long for this way in one piece: what cuts it off will cut it again.
                        self._paged = True
                        self.keys.clear()
                    raise
                # All pages are of one state, which each of them names.
                self.resource_version = splitter.metadata.resource_version
                self._continue = splitter.metadata.continue_
                if not self._continue:
                    return

    async def _page(self, splitter: ListSplitter[Object]) -> AsyncGenerator[list[Object], None]:
        params = selection(self._kind)
        if self._paged:
            params["limit"] = str(PAGE if self._continue else FIRST_PAGE)
        if self._continue:
            params["continue"] = self._continue
        path = self._kind.path(self._namespace)
        silence = self._timings.list_silence
        async with self._api.stream(path, params, read_timeout=silence, accept=self._form.accept) as pieces:
            async for piece in pieces:
                if batch := splitter.feed(piece):
                    yield batch
        if batch := splitter.end():
            yield batch


async def current_version(api: Api, kind: Kind, namespace: str | None) -> str:
    """The resource version the server is at now, by a list of one."""
    return list_metadata(await api.get(kind.path(namespace), {**selection(kind), "limit": "1"})).resource_version


def selection(kind: Kind) -> dict[str, str]:
    """The query that selects what is wanted of a kind."""
    said = {"fieldSelector": kind.field_selector, "labelSelector": kind.label_selector}
    return {name: selector for name, selector in said.items() if selector}
