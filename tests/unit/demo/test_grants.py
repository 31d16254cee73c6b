from ktui.demo.authorization import User
from ktui.demo.clock import Clock
from ktui.demo.grants import granted
from ktui.demo.resources import CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, NAMESPACES, ROLE_BINDINGS, ROLES
from ktui.demo.storage import Storage

RULES = [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}]


def bound(subject, *, cluster=False):
    """A cluster where pods may be got by somebody, everywhere or in `default`."""
    storage = Storage(Clock())
    storage.create(NAMESPACES, {"metadata": {"name": "default"}})
    place = {} if cluster else {"namespace": "default"}
    kind = "ClusterRole" if cluster else "Role"
    storage.create(
        CLUSTER_ROLES if cluster else ROLES, {"metadata": {"name": "r", **place}, "rules": RULES, "kind": kind}
    )
    binding = {
        "kind": f"{kind}Binding",
        "metadata": {"name": "b", **place},
        "roleRef": {"kind": kind, "name": "r"},
        "subjects": [subject],
    }
    storage.create(CLUSTER_ROLE_BINDINGS if cluster else ROLE_BINDINGS, binding)
    return storage


def test_a_role_binding_grants_in_its_namespace_only():
    jane = granted(bound({"kind": "User", "name": "jane"}), User("jane"))
    rule = jane.rule_for("get", "", "pods", "default")
    assert rule is not None
    assert rule.source == 'RBAC: allowed by RoleBinding "b/default" of Role "r"'
    assert jane.rule_for("get", "", "pods", "other") is None
    assert jane.rule_for("list", "", "pods", "default") is None


def test_a_cluster_role_binding_grants_everywhere_to_groups_and_service_accounts_too():
    ops = granted(bound({"kind": "Group", "name": "ops"}, cluster=True), User("jane", ("ops",)))
    assert ops.rule_for("get", "", "pods", "anywhere") is not None
    account = {"kind": "ServiceAccount", "name": "bot", "namespace": "ci"}
    bot = granted(bound(account, cluster=True), User("system:serviceaccount:ci:bot"))
    assert bot.rule_for("get", "", "pods", "") is not None


def test_nobody_else_gets_anything():
    nobody = User("nobody")
    assert granted(bound({"kind": "User", "name": "jane"}), nobody) is nobody
