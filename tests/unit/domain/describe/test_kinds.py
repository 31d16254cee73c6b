"""ktui.domain.describe.kinds and the descriptions of controllers and events."""

import msgspec
import pytest
from described import ago, lines, meta, page, section
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.domain import kinds
from ktui.domain.describe import CellSentence, needs
from ktui.domain.describe.around import RevisionData
from ktui.domain.kinds import CRON_JOB, DAEMON_SET, EVENT, JOB, NODE, POD, Kind
from ktui.domain.objects import Object, Pod

DEPLOYMENT = Kind("Deployment", "deployments", Object, group="apps")
TEMPLATE = {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [{"name": "main", "image": "x:1"}]}}


def revision(number, image, mark):
    owner = {"kind": "DaemonSet", "name": "agent", "uid": "uid-agent", "controller": True}
    labels = {"controller-revision-hash": mark}
    template = {"spec": {"template": {"spec": {"containers": [{"image": image}]}}}}
    return msgspec.convert(
        {
            "metadata": meta(f"agent-{mark}", labels=labels, ownerReferences=[owner]),
            "revision": number,
            "data": template,
        },
        RevisionData,
    )


def test_a_daemon_set_tells_its_numbers_its_cells_and_its_history():
    owner = {"kind": "DaemonSet", "name": "agent", "uid": "uid-agent", "controller": True}
    labels = {"controller-revision-hash": "old"}
    pod = msgspec.convert({"metadata": meta("agent-1", labels=labels, ownerReferences=[owner])}, Pod)
    obj = {
        "metadata": meta("agent", generation=4),
        "spec": {"updateStrategy": {"type": "OnDelete"}, "template": TEMPLATE, "minReadySeconds": 30},
        "status": {"desiredNumberScheduled": 3, "numberReady": 2, "observedGeneration": 3},
    }
    found = lines(
        DAEMON_SET,
        obj,
        found={"revisions": [revision(1, "x:1", "old"), revision(2, "x:2", "new")], "pods": [pod]},
        cells=[CellSentence("a1", "missing", True, "not created")],
    )
    assert "Update strategy OnDelete, a pod is replaced when somebody deletes it" in found
    assert "Not observed the controller has seen generation 3, not yet 4" in found
    assert "Ready for 30 s to count as available" in found
    assert section(found, "Coverage 1 wrong")[-1] == "a1 missing not created"
    assert section(found, "Revisions") == ["REVISION PODS AGE IMAGES", "2 (current) 0 3d x:2", "1 1 3d x:1"]


def test_revisions_of_another_are_not_taken_for_its_own():
    other = msgspec.structs.replace(revision(9, "y", "z"), metadata=msgspec.convert(meta("o"), kinds.objects.Meta))
    assert "Revisions" not in lines(DAEMON_SET, {"metadata": meta("agent")}, found={"revisions": [other]})


def test_a_deployment_tells_how_far_it_is():
    status = {"replicas": 3, "readyReplicas": 1, "availableReplicas": 1, "updatedReplicas": 2}
    obj = {"metadata": meta("web"), "spec": {"replicas": 3, "paused": True, "template": TEMPLATE}, "status": status}
    found = lines(DEPLOYMENT, obj)
    assert "Replicas 3 desired, 2 up to date, 3 there, 1 ready, 1 available" in found
    assert "Paused changes of the template are not rolled out" in found


def test_a_job_tells_its_state_and_its_progress():
    spec = {"completions": 4, "parallelism": 2, "completionMode": "Indexed", "template": TEMPLATE}
    status = {"succeeded": 2, "active": 1, "completedIndexes": "0,1", "startTime": ago(minutes=5)}
    rule = {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [42], "containerName": "main"}}
    found = lines(
        JOB, {"metadata": meta("load"), "spec": {**spec, "podFailurePolicy": {"rules": [rule]}}, "status": status}
    )
    assert "Progress 2/4" in found
    assert "Indexes done 0,1" in found
    assert section(found, "Pod failure policy") == ["FailJob on exit codes in 42 of main"]


def test_a_cron_job_tells_when_it_runs_in_words_and_in_its_zone():
    spec = {"schedule": "0 2 * * *", "timeZone": "Europe/Paris", "jobTemplate": {"spec": {"template": TEMPLATE}}}
    found = lines(CRON_JOB, {"metadata": meta("backup"), "spec": spec, "status": {"lastScheduleTime": ago(hours=11)}})
    assert "In words every day at 02:00" in found
    assert section(found, "Next runs")[0] == "2026-01-06 02:00:00 CET, in 13 h (2026-01-06T01:00:00Z)"
    assert "Last run 11 h ago (2026-01-05T01:00:00Z)" in found


def test_a_schedule_that_nobody_can_read_never_runs():
    found = lines(CRON_JOB, {"metadata": meta("backup"), "spec": {"schedule": "now and then"}})
    assert any(line.startswith("Never runs") for line in found)
    assert "Next runs" not in found


@pytest.mark.parametrize(
    "more",
    [
        {"involvedObject": {"kind": "Pod", "namespace": "n", "name": "p"}, "message": "m", "count": 3},
        {"regarding": {"kind": "Pod", "namespace": "n", "name": "p"}, "note": "m", "deprecatedCount": 3},
    ],
)
def test_an_event_is_told_alike_in_both_apis(more):
    times = {"firstTimestamp": ago(minutes=9), "lastTimestamp": ago(minutes=2)}
    found = lines(EVENT, {"metadata": meta("p.1"), "type": "Warning", "reason": "Back", **times, **more})
    assert "About Pod n/p" in found
    assert "Count 3 within 7 min" in found
    assert "Message m" in found
    assert "Events" not in found


def test_what_is_wanted_around_an_object_is_asked_for_narrowly():
    pod = needs(POD, ("shop", "web"))
    assert pod["events"].kind.field_selector == "involvedObject.kind=Pod,involvedObject.name=web"
    assert pod["events"].namespace == "shop"
    node = needs(NODE, ("", "a1"))
    assert (node["events"].namespace, node["lease"].namespace) == (None, "kube-node-lease")
    assert node["pods"].kind.field_selector == "spec.nodeName=a1,status.phase!=Succeeded,status.phase!=Failed"
    assert needs(EVENT, ("shop", "e")) == {}


FIELDS = """
    metadata spec status conditions type containers containerStatuses state waiting terminated env taints capacity
    template jobTemplate schedule selector matchLabels rules onExitCodes volumes tolerations affinity updateStrategy
    ownerReferences labels annotations name count series involvedObject replicas addresses startTime
"""
_NAMES = st.sampled_from(FIELDS.split())
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=25,
)
_EVERY = [NODE, POD, DAEMON_SET, DEPLOYMENT, JOB, CRON_JOB, EVENT]


@pytest.mark.parametrize("kind", _EVERY, ids=lambda kind: kind.name)
@settings(max_examples=40)
@given(obj=st.dictionaries(_NAMES, _JSON, max_size=5))
def test_no_object_is_too_odd_to_be_described(kind, obj):
    assert page(kind, obj).lines
