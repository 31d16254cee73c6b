"""Acting as somebody else: ``kubectl --as`` (apiserver pkg/endpoints/filters/impersonation.go)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol
from urllib.parse import unquote

from ktui.demo import status
from ktui.demo.authorization import User, authorize
from ktui.demo.requests import Target

_USER, _GROUP, _UID, _EXTRA = "impersonate-user", "impersonate-group", "impersonate-uid", "impersonate-extra-"
_ON = "impersonate-on:user-info:"
"""Begins the verbs of constrained impersonation, which a real 1.36 names when it refuses."""


class Headers(Protocol):
    """The headers of a request; a name may stand twice."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Every name with every value."""


def impersonated(user: User, headers: Headers, users: Iterable[User], wanted: Target | str) -> User:
    """Who acts: the user who asks, or whom they ask to be taken for.

    Rights come from groups alone, as the bindings of the users here have it: a name without a group has none.

    Args:
        user: who asks.
        headers: of the request.
        users: those whose groups have rights.
        wanted: what is asked for, or the path that is no resource.

    Raises:
        Forbidden: the user may not act as somebody else, in the words of the real server.
        InternalError: groups are asked for without a user.
    """
    asked = [(name.lower(), value) for name, value in headers.items() if name.lower().startswith("impersonate-")]
    if not asked:
        return user
    name = next((value for header, value in asked if header == _USER), "")
    if not name:
        raise status.InternalError("requested groups, uid or extra without impersonating a user")
    if isinstance(wanted, Target):
        authorize(user, replace(wanted, verb=_ON + wanted.verb))
    elif user.rule_for("impersonate", "", "users", "") is None:
        raise status.Forbidden(f'forbidden: User "{user.name}" cannot {_ON}get path "{wanted}"', {})
    groups = tuple(value for header, value in asked if header == _GROUP)
    extra: dict[str, tuple[str, ...]] = {}
    for header, value in asked:
        if header.startswith(_EXTRA):
            key = unquote(header.removeprefix(_EXTRA))
            extra[key] = (*extra.get(key, ()), value)
    granting = [each for each in users if not set(each.groups).isdisjoint(groups)]
    return User(
        name,
        groups,
        everywhere=tuple(rule for each in granting for rule in each.everywhere),
        within={namespace: rules for each in granting for namespace, rules in each.within.items()},
        paths=tuple(dict.fromkeys(path for each in (User(name), *granting) for path in each.paths)),
        uid=next((value for header, value in asked if header == _UID), ""),
        extra=extra,
    )
