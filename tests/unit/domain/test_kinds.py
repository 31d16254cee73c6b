"""ktui.domain.kinds: where the API server has what."""

import pytest

from ktui.domain.errors import UsageError
from ktui.domain.kinds import DAEMON_SET, NODE, POD, possible_namespace


def test_a_path_is_of_all_namespaces_or_of_one():
    assert POD.path() == "/api/v1/pods"
    assert POD.path("team-a") == "/api/v1/namespaces/team-a/pods"
    assert DAEMON_SET.path("kube-system") == "/apis/apps/v1/namespaces/kube-system/daemonsets"
    assert NODE.path("team-a") == "/api/v1/nodes"


@pytest.mark.parametrize("name", ["..", "../../x", "a/b", "A", "-a", "a.b", "a b", "a%2e", "a" * 64])
def test_a_name_that_could_lead_elsewhere_gets_no_path(name):
    assert not possible_namespace(name)
    with pytest.raises(UsageError, match="No namespace can be called"):
        POD.path(name)
