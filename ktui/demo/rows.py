"""The columns of `kubectl get` for each kind, as kubernetes pkg/printers/internalversion/printers.go fills them."""

from collections.abc import Callable, Iterable
from datetime import datetime

from ktui.demo import resources
from ktui.demo.access_rows import binding_row
from ktui.demo.ages import human, since
from ktui.demo.cells import Cell, age, container_cells, labels_text, selector_text
from ktui.demo.clock import moment
from ktui.demo.network_rows import class_row, endpoints_row, ingress_row, policy_row, slice_row
from ktui.demo.pod_row import pod_row
from ktui.demo.resources import Resource
from ktui.demo.scales import SCALES
from ktui.demo.status import Object
from ktui.demo.storage_rows import claim_row, storage_class_row, volume_row

Row = Callable[[Object, datetime], list[Cell]]

_ROLE = "node-role.kubernetes.io/"


def _workload(whole: Object) -> list[Cell]:
    spec = whole.get("spec", {})
    return [*container_cells(spec.get("template")), selector_text(spec.get("selector"))]


def _count(whole: Object, *fields: str) -> list[Cell]:
    status = whole.get("status", {})
    return [status.get(field, 0) for field in fields]


def _daemon_set(whole: Object, now: datetime) -> list[Cell]:
    counts = _count(
        whole,
        "desiredNumberScheduled",
        "currentNumberScheduled",
        "numberReady",
        "updatedNumberScheduled",
        "numberAvailable",
    )
    nodes = whole["spec"]["template"].get("spec", {}).get("nodeSelector")
    return [whole["metadata"]["name"], *counts, labels_text(nodes), age(whole, now), *_workload(whole)]


def _deployment(whole: Object, now: datetime) -> list[Cell]:
    ready, updated, available = _count(whole, "readyReplicas", "updatedReplicas", "availableReplicas")
    name, replicas = whole["metadata"]["name"], whole["spec"].get("replicas", 0)
    return [name, f"{ready}/{replicas}", updated, available, age(whole, now), *_workload(whole)]


def _replica_set(whole: Object, now: datetime) -> list[Cell]:
    counts = _count(whole, "replicas", "readyReplicas")
    return [whole["metadata"]["name"], whole["spec"].get("replicas", 0), *counts, age(whole, now), *_workload(whole)]


def _replication_controller(whole: Object, now: datetime) -> list[Cell]:
    cells, spec = _replica_set(whole, now), whole["spec"]
    return [*cells[:5], *container_cells(spec.get("template")), labels_text(spec.get("selector"))]


def _stateful_set(whole: Object, now: datetime) -> list[Cell]:
    (ready,) = _count(whole, "readyReplicas")
    cells = [whole["metadata"]["name"], f"{ready}/{whole['spec'].get('replicas', 0)}", age(whole, now)]
    return [*cells, *container_cells(whole["spec"].get("template"))]


def _job_state(whole: Object) -> str:
    conditions = {each["type"] for each in whole.get("status", {}).get("conditions", ()) if each["status"] == "True"}
    for kind in ("Complete", "Failed"):
        if kind in conditions:
            return kind
    if "deletionTimestamp" in whole["metadata"]:
        return "Terminating"
    return next(
        (kind for kind in ("Suspended", "FailureTarget", "SuccessCriteriaMet") if kind in conditions), "Running"
    )


def _job(whole: Object, now: datetime) -> list[Cell]:
    spec, status = whole["spec"], whole.get("status", {})
    wanted, done = str(spec.get("completions", "")), status.get("succeeded", 0)
    if not wanted:
        parallelism = spec.get("parallelism", 0)
        wanted = f"1 of {parallelism}" if parallelism > 1 else "1"
    duration = ""
    if "startTime" in status:
        end = moment(status["completionTime"]) if "completionTime" in status else now
        duration = human((end - moment(status["startTime"])).total_seconds())
    name = whole["metadata"]["name"]
    return [name, _job_state(whole), f"{done}/{wanted}", duration, age(whole, now), *_workload(whole)]


def _cron_job(whole: Object, now: datetime) -> list[Cell]:
    spec, status = whole["spec"], whole.get("status", {})
    template = spec["jobTemplate"].get("spec", {})
    return [
        whole["metadata"]["name"],
        spec["schedule"],
        spec.get("timeZone", "<none>"),
        str(spec["suspend"]) if "suspend" in spec else "<unset>",
        len(status.get("active", ())),
        since(status["lastScheduleTime"], now) if "lastScheduleTime" in status else "<none>",
        age(whole, now),
        *container_cells(template.get("template")),
        selector_text(template.get("selector")),
    ]


def _node(whole: Object, now: datetime) -> list[Cell]:
    status, labels = whole.get("status", {}), whole["metadata"].get("labels", {})
    ready = next((each["status"] for each in status.get("conditions", ()) if each["type"] == "Ready"), None)
    state = "Unknown" if ready is None else "Ready" if ready == "True" else "NotReady"
    if whole.get("spec", {}).get("unschedulable"):
        state += ",SchedulingDisabled"
    roles = {key.removeprefix(_ROLE) for key in labels if key.startswith(_ROLE)} | {
        labels.get("kubernetes.io/role", "")
    }
    information = status.get("nodeInfo", {})
    addresses = {each["type"]: each["address"] for each in reversed(status.get("addresses", ()))}
    kernel = information.get("kernelVersion") or "<unknown>"
    architecture = information.get("architecture")
    return [
        whole["metadata"]["name"],
        state,
        ",".join(sorted(roles - {""})) or "<none>",
        age(whole, now),
        information.get("kubeletVersion", ""),
        addresses.get("InternalIP", "<none>"),
        addresses.get("ExternalIP", "<none>"),
        information.get("osImage") or "<unknown>",
        f"{kernel} ({architecture})" if architecture else kernel,
        information.get("containerRuntimeVersion") or "<unknown>",
    ]


def _event(whole: Object, now: datetime) -> list[Cell]:
    first = since(whole.get("firstTimestamp") or whole.get("eventTime"), now)
    last = since(whole["lastTimestamp"], now) if whole.get("lastTimestamp") else first
    count, series = whole.get("count", 0) or 1, whole.get("series")
    if series:
        last, count = since(series.get("lastObservedTime"), now), series.get("count", 0)
    about, source = whole.get("involvedObject", {}), whole.get("source", {})
    kind = about.get("kind", "").lower()
    reporter = (
        source.get("component") or whole.get("reportingComponent", ""),
        source.get("host") or whole.get("reportingInstance", ""),
    )
    return [
        last,
        whole.get("type", ""),
        whole.get("reason", ""),
        f"{kind}/{about['name']}" if about.get("name") else kind,
        about.get("fieldPath", ""),
        ", ".join(filter(None, reporter)),
        whole.get("message", "").strip(),
        first,
        count,
        whole["metadata"]["name"],
    ]


def _service(whole: Object, now: datetime) -> list[Cell]:
    spec = whole.get("spec", {})
    kind = spec.get("type", "")
    pending = "<pending>" if kind == "LoadBalancer" else "<none>"
    external = spec.get("externalName") if kind == "ExternalName" else ",".join(spec.get("externalIPs", ()))
    ports = [
        f"{port['port']}{':' + str(port['nodePort']) if port.get('nodePort') else ''}/{port.get('protocol', 'TCP')}"
        for port in spec.get("ports", ())
    ]
    return [
        whole["metadata"]["name"],
        kind,
        (spec.get("clusterIPs") or ["<none>"])[0],
        external or pending,
        ",".join(ports) or "<none>",
        age(whole, now),
        labels_text(spec.get("selector")),
    ]


def _budget(whole: Object, now: datetime) -> list[Cell]:
    spec = whole.get("spec", {})
    limits: Iterable[Cell] = (str(spec.get(name, "N/A")) for name in ("minAvailable", "maxUnavailable"))
    return [whole["metadata"]["name"], *limits, *_count(whole, "disruptionsAllowed"), age(whole, now)]


def _revision(whole: Object, now: datetime) -> list[Cell]:
    owners = whole["metadata"].get("ownerReferences", ())
    owner = next((each for each in owners if each.get("controller")), None)
    controller = "<none>"
    if owner:
        group = owner["apiVersion"].rpartition("/")[0]
        controller = f"{owner['kind'].lower()}{'.' + group if group else ''}/{owner['name']}"
    return [whole["metadata"]["name"], controller, whole.get("revision", 0), age(whole, now)]


def _metric(metric: Object) -> str:
    """What an autoscaler looks at, which nobody measures here (printers.go formatHPAMetrics)."""
    resource = metric.get("resource")
    if resource is None:
        return "<unknown>"
    target = resource.get("target") or {}
    share = target.get("averageUtilization")
    return f"{resource['name']}: <unknown>/{target.get('averageValue', '<auto>') if share is None else f'{share}%'}"


def _autoscaler(whole: Object, now: datetime) -> list[Cell]:
    spec, target = whole["spec"], whole["spec"].get("scaleTargetRef", {})
    reference = f"{target.get('kind', '')}/{target.get('name', '')}"
    metrics = ", ".join(_metric(each) for each in spec.get("metrics") or ()) or "<none>"
    limits = [str(spec.get("minReplicas", "<unset>")), spec.get("maxReplicas", 0)]
    return [whole["metadata"]["name"], reference, metrics, *limits, *_count(whole, "currentReplicas"), age(whole, now)]


def _priority_class(whole: Object, now: datetime) -> list[Cell]:
    name, value, default = whole["metadata"]["name"], whole.get("value", 0), whole.get("globalDefault", False)
    return [name, value, default, age(whole, now), whole.get("preemptionPolicy", "")]


def _lease(whole: Object, now: datetime) -> list[Cell]:
    return [whole["metadata"]["name"], whole.get("spec", {}).get("holderIdentity", ""), age(whole, now)]


def _namespace(whole: Object, now: datetime) -> list[Cell]:
    return [whole["metadata"]["name"], whole.get("status", {}).get("phase", ""), age(whole, now)]


def _config_map(whole: Object, now: datetime) -> list[Cell]:
    return [whole["metadata"]["name"], len(whole.get("data", ())) + len(whole.get("binaryData", ())), age(whole, now)]


def _secret(whole: Object, now: datetime) -> list[Cell]:
    return [whole["metadata"]["name"], whole.get("type", ""), len(whole.get("data", ())), age(whole, now)]


def _quota(whole: Object, now: datetime) -> list[Cell]:
    state = whole.get("status", {})
    hard, used = state.get("hard", {}), state.get("used", {})
    terms = {name: f"{name}: {used.get(name, '0')}/{hard[name]}" for name in sorted(hard)}
    asked = ", ".join(term for name, term in terms.items() if not name.startswith("limits."))
    limits = ", ".join(term for name, term in terms.items() if name.startswith("limits."))
    return [whole["metadata"]["name"], asked, limits, age(whole, now)]


def _definition(whole: Object, _now: datetime) -> list[Cell]:
    return [whole["metadata"]["name"], whole["metadata"].get("creationTimestamp")]


def _certificate(whole: Object, now: datetime) -> list[Cell]:
    """As cert-manager's definition of them says (additionalPrinterColumns)."""
    spec, conditions = whole.get("spec", {}), whole.get("status", {}).get("conditions", ())
    ready: Object = next((each for each in conditions if each["type"] == "Ready"), {})
    name, issuer = whole["metadata"]["name"], spec.get("issuerRef", {}).get("name")
    return [name, ready.get("status"), spec.get("secretName"), issuer, ready.get("message"), age(whole, now)]


def _pod_template(whole: Object, _now: datetime) -> list[Cell]:
    template = whole.get("template") or {}
    labels = (template.get("metadata") or {}).get("labels")
    return [whole["metadata"]["name"], *container_cells(template), labels_text(labels)]


def _scale(whole: Object, now: datetime) -> list[Cell]:
    return [whole["metadata"]["name"], whole["spec"]["replicas"], *_count(whole, "replicas"), age(whole, now)]


def plain(whole: Object, now: datetime) -> list[Cell]:
    """Name and age, for a kind without columns of its own."""
    return [whole["metadata"]["name"], age(whole, now)]


ROWS: dict[Resource, tuple[str, str, Row]] = {
    resources.PODS: (
        "Name Ready Status Restarts Age",
        "IP Node Nominated_Node Readiness_Gates",
        pod_row,
    ),
    resources.NODES: (
        "Name Status Roles Age Version",
        "Internal-IP External-IP OS-Image Kernel-Version Container-Runtime",
        _node,
    ),
    resources.DAEMON_SETS: (
        "Name Desired# Current# Ready# Up-to-date# Available# Node_Selector Age",
        "Containers Images Selector",
        _daemon_set,
    ),
    resources.DEPLOYMENTS: ("Name Ready Up-to-date Available Age", "Containers Images Selector", _deployment),
    resources.REPLICA_SETS: ("Name Desired# Current# Ready# Age", "Containers Images Selector", _replica_set),
    resources.REPLICATION_CONTROLLERS: (
        "Name Desired# Current# Ready# Age",
        "Containers Images Selector",
        _replication_controller,
    ),
    resources.STATEFUL_SETS: ("Name Ready Age", "Containers Images", _stateful_set),
    resources.JOBS: ("Name Status Completions Duration Age", "Containers Images Selector", _job),
    resources.CRON_JOBS: (
        "Name Schedule Timezone Suspend? Active# Last_Schedule Age",
        "Containers Images Selector",
        _cron_job,
    ),
    resources.EVENTS: (
        "Last_Seen Type Reason Object Subobject+ Source+ Message First_Seen+ Count+ Name+",
        "",
        _event,
    ),
    resources.SERVICES: ("Name Type Cluster-IP External-IP Port(s) Age", "Selector", _service),
    resources.POD_DISRUPTION_BUDGETS: ("Name Min_Available Max_Unavailable Allowed_Disruptions# Age", "", _budget),
    resources.CONTROLLER_REVISIONS: ("Name Controller Revision Age", "", _revision),
    resources.HORIZONTAL_POD_AUTOSCALERS: ("Name Reference Targets MinPods MaxPods Replicas Age", "", _autoscaler),
    resources.RESOURCE_QUOTAS: ("Name Request Limit Age", "", _quota),
    resources.PRIORITY_CLASSES: ("Name Value# Global-Default? Age", "PreemptionPolicy", _priority_class),
    resources.LEASES: ("Name Holder Age", "", _lease),
    resources.NAMESPACES: ("Name Status Age", "", _namespace),
    resources.CONFIG_MAPS: ("Name Data Age", "", _config_map),
    resources.SECRETS: ("Name Type Data Age", "", _secret),
    resources.POD_TEMPLATES: ("Name Containers Images Pod_Labels", "", _pod_template),
    resources.PERSISTENT_VOLUME_CLAIMS: (
        "Name Status Volume Capacity Access_Modes StorageClass VolumeAttributesClass Age",
        "VolumeMode",
        claim_row,
    ),
    resources.PERSISTENT_VOLUMES: (
        "Name Capacity Access_Modes Reclaim_Policy Status Claim StorageClass VolumeAttributesClass Reason Age",
        "VolumeMode",
        volume_row,
    ),
    resources.STORAGE_CLASSES: (
        "Name Provisioner ReclaimPolicy VolumeBindingMode AllowVolumeExpansion Age",
        "",
        storage_class_row,
    ),
    resources.ENDPOINTS: ("Name Endpoints Age", "", endpoints_row),
    resources.ENDPOINT_SLICES: ("Name AddressType Ports Endpoints Age", "", slice_row),
    resources.INGRESSES: ("Name Class Hosts Address Ports Age", "", ingress_row),
    resources.INGRESS_CLASSES: ("Name Controller Parameters Age", "", class_row),
    resources.NETWORK_POLICIES: ("Name Pod-Selector Age", "", policy_row),
    resources.LIMIT_RANGES: ("Name Created_At@", "", _definition),
    resources.ROLES: ("Name Created_At@", "", _definition),
    resources.CLUSTER_ROLES: ("Name Created_At@", "", _definition),
    resources.ROLE_BINDINGS: ("Name Role Age", "Users Groups ServiceAccounts", binding_row),
    resources.CLUSTER_ROLE_BINDINGS: ("Name Role Age", "Users Groups ServiceAccounts", binding_row),
    SCALES: ("Name Desired# Available# Age", "", _scale),
    resources.CUSTOM_RESOURCE_DEFINITIONS: ("Name Created_At@", "", _definition),
    resources.CERTIFICATES: ("Name Ready Secret Issuer+ Status+ Age@", "", _certificate),
}
"""Columns always shown, columns of `-o wide`, and the cells.

`_` stands for a space, `#` marks an integer, `?` a boolean, `@` a date, `+` a column of `-o wide` among the others.
"""
