from ktui.demo.clock import ManualClock
from ktui.demo.cluster import Cluster
from ktui.demo.pods import is_ready
from ktui.demo.resources import PODS


def test_each_node_has_twenty_pods() -> None:
    cluster = Cluster("large", nodes=7, clock=ManualClock())
    cluster.write_history()
    pods = cluster.storage.objects(PODS)
    assert len(pods) == 140
    assert all(map(is_ready, pods))
