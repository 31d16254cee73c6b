"""Cutting what arrives into objects: a list into its items, a watch into its lines.

An item of a list begins as the one before it did, with Kubernetes' own encoder as ``{"metadata":{``, and a row of a
Table as ``{"cells":[``. The bytes of such a beginning after a comma cannot stand inside a JSON string, where quotes are
escaped. They can stand inside an item, in an array of objects; then what is before them is no whole value, and the
decoder says so: it is the judge, and the piece is joined with the next. Whatever does not fit this picture (indented
JSON, other orders of keys) is kept until the end and read in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import msgspec

from ktui.cluster.responses import Status, failure, status_error
from ktui.domain.errors import ServerError, Unreachable
from ktui.domain.narrow import Narrow

T = TypeVar("T")

LONGEST_LINE = 64 * 1024 * 1024
"""Of a watch event, in bytes; etcd itself takes objects of 1.5 MiB."""
_HEAD_WITHIN = 256 * 1024
_BEGINNING_WITHIN = 4 * 1024


class ListMeta(Narrow, frozen=True):
    """``metadata`` of a list."""

    resource_version: str = ""
    continue_: str = msgspec.field(default="", name="continue")


class ListBody(Narrow, frozen=True):
    """A list, or a Table, whose items are left as they are."""

    kind: str = ""
    metadata: ListMeta = msgspec.field(default_factory=ListMeta)
    column_definitions: msgspec.Raw = msgspec.Raw(b"null")
    items: list[msgspec.Raw] | None = None
    rows: list[msgspec.Raw] | None = None


def _nothing(_: ListBody) -> None:
    pass


_LIST = msgspec.json.Decoder(ListBody)
_OPENING = re.compile(rb'"(?:items|rows)":\[')
_BEGINNING = re.compile(rb"\{[^{\[]+[{\[]")


def list_metadata(body: bytes) -> ListMeta:
    """What a list that is there in full says of itself.

    Raises:
        ServerError: it is no list.
    """
    try:
        return _LIST.decode(body).metadata
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _no_list(body) from error


def _no_list(body: bytes) -> ServerError:
    return ServerError(f"the answer is no list: {failure(200, body[:2000], None, 0).message}")


class ListSplitter(Generic[T]):
    """Decodes the items of one list, or of one page of it, while it arrives.

    Args:
        decode: makes an item of its bytes; raises `msgspec.DecodeError` if they are not one JSON object.
        begin: gets what the list says of itself, before the first item is decoded.
        versioned: whether a list without a resource version is none.
    """

    def __init__(
        self,
        decode: Callable[[memoryview], T],
        begin: Callable[[ListBody], None] = _nothing,
        *,
        versioned: bool = True,
    ) -> None:
        self._decode = decode
        self._told = begin
        self._versioned = versioned
        self._rest = b""
        self._head: bytes | None = None
        self._boundary: bytes | None = None
        self._searched = 0
        self._kept: list[bytes] | None = None
        """All of it, once it is clear that it has to be read in one go."""
        self.count = 0
        """Items so far."""
        self.metadata = ListMeta()
        """What the list says of itself; known in full at the end."""

    def feed(self, data: bytes) -> list[T]:
        """The items that are complete with this."""
        if self._kept is not None:
            self._kept.append(data)
            return []
        self._rest += data
        if self._boundary is None and not self._begin():
            return []
        assert self._boundary is not None
        found: list[T] = []
        start = 0
        rest, view, boundary, decode = self._rest, memoryview(self._rest), self._boundary, self._decode
        end = rest.find(boundary, self._searched)
        while end >= 0:
            try:
                found.append(decode(view[start:end]))
            except msgspec.DecodeError:
                pass  # not the end of the item
            else:
                start = end + 1
            end = rest.find(boundary, end + 1)
        # The next search begins where a boundary could still be incomplete.
        self._searched = max(len(rest) - start - len(boundary) + 1, 0)
        self._rest = rest[start:]
        self.count += len(found)
        return found

    def end(self) -> list[T]:
        """The items that were left, now that nothing more comes.

        Raises:
            Unreachable: the list is not complete.
            ServerError: it is no list.
        """
        body = b"".join([b'{"items":[' if self._head is not None else b"", self._rest, *(self._kept or ())])
        try:
            rest = _LIST.decode(body)
            if self._head is None:
                self._told(rest)
            items = [self._decode(memoryview(item)) for item in rest.items or rest.rows or ()]
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if self._head is None and not body.lstrip().startswith(b"{"):
                raise _no_list(body) from error
            raise Unreachable("a list was cut off before its end") from error
        if rest.kind == "Status":
            raise status_error(msgspec.json.decode(body, type=Status))
        early = _LIST.decode(self._head + b"]}").metadata if self._head is not None else ListMeta()
        self.metadata = ListMeta(
            resource_version=rest.metadata.resource_version or early.resource_version,
            continue_=rest.metadata.continue_ or early.continue_,
        )
        if self._versioned and not self.metadata.resource_version:
            raise ServerError("the answer is no list: it has no resourceVersion")
        self.count += len(items)
        return items

    def _begin(self) -> bool:
        """Find where the items begin, and how."""
        if self._head is None:
            opening = _OPENING.search(self._rest, 0, _HEAD_WITHIN)
            if opening is None:
                return self._give_up(if_longer_than=_HEAD_WITHIN)
            head = self._rest[: opening.end()]
            try:
                self._told(_LIST.decode(head + b"]}"))
            except (msgspec.DecodeError, UnicodeDecodeError):
                return self._give_up()
            self._head = head
            self._rest = self._rest[len(head) :]
        # An item begins with its first keys, up to where the first value opens that is no text.
        second = _BEGINNING.match(self._rest, 0, _BEGINNING_WITHIN)
        if second is None:
            return self._give_up(if_longer_than=_BEGINNING_WITHIN)
        self._boundary = b"," + second[0]
        return True

    def _give_up(self, if_longer_than: int = 0) -> bool:
        """Keep everything until the end; there is no way to tell the items apart before."""
        if len(self._rest) > if_longer_than:
            self._kept = []
        return False


class LineSplitter:
    """Cuts a stream into its lines, however long, without looking at a byte twice."""

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        self._longest = longest
        self._begun: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The lines that are complete with this, without empty ones. What is left at the end of a stream is no line.

        Raises:
            ServerError: a line is longer than anything an API server sends.
        """
        lines = data.split(b"\n")
        rest = lines.pop()
        for line in lines:
            if self._begun:
                self._begun.append(line)
                line = b"".join(self._begun)  # noqa: PLW2901 (the whole of it)
                self._begun.clear()
                self._size = 0
            if line:
                yield line
        if rest:
            self._begun.append(rest)
            self._size += len(rest)
            if self._size > self._longest:
                raise ServerError(f"a watch event is longer than {self._longest >> 20} MiB")
