"""Who asks, and what they may do: five users with the rights that RBAC's own roles give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ktui.demo import status
from ktui.demo.requests import Target
from ktui.demo.status import Object

_READ = ("get", "list", "watch")
_WRITE = ("create", "delete", "deletecollection", "patch", "update")
_PUBLIC = ("/healthz", "/livez", "/readyz", "/version", "/version/")
_DISCOVERY = ("/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*", *_PUBLIC)


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be done with some resources.

    Args:
        verbs: `*` is every one.
        groups: API groups; `*` is every one.
        resources: plurals, or `plural/subresource`; `*` is every one.
        source: the role, named when somebody asks why.
    """

    verbs: tuple[str, ...]
    groups: tuple[str, ...]
    resources: tuple[str, ...]
    source: str = ""

    def allows(self, verb: str, group: str, path: str) -> bool:
        """Whether it covers a verb on a resource."""
        pairs = ((self.verbs, verb), (self.groups, group), (self.resources, path))
        return all("*" in known or wanted in known for known, wanted in pairs)

    def json(self) -> Object:
        """As SelfSubjectRulesReview lists it."""
        return {"verbs": list(self.verbs), "apiGroups": list(self.groups), "resources": list(self.resources)}


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a name and rights.

    Args:
        name: as messages name them.
        groups: besides `system:authenticated`.
        everywhere: rules for the whole cluster.
        within: rules for single namespaces.
        paths: what is not a resource but may be read; a `*` ends a prefix.
        uid: as SelfSubjectReview tells it; empty for none, None for one made of the name.
        extra: what else is known of them.
    """

    name: str
    groups: tuple[str, ...] = ()
    everywhere: tuple[Rule, ...] = ()
    within: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    paths: tuple[str, ...] = _DISCOVERY
    uid: str | None = None
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def rules(self, namespace: str) -> Iterable[Rule]:
        """All that holds in a namespace, or only what holds everywhere."""
        return (*_EVERYBODY, *self.everywhere, *self.within.get(namespace, ()))

    def rule_for(self, verb: str, group: str, path: str, namespace: str) -> Rule | None:
        """The rule that allows it, None if there is none."""
        return next((rule for rule in self.rules(namespace) if rule.allows(verb, group, path)), None)

    def may_read(self, path: str) -> bool:
        """Whether a path that is not a resource may be read."""
        return any(path == each or (each.endswith("*") and path.startswith(each[:-1])) for each in self.paths)

    def information(self) -> Object:
        """As SelfSubjectReview tells it."""
        groups = [*self.groups, "system:authenticated"]
        uid = f"u-{self.name}" if self.uid is None else self.uid
        extra = {"extra": {key: list(values) for key, values in self.extra.items()}} if self.extra else {}
        return {"username": self.name, **({"uid": uid} if uid else {}), "groups": groups, **extra}


_EVERYBODY = (
    Rule(("create",), ("authorization.k8s.io",), ("selfsubjectaccessreviews", "selfsubjectrulesreviews")),
    Rule(("create",), ("authentication.k8s.io",), ("selfsubjectreviews",)),
)


def _view(source: str) -> tuple[Rule, ...]:
    """The role `view`, of the kinds that are served here."""
    read = {
        ("",): (
            *("configmaps", "pods", "replicationcontrollers", "replicationcontrollers/scale", "serviceaccounts"),
            *("services", "services/status", "namespaces/status", "pods/log", "pods/status", "namespaces"),
            *("replicationcontrollers/status", "endpoints", "limitranges", "resourcequotas", "resourcequotas/status"),
            *("persistentvolumeclaims", "persistentvolumeclaims/status"),
        ),
        ("discovery.k8s.io",): ("endpointslices",),
        ("networking.k8s.io",): ("ingresses", "ingresses/status", "networkpolicies"),
        ("", "events.k8s.io"): ("events",),
        ("apps",): (
            *("controllerrevisions", "daemonsets", "daemonsets/status", "deployments", "deployments/scale"),
            *("deployments/status", "replicasets", "replicasets/scale", "replicasets/status"),
            *("statefulsets", "statefulsets/scale", "statefulsets/status"),
        ),
        ("autoscaling",): ("horizontalpodautoscalers", "horizontalpodautoscalers/status"),
        ("batch",): ("cronjobs", "cronjobs/status", "jobs", "jobs/status"),
        ("policy",): ("poddisruptionbudgets", "poddisruptionbudgets/status"),
    }
    return tuple(Rule(_READ, groups, resources, source) for groups, resources in read.items())


def _edit(source: str) -> tuple[Rule, ...]:
    """The role `edit`: all of `view`, secrets, and writing."""
    write = {
        ("",): (
            *("pods", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "configmaps", "secrets"),
            *("replicationcontrollers", "replicationcontrollers/scale", "serviceaccounts", "services"),
            *("endpoints", "persistentvolumeclaims"),
        ),
        ("networking.k8s.io",): ("ingresses", "networkpolicies"),
        ("", "events.k8s.io"): ("events",),
        ("apps",): (
            *("daemonsets", "deployments", "deployments/scale", "replicasets", "replicasets/scale"),
            *("statefulsets", "statefulsets/scale"),
        ),
        ("autoscaling",): ("horizontalpodautoscalers",),
        ("batch",): ("cronjobs", "jobs"),
        ("policy",): ("poddisruptionbudgets",),
        ("coordination.k8s.io",): ("leases",),
    }
    return (
        Rule(_READ, ("",), ("pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets"), source),
        Rule(("create",), ("",), ("pods/eviction",), source),
        Rule(_READ, ("coordination.k8s.io",), ("leases",), source),
        *(Rule(_WRITE, groups, resources, source) for groups, resources in write.items()),
        *_view(source),
    )


def _bound(name: str, role: str) -> str:
    return (
        f'RBAC: allowed by ClusterRoleBinding "ktui-{name}" of ClusterRole "{role}" to Group "ktui:{name}"'
        if name != "team"
        else f'RBAC: allowed by RoleBinding "ktui-team/team-a" of ClusterRole "{role}" to Group "ktui:team"'
    )


EVERYTHING = (Rule(("*",), ("*",), ("*",)),)
"""What the role `cluster-admin` allows."""
VIEW = _view("")
"""What the role `view` allows."""
EDIT = _edit("")
"""What the role `edit` allows."""
ADMIN = User("admin", ("system:masters",), EVERYTHING, paths=("*",))
"""May do everything."""

USERS: Mapping[str, User] = {
    "admin-token": ADMIN,
    "reader-token": User("reader", ("ktui:reader",), (Rule(_READ, ("*",), ("*",), _bound("reader", "ktui-reader")),)),
    "viewer-token": User("viewer", ("ktui:viewer",), _view(_bound("viewer", "view"))),
    "team-token": User("team", ("ktui:team",), within={"team-a": _edit(_bound("team", "edit"))}),
    "nobody-token": User("nobody", ("ktui:nobody",)),
}
"""The users by their bearer token: admin, reader, viewer (no nodes, no secrets), team (edits team-a), nobody."""


def authenticated(users: Mapping[str, User], header: str | None, owner: User = ADMIN) -> User:
    """Who an Authorization header names; without one, `owner`.

    Raises:
        Unauthorized: nobody knows that token.
    """
    if not header:
        return owner
    scheme, _, token = header.partition(" ")
    user = users.get(token.strip()) if scheme.lower() == "bearer" else None
    if user is None:
        raise status.Unauthorized("Unauthorized")
    return user


def authorize(user: User, target: Target) -> None:
    """Let a request pass, or not.

    Raises:
        Forbidden: in the words of the real server's RBAC authorizer.
    """
    group = target.resource.group
    if user.rule_for(target.verb, group, target.path, target.namespace):
        return
    scope = f'in the namespace "{target.namespace}"' if target.namespace else "at the cluster scope"
    what = f'{target.resource.qualified} "{target.name}"' if target.name else target.resource.qualified
    cannot = f'cannot {target.verb} resource "{target.path}" in API group "{group}" {scope}'
    details = status.details(group, target.resource.plural, target.name)
    raise status.Forbidden(f'{what} is forbidden: User "{user.name}" {cannot}', details)


def authorize_path(user: User, path: str) -> None:
    """Let a request for what is not a resource pass, or not.

    Raises:
        Forbidden: in the words of the real server's RBAC authorizer.
    """
    if not user.may_read(path):
        raise status.Forbidden(f'forbidden: User "{user.name}" cannot get path "{path}"', {})
