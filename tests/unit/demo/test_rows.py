"""The cells of kubectl's columns (kubernetes pkg/printers/internalversion/printers.go)."""

from datetime import UTC, datetime, timedelta

import pytest

from ktui.demo import ages, tables
from ktui.demo.resources import (
    CONTROLLER_REVISIONS,
    CRON_JOBS,
    DAEMON_SETS,
    DEPLOYMENTS,
    EVENTS,
    HORIZONTAL_POD_AUTOSCALERS,
    JOBS,
    LEASES,
    NODES,
    POD_DISRUPTION_BUDGETS,
    PODS,
    PRIORITY_CLASSES,
    REPLICA_SETS,
    REPLICATION_CONTROLLERS,
    RESOURCE_QUOTAS,
    RESOURCES,
    SECRETS,
    SERVICE_ACCOUNTS,
    SERVICES,
    STATEFUL_SETS,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def ago(**length):
    return (NOW - timedelta(**length)).strftime("%Y-%m-%dT%H:%M:%SZ")


def whole(spec=None, status=None, **rest):
    metadata = {"name": "x", "namespace": "default", "creationTimestamp": ago(minutes=5), **rest.pop("metadata", {})}
    return {"metadata": metadata, "spec": spec or {}, "status": status or {}, **rest}


def cells(resource, value):
    return tables.table(resource, [value], {}, NOW)["rows"][0]["cells"]


TEMPLATE = {"spec": {"containers": [{"name": "a", "image": "a:1"}, {"name": "b", "image": "b:2"}]}}
SELECTOR = {
    "matchLabels": {"app": "x"},
    "matchExpressions": [
        {"key": "tier", "operator": "In", "values": ["b", "a"]},
        {"key": "old", "operator": "DoesNotExist"},
        {"key": "new", "operator": "Exists"},
    ],
}
SHOWN = "app=x,new,!old,tier in (a,b)"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-5, "<invalid>"),
        (-1, "0s"),
        (0, "0s"),
        (119, "119s"),
        (120, "2m"),
        (125, "2m5s"),
        (600, "10m"),
        (3 * 3600 - 1, "179m"),
        (3 * 3600, "3h"),
        (5 * 3600 + 60, "5h1m"),
        (8 * 3600 + 60, "8h"),
        (47 * 3600, "47h"),
        (48 * 3600, "2d"),
        (7 * 86400 + 3600, "7d1h"),
        (8 * 86400 + 3600, "8d"),
        (729 * 86400, "729d"),
        (800 * 86400, "2y70d"),
        (730 * 86400, "2y"),
        (9 * 365 * 86400 + 86400, "9y"),
    ],
)
def test_a_duration_has_few_letters(seconds, shown):
    assert ages.human(seconds) == shown


def test_an_unknown_time_is_unknown():
    assert ages.since(None, NOW) == "<unknown>"


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.plural)
def test_every_column_has_a_cell(resource):
    spec = {"template": TEMPLATE, "schedule": "@daily", "jobTemplate": {"spec": {"template": TEMPLATE}}}
    assert len(cells(resource, whole(spec))) == len(tables.columns(resource))


@pytest.mark.parametrize(
    ("resource", "value", "shown"),
    [
        (
            DAEMON_SETS,
            whole(
                {"selector": SELECTOR, "template": {"spec": TEMPLATE["spec"] | {"nodeSelector": {"z": "1", "a": "2"}}}},
                {
                    "desiredNumberScheduled": 5,
                    "currentNumberScheduled": 4,
                    "numberReady": 3,
                    "updatedNumberScheduled": 2,
                    "numberAvailable": 1,
                },
            ),
            ["x", 5, 4, 3, 2, 1, "a=2,z=1", "5m", "a,b", "a:1,b:2", SHOWN],
        ),
        (
            DEPLOYMENTS,
            whole({"replicas": 3, "template": TEMPLATE}, {"readyReplicas": 2, "updatedReplicas": 3}),
            ["x", "2/3", 3, 0, "5m", "a,b", "a:1,b:2", "<none>"],
        ),
        (
            REPLICA_SETS,
            whole({"replicas": 3, "template": TEMPLATE}, {"replicas": 2, "readyReplicas": 1}),
            ["x", 3, 2, 1, "5m", "a,b", "a:1,b:2", "<none>"],
        ),
        (
            REPLICATION_CONTROLLERS,
            whole({"replicas": 3, "template": TEMPLATE, "selector": {"a": "b"}}),
            ["x", 3, 0, 0, "5m", "a,b", "a:1,b:2", "a=b"],
        ),
        (STATEFUL_SETS, whole({"replicas": 3, "template": TEMPLATE}), ["x", "0/3", "5m", "a,b", "a:1,b:2"]),
        (
            JOBS,
            whole({"completions": 3, "template": TEMPLATE}, {"succeeded": 1, "startTime": ago(minutes=4)}),
            ["x", "Running", "1/3", "4m", "5m", "a,b", "a:1,b:2", "<none>"],
        ),
        (
            JOBS,
            whole(
                {"parallelism": 2, "template": TEMPLATE},
                {
                    "startTime": ago(minutes=4),
                    "completionTime": ago(minutes=3),
                    "conditions": [{"type": "Complete", "status": "True"}],
                },
            ),
            ["x", "Complete", "0/1 of 2", "60s", "5m", "a,b", "a:1,b:2", "<none>"],
        ),
        (
            CRON_JOBS,
            whole(
                {
                    "schedule": "@daily",
                    "suspend": True,
                    "timeZone": "UTC",
                    "jobTemplate": {"spec": {"template": TEMPLATE}},
                },
                {"active": [{}], "lastScheduleTime": ago(hours=1)},
            ),
            ["x", "@daily", "UTC", "True", 1, "60m", "5m", "a,b", "a:1,b:2", "<none>"],
        ),
        (
            NODES,
            whole(
                {"unschedulable": True},
                {
                    "conditions": [{"type": "Ready", "status": "Unknown"}],
                    "addresses": [
                        {"type": "InternalIP", "address": "1.2.3.4"},
                        {"type": "InternalIP", "address": "::1"},
                    ],
                    "nodeInfo": {"kubeletVersion": "v1", "kernelVersion": "6.1", "architecture": "arm64"},
                },
                metadata={"labels": {"node-role.kubernetes.io/worker": "", "kubernetes.io/role": "db"}},
            ),
            [
                *("x", "NotReady,SchedulingDisabled", "db,worker", "5m", "v1", "1.2.3.4", "<none>", "<unknown>"),
                *("6.1 (arm64)", "<unknown>"),
            ],
        ),
        (
            EVENTS,
            whole(
                type="Warning",
                reason="BackOff",
                message=" again\n",
                involvedObject={"kind": "Pod", "name": "p", "fieldPath": "spec"},
                source={"component": "kubelet", "host": "n"},
                firstTimestamp=ago(hours=1),
                lastTimestamp=ago(minutes=1),
                count=7,
            ),
            ["60s", "Warning", "BackOff", "pod/p", "spec", "kubelet, n", "again", "60m", 7, "x"],
        ),
        (
            EVENTS,
            whole(
                eventTime=ago(minutes=2),
                series={"count": 4, "lastObservedTime": ago(seconds=3)},
                reportingComponent="scheduler",
                involvedObject={"kind": "Pod"},
            ),
            ["3s", "", "", "pod", "", "scheduler", "", "2m", 4, "x"],
        ),
        (
            SERVICES,
            whole(
                {
                    "type": "NodePort",
                    "clusterIPs": ["10.0.0.1"],
                    "ports": [{"port": 80, "nodePort": 30080, "protocol": "TCP"}],
                    "selector": {"a": "b"},
                }
            ),
            ["x", "NodePort", "10.0.0.1", "<none>", "80:30080/TCP", "5m", "a=b"],
        ),
        (
            SERVICES,
            whole({"type": "LoadBalancer"}),
            ["x", "LoadBalancer", "<none>", "<pending>", "<none>", "5m", "<none>"],
        ),
        (
            POD_DISRUPTION_BUDGETS,
            whole({"minAvailable": "50%"}, {"disruptionsAllowed": 2}),
            ["x", "50%", "N/A", 2, "5m"],
        ),
        (
            CONTROLLER_REVISIONS,
            whole(
                revision=3,
                metadata={
                    "ownerReferences": [{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "d", "controller": True}]
                },
            ),
            ["x", "daemonset.apps/d", 3, "5m"],
        ),
        (
            HORIZONTAL_POD_AUTOSCALERS,
            whole({"scaleTargetRef": {"kind": "Deployment", "name": "d"}, "maxReplicas": 3}),
            ["x", "Deployment/d", "<none>", "<unset>", 3, 0, "5m"],
        ),
        (
            HORIZONTAL_POD_AUTOSCALERS,
            whole({"metrics": [{"resource": {"name": "cpu", "target": {"averageUtilization": 80}}}, {"object": {}}]}),
            ["x", "/", "cpu: <unknown>/80%, <unknown>", "<unset>", 0, 0, "5m"],
        ),
        (PRIORITY_CLASSES, whole(value=5, globalDefault=True), ["x", 5, True, "5m", ""]),
        (LEASES, whole({"holderIdentity": "h"}), ["x", "h", "5m"]),
        (SECRETS, whole(type="Opaque", data={"a": "", "b": ""}), ["x", "Opaque", 2, "5m"]),
        (SERVICE_ACCOUNTS, whole(), ["x", "5m"]),
        (
            RESOURCE_QUOTAS,
            whole(status={"hard": {"pods": "5", "limits.cpu": "4"}, "used": {"pods": "2"}}),
            ["x", "pods: 2/5", "limits.cpu: 0/4", "5m"],
        ),
    ],
)
def test_cells_say_what_the_status_says(resource, value, shown):
    assert cells(resource, value) == shown


@pytest.mark.parametrize(
    ("conditions", "deleting", "shown"),
    [
        (["Failed"], False, "Failed"),
        (["Suspended"], False, "Suspended"),
        (["FailureTarget"], False, "FailureTarget"),
        (["SuccessCriteriaMet"], False, "SuccessCriteriaMet"),
        (["Complete"], True, "Complete"),
        ([], True, "Terminating"),
        ([], False, "Running"),
    ],
)
def test_a_job_has_one_state(conditions, deleting, shown):
    metadata = {"deletionTimestamp": ago(seconds=1)} if deleting else {}
    status = {"conditions": [{"type": each, "status": "True"} for each in conditions]}
    assert cells(JOBS, whole({"template": TEMPLATE}, status, metadata=metadata))[1] == shown


def container(name="a", restarts=0, ended=None, **state):
    last = {"lastState": {"terminated": {"exitCode": 1, "finishedAt": ended}}} if ended else {}
    ready = state.pop("ready", False)
    return {"name": name, "ready": ready, "restartCount": restarts, "state": state, **last}


RUNNING = {"running": {"startedAt": ago(minutes=1)}}
READY = [{"type": "Ready", "status": "True"}]


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ({"phase": "Pending"}, ["0/2", "Pending", "0"]),
        (
            {
                "phase": "Pending",
                "conditions": [{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}],
            },
            ["0/2", "SchedulingGated", "0"],
        ),
        ({"phase": "Failed", "reason": "Evicted"}, ["0/2", "Evicted", "0"]),
        (
            {
                "phase": "Running",
                "containerStatuses": [container(ready=True, **RUNNING), container("b", ready=True, **RUNNING)],
            },
            ["2/2", "Running", "0"],
        ),
        (
            {"phase": "Pending", "containerStatuses": [container(waiting={"reason": "ImagePullBackOff"})]},
            ["0/2", "ImagePullBackOff", "0"],
        ),
        (
            {
                "phase": "Running",
                "containerStatuses": [
                    container(restarts=3, ended=ago(minutes=2), waiting={"reason": "CrashLoopBackOff"}),
                    container("b", restarts=1, ready=True, **RUNNING),
                ],
            },
            ["1/2", "CrashLoopBackOff", "4 (2m ago)"],
        ),
        (
            {"phase": "Failed", "containerStatuses": [container(terminated={"exitCode": 3})]},
            ["0/2", "ExitCode:3", "0"],
        ),
        (
            {"phase": "Failed", "containerStatuses": [container(terminated={"exitCode": 137, "signal": 9})]},
            ["0/2", "Signal:9", "0"],
        ),
        (
            {"phase": "Failed", "containerStatuses": [container(terminated={"exitCode": 1, "reason": "OOMKilled"})]},
            ["0/2", "OOMKilled", "0"],
        ),
        (
            {
                "phase": "Running",
                "conditions": READY,
                "containerStatuses": [
                    container(terminated={"exitCode": 0, "reason": "Completed"}),
                    container("b", ready=True, **RUNNING),
                ],
            },
            ["1/2", "Running", "0"],
        ),
        (
            {
                "phase": "Running",
                "containerStatuses": [
                    container(terminated={"exitCode": 0, "reason": "Completed"}),
                    container("b", ready=True, **RUNNING),
                ],
            },
            ["1/2", "NotReady", "0"],
        ),
        (
            {
                "phase": "Failed",
                "containerStatuses": [
                    container(terminated={"exitCode": 0, "reason": "Completed"}),
                    container("b", terminated={"exitCode": 1, "reason": "Error"}),
                ],
            },
            ["0/2", "Error", "0"],
        ),
    ],
)
def test_a_pod_is_summed_up(status, shown):
    assert cells(PODS, whole({"containers": [{"name": "a"}, {"name": "b"}]}, status))[1:4] == shown


@pytest.mark.parametrize(
    ("statuses", "shown"),
    [
        ([container("i", waiting={"reason": "ImagePullBackOff"})], ["0/2", "Init:ImagePullBackOff", "0"]),
        ([container("i", waiting={"reason": "PodInitializing"})], ["0/2", "Init:0/2", "0"]),
        ([container("i", terminated={"exitCode": 0}), container("s", **RUNNING)], ["0/2", "Init:1/2", "0"]),
        ([container("i", restarts=2, terminated={"exitCode": 5})], ["0/2", "Init:ExitCode:5", "2"]),
        ([container("i", terminated={"exitCode": 5, "signal": 9})], ["0/2", "Init:Signal:9", "0"]),
        ([container("i", terminated={"exitCode": 5, "reason": "Error"})], ["0/2", "Init:Error", "0"]),
        (
            [
                container("i", terminated={"exitCode": 0}),
                container("s", restarts=2, ready=True, **RUNNING) | {"started": True},
            ],
            ["1/2", "PodInitializing", "2"],
        ),
    ],
)
def test_a_pod_that_prepares_says_how_far_it_is(statuses, shown):
    spec = {
        "initContainers": [{"name": "i"}, {"name": "s", "restartPolicy": "Always"}],
        "containers": [{"name": "a"}],
    }
    main = container(waiting={"reason": "PodInitializing"})
    status = {"phase": "Pending", "initContainerStatuses": statuses, "containerStatuses": [main]}
    assert cells(PODS, whole(spec, status))[1:4] == shown


@pytest.mark.parametrize(
    ("phase", "reason", "shown"),
    [("Running", None, "Terminating"), ("Running", "NodeLost", "Unknown"), ("Succeeded", None, "Succeeded")],
)
def test_a_pod_that_goes_says_so(phase, reason, shown):
    status = {"phase": phase} | ({"reason": reason} if reason else {})
    assert cells(PODS, whole(status=status, metadata={"deletionTimestamp": ago(seconds=1)}))[2] == shown


def test_readiness_gates_are_counted():
    spec = {"nodeName": "n", "readinessGates": [{"conditionType": "A"}, {"conditionType": "B"}]}
    status = {"conditions": [{"type": "A", "status": "True"}], "podIPs": [{"ip": "10.0.0.1"}], "nominatedNodeName": "m"}
    assert cells(PODS, whole(spec, status))[5:] == ["10.0.0.1", "n", "m", "1/2"]


def test_a_pod_that_has_ended_is_marked():
    row = tables.table(PODS, [{**whole(status={"phase": "Failed"}), "kind": "Pod"}], {}, NOW)["rows"][0]
    assert row["conditions"][0]["reason"] == "Failed"
    assert "conditions" not in tables.table(PODS, [{**whole(), "kind": "Pod"}], {}, NOW)["rows"][0]
