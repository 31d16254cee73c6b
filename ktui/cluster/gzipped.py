"""Decompression of an answer while it arrives, in bounded pieces.

aiohttp would hand large pieces to a thread, and repetitive JSON may grow fifty-fold: neither suits a loop that answers
keys.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator


class Gunzip:
    """Decompresses one gzip stream.

    Args:
        piece: the most bytes given out at once.
    """

    def __init__(self, piece: int) -> None:
        self._piece = piece
        self._inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    @property
    def complete(self) -> bool:
        """Whether the end of the stream was seen."""
        return self._inflate.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decompress what arrived.

        Raises:
            EOFError: it is no gzip, or it is damaged.
        """
        try:
            more = bool(data)
            while more and not self._inflate.eof:
                out = self._inflate.decompress(data, self._piece)
                data = self._inflate.unconsumed_tail
                # A full piece may leave output behind that needs no further input.
                more = bool(data) or len(out) == self._piece
                if out:
                    yield out
        except zlib.error as error:
            raise EOFError(str(error)) from error
