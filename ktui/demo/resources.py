"""The kinds that the embedded cluster serves: names, scope, verbs and subresources, as real servers publish them."""

from dataclasses import dataclass
from functools import cached_property

_ALL_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")


@dataclass(frozen=True, eq=False)
class Resource:
    """One kind of object and how it is addressed. There is one instance a kind, compared by identity.

    Args:
        group: API group; empty for the core.
        version: version of the group.
        plural: as in paths.
        kind: as in objects.
        namespaced: whether objects live in namespaces.
        short_names: what kubectl's users type.
        categories: what `kubectl get all` expands to.
        subresources: `status`, `scale`, `log`, ...
        verbs: what can be done; `create` alone for reviews.
        generation: whether `metadata.generation` counts changes of the spec.
    """

    group: str
    version: str
    plural: str
    kind: str
    namespaced: bool = True
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subresources: tuple[str, ...] = ()
    verbs: tuple[str, ...] = _ALL_VERBS
    generation: bool = False
    deprecated: str = ""

    @cached_property
    def api_version(self) -> str:
        """As in objects: `v1`, `apps/v1`."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @cached_property
    def singular(self) -> str:
        """The kind in small letters."""
        return self.kind.lower()

    @cached_property
    def qualified(self) -> str:
        """As messages name it: `pods`, `daemonsets.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @cached_property
    def root(self) -> str:
        """The path below which the group version lives: `/api/v1`, `/apis/apps/v1`."""
        return f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"

    @property
    def has_status(self) -> bool:
        """Whether the status is written on its own, apart from the rest."""
        return "status" in self.subresources

    def path(self, name: str = "", namespace: str = "") -> str:
        """The path of an object, or of the collection without a name."""
        scope = f"/namespaces/{namespace}" if namespace and self.namespaced else ""
        return f"{self.root}{scope}/{self.plural}" + (f"/{name}" if name else "")

    def __repr__(self) -> str:
        return f"<{self.qualified}/{self.version}>"


_ALL = ("all",)
_STATUS = ("status",)
_SCALED = ("status", "scale")

CONFIG_MAPS = Resource("", "v1", "configmaps", "ConfigMap", short_names=("cm",))
ENDPOINTS = Resource(
    "",
    "v1",
    "endpoints",
    "Endpoints",
    short_names=("ep",),
    deprecated="v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
)
EVENTS = Resource("", "v1", "events", "Event", short_names=("ev",))
LIMIT_RANGES = Resource("", "v1", "limitranges", "LimitRange", short_names=("limits",))
NAMESPACES = Resource(
    "",
    "v1",
    "namespaces",
    "Namespace",
    namespaced=False,
    short_names=("ns",),
    subresources=("finalize", "status"),
    verbs=("create", "delete", "get", "list", "patch", "update", "watch"),
)
NODES = Resource("", "v1", "nodes", "Node", namespaced=False, short_names=("no",), subresources=_STATUS)
PERSISTENT_VOLUME_CLAIMS = Resource(
    "", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", short_names=("pvc",), subresources=_STATUS
)
PERSISTENT_VOLUMES = Resource(
    "", "v1", "persistentvolumes", "PersistentVolume", namespaced=False, short_names=("pv",), subresources=_STATUS
)
PODS = Resource(
    "",
    "v1",
    "pods",
    "Pod",
    short_names=("po",),
    categories=_ALL,
    subresources=("binding", "eviction", "exec", "log", "status"),
    generation=True,
)
POD_TEMPLATES = Resource("", "v1", "podtemplates", "PodTemplate", generation=True)
REPLICATION_CONTROLLERS = Resource(
    "",
    "v1",
    "replicationcontrollers",
    "ReplicationController",
    short_names=("rc",),
    categories=_ALL,
    subresources=_SCALED,
    generation=True,
)
RESOURCE_QUOTAS = Resource("", "v1", "resourcequotas", "ResourceQuota", short_names=("quota",), subresources=_STATUS)
SECRETS = Resource("", "v1", "secrets", "Secret")
SERVICE_ACCOUNTS = Resource("", "v1", "serviceaccounts", "ServiceAccount", short_names=("sa",))
SERVICES = Resource("", "v1", "services", "Service", short_names=("svc",), categories=_ALL, subresources=_STATUS)

CONTROLLER_REVISIONS = Resource("apps", "v1", "controllerrevisions", "ControllerRevision")
DAEMON_SETS = Resource(
    "apps",
    "v1",
    "daemonsets",
    "DaemonSet",
    short_names=("ds",),
    categories=_ALL,
    subresources=_STATUS,
    generation=True,
)
DEPLOYMENTS = Resource(
    "apps",
    "v1",
    "deployments",
    "Deployment",
    short_names=("deploy",),
    categories=_ALL,
    subresources=_SCALED,
    generation=True,
)
REPLICA_SETS = Resource(
    "apps",
    "v1",
    "replicasets",
    "ReplicaSet",
    short_names=("rs",),
    categories=_ALL,
    subresources=_SCALED,
    generation=True,
)
STATEFUL_SETS = Resource(
    "apps",
    "v1",
    "statefulsets",
    "StatefulSet",
    short_names=("sts",),
    categories=_ALL,
    subresources=_SCALED,
    generation=True,
)

CRON_JOBS = Resource(
    "batch",
    "v1",
    "cronjobs",
    "CronJob",
    short_names=("cj",),
    categories=_ALL,
    subresources=_STATUS,
    generation=True,
)
JOBS = Resource("batch", "v1", "jobs", "Job", categories=_ALL, subresources=_STATUS, generation=True)

HORIZONTAL_POD_AUTOSCALERS = Resource(
    "autoscaling",
    "v2",
    "horizontalpodautoscalers",
    "HorizontalPodAutoscaler",
    short_names=("hpa",),
    categories=_ALL,
    subresources=_STATUS,
)
ENDPOINT_SLICES = Resource("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", generation=True)
INGRESSES = Resource(
    "networking.k8s.io", "v1", "ingresses", "Ingress", short_names=("ing",), subresources=_STATUS, generation=True
)
INGRESS_CLASSES = Resource(
    "networking.k8s.io", "v1", "ingressclasses", "IngressClass", namespaced=False, generation=True
)
NETWORK_POLICIES = Resource(
    "networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", short_names=("netpol",), generation=True
)
LEASES = Resource("coordination.k8s.io", "v1", "leases", "Lease")
POD_DISRUPTION_BUDGETS = Resource(
    "policy",
    "v1",
    "poddisruptionbudgets",
    "PodDisruptionBudget",
    short_names=("pdb",),
    subresources=_STATUS,
    generation=True,
)
PRIORITY_CLASSES = Resource(
    "scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", namespaced=False, short_names=("pc",)
)
STORAGE_CLASSES = Resource(
    "storage.k8s.io", "v1", "storageclasses", "StorageClass", namespaced=False, short_names=("sc",)
)

CSI_DRIVERS = Resource("storage.k8s.io", "v1", "csidrivers", "CSIDriver", namespaced=False)
CSI_NODES = Resource("storage.k8s.io", "v1", "csinodes", "CSINode", namespaced=False)
VOLUME_ATTACHMENTS = Resource(
    "storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment", namespaced=False, subresources=_STATUS
)
RUNTIME_CLASSES = Resource("node.k8s.io", "v1", "runtimeclasses", "RuntimeClass", namespaced=False)
SIGNING_REQUESTS = Resource(
    "certificates.k8s.io",
    "v1",
    "certificatesigningrequests",
    "CertificateSigningRequest",
    namespaced=False,
    short_names=("csr",),
    subresources=("approval", "status"),
)
MUTATING_WEBHOOKS = Resource(
    "admissionregistration.k8s.io",
    "v1",
    "mutatingwebhookconfigurations",
    "MutatingWebhookConfiguration",
    namespaced=False,
    generation=True,
    categories=("api-extensions",),
)
VALIDATING_WEBHOOKS = Resource(
    "admissionregistration.k8s.io",
    "v1",
    "validatingwebhookconfigurations",
    "ValidatingWebhookConfiguration",
    namespaced=False,
    generation=True,
    categories=("api-extensions",),
)

CLUSTER_ROLES = Resource("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", namespaced=False)
CLUSTER_ROLE_BINDINGS = Resource(
    "rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", namespaced=False
)
ROLES = Resource("rbac.authorization.k8s.io", "v1", "roles", "Role")
ROLE_BINDINGS = Resource("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding")

CUSTOM_RESOURCE_DEFINITIONS = Resource(
    "apiextensions.k8s.io",
    "v1",
    "customresourcedefinitions",
    "CustomResourceDefinition",
    namespaced=False,
    short_names=("crd", "crds"),
    categories=("api-extensions",),
    subresources=_STATUS,
    generation=True,
)

SELF_SUBJECT_REVIEWS = Resource(
    "authentication.k8s.io", "v1", "selfsubjectreviews", "SelfSubjectReview", namespaced=False, verbs=("create",)
)
SELF_SUBJECT_ACCESS_REVIEWS = Resource(
    "authorization.k8s.io",
    "v1",
    "selfsubjectaccessreviews",
    "SelfSubjectAccessReview",
    namespaced=False,
    verbs=("create",),
)
SELF_SUBJECT_RULES_REVIEWS = Resource(
    "authorization.k8s.io",
    "v1",
    "selfsubjectrulesreviews",
    "SelfSubjectRulesReview",
    namespaced=False,
    verbs=("create",),
)

CERTIFICATES = Resource(
    "cert-manager.io",
    "v1",
    "certificates",
    "Certificate",
    short_names=("cert", "certs"),
    categories=("cert-manager",),
    subresources=_STATUS,
    generation=True,
)
"""A custom resource, served in every scenario; its definition is there in those that have certificates."""

RESOURCES: tuple[Resource, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Resource))
"""All of them, the core group first."""

_BY_KIND = {(resource.api_version, resource.kind): resource for resource in RESOURCES}
_BY_PATH = {(resource.group, resource.version, resource.plural): resource for resource in RESOURCES}


def by_kind(api_version: str, kind: str) -> Resource | None:
    """Find the resource of an object's apiVersion and kind."""
    return _BY_KIND.get((api_version, kind))


def by_path(group: str, version: str, plural: str) -> Resource | None:
    """Find the resource of a path's parts."""
    return _BY_PATH.get((group, version, plural))
