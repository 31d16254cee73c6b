"""ktui.domain.actions.pods: what is asked of a pod."""

from ktui.domain.actions import DeletePod
from ktui.domain.objects import Meta, Pod


def test_a_pod_that_is_there_with_its_uid_raises_no_objection():
    pod = Pod(Meta(name="a", namespace="ns", uid="u"))
    action = DeletePod(pod.namespace, pod.name, pod.uid)
    assert action.objection(pod) == ""
    assert "replaced" in DeletePod(pod.namespace, pod.name, "another").objection(pod)
    assert "is gone" in action.objection(None)
