"""What a request asks for, read from its path, method and query (apiserver pkg/endpoints/request/requestinfo.go)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ktui.demo import resources, status
from ktui.demo.resources import NAMESPACES, RESOURCES, Resource

_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch"}
_SUBRESOURCE_VERBS = {
    "eviction": ("create",),
    "binding": ("create",),
    "exec": ("create", "get"),
    "log": ("get",),
    "finalize": ("update",),
}
_TRUE = ("true", "1", "t", "T", "TRUE", "True")


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a request is about.

    Args:
        resource: the kind.
        verb: get, list, watch, create, update, patch, delete or deletecollection.
        namespace: empty for all of them, and for what lives in none.
        name: empty for the collection.
        subresource: `status`, `log`, ...; empty for the object itself.
    """

    resource: Resource
    verb: str
    namespace: str = ""
    name: str = ""
    subresource: str = ""

    @property
    def path(self) -> str:
        """The resource as rules of access name it: `pods`, `pods/log`."""
        return f"{self.resource.plural}/{self.subresource}" if self.subresource else self.resource.plural


def not_served() -> status.NotFound:
    """The answer to a path that leads nowhere."""
    return status.NotFound("the server could not find the requested resource", {})


def flag(query: Mapping[str, str], name: str) -> bool:
    """A boolean of the query; an empty value counts as true, as in Go's converter."""
    return name in query and (query[name] == "" or query[name] in _TRUE)


def number(query: Mapping[str, str], name: str) -> int | None:
    """A whole number of the query, None if it is not there.

    Raises:
        BadRequest: it is not a number.
    """
    text = query.get(name, "")
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise status.BadRequest(f'strconv.ParseInt: parsing "{text}": invalid syntax') from None


def target(method: str, path: str, query: Mapping[str, str]) -> Target:
    """Read a path below /api/v1 or /apis.

    Raises:
        NotFound: nothing is served there.
        MethodNotAllowed: what is there does not know the method.
    """
    parts = [part for part in path.split("/") if part]
    group, version, rest = ("", parts[1], parts[2:]) if parts[0] == "api" else (parts[1], parts[2], parts[3:])
    namespace = ""
    if rest[0] == "namespaces" and len(rest) > 2 and rest[2] not in NAMESPACES.subresources:
        namespace, rest = rest[1], rest[2:]
    resource = resources.by_path(group, version, rest[0])
    name, subresource = [*rest[1:3], "", ""][:2]
    if resource is None or len(rest) > 3 or (subresource and subresource not in resource.subresources):
        raise not_served()
    if bool(namespace) != resource.namespaced and (namespace or name):
        raise not_served()
    verb = _verb(method, query, name)
    known = _known_verbs(resource, subresource)
    creates_nowhere = verb == "create" and resource.namespaced and not namespace
    misplaced = not subresource and (verb == "create") == bool(name) and verb in _VERBS.values()
    if verb not in known or creates_nowhere or misplaced:
        wrong = "the server does not allow this method on the requested resource"
        raise status.MethodNotAllowed(wrong, {})
    return Target(resource, verb, namespace, name, subresource)


def _verb(method: str, query: Mapping[str, str], name: str) -> str:
    if method in ("GET", "HEAD"):
        if name:
            return "get"
        return "watch" if flag(query, "watch") else "list"
    if method == "DELETE":
        return "delete" if name else "deletecollection"
    return _VERBS.get(method, method.lower())


def subresource_verbs(subresource: str) -> tuple[str, ...]:
    """What can be done with a subresource."""
    return _SUBRESOURCE_VERBS.get(subresource, ("get", "patch", "update"))


def _known_verbs(resource: Resource, subresource: str) -> tuple[str, ...]:
    return subresource_verbs(subresource) if subresource else resource.verbs


def groups() -> dict[tuple[str, str], list[Resource]]:
    """The kinds by group and version, the core group first."""
    found: dict[tuple[str, str], list[Resource]] = {}
    for resource in RESOURCES:
        found.setdefault((resource.group, resource.version), []).append(resource)
    for each in found.values():
        each.sort(key=lambda resource: resource.plural)
    return found
