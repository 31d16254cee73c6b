"""The Deployments of a cluster that looks like a real one."""

from ktui.demo.scenarios.manifests import budget, container, deployment, pod, tolerate
from ktui.demo.status import Object


def all_services() -> list[Object]:
    """All of them, with their budgets."""
    made: list[Object] = [
        _system("coredns", "registry.k8s.io/coredns/coredns:v1.13.1", 3, "100m", "170Mi", "/ready"),
        _system(
            "metrics-server", "registry.k8s.io/metrics-server/metrics-server:v0.8.0", 2, "100m", "200Mi", "/readyz"
        ),
        _system("cluster-autoscaler", "registry.k8s.io/autoscaling/cluster-autoscaler:v1.34.1", 1, "100m", "300Mi", ""),
        _shop("frontend", "5.21.0", 6, "250m", "256Mi"),
        _shop("catalog", "2.8.3", 4, "300m", "512Mi"),
        _shop("cart", "1.17.0", 4, "200m", "256Mi"),
        checkout("2.31.0"),
        _shop("payments", "4.2.1", 3, "500m", "768Mi"),
        _shop("recommendations", "0.42.0", 4, "400m", "1Gi"),
        deployment(
            "monitoring", "grafana", pod([_web("grafana", "docker.io/grafana/grafana:12.2.1", 3000)], "grafana"), 1
        ),
        deployment(
            "mail", "smtp-relay", pod([_web("relay", "registry.example.com/mail/relay:1.9.2", 2525)], "smtp-relay"), 2
        ),
        budget("kube-system", "coredns", 2),
        budget("shop", "payments", 3),
        budget("shop", "frontend", "75%"),
    ]
    return made


def checkout(version: str) -> Object:
    """The one whose rollout does not get on."""
    return _shop("checkout", version, 4, "400m", "512Mi")


def _shop(name: str, version: str, replicas: int, cpu: str, memory: str) -> Object:
    image = f"registry.example.com/shop/{name}:{version}"
    main = container(name, image, cpu, memory, port=8080, probe="/healthz")
    return deployment("shop", name, pod([main], name, nodeSelector={"pool": "cpu"}), replicas)


def _system(name: str, image: str, replicas: int, cpu: str, memory: str, probe: str) -> Object:
    main = container(name, image, cpu, memory, port=8080, probe=probe)
    tolerations = [tolerate("node-role.kubernetes.io/control-plane")]
    return deployment("kube-system", name, pod([main], name, tolerations=tolerations), replicas)


def _web(name: str, image: str, port: int) -> Object:
    return container(name, image, "100m", "256Mi", port=port, probe="/api/health")
