"""The one tree of errors.

KtuiError
├── UsageError              the user asked for something that cannot be: exit code 2
├── ReadOnly                read-only mode: nothing was sent
├── Guarded                 a rule of the user's settings: nothing was sent
├── ConfigError             kubeconfig or settings: says which file, which context, what to do: exit code 3
└── ClusterError            the API server, or the way to it
    ├── Unreachable         no connection, refused, TLS, time-out, cut off
    │   └── Unanswered      a change was sent, and nobody says what became of it
    ├── Unauthorized        401: credentials are missing, wrong or expired
    ├── Forbidden           403
    ├── NotFound            404
    ├── Conflict            409: changed or replaced meanwhile
    ├── Expired             410: the resource version is too old
    ├── Invalid             400, 422: the server refuses the content
    ├── TooManyRequests     429
    └── ServerError         5xx and answers that are no answers
        └── Unready         the server says that it is not fit to answer

Errors are raised ``from`` their cause. Their text is for a user: one or two sentences, no traceback, no secret.
"""

from __future__ import annotations


class KtuiError(Exception):
    """Anything ktui tells a user instead of a traceback."""


class UsageError(KtuiError):
    """The user asked for something that cannot be."""


class ReadOnly(KtuiError):
    """Read-only mode refuses everything that changes something; nothing was sent."""

    def __init__(self) -> None:
        super().__init__("Read-only mode: nothing is changed. Start ktui with --no-read-only to make changes.")


class Guarded(KtuiError):
    """A rule that the user has set refuses a change; nothing was sent."""


class ConfigError(KtuiError):
    """A kubeconfig, a credential source or the settings are not usable. Names the file, the context and the cure."""


class ClusterError(KtuiError):
    """The API server refused, failed or could not be reached.

    Args:
        message: the server's own words where there are any.
        reason: ``Status.reason``, for example ``NotFound``; empty if the answer was no Status.
        code: HTTP status; 0 if there was no answer.
        retry_after: seconds the server asked to wait, from ``Retry-After``.
        causes: ``Status.details.causes[].reason``, for example ``DisruptionBudget``.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        code: int = 0,
        retry_after: float | None = None,
        causes: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.code = code
        self.retry_after = retry_after
        self.causes = causes


class Unreachable(ClusterError):
    """No connection, or one that broke."""


class Unanswered(Unreachable):
    """A change was sent, and nobody says what became of it: it may have been done, or be done yet."""


class Unauthorized(ClusterError):
    """401: credentials are missing, wrong or expired."""


class Forbidden(ClusterError):
    """403: the user has no right to this."""


class NotFound(ClusterError):
    """404: no such object, or no such API."""


class Conflict(ClusterError):
    """409: the object changed, was replaced, or exists already."""


class Expired(ClusterError):
    """410: the resource version or the continue token is too old; list again."""


class Invalid(ClusterError):
    """400 or 422: the server refuses the content."""


class TooManyRequests(ClusterError):
    """429: the server, or a disruption budget, asks to wait."""


class ServerError(ClusterError):
    """5xx, or an answer that is none."""


class Unready(ServerError):
    """The server answers, and says that it is not fit to: it has lost its database, or is starting or ending."""


def first_of(error: BaseException) -> BaseException:
    """The error itself, or the first of a group of them: the group has no words of its own."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
