"""Rights that Roles and ClusterRoles give, to whom their bindings name (kubernetes pkg/registry/rbac/validation).

The users that the embedded cluster comes with have their rights anyway (`ktui.demo.authorization`); these are added,
for them and for whom somebody acts as.
"""

from collections.abc import Iterator
from dataclasses import replace

from ktui.demo.authorization import Rule, User
from ktui.demo.resources import CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, ROLE_BINDINGS, ROLES
from ktui.demo.status import Object
from ktui.demo.storage import Storage


def granted(storage: Storage, user: User) -> User:
    """A user with what bindings give besides."""
    everywhere = [
        rule
        for binding in storage.objects(CLUSTER_ROLE_BINDINGS)
        if _names(binding, user)
        for rule in _rules(storage, binding)
    ]
    within: dict[str, tuple[Rule, ...]] = {}
    for binding in storage.objects(ROLE_BINDINGS):
        if _names(binding, user):
            namespace = binding["metadata"]["namespace"]
            within[namespace] = (*within.get(namespace, ()), *_rules(storage, binding))
    if not everywhere and not within:
        return user
    known = {
        name: (*user.within.get(name, ()), *within.get(name, ())) for name in dict.fromkeys((*user.within, *within))
    }
    return replace(user, everywhere=(*user.everywhere, *everywhere), within=known)


def _names(binding: Object, user: User) -> bool:
    namespace = binding["metadata"].get("namespace", "")
    groups = (*user.groups, "system:authenticated")
    for subject in binding.get("subjects") or ():
        kind, name = subject.get("kind"), subject.get("name", "")
        account = f"system:serviceaccount:{subject.get('namespace') or namespace}:{name}"
        if {"User": name, "ServiceAccount": account}.get(kind) == user.name or (kind == "Group" and name in groups):
            return True
    return False


def _rules(storage: Storage, binding: Object) -> Iterator[Rule]:
    reference, metadata = binding["roleRef"], binding["metadata"]
    namespace = metadata.get("namespace", "")
    local = reference["kind"] == "Role"
    role = storage.find(ROLES if local else CLUSTER_ROLES, reference["name"], namespace if local else "")
    what = f'{binding["kind"]} "{metadata["name"]}{"/" + namespace if namespace else ""}"'
    for rule in (role or {}).get("rules") or ():
        if rule.get("nonResourceURLs"):
            continue
        source = f'RBAC: allowed by {what} of {reference["kind"]} "{reference["name"]}"'
        yield Rule(tuple(rule["verbs"]), tuple(rule["apiGroups"]), tuple(rule["resources"]), source)
