"""What a real 1.36 said to manifests that break one rule each: the first words of each cause, by what was wrong."""

import pytest

from ktui.demo import validation
from ktui.demo.defaults import fill_in
from ktui.demo.lifecycle import copied
from ktui.demo.resources import by_kind
from ktui.demo.status import Invalid

CONTAINER = {"name": "c", "image": "i"}


def pod(**fields):
    """A pod whose only container has these fields."""
    return {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{**CONTAINER, **fields}]}}


def pod_of(**fields):
    """A pod whose spec has these fields."""
    return {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [CONTAINER], **fields}}


def job(**fields):
    template = {"spec": {"restartPolicy": "Never", "containers": [CONTAINER]}}
    spec = {"template": template, "manualSelector": True, "selector": {"matchLabels": {"a": "b"}}}
    template["metadata"] = {"labels": {"a": "b"}}
    return {"apiVersion": "batch/v1", "kind": "Job", "spec": {**spec, **fields}}


def stateful(**fields):
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [CONTAINER]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": template, "serviceName": "x", **fields}
    return {"apiVersion": "apps/v1", "kind": "StatefulSet", "spec": spec}


def other(version, kind, **fields):
    return {"apiVersion": version, "kind": kind, **fields}


def service(**fields):
    return other("v1", "Service", spec={"ports": [{"port": 80}], **fields})


def rules(*wanted):
    return job(podFailurePolicy={"rules": list(wanted)})


RBAC, NETWORK = "rbac.authorization.k8s.io/v1", "networking.k8s.io/v1"
EXEC = {"exec": {"command": ["a"]}}


@pytest.mark.parametrize(
    ("manifest", "refused"),
    [
        (
            other("v1", "ResourceQuota", spec={"hard": {"count/configmaps": "1", "nosuch": "1"}}),
            'spec.hard[nosuch]: Invalid value: "nosuch": must be a standard resource type or fully qualified',
        ),
        (
            pod(ports=[{"containerPort": 80, "name": "toolongname1234567"}]),
            'spec.containers[0].ports[0].name: Invalid value: "toolongname1234567": must be no more than 15 characters',
        ),
        (
            pod(ports=[{"containerPort": 80, "protocol": "X"}]),
            "spec.containers[0].ports[0].protocol: Unsupported value",
        ),
        (
            pod(ports=[{"containerPort": 80, "name": "a"}, {"containerPort": 81, "name": "a"}]),
            'spec.containers[0].ports[1].name: Duplicate value: "a"',
        ),
        (pod(env=[{"name": "A", "valueFrom": {}}]), 'spec.containers[0].env[0].valueFrom: Invalid value: "": must'),
        (
            pod(env=[{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "nope"}}}]),
            'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "nope": error converting fieldPath',
        ),
        (pod(envFrom=[{}]), 'spec.containers[0].envFrom: Invalid value: "": must specify one of'),
        (pod(imagePullPolicy="X"), 'spec.containers[0].imagePullPolicy: Unsupported value: "X"'),
        (
            pod(resources={"requests": {"cpu": "-1"}}),
            'spec.containers[0].resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0',
        ),
        (
            pod(resources={"requests": {"example.com/gpu": "1"}}),
            "spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources",
        ),
        (pod(livenessProbe={}), "spec.containers[0].livenessProbe: Required value: must specify a handler type"),
        (
            pod(livenessProbe={**EXEC, "successThreshold": 2}),
            "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1",
        ),
        (pod(securityContext={"runAsUser": -1}), "spec.containers[0].securityContext.runAsUser: Invalid value: -1"),
        (pod_of(activeDeadlineSeconds=0), "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and"),
        (pod_of(hostname="Bad_"), 'spec.hostname: Invalid value: "Bad_": a lowercase RFC 1123 label must consist of'),
        (pod_of(initContainers=[CONTAINER]), 'spec.initContainers[0].name: Duplicate value: "c"'),
        (
            pod_of(volumes=[{"name": "v", "emptyDir": {}, "hostPath": {"path": "/"}}]),
            "spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type",
        ),
        (pod_of(volumes=[{"name": "v", "secret": {}}]), "spec.volumes[0].secret.secretName: Required value"),
        (
            pod_of(topologySpreadConstraints=[{"maxSkew": 1, "topologyKey": "z", "whenUnsatisfiable": "X"}]),
            'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "X"',
        ),
        (stateful(podManagementPolicy="X"), "spec.podManagementPolicy: Invalid value: \"X\": must be 'OrderedReady'"),
        (
            stateful(ordinals={"start": -1}),
            "spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0",
        ),
        (
            stateful(updateStrategy={"type": "X"}),
            'spec.updateStrategy: Invalid value: {"Type":"X","RollingUpdate":null}',
        ),
        (job(maxFailedIndexes=1), "spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified"),
        (
            rules({}),
            'spec.podFailurePolicy.rules[0].action: Required value: valid values: ["Count" "FailIndex" "FailJob"',
        ),
        (
            rules({"action": "FailJob", "onExitCodes": {"operator": "In", "values": [0]}}),
            "spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator",
        ),
        (
            rules({"action": "FailJob", "onExitCodes": {"operator": "In", "values": [2, 1]}}),
            "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered",
        ),
        (
            job(completionMode="Indexed", completions=3, successPolicy={"rules": [{"succeededIndexes": "0-9"}]}),
            'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0-9": error parsing succeededIndexes: too',
        ),
        (
            job(completionMode="Indexed", completions=3, successPolicy={"rules": [{"succeededIndexes": "1,1"}]}),
            'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "1,1": error parsing succeededIndexes: non',
        ),
        (
            job(managedBy="x"),
            'spec.managedBy: Invalid value: "x": must be a domain-prefixed path (such as "acme.io/foo")',
        ),
        (service(ports=[{"port": 80}, {"port": 81}]), "spec.ports[0].name: Required value"),
        (service(clusterIP="x"), 'spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address'),
        (service(ports=[{"port": 80, "nodePort": 30000}]), "spec.ports[0].nodePort: Forbidden: may not be used when"),
        (other("v1", "Secret", type="kubernetes.io/tls"), "data[tls.crt]: Required value"),
        (other("v1", "PersistentVolumeClaim"), "spec.accessModes: Required value: at least 1 access mode is required"),
        (other("v1", "PersistentVolume"), "spec.accessModes: Required value"),
        (other("storage.k8s.io/v1", "StorageClass"), "provisioner: Required value"),
        (other(NETWORK, "Ingress"), "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"),
        (other(NETWORK, "NetworkPolicy", spec={"policyTypes": ["X"]}), 'spec.policyTypes[0]: Unsupported value: "X"'),
        (
            other(NETWORK, "IngressClass", spec={"controller": "a"}),
            'spec.controller: Invalid value: "a": must be a domain',
        ),
        (other(RBAC, "Role", rules=[{}]), "rules[0].verbs: Required value: verbs must contain at least one value"),
        (other(RBAC, "RoleBinding", roleRef={"kind": "Role"}), "roleRef.name: Required value"),
        (
            other("v1", "ResourceQuota", spec={"hard": {"pods": "-1"}}),
            'spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0',
        ),
        (
            other(
                "v1",
                "LimitRange",
                spec={"limits": [{"type": "Container", "default": {"cpu": "2"}, "max": {"cpu": "1"}}]},
            ),
            'spec.limits[0].defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than max',
        ),
        (
            other("autoscaling/v2", "HorizontalPodAutoscaler", spec={"maxReplicas": 0}),
            "spec.maxReplicas: Required value: must be set and greater than 0",
        ),
        (
            other("coordination.k8s.io/v1", "Lease", spec={"leaseDurationSeconds": 0}),
            "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value["kind"],
)
def test_a_broken_rule_is_told_as_a_real_server_tells_it(manifest, refused):
    resource = by_kind(manifest["apiVersion"], manifest["kind"])
    new = {"spec": {}, **copied(manifest), "metadata": {"name": "x", "uid": "u"}}
    fill_in(resource, new)
    with pytest.raises(Invalid) as caught:
        validation.check(resource, new)
    first = caught.value.details["causes"][0]
    assert f"{first['field']}: {first['message']}".startswith(refused)
