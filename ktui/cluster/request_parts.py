"""What a request is made of: its URL and its headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote, urlencode

import yarl
from multidict import CIMultiDict, CIMultiDictProxy

Params: TypeAlias = Mapping[str, str] | Sequence[tuple[str, str]]
"""A query; as pairs where a name stands more than once."""


def url_of(server: str, path: str, params: Params | None) -> yarl.URL:
    """The URL of a path from the server's root; each character arrives as it is meant."""
    text = server + quote(path, safe="/:@")
    return yarl.URL(f"{text}?{urlencode(params)}" if params else text, encoded=True)


def joined(headers: Mapping[str, str], identity: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """All headers of a request; there may be several ``Impersonate-Group``."""
    made = CIMultiDict(identity)
    made.update(headers)
    return made
