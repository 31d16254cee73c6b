import pytest

from ktui.domain.resources import Catalogue, Resource
from ktui.domain.table_row import TableRow

READ = frozenset({"get", "list", "watch"})


def resource(name, kind, group="", version="v1", short=(), **more):
    return Resource(name, kind, group, version, singular=kind.lower(), short_names=short, **({"verbs": READ} | more))


PODS = resource("pods", "Pod", short=("po",))
NODES = resource("nodes", "Node", short=("no",), namespaced=False)
EVENTS = resource("events", "Event", short=("ev",))
REVIEWS = resource("tokenreviews", "TokenReview", "authentication.k8s.io", verbs=frozenset({"create"}))
DEPLOYMENTS = resource("deployments", "Deployment", "apps", short=("deploy",))
SCALERS_2 = resource("horizontalpodautoscalers", "HorizontalPodAutoscaler", "autoscaling", "v2", short=("hpa",))
SCALERS_1 = resource("horizontalpodautoscalers", "HorizontalPodAutoscaler", "autoscaling", "v1", short=("hpa",))
NEWER_EVENTS = resource("events", "Event", "events.k8s.io", short=("ev",))
STORAGE = resource("storageclasses", "StorageClass", "storage.k8s.io", short=("sc",), namespaced=False)
CERTIFICATES = resource("certificates", "Certificate", "cert-manager.io", short=("cert", "certs"))
POD_METRICS = resource("pods", "PodMetrics", "metrics.k8s.io", "v1beta1", verbs=frozenset({"get", "list"}))
SERVED = Catalogue(
    (
        *(PODS, NODES, EVENTS, REVIEWS, DEPLOYMENTS, SCALERS_2, SCALERS_1, NEWER_EVENTS, STORAGE, CERTIFICATES),
        POD_METRICS,
    )
)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("deployments", DEPLOYMENTS),
        ("deployment", DEPLOYMENTS),
        ("Deployment", DEPLOYMENTS),
        ("deploy", DEPLOYMENTS),
        ("deployments.apps", DEPLOYMENTS),
        ("deployments.v1.apps", DEPLOYMENTS),
        ("deploy.v1.apps", DEPLOYMENTS),
        ("nodes.v1.", NODES),
        ("storageclass.storage", STORAGE),
        ("certificates.cert-manager.io", CERTIFICATES),
        ("certificates.v1.cert-manager.io", CERTIFICATES),
        ("cert.cert", CERTIFICATES),
        # In more than one group, or version: what the server names first.
        ("events", EVENTS),
        ("ev", EVENTS),
        ("events.events.k8s.io", NEWER_EVENTS),
        ("ev.events.k8s.io", NEWER_EVENTS),
        ("pods", PODS),
        ("pods.metrics.k8s.io", POD_METRICS),
        ("podmetrics", POD_METRICS),
        ("hpa", SCALERS_2),
        ("hpa.v1.autoscaling", SCALERS_1),
        # Nothing.
        ("deplyoment", None),
        ("deployments.batch", None),
        ("deployments.v2.apps", None),
        ("pods.", PODS),
        ("", None),
        (".", None),
    ],
)
def test_a_name_means_what_it_means_to_kubectl(name, meant):
    assert SERVED.find(name) == meant


def test_a_plural_is_meant_before_the_short_name_of_another():
    wish = resource("deploy", "Deploy", "example.com")
    assert Catalogue((DEPLOYMENTS, wish)).find("deploy") == wish


def test_a_short_name_is_meant_before_the_singular_of_another():
    odd = resource("cert", "Other", "example.com", short=("deployment",))
    assert Catalogue((DEPLOYMENTS, odd)).find("deployment") == odd


def test_what_can_be_typed_names_each_once_with_the_group_where_it_is_needed():
    assert SERVED.names == (
        "certificates",
        "deployments",
        "events",
        "events.events.k8s.io",
        "horizontalpodautoscalers",
        "nodes",
        "pods",
        "pods.metrics.k8s.io",
        "storageclasses",
    )


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("deplyoments", "deployments"),
        ("deply", "deployments"),
        ("certificate.certmanager.io", "certificates"),
        ("cer", "certificates"),
        ("storag", "storageclasses"),
        ("event.k8s.io", "events"),
    ],
)
def test_a_slip_is_known_for_what_was_meant(name, near):
    assert SERVED.near(name)[0] == near


def test_nothing_is_near_a_name_that_is_like_none():
    assert SERVED.near("xyzzy") == ()


@pytest.mark.parametrize(
    ("kind", "api_version", "meant"),
    [
        ("Event", "v1", EVENTS),
        ("Event", "events.k8s.io/v1", NEWER_EVENTS),
        ("Event", "", EVENTS),
        ("HorizontalPodAutoscaler", "autoscaling/v1", SCALERS_1),
        ("HorizontalPodAutoscaler", "autoscaling/v2beta2", SCALERS_2),
        ("Deployment", "example.com/v1", None),
        ("TokenReview", "authentication.k8s.io/v1", None),
    ],
)
def test_an_owner_is_found_by_its_kind_in_its_group(kind, api_version, meant):
    assert SERVED.of_kind(kind, api_version) == meant


def test_rows_are_read_where_the_resource_is():
    kind = CERTIFICATES.rows
    assert kind.path("web") == "/apis/cert-manager.io/v1/namespaces/web/certificates"
    assert (kind.struct, kind.watchable, kind.watch_cached) == (TableRow, True, True)
    assert NODES.rows.path("web") == "/api/v1/nodes"
    assert not POD_METRICS.rows.watchable
    assert not EVENTS.rows.watch_cached
    assert not NEWER_EVENTS.rows.watch_cached


def test_messages_name_a_resource_with_its_group():
    assert (PODS.qualified, PODS.api_version) == ("pods", "v1")
    assert (CERTIFICATES.qualified, CERTIFICATES.api_version) == ("certificates.cert-manager.io", "cert-manager.io/v1")
