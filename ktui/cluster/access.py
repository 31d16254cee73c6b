"""What the user may do, asked of the cluster's own authorizer (SelfSubjectAccessReview), and kept for a while."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import msgspec

from ktui.domain.actions import Right
from ktui.domain.errors import KtuiError

_REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
_KEPT = 300.0
_KEPT_UNKNOWN = 15.0


@dataclass(frozen=True)
class Verdict:
    """An answer of the authorizer."""

    allowed: bool | None
    """``None``: it cannot be told; it shows when it is tried."""
    why: str = ""
    """For a user: what right is missing, or why it cannot be told."""


class Requests(Protocol):
    """The part of ``ktui.cluster.api.Api`` that asking needs."""

    async def request(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> bytes:
        """Send one request and give the body of its answer."""
        ...


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    allowed: bool = False
    reason: str = ""
    evaluation_error: str = ""


class _Review(msgspec.Struct, frozen=True):
    status: _Status


class Access:
    """Asks each question once, however many want to know, and keeps the answer for five minutes.

    Args:
        api: where to ask.
        clock: seconds that only grow.
    """

    def __init__(self, api: Requests, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._clock = clock
        self._known: dict[Right, tuple[float, Verdict]] = {}
        self._asking: defaultdict[Right, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def allowed(self, right: Right) -> Verdict:
        """Whether the user has a right; never raises what the server answers: then it is unknown."""
        async with self._asking[right]:
            until, verdict = self._known.get(right, (0.0, Verdict(None)))
            if self._clock() < until:
                return verdict
            verdict = await self._ask(right)
            kept = _KEPT_UNKNOWN if verdict.allowed is None else _KEPT
            self._known[right] = (self._clock() + kept, verdict)
            return verdict

    def forget(self) -> None:
        """Ask anew next time: rights were changed, or the server contradicted an answer."""
        self._known.clear()

    async def _ask(self, right: Right) -> Verdict:
        attributes = {
            "verb": right.verb,
            "group": right.group,
            "resource": right.resource,
            "subresource": right.subresource,
            "namespace": right.namespace,
            "name": right.name,
        }
        review = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": {key: value for key, value in attributes.items() if value}},
        }
        try:
            answer = await self._api.request("POST", _REVIEWS, body=msgspec.json.encode(review))
            status = msgspec.json.decode(answer, type=_Review).status
        except KtuiError as error:
            return Verdict(None, f"The cluster does not say whether you may {described(right)}: {error}")
        except msgspec.DecodeError:
            return Verdict(None, f"The cluster does not say whether you may {described(right)}.")
        if status.allowed:
            return Verdict(allowed=True)
        if status.evaluation_error:
            return Verdict(
                None, f"The cluster cannot tell whether you may {described(right)}: {status.evaluation_error}"
            )
        reason = f" ({status.reason})" if status.reason else ""
        return Verdict(allowed=False, why=f"You may not {described(right)}{reason}.")


def described(right: Right) -> str:
    """A right in words, as in ``delete pods "web-1" in namespace "shop"``."""
    resource = f"{right.resource}/{right.subresource}" if right.subresource else right.resource
    group = f".{right.group}" if right.group else ""
    name = f' "{right.name}"' if right.name else ""
    where = f' in namespace "{right.namespace}"' if right.namespace else ""
    return f"{right.verb} {resource}{group}{name}{where}"
