"""ktui.domain.describe.pod: what a pod does, and why it does not."""

import pytest
from described import ago, lines, meta, section

from ktui.domain.describe.containers import probe
from ktui.domain.kinds import POD

CONTAINER = {
    "name": "main",
    "image": "example/app:1",
    "command": ["/bin/app", "with space"],
    "ports": [{"containerPort": 80, "name": "http"}, {"containerPort": 53, "protocol": "UDP", "hostPort": 53}],
    "resources": {"requests": {"cpu": "1"}},
    "env": [
        {"name": "PLAIN", "value": "x"},
        {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "s", "key": "token"}}},
        {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
    ],
    "envFrom": [{"configMapRef": {"name": "settings"}, "prefix": "APP_"}],
    "volumeMounts": [{"name": "data", "mountPath": "/data", "readOnly": True}],
    "readinessProbe": {"httpGet": {"path": "/ready", "port": 80}},
}
CRASHED = {
    "name": "main",
    "restartCount": 7,
    "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s"}},
    "lastState": {
        "terminated": {
            "exitCode": 137,
            "reason": "OOMKilled",
            "startedAt": ago(minutes=5),
            "finishedAt": ago(minutes=2),
        }
    },
}


def pod(status=None, **spec):
    return {"metadata": meta("web-1", "shop"), "spec": {"nodeName": "a1", **spec}, "status": status or {}}


def test_a_container_is_told_with_its_state_its_last_end_and_what_it_is():
    found = lines(POD, pod({"phase": "Running", "containerStatuses": [CRASHED]}, containers=[CONTAINER]))
    assert section(found, "Containers 1") == [
        "main CrashLoopBackOff: back-off 5m0s",
        "Restarts 7",
        "Last state ended 2 min ago with exit 137 (OOMKilled), after 3 min",
        "Image example/app:1",
        "Command /bin/app 'with space'",
        "Ports 80/TCP (http), 53/UDP on the node's 53",
        "Requests cpu 1",
        "Readiness probe http-get http://:80/ready, delay 0 s, timeout 1 s, every 10 s, 1 to succeed, 3 to fail",
        "Environment",
        "all of ConfigMap settings, each name after APP_",
        "PLAIN x",
        "TOKEN key token of Secret s",
        "NODE field spec.nodeName",
        "Mounts",
        "/data data, read only",
    ]


def test_what_keeps_it_from_running_comes_first():
    found = lines(POD, pod({"phase": "Running", "containerStatuses": [CRASHED]}, containers=[CONTAINER]))
    assert section(found, "Why it does not run") == ["main: CrashLoopBackOff: back-off 5m0s"]


def test_a_pending_pod_says_why_the_scheduler_has_no_node_for_it():
    condition = {"type": "PodScheduled", "status": "False", "message": "0/5 nodes are available"}
    obj = pod({"phase": "Pending", "conditions": [condition]}, nodeName="", schedulingGates=[{"name": "quota"}])
    assert section(lines(POD, obj), "Why it does not run") == [
        "Its scheduling waits for quota.",
        "Not scheduled: 0/5 nodes are available",
    ]
    assert "Node none yet" in lines(POD, obj)


def test_one_that_is_well_or_done_has_nothing_that_keeps_it():
    running = {"name": "main", "ready": True, "state": {"running": {"startedAt": ago(hours=3)}}}
    well = lines(POD, pod({"phase": "Running", "containerStatuses": [running]}, containers=[CONTAINER]))
    assert "main running for 3 h, ready" in well
    done = lines(POD, pod({"phase": "Succeeded", "containerStatuses": [CRASHED]}, containers=[CONTAINER]))
    assert "Why it does not run" not in well + done


def test_where_it_may_run_and_what_it_bears():
    term = {"matchExpressions": [{"key": "pool", "operator": "In", "values": ["gpu", "cpu"]}]}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    spec = {"nodeSelector": {"disk": "ssd"}, "affinity": {"nodeAffinity": required}}
    found = lines(POD, pod(**spec, tolerations=[{"key": "a", "operator": "Exists"}], priority=5))
    assert section(found, "Node selector") == ["disk ssd"]
    assert section(found, "Node affinity, one of") == ["pool In gpu, cpu"]
    assert section(found, "Tolerations 1") == ["a op=Exists"]
    assert "Priority 5" in found


def test_volumes_say_where_they_come_from():
    volumes = [
        {"name": "cfg", "configMap": {"name": "settings", "defaultMode": 420}},
        {"name": "all", "projected": {"sources": [{"serviceAccountToken": {}}, {"configMap": {}}]}},
        {"name": "tmp", "emptyDir": {}},
    ]
    assert section(lines(POD, pod(volumes=volumes)), "Volumes 3") == [
        "cfg configMap name settings",
        "all projected serviceAccountToken, configMap",
        "tmp emptyDir",
    ]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"tcpSocket": {"port": 5432}, "periodSeconds": 5}, "tcp-socket :5432"),
        ({"grpc": {"port": 9}, "failureThreshold": 1}, "grpc :9"),
        ({"exec": {"command": ["cat", "/x"]}}, "exec cat /x"),
        ({"httpGet": {"scheme": "HTTPS", "port": "web", "path": "/"}}, "http-get https://:web/"),
    ],
)
def test_a_probe_is_told_in_a_line(found, words):
    assert probe(found).startswith(words + ", delay")


def test_an_affinity_whose_values_are_no_list_is_told_without_them():
    terms = [{"matchExpressions": [{"key": "pool", "operator": "In", "values": 7}]}]
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
    told = lines(POD, pod(affinity={"nodeAffinity": required}))
    assert any("pool In" in line for line in told)
