"""ktui.demo.controllers.claims: who has to look at a pod that has changed."""

import pytest

from ktui.demo.controllers.claims import claimants
from ktui.demo.resources import JOBS


class Held:
    """Two Jobs, one of which selects what is labelled so."""

    def all(self, resource, namespace):
        assert (resource, namespace) == (JOBS, "etl")
        return [{"metadata": {"name": name}} for name in ("load", "other")]

    def selects(self, owner, thing):
        return owner["metadata"]["name"] == "load"


def pod(*owner, **more):
    owners = [{"kind": owner[0], "name": owner[1], "uid": "u", "controller": True}] if owner else []
    return {"metadata": {"namespace": "etl", "ownerReferences": owners, **more}}


@pytest.mark.parametrize(
    ("old", "new", "who"),
    [
        (None, pod("Job", "load"), ["load"]),
        (pod("Job", "load"), None, ["load"]),
        (pod("Job", "before"), pod("Job", "load"), ["before", "load"]),
        (None, pod("ReplicaSet", "load"), []),
        (None, pod(), ["load"]),
        (pod("Job", "before"), pod(), ["before", "load"]),
        (pod(), None, []),
        (None, pod(deletionTimestamp="2026-01-01T00:00:00Z"), []),
    ],
)
def test_a_change_concerns_who_controls_a_pod_who_did_and_who_may_adopt_it(old, new, who):
    assert list(claimants(Held(), JOBS, old, new)) == [("etl", name) for name in who]
