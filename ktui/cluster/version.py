"""Which version of Kubernetes a server is of, and what that means for how it is asked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from ktui.cluster.responses import words

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Version:
    """What ``/version`` says."""

    git_version: str = ""
    """For example ``v1.36.3``; empty if the server does not tell."""
    major: int = 0
    minor: int = 0

    @property
    def streams_lists(self) -> bool:
        """Whether a list is sent item by item (StreamingCollectionEncodingToJSON: beta and on in 1.33)."""
        return (self.major, self.minor) >= (1, 33)


def read_version(body: bytes) -> Version:
    """What an answer of ``/version`` says; nothing, if it is of another form."""
    try:
        said = json.loads(body)
        numbers = [int(_NUMBER.findall(str(said[part]))[0]) for part in ("major", "minor")]
        return Version(words(str(said.get("gitVersion", "")), 60), *numbers)
    except (ValueError, LookupError, TypeError, AttributeError):
        return Version()
