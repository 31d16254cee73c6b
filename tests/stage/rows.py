"""Resources of a server, and rows of theirs as it would make them."""

from __future__ import annotations

from datetime import timedelta

from ktui.domain.objects import Meta, OwnerReference
from ktui.domain.resources import Catalogue, Resource
from ktui.domain.table_row import ServerColumn, TableRow
from ktui.store.feed import Live
from stage.world import NOW, World

VERBS = frozenset({"delete", "get", "list", "watch"})
NAME = ServerColumn("Name", "string", "name")
AGE = ServerColumn("Age", "date")


def resource(name, kind, group="", *, short=(), **more):
    return Resource(name, kind, group, singular=kind.lower(), short_names=short, **({"verbs": VERBS} | more))


NAMESPACES = resource("namespaces", "Namespace", short=("ns",), namespaced=False)
NODES = resource("nodes", "Node", short=("no",), namespaced=False)
PODS = resource("pods", "Pod", short=("po",))
SERVICES = resource("services", "Service", short=("svc",))
DEPLOYMENTS = resource("deployments", "Deployment", "apps", short=("deploy",))
REPLICA_SETS = resource("replicasets", "ReplicaSet", "apps", short=("rs",))
DEFINITIONS = resource(
    "customresourcedefinitions", "CustomResourceDefinition", "apiextensions.k8s.io", short=("crd",), namespaced=False
)
CERTIFICATES = resource("certificates", "Certificate", "cert-manager.io", short=("cert", "certs"))
NODE_METRICS = resource(
    "nodes", "NodeMetrics", "metrics.k8s.io", version="v1beta1", namespaced=False, verbs=frozenset({"get", "list"})
)
REVIEWS = resource("tokenreviews", "TokenReview", "authentication.k8s.io", verbs=frozenset({"create"}))
SERVED = Catalogue(
    (
        *(NAMESPACES, NODES, PODS, SERVICES, DEFINITIONS, DEPLOYMENTS, REPLICA_SETS, REVIEWS, CERTIFICATES),
        NODE_METRICS,
    )
)
"""What a server serves that has certificates and metrics."""

CERTIFICATE_COLUMNS = (
    NAME,
    ServerColumn("Ready", "string"),
    ServerColumn("Secret", "string"),
    ServerColumn("Issuer", "string", priority=1),
    ServerColumn("Status", "string", priority=1),
    AGE,
)


def row(name, *cells, namespace="", columns=(NAME, AGE), uid="", age=timedelta(days=40), owner=None, **meta):
    owners = [OwnerReference("apps/v1", *owner, f"uid-{owner[1]}", controller=True)] if owner else []
    metadata = Meta(
        name,
        namespace,
        uid or f"uid-{name}",
        "1",
        creation_timestamp=NOW - age,
        owner_references=owners,
        **meta,
    )
    return TableRow(metadata, (name, *cells), columns, NOW.timestamp())


def fill(world: World, of: Resource, *rows: TableRow, feed=Live()) -> World:  # noqa: B008 (frozen)
    """Put rows into a world, as if they were followed."""
    table = world.state.table(of.rows)
    table.replace(rows)
    table.set_feed(feed)
    return world


def certificates(world: World) -> World:
    """Some certificates, one of which is being deleted."""

    def made(namespace, name, ready, status, **meta):
        cells = (ready, f"{name}-tls", "letsencrypt", status, "40d")
        return row(name, *cells, namespace=namespace, columns=CERTIFICATE_COLUMNS, **meta)

    fine = "Certificate is up to date and has not expired"
    return fill(
        world,
        CERTIFICATES,
        made("shop", "payments", "False", "The certificate request has failed to complete and will be retried"),
        made("shop", "shop", "True", fine),
        made("monitoring", "grafana", "True", fine, age=timedelta(hours=5)),
        made("mail", "smtp-relay", "True", fine, deletion_timestamp=NOW, labels={"app": "relay"}),
    )
