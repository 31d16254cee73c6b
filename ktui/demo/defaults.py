"""What the server fills in where a manifest says nothing.

From kubernetes pkg/apis/{core,apps,batch,autoscaling}/v1/defaults.go, and of the admission plugins Priority and
DefaultTolerationSeconds what every pod shows.
"""

import base64
from collections.abc import Iterator

from ktui.demo.configuration_defaults import CONFIGURATION, claim, set_missing
from ktui.demo.resources import (
    CRON_JOBS,
    DAEMON_SETS,
    DEPLOYMENTS,
    HORIZONTAL_POD_AUTOSCALERS,
    JOBS,
    PODS,
    PRIORITY_CLASSES,
    REPLICA_SETS,
    REPLICATION_CONTROLLERS,
    SECRETS,
    SERVICES,
    STATEFUL_SETS,
    Resource,
)
from ktui.demo.status import Object

_ROLLING = "RollingUpdate"
_MODE = 0o644
_UNREACHABLE = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
_VOLUME_MODES = ("configMap", "secret", "downwardAPI", "projected")
_NAMED_VOLUME_FIELDS = 1


def pod_template(resource: Resource, whole: Object) -> Object | None:
    """Where an object holds the pod it makes; a pod holds itself."""
    spec = whole.get("spec") or {}
    if resource is PODS:
        return whole
    if resource is CRON_JOBS:
        spec = (spec.get("jobTemplate") or {}).get("spec") or {}
    template = spec.get("template")
    return template if isinstance(template, dict) else None


def fill_in(resource: Resource, new: Object) -> None:
    """Set the defaults of an object in place."""
    template = pod_template(resource, new)
    if template is not None and template.get("spec"):
        _pod_spec(template["spec"])
    filler = _FILLERS.get(resource)
    if filler is not None:
        filler(new)


# What has a pod


def _pod_spec(spec: Object) -> None:
    set_missing(
        spec,
        dnsPolicy="ClusterFirst",
        restartPolicy="Always",
        schedulerName="default-scheduler",
        terminationGracePeriodSeconds=30,
        securityContext={},
    )
    for container in containers(spec):
        _container(container)
    for volume in spec.get("volumes") or ():
        _volume(volume)


def containers(spec: Object) -> Iterator[Object]:
    """All containers of a pod's spec: first those that prepare it."""
    for name in _CONTAINERS:
        yield from spec.get(name) or ()


def _container(container: Object) -> None:
    tag = _tag(container.get("image", ""))
    set_missing(
        container,
        imagePullPolicy="Always" if tag == "latest" else "IfNotPresent",
        terminationMessagePath="/dev/termination-log",
        terminationMessagePolicy="File",
        resources={},
    )
    for port in container.get("ports") or ():
        set_missing(port, protocol="TCP")
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        probe = container.get(name)
        if probe is not None:
            defaults = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
            probe.update({field: value for field, value in defaults.items() if not probe.get(field)})
            _http(probe)
            if "grpc" in probe:
                set_missing(probe["grpc"], service="")
    for handler in (container.get("lifecycle") or {}).values():
        if isinstance(handler, dict):
            _http(handler)
    for variable in container.get("env") or ():
        _field_reference(variable.get("valueFrom") or {})


def _tag(image: str) -> str:
    """The tag of an image; `latest` if it has neither tag nor digest."""
    name, _, digest = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    return tag or ("" if digest else "latest")


def _http(handler: Object) -> None:
    if handler.get("httpGet"):
        set_missing(handler["httpGet"], path="/", scheme="HTTP")


def _field_reference(source: Object) -> None:
    if source.get("fieldRef"):
        set_missing(source["fieldRef"], apiVersion="v1")


def _volume(volume: Object) -> None:
    if len(volume) <= _NAMED_VOLUME_FIELDS:
        volume["emptyDir"] = {}
    for name in _VOLUME_MODES:
        source = volume.get(name)
        if source is not None:
            set_missing(source, defaultMode=_MODE)
            _downward(source.get("items") or ())
    if volume.get("hostPath") is not None:
        volume["hostPath"].setdefault("type", "")
    for source in (volume.get("projected") or {}).get("sources") or ():
        _downward((source.get("downwardAPI") or {}).get("items") or ())
        if source.get("serviceAccountToken") is not None:
            set_missing(source["serviceAccountToken"], expirationSeconds=3600)


def _downward(items: list[Object] | tuple[()]) -> None:
    for item in items:
        _field_reference(item)


def _pod(new: Object) -> None:
    spec = new.get("spec") or {}
    set_missing(spec, enableServiceLinks=True, priority=0, preemptionPolicy="PreemptLowerPriority")
    for container in containers(spec):
        resources = container["resources"]
        if resources.get("limits"):
            resources["requests"] = {**resources["limits"], **(resources.get("requests") or {})}
        for port in container.get("ports") or ():
            if spec.get("hostNetwork") and not port.get("hostPort"):
                port["hostPort"] = port.get("containerPort", 0)
    if spec:
        _tolerate_briefly(spec)


def _tolerate_briefly(spec: Object) -> None:
    """A pod may stay five minutes on a node that is lost (plugin DefaultTolerationSeconds)."""
    present = spec.get("tolerations") or []
    missing = [
        {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
        for key in _UNREACHABLE
        if not any(each.get("key", "") in ("", key) and each.get("effect", "") in ("", "NoExecute") for each in present)
    ]
    if missing:
        spec["tolerations"] = [*present, *missing]


# Workloads


def _daemon_set(new: Object) -> None:
    spec = new["spec"]
    set_missing(spec, revisionHistoryLimit=10)
    _rolling(spec, "updateStrategy", maxUnavailable=1, maxSurge=0)


def _deployment(new: Object) -> None:
    spec = new["spec"]
    set_missing(spec, replicas=1, revisionHistoryLimit=10, progressDeadlineSeconds=600)
    _rolling(spec, "strategy", maxUnavailable="25%", maxSurge="25%")


def _rolling(spec: Object, field: str, **limits: int | str) -> None:
    strategy = spec.get(field) or {}
    spec[field] = strategy
    set_missing(strategy, type=_ROLLING)
    if strategy["type"] == _ROLLING:
        strategy["rollingUpdate"] = strategy.get("rollingUpdate") or {}
        set_missing(strategy["rollingUpdate"], **limits)


def _replica_set(new: Object) -> None:
    set_missing(new["spec"], replicas=1)


def _stateful_set(new: Object) -> None:
    spec = new["spec"]
    set_missing(spec, replicas=1, revisionHistoryLimit=10, podManagementPolicy="OrderedReady")
    _rolling(spec, "updateStrategy", partition=0)
    for template in spec.get("volumeClaimTemplates") or ():
        set_missing(template, apiVersion="v1", kind="PersistentVolumeClaim")
        claim(template)
        template["status"] = template.get("status") or {"phase": "Pending"}
    spec["persistentVolumeClaimRetentionPolicy"] = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    set_missing(spec["persistentVolumeClaimRetentionPolicy"], whenDeleted="Retain", whenScaled="Retain")


def _replication_controller(new: Object) -> None:
    spec = new["spec"]
    set_missing(spec, replicas=1)
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
    if labels and not spec.get("selector"):
        spec["selector"] = dict(labels)
    _label_like(new, labels)


def _label_like(new: Object, labels: Object | None) -> None:
    if labels and not new["metadata"].get("labels"):
        new["metadata"]["labels"] = dict(labels)


def _job(new: Object) -> None:
    spec = new["spec"]
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = 1
    most = (1 << 31) - 1
    set_missing(
        spec,
        parallelism=1,
        backoffLimit=6 if spec.get("backoffLimitPerIndex") is None else most,
        completionMode="NonIndexed",
        suspend=False,
        podReplacementPolicy="Failed" if spec.get("podFailurePolicy") else "TerminatingOrFailed",
        manualSelector=False,
    )
    for rule in (spec.get("podFailurePolicy") or {}).get("rules") or ():
        for pattern in rule.get("onPodConditions") or ():
            set_missing(pattern, status="True")
    _label_like(new, ((spec.get("template") or {}).get("metadata") or {}).get("labels"))


def select_own_pods(job: Object) -> None:
    """Give a new Job the selector and labels by which its pods are known (batch/job/strategy.go generateSelector)."""
    spec, metadata = job["spec"], job["metadata"]
    if spec.get("manualSelector") or not isinstance(spec.get("template"), dict):
        return
    spec["template"]["metadata"] = spec["template"].get("metadata") or {}
    labels = spec["template"]["metadata"].setdefault("labels", {})
    for prefix in ("", "batch.kubernetes.io/"):
        labels.setdefault(f"{prefix}job-name", metadata.get("name", ""))
        labels.setdefault(f"{prefix}controller-uid", metadata["uid"])
    spec["selector"] = spec.get("selector") or {}
    chosen = spec["selector"].setdefault("matchLabels", {})
    chosen.setdefault("batch.kubernetes.io/controller-uid", metadata["uid"])
    _label_like(job, labels)


def _cron_job(new: Object) -> None:
    set_missing(
        new["spec"],
        concurrencyPolicy="Allow",
        suspend=False,
        successfulJobsHistoryLimit=3,
        failedJobsHistoryLimit=1,
    )


# The rest


def _service(new: Object) -> None:
    spec = new["spec"]
    set_missing(spec, sessionAffinity="None", type="ClusterIP")
    if spec["type"] == "ExternalName":
        return
    set_missing(spec, internalTrafficPolicy="Cluster", ipFamilyPolicy="SingleStack", ipFamilies=["IPv4"])
    if spec["type"] in ("NodePort", "LoadBalancer"):
        set_missing(spec, externalTrafficPolicy="Cluster")
    if spec["type"] == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)
    for port in spec.get("ports") or ():
        set_missing(port, protocol="TCP")
        if not port.get("targetPort"):
            port["targetPort"] = port.get("port", 0)
    if spec.get("clusterIP"):
        set_missing(spec, clusterIPs=[spec["clusterIP"]])


def _secret(new: Object) -> None:
    set_missing(new, type="Opaque")
    texts = new.pop("stringData", None) or {}
    if texts:
        encoded = {name: base64.b64encode(text.encode()).decode() for name, text in texts.items()}
        new["data"] = (new.get("data") or {}) | encoded


def _autoscaler(new: Object) -> None:
    target = {"type": "Utilization", "averageUtilization": 80}
    set_missing(
        new["spec"], minReplicas=1, metrics=[{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    )


def _priority_class(new: Object) -> None:
    set_missing(new, preemptionPolicy="PreemptLowerPriority")


_FILLERS = {
    PODS: _pod,
    DAEMON_SETS: _daemon_set,
    DEPLOYMENTS: _deployment,
    REPLICA_SETS: _replica_set,
    REPLICATION_CONTROLLERS: _replication_controller,
    STATEFUL_SETS: _stateful_set,
    JOBS: _job,
    CRON_JOBS: _cron_job,
    SERVICES: _service,
    SECRETS: _secret,
    HORIZONTAL_POD_AUTOSCALERS: _autoscaler,
    PRIORITY_CLASSES: _priority_class,
    **CONFIGURATION,
}
