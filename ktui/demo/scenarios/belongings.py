"""What lies around the workloads of a cluster: Services, settings, secrets, and certificates by a custom resource."""

from base64 import b64encode

from ktui.demo.resources import CERTIFICATES
from ktui.demo.status import Object

_SERVICES = (
    ("shop", "frontend", 8080, "LoadBalancer"),
    ("shop", "catalog", 8080, "ClusterIP"),
    ("shop", "cart", 8080, "ClusterIP"),
    ("shop", "checkout", 8080, "ClusterIP"),
    ("shop", "payments", 8080, "ClusterIP"),
    ("shop", "recommendations", 8080, "ClusterIP"),
    ("monitoring", "grafana", 3000, "NodePort"),
    ("mail", "smtp-relay", 2525, "ClusterIP"),
    ("kube-system", "coredns", 53, "ClusterIP"),
    ("kube-system", "metrics-server", 443, "ClusterIP"),
)
_HOSTS = (
    ("shop", "shop", "shop.example.com"),
    ("shop", "payments", "pay.example.com"),
    ("monitoring", "grafana", "grafana.example.com"),
    ("mail", "smtp-relay", "mx.example.com"),
)


def all_belongings() -> list[Object]:
    """All of them."""
    services = [
        _service(namespace, name, port, kind, 10 + at) for at, (namespace, name, port, kind) in enumerate(_SERVICES)
    ]
    secrets = [_secret(namespace, f"{name}-tls", host) for namespace, name, host in _HOSTS]
    settings = [
        _config_map("shop", "frontend", {"THEME": "autumn", "CART_URL": "http://cart:8080"}),
        _config_map("kube-system", "coredns", {"Corefile": ".:53 {\n    errors\n    health\n    kubernetes\n}\n"}),
        _config_map("monitoring", "grafana", {"grafana.ini": "[server]\nroot_url = https://grafana.example.com\n"}),
    ]
    return [*services, *settings, *secrets, definition(), *(_certificate(*each) for each in _HOSTS)]


def definition() -> Object:
    """What defines certificates."""
    names = {
        "plural": CERTIFICATES.plural,
        "singular": CERTIFICATES.singular,
        "kind": CERTIFICATES.kind,
        "listKind": f"{CERTIFICATES.kind}List",
        "shortNames": list(CERTIFICATES.short_names),
        "categories": list(CERTIFICATES.categories),
    }
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    version = {"name": CERTIFICATES.version, "served": True, "storage": True, "schema": schema}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": CERTIFICATES.qualified},
        "spec": {
            "group": CERTIFICATES.group,
            "names": names,
            "scope": "Namespaced",
            "versions": [{**version, "subresources": {"status": {}}}],
            "conversion": {"strategy": "None"},
        },
    }


def certificate_status(name: str) -> Object:
    """What the controller says of a certificate: one of them cannot be renewed."""
    if name == "payments":
        ready = {
            "type": "Ready",
            "status": "False",
            "reason": "Failed",
            "message": "The certificate request has failed to complete and will be retried: the order is invalid",
        }
    else:
        ready = {
            "type": "Ready",
            "status": "True",
            "reason": "Ready",
            "message": "Certificate is up to date and has not expired",
        }
    return {"conditions": [ready], "revision": 3}


def _service(namespace: str, name: str, port: int, kind: str, number: int) -> Object:
    address = f"10.96.14.{number}"
    ports: list[Object] = [{"name": "main", "port": port, "targetPort": port, "protocol": "TCP"}]
    if kind != "ClusterIP":
        ports[0]["nodePort"] = 30000 + number
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": namespace, "labels": {"app.kubernetes.io/name": name}},
        "spec": {
            "type": kind,
            "clusterIP": address,
            "clusterIPs": [address],
            "ports": ports,
            "selector": {"app.kubernetes.io/name": name},
        },
    }


def _config_map(namespace: str, name: str, data: Object) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace},
        "data": data,
    }


def _secret(namespace: str, name: str, host: str) -> Object:
    data = {"tls.crt": f"certificate of {host}", "tls.key": f"not the key of {host}"}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": namespace},
        "type": "kubernetes.io/tls",
        "data": {key: b64encode(value.encode()).decode() for key, value in data.items()},
    }


def _certificate(namespace: str, name: str, host: str) -> Object:
    return {
        "apiVersion": CERTIFICATES.api_version,
        "kind": CERTIFICATES.kind,
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "secretName": f"{name}-tls",
            "dnsNames": [host],
            "issuerRef": {"group": CERTIFICATES.group, "kind": "ClusterIssuer", "name": "letsencrypt"},
        },
    }
