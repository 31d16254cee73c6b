"""Real kubectl against the API server of the embedded cluster, without its controllers: what is sent is what is stored.

kubectl is the judge that nobody here wrote. It is taken from PATH; without one these tests are skipped.
"""

import asyncio
import contextlib
import os
import shutil
from datetime import UTC, datetime

import pytest
import yaml

from ktui.demo.clock import Clock
from ktui.demo.deletion import DeleteOptions
from ktui.demo.resources import (
    CONTROLLER_REVISIONS,
    CRON_JOBS,
    CUSTOM_RESOURCE_DEFINITIONS,
    DAEMON_SETS,
    DEPLOYMENTS,
    EVENTS,
    JOBS,
    NAMESPACES,
    NODES,
    POD_DISRUPTION_BUDGETS,
    PODS,
)
from ktui.demo.scenarios.belongings import definition
from ktui.demo.server import Server
from ktui.demo.storage import Storage

KUBECTL = shutil.which("kubectl")
pytestmark = pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl on PATH")

DELETE_NOW = DeleteOptions(grace=0)
RUNNING = {
    "phase": "Running",
    "podIPs": [{"ip": "10.0.0.7"}],
    "conditions": [{"type": "Ready", "status": "True"}],
    "containerStatuses": [
        {
            "name": "main",
            "ready": True,
            "restartCount": 2,
            "image": "a:1",
            "imageID": "",
            "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}},
        }
    ],
}


class Kubectl:
    """Runs kubectl against a server, in the event loop that serves it."""

    def __init__(self, server, folder):
        self.storage = server.storage
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "KUBECONFIG": str(folder / "kubeconfig"),
            "KUBECACHEDIR": str(folder / "cache"),
        }
        self.folder = folder
        cluster = {"name": "demo", "cluster": {"server": server.url}}
        context = {"name": "demo", "context": {"cluster": "demo", "user": "demo", "namespace": "default"}}
        user = {"name": "demo", "user": {}}
        whole = {"clusters": [cluster], "contexts": [context], "users": [user], "current-context": "demo"}
        (folder / "kubeconfig").write_text(yaml.safe_dump(whole))

    @contextlib.asynccontextmanager
    async def start(self, *words, **environment):
        """A running kubectl, killed at the end."""
        process = await asyncio.create_subprocess_exec(
            KUBECTL,
            *words,
            env=self._environment | environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def __call__(self, *words, fails=False, **environment):
        """What kubectl prints; its errors if it is to fail."""
        async with asyncio.timeout(30), self.start(*words, **environment) as process:
            out, wrong = (text.decode() for text in await process.communicate())
        assert (process.returncode != 0) is fails, f"kubectl {' '.join(words)}: {wrong}{out}"
        return wrong if fails else out

    def write(self, name, *objects):
        """A file with manifests."""
        path = self.folder / name
        path.write_text(yaml.safe_dump_all(objects))
        return str(path)


def fill(storage):
    storage.create(NAMESPACES, {"metadata": {"name": "default"}})
    for number in (1, 2):
        name = f"node-{number}"
        storage.create(NODES, {"metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}}})
        ready = {"conditions": [{"type": "Ready", "status": "True"}], "nodeInfo": {"kubeletVersion": "v1.36.0"}}
        storage.edit_status(NODES, name, "", lambda new, ready=ready: new["status"].update(ready))
        storage.edit(NODES, name, "", lambda new: new["spec"].pop("taints"))
        spec = {"nodeName": name, "containers": [{"name": "main", "image": "a:1"}]}
        storage.create(PODS, manifest("Pod", f"web-{number}", {"app": "web"}, spec))
        storage.edit_status(PODS, f"web-{number}", "default", lambda new: new["status"].update(RUNNING))


def manifest(kind, name, labels=None, spec=None, api_version="v1"):
    metadata = {"name": name, "namespace": "default"} | ({"labels": labels} if labels else {})
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec or {}}


def workload(kind, name="agent", image="a:1", **spec):
    containers = [{"name": "main", "image": image}, {"name": "side", "image": "side:1"}]
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": containers}}
    whole = {"selector": {"matchLabels": {"app": name}}, "template": template, **spec}
    return manifest(kind, name, spec=whole, api_version="apps/v1")


@pytest.fixture
async def kubectl(tmp_path):
    storage = Storage(Clock())
    fill(storage)
    lines = [(datetime(2026, 1, 1, 0, 0, second, tzinfo=UTC), f"line {second}") for second in range(5)]
    async with Server(
        storage, log_source=lambda _pod, _container, previous: lines[:1] if previous else lines
    ) as server:
        yield Kubectl(server, tmp_path)


async def test_get_prints_the_servers_columns(kubectl):
    nodes = (await kubectl("get", "nodes", "-o", "wide")).splitlines()
    assert nodes[0].split()[:6] == ["NAME", "STATUS", "ROLES", "AGE", "VERSION", "INTERNAL-IP"]
    assert nodes[1].split()[:3] == ["node-1", "Ready", "<none>"]
    pods = (await kubectl("get", "pods", "-A", "-o", "wide", "--show-labels")).splitlines()
    assert pods[1].split() == [
        *("default", "web-1", "1/1", "Running", "2"),
        pods[1].split()[5],
        *("10.0.0.7", "node-1", "<none>", "<none>", "app=web"),
    ]


async def test_custom_resources_are_found_shown_and_deleted(kubectl):
    kubectl.storage.create(CUSTOM_RESOURCE_DEFINITIONS, definition())
    spec = {"secretName": "pay-tls", "dnsNames": ["pay.example.com"], "issuerRef": {"name": "ca"}}
    file = kubectl.write("pay.yaml", manifest("Certificate", "pay", spec=spec, api_version="cert-manager.io/v1"))
    assert "created" in await kubectl("create", "-f", file)
    assert (await kubectl("get", "crd", "--no-headers")).split()[0] == "certificates.cert-manager.io"
    head, line = (await kubectl("get", "certs", "-o", "wide")).splitlines()
    assert head.split() == ["NAME", "READY", "SECRET", "ISSUER", "STATUS", "AGE"]
    assert line.split()[:3] == ["pay", "pay-tls", "ca"]
    assert "certificates" in await kubectl("api-resources", "--api-group=cert-manager.io", "-o", "name")
    assert "deleted" in await kubectl("delete", "certificate.v1.cert-manager.io", "pay")


async def test_get_selects_and_chooses_forms(kubectl):
    chosen = ("get", "pods", "-l", "app=web", "--field-selector", "spec.nodeName=node-2")
    assert await kubectl(*chosen, "-o", "name") == "pod/web-2\n"
    assert await kubectl(*chosen, "-o", "jsonpath={.items[*].status.phase}") == "Running"
    assert yaml.safe_load(await kubectl(*chosen, "-o", "yaml"))["items"][0]["kind"] == "Pod"
    both = await kubectl(
        "get", "pods", "--sort-by=.spec.nodeName", "--no-headers", "-o", "custom-columns=N:.spec.nodeName"
    )
    assert both.split() == ["node-1", "node-2"]
    assert "pod/web-1" in await kubectl("get", "all")
    refused = await kubectl("get", "pods", "--field-selector=foo=bar", fails=True)
    assert "field label not supported: foo" in refused
    assert 'pods "nosuch" not found' in await kubectl("get", "pod", "nosuch", fails=True)


async def test_get_watches_what_becomes_of_a_pod(kubectl):
    async with asyncio.timeout(30), kubectl.start("get", "pods", "-w", "--no-headers") as process:
        assert (await process.stdout.readline()).split()[:1] == [b"web-1"]
        await process.stdout.readline()
        kubectl.storage.delete(PODS, "web-1", "default")
        assert (await process.stdout.readline()).split()[:3] == [b"web-1", b"1/1", b"Terminating"]


@pytest.mark.parametrize(
    "what", ["node/node-1", "pod/web-1", "ds/agent", "deploy/agent", "job/one", "cronjob/c", "pdb/p"]
)
async def test_describe_understands_every_kind(kubectl, what):
    pod = {"restartPolicy": "Never", "containers": [{"name": "main", "image": "a:1"}]}
    create = kubectl.storage.create
    create(DAEMON_SETS, workload("DaemonSet"))
    create(DEPLOYMENTS, workload("Deployment"))
    create(JOBS, manifest("Job", "one", spec={"template": {"spec": pod}}, api_version="batch/v1"))
    schedule = {"schedule": "@daily", "jobTemplate": {"spec": {"template": {"spec": pod}}}}
    create(CRON_JOBS, manifest("CronJob", "c", spec=schedule, api_version="batch/v1"))
    create(
        POD_DISRUPTION_BUDGETS, manifest("PodDisruptionBudget", "p", spec={"minAvailable": 1}, api_version="policy/v1")
    )
    kind, name = what.split("/")
    about = {"kind": {"node": "Node", "pod": "Pod"}.get(kind, "Other"), "name": name, "uid": name}
    event = manifest("Event", f"{name}.1") | {"involvedObject": about, "reason": "Tested", "message": "it is described"}
    create(EVENTS, event)
    described = await kubectl("describe", what)
    assert described.startswith("Name:")
    assert name in described
    assert ("it is described" in described) is (kind == "node")


async def test_labels_and_annotations_are_changed(kubectl):
    await kubectl("label", "node", "node-1", "pool=gpu")
    await kubectl("annotate", "node", "node-1", "note=hello")
    assert "already has a value" in await kubectl("label", "node", "node-1", "pool=cpu", fails=True)
    await kubectl("label", "node", "node-1", "pool=cpu", "--overwrite")
    metadata = kubectl.storage.get(NODES, "node-1")["metadata"]
    assert metadata["labels"]["pool"] == "cpu"
    assert metadata["annotations"]["note"] == "hello"
    await kubectl("label", "node", "node-1", "pool-")
    assert "pool" not in kubectl.storage.get(NODES, "node-1")["metadata"]["labels"]


async def test_nodes_are_tainted_and_cordoned(kubectl):
    await kubectl("taint", "node", "node-1", "a=b:NoSchedule", "c:NoExecute")
    taints = kubectl.storage.get(NODES, "node-1")["spec"]["taints"]
    assert sorted(taints, key=lambda taint: taint["key"]) == [
        {"key": "a", "value": "b", "effect": "NoSchedule"},
        {"key": "c", "effect": "NoExecute"},
    ]
    await kubectl("taint", "node", "node-1", "a-", "c-")
    assert "taints" not in kubectl.storage.get(NODES, "node-1")["spec"]
    assert await kubectl("cordon", "node-1") == "node/node-1 cordoned\n"
    assert await kubectl("cordon", "node-1") == "node/node-1 already cordoned\n"
    assert kubectl.storage.get(NODES, "node-1")["spec"]["unschedulable"] is True
    await kubectl("uncordon", "node-1")
    assert "unschedulable" not in kubectl.storage.get(NODES, "node-1")["spec"]


async def test_drain_asks_the_disruption_budget(kubectl):
    budget = {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}}
    whole = manifest("PodDisruptionBudget", "web", spec=budget, api_version="policy/v1")
    kubectl.storage.create(POD_DISRUPTION_BUDGETS, whole)
    counted = {"observedGeneration": 1, "currentHealthy": 2, "desiredHealthy": 2, "disruptionsAllowed": 0}
    edit = kubectl.storage.edit_status
    edit(POD_DISRUPTION_BUDGETS, "web", "default", lambda new: new["status"].update(counted))
    async with asyncio.timeout(30), kubectl.start("drain", "node-1", "--force") as process:
        async for line in process.stderr:
            if b"Cannot evict pod as it would violate the pod's disruption budget." in line:
                break
    assert "deletionTimestamp" not in kubectl.storage.get(PODS, "web-1", "default")["metadata"]
    edit(POD_DISRUPTION_BUDGETS, "web", "default", lambda new: new["status"].update(disruptionsAllowed=1))
    kubectl.storage.watch(PODS, lambda event: finish(kubectl.storage, event))
    await kubectl("drain", "node-1", "--force")
    assert kubectl.storage.find(PODS, "web-1", "default") is None
    assert kubectl.storage.get(POD_DISRUPTION_BUDGETS, "web", "default")["status"]["disruptionsAllowed"] == 0


async def test_drain_can_do_without_evictions(kubectl):
    """This sends DeleteOptions as protobuf."""
    kubectl.storage.watch(PODS, lambda event: finish(kubectl.storage, event))
    await kubectl("drain", "node-1", "--force", "--disable-eviction", "--grace-period=5")
    assert kubectl.storage.find(PODS, "web-1", "default") is None


def finish(storage, event):
    """End at once what begins to end, as a quick kubelet does."""
    metadata = event.object["metadata"]
    if event.type == "MODIFIED" and "deletionTimestamp" in metadata:
        storage.delete(PODS, metadata["name"], metadata["namespace"], DELETE_NOW)


async def test_delete_waits_until_it_is_gone(kubectl):
    kubectl.storage.watch(PODS, lambda event: finish(kubectl.storage, event))
    assert (await kubectl("delete", "pod", "web-1")).startswith('pod "web-1" deleted')
    assert "force deleted" in await kubectl("delete", "pod", "web-2", "--force")
    assert await kubectl("delete", "pods", "--all") == "No resources found\n"


async def test_apply_sees_what_changed(kubectl):
    first = kubectl.write("first.yaml", workload("DaemonSet"), workload("Deployment"))
    assert (await kubectl("apply", "-f", first)).split()[1::2] == ["created", "created"]
    assert (await kubectl("apply", "-f", first)).split()[1::2] == ["unchanged", "unchanged"]
    second = kubectl.write("second.yaml", workload("DaemonSet", image="a:2"))
    assert "configured" in await kubectl("apply", "-f", second)
    made = kubectl.storage.get(DAEMON_SETS, "agent", "default")
    assert [each["image"] for each in made["spec"]["template"]["spec"]["containers"]] == ["a:2", "side:1"]
    assert made["metadata"]["generation"] == 2
    assert "serverside-applied" in await kubectl("apply", "-f", first, "--server-side", "--force-conflicts")
    assert "replaced" in await kubectl("replace", "-f", first)
    assert "already exists" in await kubectl("create", "-f", first, fails=True)
    wrong = workload("DaemonSet", name="wrong")
    wrong["spec"]["template"]["spec"]["hostNetwrok"] = True
    refused = await kubectl("create", "-f", kubectl.write("wrong.yaml", wrong), fails=True)
    assert 'strict decoding error: unknown field "spec.template.spec.hostNetwrok"' in refused


async def test_dry_runs_change_nothing(kubectl):
    first = kubectl.write("first.yaml", workload("DaemonSet"))
    version = kubectl.storage.version
    assert "created (server dry run)" in await kubectl("apply", "-f", first, "--dry-run=server")
    assert "cordoned (server dry run)" in await kubectl("drain", "node-1", "--force", "--dry-run=server")
    assert kubectl.storage.version == version


async def test_every_kind_of_patch_is_applied(kubectl):
    kubectl.storage.create(DAEMON_SETS, workload("DaemonSet"))
    containers = '{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"side:2"}]}}}}'
    await kubectl("patch", "ds", "agent", "-p", containers)
    await kubectl("patch", "ds", "agent", "--type=merge", "-p", '{"spec":{"minReadySeconds":5}}')
    await kubectl(
        "patch", "ds", "agent", "--type=json", "-p", '[{"op":"add","path":"/metadata/labels","value":{"x":"y"}}]'
    )
    made = kubectl.storage.get(DAEMON_SETS, "agent", "default")
    assert [each["image"] for each in made["spec"]["template"]["spec"]["containers"]] == ["a:1", "side:2"]
    assert made["spec"]["minReadySeconds"] == 5
    assert made["metadata"]["labels"] == {"x": "y"}
    status = '{"status":{"desiredNumberScheduled":3}}'
    await kubectl("patch", "ds", "agent", "--subresource=status", "--type=merge", "-p", status)
    assert kubectl.storage.get(DAEMON_SETS, "agent", "default")["status"]["desiredNumberScheduled"] == 3


async def test_edit_saves_what_the_editor_leaves(kubectl):
    kubectl.storage.create(DEPLOYMENTS, workload("Deployment", replicas=3))
    assert "edited" in await kubectl("edit", "deploy/agent", EDITOR="sed -i 's/replicas: 3/replicas: 4/'")
    assert kubectl.storage.get(DEPLOYMENTS, "agent", "default")["spec"]["replicas"] == 4


async def test_workloads_are_scaled_restarted_and_given_images(kubectl):
    kubectl.storage.create(DEPLOYMENTS, workload("Deployment", replicas=3))
    await kubectl("scale", "deploy/agent", "--replicas=5")
    await kubectl("scale", "deploy/agent", "--current-replicas=5", "--replicas=2")
    refused = await kubectl("scale", "deploy/agent", "--current-replicas=5", "--replicas=7", fails=True)
    assert "Expected replicas to be 5, was 2" in refused
    await kubectl("set", "image", "deploy/agent", "side=side:9")
    await kubectl("rollout", "restart", "deploy/agent")
    await kubectl("rollout", "pause", "deploy/agent")
    spec = kubectl.storage.get(DEPLOYMENTS, "agent", "default")["spec"]
    assert (spec["replicas"], spec["paused"]) == (2, True)
    assert [each["image"] for each in spec["template"]["spec"]["containers"]] == ["a:1", "side:9"]
    assert "kubectl.kubernetes.io/restartedAt" in spec["template"]["metadata"]["annotations"]
    await kubectl("rollout", "resume", "deploy/agent")
    assert "paused" not in kubectl.storage.get(DEPLOYMENTS, "agent", "default")["spec"]


async def test_rollout_status_follows_a_daemon_set(kubectl):
    kubectl.storage.create(DAEMON_SETS, workload("DaemonSet"))
    counts = ("desiredNumberScheduled", "updatedNumberScheduled", "numberAvailable")
    status = {"observedGeneration": 1, **dict.fromkeys(counts, 2), "numberAvailable": 1}
    edit = kubectl.storage.edit_status
    edit(DAEMON_SETS, "agent", "default", lambda new: new["status"].update(status))
    async with asyncio.timeout(30), kubectl.start("rollout", "status", "ds/agent") as process:
        assert b"1 of 2 updated pods are available" in await process.stdout.readline()
        edit(DAEMON_SETS, "agent", "default", lambda new: new["status"].update(numberAvailable=2))
        assert b"successfully rolled out" in await process.stdout.readline()
        assert await process.wait() == 0


async def test_a_daemon_set_is_rolled_back_to_a_revision(kubectl):
    made = kubectl.storage.create(DAEMON_SETS, workload("DaemonSet", image="a:2"))
    owner = {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "name": "agent",
        "uid": made["metadata"]["uid"],
        "controller": True,
    }
    for revision in (1, 2):
        template = workload("DaemonSet", image=f"a:{revision}")["spec"]["template"]
        data = {"spec": {"template": template | {"$patch": "replace"}}}
        metadata = manifest("", f"agent-{revision}", {"app": "agent"})["metadata"] | {"ownerReferences": [owner]}
        kubectl.storage.create(CONTROLLER_REVISIONS, {"metadata": metadata, "revision": revision, "data": data})
    assert "REVISION" in await kubectl("rollout", "history", "ds/agent")
    assert "rolled back" in await kubectl("rollout", "undo", "ds/agent")
    template = kubectl.storage.get(DAEMON_SETS, "agent", "default")["spec"]["template"]
    assert template["spec"]["containers"][0]["image"] == "a:1"
    assert "$patch" not in template


async def test_what_kubectl_sends_as_protobuf_is_understood(kubectl):
    await kubectl("create", "cronjob", "c", "--image=x:1", "--schedule=@hourly", "--", "sh", "-c", "true")
    await kubectl("create", "job", "one", "--from=cronjob/c")
    made = kubectl.storage.get(JOBS, "one", "default")
    assert made["spec"]["template"]["spec"]["containers"][0]["command"] == ["sh", "-c", "true"]
    assert made["metadata"]["annotations"] == {"cronjob.kubernetes.io/instantiate": "manual"}
    assert made["metadata"]["ownerReferences"][0]["kind"] == "CronJob"
    for words in (("ns", "n"), ("cm", "c", "--from-literal=a=b"), ("sa", "s"), ("deployment", "d", "--image=x")):
        assert "created" in await kubectl("create", *words)
    assert "created" in await kubectl("create", "secret", "generic", "s", "--from-literal=a=b")
    assert await kubectl("auth", "can-i", "delete", "pods") == "yes\n"
    assert "*.*" in await kubectl("auth", "can-i", "--list")
    assert "admin" in await kubectl("auth", "whoami")


async def test_logs_are_printed(kubectl):
    assert await kubectl("logs", "web-1") == "".join(f"line {number}\n" for number in range(5))
    assert await kubectl("logs", "web-1", "--tail=2", "--timestamps") == (
        "2026-01-01T00:00:03.000000000Z line 3\n2026-01-01T00:00:04.000000000Z line 4\n"
    )
    prefixed = await kubectl("logs", "-l", "app=web", "--tail=1", "--prefix")  # in the order in which they come
    assert sorted(prefixed.splitlines()) == ["[pod/web-1/main] line 4", "[pod/web-2/main] line 4"]
    refused = await kubectl("logs", "web-1", "--previous", fails=True)
    assert 'previous terminated container "main" in pod "web-1" not found' in refused
    assert "container x is not valid for pod web-1" in await kubectl("logs", "web-1", "-c", "x", fails=True)


async def test_wait_sees_a_condition_and_a_deletion(kubectl):
    assert "condition met" in await kubectl("wait", "--for=condition=Ready", "pod/web-1", "--timeout=10s")
    jsonpath = "--for=jsonpath={.status.phase}=Running"
    assert "condition met" in await kubectl("wait", jsonpath, "pod/web-1", "--timeout=10s")
    async with asyncio.timeout(30), kubectl.start("wait", "--for=delete", "pod/web-1", "--timeout=20s") as process:
        kubectl.storage.delete(PODS, "web-1", "default", DELETE_NOW)
        assert await process.wait() == 0
