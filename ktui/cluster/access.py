"""What the user may do, asked of the cluster's own authorizer (SelfSubjectAccessReview), and kept for a while."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec

from ktui.cluster.pulse import Pulse
from ktui.cluster.timings import Timings
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
        pulse: whether the server is there: who is not there is not waited for.
        timings: ``probe``: so long an answer is waited for; ``settling``: so long after the server's return its no
            means little.
    """

    def __init__(
        self,
        api: Requests,
        clock: Callable[[], float] = time.monotonic,
        *,
        pulse: Pulse | None = None,
        timings: Timings = Timings(),  # noqa: B008 (frozen)
    ) -> None:
        self._api = api
        self._clock = clock
        self._pulse = pulse or Pulse(clock)
        self._timings = timings
        self._known: dict[Right, tuple[float, Verdict]] = {}
        self._asking: defaultdict[Right, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def allowed(self, right: Right) -> Verdict:
        """Whether the user has a right; never raises what the server answers, nor waits long: then it is unknown.

        A right to one object is asked for by its name only where the user has none to all of them: who may delete any
        pod of a namespace and has marked a thousand is not a thousand questions away from it.
        """
        if right.name:
            to_all = await self.allowed(replace(right, name=""))
            if to_all.allowed is not False:
                return to_all
        async with self._asking[right]:
            until, verdict = self._known.get(right, (0.0, Verdict(None, _unsaid(right, "the server does not answer"))))
            if self._clock() < until or self._pulse.lost:
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
            async with asyncio.timeout(self._timings.probe):
                answer = await self._api.request("POST", _REVIEWS, body=msgspec.json.encode(review))
            status = msgspec.json.decode(answer, type=_Review).status
        except TimeoutError:
            return Verdict(None, _unsaid(right, "the server does not answer in time"))
        except KtuiError as error:
            return Verdict(None, _unsaid(right, str(error)))
        except msgspec.DecodeError:
            return Verdict(None, _unsaid(right))
        if status.allowed:
            return Verdict(allowed=True)
        if status.evaluation_error:
            return Verdict(
                None, f"The cluster cannot tell whether you may {described(right)}: {status.evaluation_error}"
            )
        if self._pulse.young(self._timings.settling):
            return Verdict(None, _unsaid(right, "the server has only just begun, and refuses what it may allow soon"))
        reason = f" ({status.reason})" if status.reason else ""
        return Verdict(allowed=False, why=f"You may not {described(right)}{reason}.")


def _unsaid(right: Right, why: str = "") -> str:
    return f"The cluster does not say whether you may {described(right)}{f': {why}' if why else '.'}"


def described(right: Right) -> str:
    """A right in words, as in ``delete pods "web-1" in namespace "shop"``."""
    resource = f"{right.resource}/{right.subresource}" if right.subresource else right.resource
    group = f".{right.group}" if right.group else ""
    name = f' "{right.name}"' if right.name else ""
    where = f' in namespace "{right.namespace}"' if right.namespace else ""
    return f"{right.verb} {resource}{group}{name}{where}"
