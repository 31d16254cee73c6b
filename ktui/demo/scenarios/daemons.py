"""The DaemonSets of a cluster that looks like a real one."""

from ktui.demo.scenarios.manifests import EVERYWHERE, container, daemon_set, host_paths, pod, tolerate
from ktui.demo.status import Object

GPU = "nvidia.com/gpu"
CRITICAL = "system-node-critical"


def cilium() -> Object:
    """The network: on every node, whatever happens."""
    agent = container(
        "cilium-agent",
        "quay.io/cilium/cilium:v1.18.3",
        "100m",
        "512Mi",
        port=9879,
        probe="/healthz",
        args=["--config-dir=/tmp/cilium/config-map"],
        mounts={"/var/run/cilium": "var-run-cilium", "/sys/fs/bpf": "sys-fs-bpf"},
    )
    template = pod(
        [agent],
        "cilium",
        hostNetwork=True,
        tolerations=EVERYWHERE,
        priorityClassName=CRITICAL,
        serviceAccountName="cilium",
        volumes=host_paths("/var/run/cilium", "/sys/fs/bpf"),
    )
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 2}}
    return daemon_set("kube-system", "cilium", template, updateStrategy=rolling)


def kube_proxy() -> Object:
    """Services' addresses."""
    proxy = container(
        "kube-proxy",
        "registry.k8s.io/kube-proxy:v1.36.3",
        "100m",
        "128Mi",
        args=["/usr/local/bin/kube-proxy", "--config=/var/lib/kube-proxy/config.conf"],
        mounts={"/lib/modules": "lib-modules"},
    )
    volumes = host_paths("/lib/modules")
    template = pod(
        [proxy], "kube-proxy", hostNetwork=True, tolerations=EVERYWHERE, priorityClassName=CRITICAL, volumes=volumes
    )
    return daemon_set("kube-system", "kube-proxy", template)


def dns_cache() -> Object:
    """Names, answered on the node itself."""
    cache = container("node-cache", "registry.k8s.io/dns/k8s-dns-node-cache:1.26.5", "25m", "64Mi", port=53)
    template = pod([cache], "node-local-dns", hostNetwork=True, tolerations=EVERYWHERE, priorityClassName=CRITICAL)
    return daemon_set("kube-system", "node-local-dns", template)


def csi_driver(version: str) -> Object:
    """Volumes; updated node by node, by hand."""
    plugin = container(
        "ebs-plugin",
        f"public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:{version}",
        "20m",
        "64Mi",
        port=9808,
        args=["node", "--endpoint=unix:/csi/csi.sock", "--logging-format=text"],
        mounts={"/var/lib/kubelet": "var-lib-kubelet", "/dev": "dev"},
    )
    registrar = container(
        "node-driver-registrar",
        "registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0",
        "10m",
        "32Mi",
    )
    template = pod(
        [plugin, registrar],
        "ebs-csi-node",
        tolerations=EVERYWHERE,
        priorityClassName=CRITICAL,
        volumes=host_paths("/var/lib/kubelet", "/dev"),
    )
    return daemon_set("kube-system", "ebs-csi-node", template, updateStrategy={"type": "OnDelete"})


def log_shipper() -> Object:
    """Every container's log, sent away."""
    shipper = container(
        "fluent-bit",
        "cr.fluentbit.io/fluent/fluent-bit:4.1.1",
        "50m",
        "128Mi",
        port=2020,
        probe="/api/v1/health",
        mounts={"/var/log": "var-log"},
    )
    template = pod([shipper], "fluent-bit", tolerations=EVERYWHERE, volumes=host_paths("/var/log"))
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "10%"}}
    return daemon_set("logging", "fluent-bit", template, updateStrategy=rolling)


def node_exporter() -> Object:
    """What the machines do."""
    exporter = container(
        "node-exporter",
        "quay.io/prometheus/node-exporter:v1.10.2",
        "50m",
        "64Mi",
        port=9100,
        probe="/",
        args=["--path.rootfs=/host/root", "--web.listen-address=:9100"],
    )
    template = pod([exporter], "node-exporter", hostNetwork=True, hostPID=True, tolerations=EVERYWHERE)
    return daemon_set("monitoring", "node-exporter", template)


def telemetry_image(version: str) -> str:
    """The image of the telemetry agent."""
    return f"ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib:{version}"


def telemetry_agent(version: str) -> Object:
    """Traces and metrics; the one that is always being rolled out."""
    agent = container(
        "otc-container",
        telemetry_image(version),
        "100m",
        "256Mi",
        port=13133,
        probe="/",
        args=["--config=/conf/collector.yaml"],
    )
    tolerations = [tolerate("node-role.kubernetes.io/control-plane"), tolerate(GPU), tolerate("dedicated")]
    template = pod([agent], "otel-agent", tolerations=tolerations)
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 3}}
    return daemon_set("monitoring", "otel-agent", template, updateStrategy=rolling, minReadySeconds=5)


def gpu_plugin() -> Object:
    """Graphics processors, offered to the scheduler."""
    plugin = container(
        "nvidia-device-plugin-ctr",
        "nvcr.io/nvidia/k8s-device-plugin:v0.18.0",
        "50m",
        "64Mi",
        mounts={"/var/lib/kubelet/device-plugins": "var-lib-kubelet-device-plugins"},
    )
    template = pod(
        [plugin],
        "nvidia-device-plugin",
        nodeSelector={"nvidia.com/gpu.present": "true"},
        tolerations=[tolerate(GPU)],
        priorityClassName=CRITICAL,
        volumes=host_paths("/var/lib/kubelet/device-plugins"),
    )
    return daemon_set("kube-system", "nvidia-device-plugin", template)


def gpu_exporter() -> Object:
    """What the graphics processors do; only for models that it knows."""
    exporter = container(
        "dcgm-exporter",
        "nvcr.io/nvidia/k8s/dcgm-exporter:4.4.1-4.6.0-ubuntu22.04",
        "100m",
        "256Mi",
        port=9400,
        probe="/health",
    )
    terms = [{"matchExpressions": [{"key": "nvidia.com/gpu.product", "operator": "In", "values": ["NVIDIA-A10G"]}]}]
    template = pod([exporter], "dcgm-exporter", tolerations=[tolerate(GPU)], affinity=_required(terms))
    return daemon_set("monitoring", "dcgm-exporter", template)


def ingress() -> Object:
    """The way in, in two zones; new pods come up before old ones go."""
    controller = container(
        "controller",
        "registry.k8s.io/ingress-nginx/controller:v1.14.0",
        "200m",
        "256Mi",
        port=10254,
        probe="/healthz",
        args=["/nginx-ingress-controller", "--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller"],
    )
    terms = [
        {
            "matchExpressions": [
                {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["eu-1a", "eu-1b"]},
                {"key": "pool", "operator": "In", "values": ["cpu"]},
            ]
        }
    ]
    template = pod([controller], "ingress-nginx", affinity=_required(terms), terminationGracePeriodSeconds=300)
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    return daemon_set("ingress", "ingress-nginx", template, updateStrategy=rolling)


def edge_gateway() -> Object:
    """The edge sites' gateway, whose last release was never pushed."""
    gateway = container("gateway", "registry.example.com/edge/gateway:3.9.0-rc2", "250m", "256Mi", port=8443)
    template = pod([gateway], "edge-gateway", nodeSelector={"pool": "edge"}, tolerations=[tolerate("dedicated")])
    return daemon_set("edge", "edge-gateway", template)


def model_cache() -> Object:
    """Models near the processors; asks for more than small nodes have."""
    cache = container("cache", "registry.example.com/ml/model-cache:0.14.2", "2", "40Gi", port=8080, probe="/ready")
    pools = [{"matchExpressions": [{"key": "pool", "operator": "In", "values": ["gpu", "storage", "edge"]}]}]
    tolerations = [tolerate(GPU), tolerate("dedicated")]
    template = pod([cache], "model-cache", tolerations=tolerations, affinity=_required(pools))
    return daemon_set("ml", "model-cache", template)


def runtime_security() -> Object:
    """What containers do that they should not; its namespace has a quota."""
    falco = container("falco", "docker.io/falcosecurity/falco:0.42.0", "100m", "256Mi", port=8765, probe="/healthz")
    template = pod([falco], "falco", tolerations=EVERYWHERE, volumes=host_paths("/proc", "/etc"))
    return daemon_set("security", "falco", template)


def kafka_relay() -> Object:
    """Hands over its queue before it goes, which takes its time."""
    relay = container(
        "relay", "registry.example.com/ingest/kafka-relay:1.22.4", "200m", "512Mi", port=9092, probe="/ready"
    )
    template = pod([relay], "kafka-relay", nodeSelector={"pool": "cpu"}, terminationGracePeriodSeconds=7200)
    return daemon_set("ingest", "kafka-relay", template)


def all_daemons() -> list[Object]:
    """All of them, as they were first installed."""
    return [
        cilium(),
        kube_proxy(),
        dns_cache(),
        csi_driver("v1.47.0"),
        gpu_plugin(),
        log_shipper(),
        node_exporter(),
        gpu_exporter(),
        telemetry_agent("0.139.0"),
        ingress(),
        kafka_relay(),
        edge_gateway(),
        model_cache(),
        runtime_security(),
    ]


def _required(terms: list[Object]) -> Object:
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}
