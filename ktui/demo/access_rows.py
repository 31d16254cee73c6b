"""The rows of what grants rights."""

from datetime import datetime

from ktui.demo.cells import Cell, age
from ktui.demo.status import Object


def binding_row(whole: Object, now: datetime) -> list[Cell]:
    """A RoleBinding or ClusterRoleBinding: name, role, age; users, groups, service accounts (``SubjectsStrings``)."""
    role, subjects = whole.get("roleRef") or {}, whole.get("subjects") or ()
    names: dict[str, list[str]] = {"User": [], "Group": [], "ServiceAccount": []}
    for subject in subjects:
        name = subject.get("name", "")
        namespaced = subject.get("kind") == "ServiceAccount" and subject.get("namespace")
        names.get(subject.get("kind", ""), []).append(f"{subject['namespace']}/{name}" if namespaced else name)
    reference = f"{role.get('kind', '')}/{role.get('name', '')}"
    return [whole["metadata"]["name"], reference, age(whole, now), *(", ".join(each) for each in names.values())]
