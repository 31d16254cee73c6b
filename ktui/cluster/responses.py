"""What an answer that is not a success says: Status objects, texts of proxies, Retry-After.

The words are the server's own, cut to a sane length, free of control characters and of anything that looks like a
credential.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import msgspec

from ktui.domain.errors import (
    ClusterError,
    Conflict,
    Expired,
    Forbidden,
    Invalid,
    NotFound,
    ServerError,
    TooManyRequests,
    Unanswered,
    Unauthorized,
    Unready,
)
from ktui.domain.narrow import Narrow
from ktui.domain.text import printable

LONGEST = 600
"""Characters of a server's words that are kept."""
_TAGS = re.compile(r"(?is)<(style|script|head)\b.*?</\1\s*>|<[^>]*>")
_USER_INFO = re.compile(r"//[^/@\s]+@")
_CREDENTIAL = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")

_FAILED_CHECK = re.compile(r"(?m)^\[-\](\S+) failed")

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_BY_CODE: Mapping[int, type[ClusterError]] = {
    400: Invalid,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Expired,
    422: Invalid,
    429: TooManyRequests,
}


_DECIDED = {"InternalError", "ServiceUnavailable"}
"""What a server says that has given up before it wrote anything, as where a webhook for admission fails, or where it
has not begun."""


class StatusCause(Narrow, frozen=True):
    """``Status.details.causes[]``."""

    reason: str = ""


class StatusDetails(Narrow, frozen=True):
    """``Status.details``."""

    causes: tuple[StatusCause, ...] = ()
    retry_after_seconds: int = 0


class Status(Narrow, frozen=True):
    """``metav1.Status``: how an API server says no."""

    kind: str = ""
    message: str = ""
    reason: str = ""
    code: int = 0
    details: StatusDetails | None = None


_STATUS = msgspec.json.Decoder(Status)


def read_status(body: bytes | msgspec.Raw) -> Status | None:
    """The Status that a body is, if it is one."""
    try:
        status = _STATUS.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return status if status.kind == "Status" else None


def failure(code: int, body: bytes, retry_after: str | None, now: float, *, changing: bool = False) -> ClusterError:
    """The error that an HTTP answer means.

    Args:
        code: the HTTP status.
        body: what came with it: a Status, the list of a health check (k8s.io/apiserver pkg/server/healthz, which marks
            what failed with ``[-]``), a text, HTML of a proxy, nothing.
        retry_after: the header ``Retry-After``, if there was one.
        now: seconds since the epoch.
        changing: whether a change was asked for: if the answer leaves open what became of it, it is `Unanswered`.
    """
    error = _failure(code, body, parse_retry_after(retry_after, now))
    if changing and leaves_open(code, body):
        return Unanswered(error.message, reason=error.reason, code=code, retry_after=error.retry_after)
    return error


def _failure(code: int, body: bytes, wait: float | None) -> ClusterError:
    status = read_status(body)
    if status is not None:
        return status_error(status, code=code, retry_after=wait)
    checks = _FAILED_CHECK.findall(body.decode("utf-8", "replace"))
    if checks:
        return Unready(f"the server is not ready: {words(', '.join(checks), 200)}", code=code, retry_after=wait)
    title = f"HTTP {code} {_PHRASES.get(code, '')}".rstrip()
    text = words(_TAGS.sub(" ", body.decode("utf-8", "replace")))
    return _error_type(code)(f"{title}: {text}" if text else title, code=code, retry_after=wait)


def leaves_open(code: int, body: bytes) -> bool:
    """Whether an answer that is no success does not say either that a change was not made.

    A server calls what it waits for no longer ``Timeout`` (504; k8s.io/apiserver pkg/endpoints/handlers/finisher,
    FinishRequest) and lets it go on; what its database says comes without a reason, or in the database's words
    ("etcdserver: request timed out"), though it may have been written; and what stands before a server that has not
    answered it (502, 503, 504) knows nothing of it.
    """
    if code < 500:
        return False
    status = read_status(body)
    return status is None or status.reason not in _DECIDED or "etcdserver: " in status.message


def status_error(status: Status, *, code: int | None = None, retry_after: float | None = None) -> ClusterError:
    """The error that a Status means, be it an answer or the object of an ERROR event."""
    code = status.code if code is None else code
    if status.reason in {"Expired", "Gone"}:
        kind: type[ClusterError] = Expired
    else:
        kind = _error_type(code)
    details = status.details or StatusDetails()
    if retry_after is None and details.retry_after_seconds > 0:
        retry_after = float(details.retry_after_seconds)
    return kind(
        words(status.message) or words(status.reason) or f"the server failed with code {code} and says nothing of it",
        reason=status.reason,
        code=code,
        retry_after=retry_after,
        causes=tuple(cause.reason for cause in details.causes if cause.reason),
    )


def parse_retry_after(value: str | None, now: float) -> float | None:
    """Seconds to wait, from ``Retry-After``: a number of seconds or an HTTP date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        date = parsedate_to_datetime(value)
        return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, OverflowError):
        return None


def words(text: str, longest: int = LONGEST) -> str:
    """A text of the other side, fit to be shown: one line, not too long, without what looks like a credential."""
    text = " ".join(printable(text[: 8 * longest]).split())
    text = _CREDENTIAL.sub(r"\1 …", _USER_INFO.sub("//…@", text))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _error_type(code: int) -> type[ClusterError]:
    return _BY_CODE.get(code, Invalid if 400 <= code < 500 else ServerError)


def warning_text(header: str) -> str:
    """The text of ``299 - "text"``."""
    match = re.search(r'"((?:[^"\\]|\\.)*)"', header)
    return words(re.sub(r"\\(.)", r"\1", match.group(1)) if match else header)
