"""One script of kubectl commands on the embedded cluster and on a real one: the same words, the same exit codes.

After each step the outputs are compared, without what must differ: uids, random suffixes, ages, and the order in which
pods come and go. Environment: KTUI_TEST_KUBECONFIG (needed; cluster-admin). The real cluster is asked for a namespace
of its own and for labels and taints on one node, which are taken back.
"""

import asyncio
import json
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml

from ktui.demo.cluster import Cluster

KUBECTL = shutil.which("kubectl")
REAL = os.environ.get("KTUI_TEST_KUBECONFIG", "")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REAL, reason="KTUI_TEST_KUBECONFIG is not set"),
    pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl on PATH"),
]

NAMESPACE = "ktui-parity"
SUFFIX = "[bcdfghjklmnpqrstvwxz2456789]"
UNLIKE = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "UID"),
    (re.compile(rf"\b(agent|web|one|manual)(-{SUFFIX}{{8,10}})?-{SUFFIX}{{5}}\b"), r"\1-HASH"),
    (re.compile(rf"\b(web)-{SUFFIX}{{8,10}}\b"), r"\1-HASH"),
    (re.compile(r"\b\d+(s|m)(\d+s)?\b"), "AGE"),
)


def manifest(api_version, kind, name, spec):
    metadata = {"name": name, "namespace": NAMESPACE}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec}


def workload(kind, name, image="x:1", **spec):
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": image}]}}
    return manifest("apps/v1", kind, name, {"selector": {"matchLabels": labels}, "template": template, **spec})


POD = {"restartPolicy": "Never", "containers": [{"name": "main", "image": "x:1"}]}
CRON_JOB = {"schedule": "0 0 1 1 *", "jobTemplate": {"spec": {"template": {"spec": POD}}}}
MANIFESTS = (
    workload("StatefulSet", "db", replicas=2, serviceName="db"),
    workload("DaemonSet", "agent"),
    workload("Deployment", "web", replicas=3),
    manifest("batch/v1", "CronJob", "nightly", CRON_JOB),
)
SHARED = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "shared", "namespace": NAMESPACE, "labels": {"owner": "you"}},
    "data": {"a": "2"},
}

FIELDS = {
    "unfit": '[{"op":"replace","path":"/spec/template/spec/containers/0/imagePullPolicy","value":"x"}]',
    "stateful": "{.status.replicas}-{.status.readyReplicas}-{.status.updatedReplicas}-{.status.collisionCount}",
    "daemons": (
        "{.status.desiredNumberScheduled}-{.status.currentNumberScheduled}-{.status.updatedNumberScheduled}-"
        "{.status.numberMisscheduled}-{.status.observedGeneration}-{.metadata.generation}"
    ),
    "replicas": (
        "{.status.replicas}-{.status.readyReplicas}-{.metadata.annotations.deployment\\.kubernetes\\.io/revision}"
    ),
    "places": "custom-columns=N:.spec.nodeName,P:.status.phase,T:.spec.tolerations[*].key,G:.metadata.generateName",
}

SCRIPT = """
create ns {ns}
apply -f {file}
rollout status ds/agent --timeout=60s
rollout status deploy/web --timeout=60s
rollout status sts/db --timeout=60s
get ds agent -o jsonpath={daemons}
get deploy web -o jsonpath={replicas}
get sts db -o jsonpath={stateful}
get pods -l app=agent --sort-by=.spec.nodeName --no-headers -o {places}
apply -f {file}
diff -f {file}
set image ds/agent main=x:2
rollout status ds/agent --timeout=60s
get ds agent -o jsonpath={daemons}
rollout history ds/agent
rollout undo ds/agent
rollout status ds/agent --timeout=60s
rollout history ds/agent
get controllerrevisions -l app=agent --sort-by=.revision --no-headers -o custom-columns=R:.revision
rollout undo ds/agent --to-revision=9
rollout pause ds/agent
rollout restart deploy/web
rollout status deploy/web --timeout=60s
rollout undo deploy/web
rollout status deploy/web --timeout=60s
rollout history deploy/web
rollout pause deploy/web
rollout pause deploy/web
set image deploy/web main=x:3
rollout resume deploy/web
rollout status deploy/web --timeout=60s
scale deploy/web --replicas=5
rollout status deploy/web --timeout=60s
scale deploy/web --current-replicas=7 --replicas=2
get rs --sort-by=.spec.replicas --no-headers -o custom-columns=R:.spec.replicas,S:.status.replicas
create job one --image=x:1
wait --for=condition=complete job/one --timeout=60s
get job one -o jsonpath={{.status.succeeded}}-{{.status.conditions[*].type}}-{{.status.ready}}
create job manual --from=cronjob/nightly
wait --for=condition=complete job/manual --timeout=60s
create job manual --from=cronjob/nightly
patch job one --type=merge -p {{"spec":{{"completions":5}}}}
patch cronjob nightly -p {{"spec":{{"suspend":true}}}}
patch cronjob nightly -p {{"spec":{{"schedule":"x"}}}}
create cronjob bad --image=x:1 --schedule=61
label ds agent x=y
label ds agent x=z
label ds agent x=z --overwrite
label ds agent bad_=z_
annotate ds agent note=hello
label node {node} ktui-parity=yes
get nodes -l ktui-parity=yes -o name
patch ds agent -p {{"spec":{{"template":{{"spec":{{"nodeSelector":{{"ktui-parity":"yes"}}}}}}}}}}
rollout status ds/agent --timeout=60s
get pods -l app=agent --no-headers -o custom-columns=N:.spec.nodeName
get ds agent -o jsonpath={daemons}
taint node {node} ktui-parity=1:NoExecute
taint node {node} ktui-parity=2:NoExecute
wait --for=delete pod -l app=agent --timeout=60s
get ds agent -o jsonpath={{.status.desiredNumberScheduled}}
taint node {node} ktui-parity:NoExecute-
taint node {node} ktui-parity:NoExecute-
rollout status ds/agent --timeout=60s
cordon {node}
cordon {node}
drain {node} --ignore-daemonsets --pod-selector=app=agent
uncordon {node}
label node {node} ktui-parity-
wait --for=delete pod -l app=agent --timeout=60s
get ds agent -o jsonpath={{.status.desiredNumberScheduled}}
set image sts/db main=x:2
rollout status sts/db --timeout=60s
rollout history sts/db
get sts db -o jsonpath={stateful}
scale sts/db --replicas=1
wait --for=delete pod/db-1 --timeout=60s
rollout undo sts/db
rollout status sts/db --timeout=60s
get pods -l app=db -o name
patch sts db -p {{"spec":{{"serviceName":"x"}}}}
delete sts db
expose deploy/web --port=80
wait --for=create endpoints/web --timeout=60s
get service,endpointslices -l app=web --no-headers -o custom-columns=K:.kind
expose deploy/web --name=open --port=80 --type=NodePort --overrides={{"spec":{{"ports":[{{"port":80,"nodePort":99}}]}}}}
create service nodeport open --tcp=80:80 --node-port=99
create role looker --verb=get --resource=pods
create rolebinding looker --role=looker --user=jane
auth can-i get pods --as=jane
auth can-i delete pods --as=jane
create rolebinding looker --role=looker --user=jane
get roles,rolebindings --no-headers -o custom-columns=N:.metadata.name
get persistentvolumeclaims,ingresses,networkpolicies,limitranges,cronjobs.v1.batch nightly
get persistentvolumes,storageclasses nosuch
create quota few --hard=count/secrets=0
wait --for=jsonpath={{.status.used}} quota/few --timeout=60s
create secret generic one --from-literal=a=b
delete quota few
create configmap shared --from-literal=a=1
label configmap shared owner=me
apply -f {shared} --server-side
apply -f {shared} --server-side --field-manager=other
apply -f {shared} --server-side --force-conflicts
get configmap shared -o jsonpath={{.metadata.managedFields[*].manager}}
get configmap shared -o jsonpath={{.data}}
scale deploy/web --replicas=1
apply -f {file} --server-side
patch deploy web -p {{"spec":{{"replicas":"x"}}}}
patch deploy web -p {{"spec":{{"template":"x"}}}}
patch deploy web --type=json -p {unfit}
create pdb web --selector=app=web --min-available=5
wait --for=jsonpath={{.status.desiredHealthy}}=5 pdb/web --timeout=60s
get pdb web -o jsonpath={{.status.disruptionsAllowed}}-{{.status.currentHealthy}}-{{.status.expectedPods}}
delete pods -l app=nosuch
get ds nosuch
get nosuch
get pods --field-selector=foo=bar
get pods -l a=b=c
delete ds agent --cascade=orphan
replace -f {file}
create -f {file}
apply -f {file} --server-side --force-conflicts
apply -f {file} --dry-run=server
auth can-i delete pods
delete job one manual
delete cronjob nightly
delete deploy web --cascade=foreground
get rs
delete ns {ns}
get ns {ns}
"""

LAST_LINE_COUNTS = ("rollout status", "wait", "drain")


def comparable(command, text):
    for pattern, name in UNLIKE:
        text = pattern.sub(name, text)
    lines = text.splitlines()
    if command.startswith(LAST_LINE_COUNTS):
        return sorted(set(lines[-1:]))
    return sorted(lines) if command.startswith("get") else lines


class Player:
    """kubectl with one kubeconfig."""

    def __init__(self, kubeconfig, cache):
        self._environment = os.environ | {"KUBECONFIG": str(kubeconfig), "KUBECACHEDIR": str(cache)}

    async def __call__(self, words):
        process = await asyncio.create_subprocess_exec(
            KUBECTL,
            *("-n", NAMESPACE),
            *words,
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await process.communicate()
        return process.returncode, out.decode()


@pytest.fixture
async def real(tmp_path):
    player = Player(REAL, tmp_path / "cache-real")
    await player(["delete", "ns", NAMESPACE, "--ignore-not-found"])
    yield player
    nodes = json.loads((await player(["get", "nodes", "-l", "ktui-parity", "-o", "json"]))[1])["items"]
    for node in nodes:
        name = node["metadata"]["name"]
        for words in (
            ["uncordon", name],
            ["label", "node", name, "ktui-parity-"],
            ["taint", "node", name, "ktui-parity-"],
        ):
            await player(words)
    await player(["delete", "ns", NAMESPACE, "--ignore-not-found", "--wait=false"])


async def test_both_clusters_say_and_do_the_same(real, tmp_path):
    file = tmp_path / "manifests.yaml"
    file.write_text(yaml.safe_dump_all(MANIFESTS))
    shared = tmp_path / "shared.yaml"
    shared.write_text(yaml.safe_dump(SHARED))
    code, listed = await real(["get", "nodes", "-o", "jsonpath={.items[*].metadata.name}"])
    assert code == 0, listed
    names = listed.split()
    differences = {}
    async with Cluster(scenario="empty", nodes=len(names)) as cluster:
        embedded = Player(Path(cluster.kubeconfig), tmp_path / "cache-embedded")
        for number, line in enumerate(SCRIPT.strip().splitlines()):
            command = line.format(ns=NAMESPACE, file=file, shared=shared, node=names[1], **FIELDS)
            (code, said), (other, answered) = await asyncio.gather(real(command.split()), embedded(command.split()))
            left, right = comparable(command, said), comparable(command, answered)
            if (code, left) != (other, right):
                differences[f"{number}: kubectl {command}"] = {"real": (code, left), "embedded": (other, right)}
    assert differences == {}
