"""Reading a watch: lines into notices, and the resource version from which to go on.

Source: client-go tools/cache/reflector.go, handleAnyWatch.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

import msgspec

from ktui.cluster.listing import selection
from ktui.cluster.notices import Deleted, Following, Notice, Upserted
from ktui.cluster.responses import failure, read_status, status_error
from ktui.cluster.splitting import LineSplitter
from ktui.cluster.table_form import Form
from ktui.cluster.timings import Timings
from ktui.domain.decode import decode
from ktui.domain.errors import ClusterError, Expired, ServerError
from ktui.domain.kinds import Kind
from ktui.domain.narrow import Narrow
from ktui.domain.objects import Object

if TYPE_CHECKING:
    from ktui.cluster.api import Api


class WatchEvent(Narrow, frozen=True):
    """One line of a watch (``metav1.WatchEvent``)."""

    type: str = ""
    object: msgspec.Raw = msgspec.Raw()


_EVENT = msgspec.json.Decoder(WatchEvent)


class Watch:
    """One watch, from its opening to its end.

    Args:
        api: the server.
        kind: what to watch.
        form: how to read it.
        namespace: where; everywhere if not given.
        resource_version: from which state on.
        timings: time-outs.
    """

    def __init__(
        self, api: Api, kind: Kind, form: Form, namespace: str | None, resource_version: str, timings: Timings
    ) -> None:
        self._api = api
        self._kind = kind
        self._form = form
        self._namespace = namespace
        self._timings = timings
        self._lasts = round(
            timings.watch_shortest + timings.jitter() * (timings.watch_longest - timings.watch_shortest)
        )
        self.resource_version = resource_version
        """Of the last event, bookmarks included: where the next watch begins."""
        self.open = False
        """Whether the server took it."""
        self.events = 0
        """How many events came, bookmarks included."""

    @property
    def lasts(self) -> float:
        """The seconds after which the server was asked to end it."""
        return float(self._lasts)

    async def notices(self) -> AsyncGenerator[Notice, None]:
        """What happens, until the server ends it.

        Raises:
            Expired: the resource version is too old, or newer than the server's state: list again.
            KtuiError: it was refused, or broke.
        """
        params = {
            **selection(self._kind),
            "watch": "1",
            "resourceVersion": self.resource_version,
            "allowWatchBookmarks": "true",
            "timeoutSeconds": str(self._lasts),
        }
        silence = self._lasts + self._timings.watch_grace
        if self._kind.watch_cached:
            silence = min(silence, self._timings.idle)
        lines = LineSplitter()
        path = self._kind.path(self._namespace)
        async with self._api.stream(path, params, read_timeout=silence, accept=self._form.accept) as pieces:
            self.open = True
            yield Following()
            async for piece in pieces:
                for line in lines.feed(piece):
                    notice = self._read(line)
                    if notice is not None:
                        yield notice

    def _read(self, line: bytes) -> Notice | None:
        try:
            event = _EVENT.decode(line)
            if event.type in {"ADDED", "MODIFIED", "DELETED"}:
                obj = self._form.event(event.object)
            elif event.type == "BOOKMARK":
                self._advance(decode(Object, event.object))
                return None
            else:
                self._other(event, line)
                return None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ServerError(f"the watch broke: {failure(200, line[:2000], None, 0).message}") from error
        self._advance(obj)
        if not obj.name:
            return None
        return Deleted(obj.key) if event.type == "DELETED" else Upserted(obj)

    def _other(self, event: WatchEvent, line: bytes) -> None:
        """An ERROR event, a Status that came without its envelope, or something of the future, which is ignored."""
        status = read_status(event.object if event.type else line)
        if status is not None and event.type in {"", "ERROR"}:
            raise status_error(status)
        if event.type == "ERROR":
            raise ServerError("the server ended the watch with an error that it does not describe")
        if not event.type:
            raise ServerError("the watch broke: a line is no event")

    def _advance(self, obj: Object) -> None:
        self.events += 1
        version = obj.metadata.resource_version
        if goes_back(self.resource_version, version):
            raise Expired(
                f"the server went back in time, from resource version {self.resource_version} to {version}",
                reason="Expired",
                code=410,
            )
        if version:
            self.resource_version = version


def goes_back(before: str, after: str) -> bool:
    """Whether a resource version is of an earlier state; False where they cannot be compared.

    Within one resource they are decimal numbers that grow (apimachinery pkg/util/resourceversion, KEP 5504).
    """
    return _number(before) > _number(after) > 0


def _number(version: str) -> int:
    well_formed = version.isascii() and version.isdigit() and version[0] != "0" and len(version) <= 40
    return int(version) if well_formed else 0


def too_new(error: ClusterError) -> bool:
    """Whether the server says that it has not come as far as the resource version (``TooLargeResourceVersion``).

    Source: apimachinery pkg/api/errors, NewTimeoutError with the cause ResourceVersionTooLarge.
    """
    return "ResourceVersionTooLarge" in error.causes or "Too large resource version" in error.message
