"""The API's errors, as exceptions that carry the Status object a client receives.

Words and codes are those of apimachinery pkg/api/errors/errors.go, which clients and people search for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

Object = dict[str, Any]
"""A Kubernetes object as JSON. What the storage hands out is shared: copy before changing it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One of the reasons of an Invalid or TooManyRequests Status.

    Args:
        field: path of the field, as in `spec.template.spec`.
        message: what is wrong there, beginning with the kind of fault.
        reason: metav1.CauseType, as in `FieldValueInvalid`.
    """

    field: str
    message: str
    reason: str = "FieldValueInvalid"

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message

    def json(self) -> Object:
        """The cause as part of `details.causes`."""
        return {"reason": self.reason, "message": self.message} | ({"field": self.field} if self.field else {})


class ApiError(Exception):
    """An answer that is not a success.

    Args:
        message: what clients print.
        details: `status.details`: the object concerned, causes, retryAfterSeconds; None leaves it out.
    """

    code: ClassVar[int]
    reason: ClassVar[str]

    def __init__(self, message: str, details: Object | None = None) -> None:
        super().__init__(message)
        self.message = message
        """What clients print."""
        self.details = details or {}
        """The object concerned, causes, retryAfterSeconds."""
        self._detailed = details is not None

    @property
    def status(self) -> Object:
        """The metav1.Status that says this."""
        return {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
            **({"reason": self.reason} if self.reason else {}),
            **({"details": self.details} if self._detailed else {}),
            "code": self.code,
        }


class InternalError(ApiError):
    """500, without a reason: what real servers answer to some faults of the client's."""

    code = 500
    reason = ""


class BadRequest(ApiError):
    """400: the request itself makes no sense."""

    code = 400
    reason = "BadRequest"


class Unauthorized(ApiError):
    """401: nobody knows who asks."""

    code = 401
    reason = "Unauthorized"


class Forbidden(ApiError):
    """403: the user lacks the right, or an admission rule says no."""

    code = 403
    reason = "Forbidden"


class NotFound(ApiError):
    """404: no such object, or no such resource."""

    code = 404
    reason = "NotFound"


class MethodNotAllowed(ApiError):
    """405: the resource does not know this verb."""

    code = 405
    reason = "MethodNotAllowed"


class NotAcceptable(ApiError):
    """406: no form the client accepts can be made."""

    code = 406
    reason = "NotAcceptable"


class AlreadyExists(ApiError):
    """409: the name is taken."""

    code = 409
    reason = "AlreadyExists"


class Conflict(ApiError):
    """409: the object changed meanwhile, or is not the one that was meant."""

    code = 409
    reason = "Conflict"


class Expired(ApiError):
    """410: the resource version is no longer in the history."""

    code = 410
    reason = "Expired"


class UnsupportedMediaType(ApiError):
    """415: the body's form is not one this server reads."""

    code = 415
    reason = "UnsupportedMediaType"


class Invalid(ApiError):
    """422: a rule of the kind is broken."""

    code = 422
    reason = "Invalid"


class TooManyRequests(ApiError):
    """429: not now."""

    code = 429
    reason = "TooManyRequests"


class Timeout(ApiError):
    """504: the server gave up waiting, for instance for a resource version still to come."""

    code = 504
    reason = "Timeout"


def qualified(group: str, plural: str) -> str:
    """Name a resource as messages do: `pods`, `daemonsets.apps`."""
    return f"{plural}.{group}" if group else plural


def details(group: str, plural: str, name: str, causes: Sequence[Cause] = ()) -> Object:
    """Fill `status.details` for one object."""
    return {
        **({"name": name} if name else {}),
        **({"group": group} if group else {}),
        "kind": plural,
        **({"causes": [cause.json() for cause in causes]} if causes else {}),
    }


MODIFIED = "the object has been modified; please apply your changes to the latest version and try again"
"""Why an update of what has changed meanwhile is refused."""


def conflict(group: str, plural: str, name: str, why: str) -> Conflict:
    """Refuse an update (errors.NewConflict)."""
    message = f'Operation cannot be fulfilled on {qualified(group, plural)} "{name}": {why}'
    return Conflict(message, details(group, plural, name))


def invalid(group: str, kind: str, name: str, causes: Sequence[Cause]) -> Invalid:
    """Say what is wrong with an object, as errors.NewInvalid does: its kind, not its plural, is named."""
    # The same fault found twice is said once, but stays twice among the causes (utilerrors.Aggregate).
    said = list(dict.fromkeys(str(cause) for cause in causes))
    whole = ", ".join(said)
    message = f'{qualified(group, kind)} "{name}" is invalid: {f"[{whole}]" if len(said) > 1 else whole}'
    return Invalid(message, details(group, kind, name, causes))
