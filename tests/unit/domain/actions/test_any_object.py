"""ktui.domain.actions.any_object: what is asked of an object of any kind."""

import pytest

from ktui.domain.actions import DeleteObject, Right
from ktui.domain.actions.any_object import may_own
from ktui.domain.actions.jobs import Propagation
from ktui.domain.objects import Meta, Object
from ktui.domain.resources import Resource

CERTIFICATES = Resource("certificates", "Certificate", "cert-manager.io")
NAMESPACES = Resource("namespaces", "Namespace", namespaced=False)
SECRETS = Resource("secrets", "Secret")
DELETE = DeleteObject(CERTIFICATES, "shop", "pay", "u1")


def test_a_deletion_says_what_it_does_and_how_kubectl_does_it():
    assert DELETE.title == "Delete certificate shop/pay"
    assert DELETE.effects == (
        "Certificate pay in shop is deleted.",
        "What it owns, if anything, is deleted after it.",
    )
    assert DELETE.kubectl == "kubectl delete certificates.cert-manager.io pay -n shop"
    assert DELETE.right == Right("delete", "certificates", "cert-manager.io", namespace="shop", name="pay")
    assert DELETE.touches == ("Certificate", ("shop", "pay"))


@pytest.mark.parametrize(
    ("propagation", "flag", "words"),
    [
        (Propagation.FOREGROUND, "--cascade=foreground", "What it owns is deleted first"),
        (Propagation.ORPHAN, "--cascade=orphan", "is left behind"),
    ],
)
def test_what_becomes_of_what_it_owns_is_said(propagation, flag, words):
    action = DeleteObject(CERTIFICATES, "shop", "pay", "u1", propagation)
    assert action.kubectl.endswith(flag)
    assert words in " ".join(action.effects)


def test_what_goes_along_is_said():
    effects = DeleteObject(NAMESPACES, "", "shop", "u1").effects
    assert effects == ("Namespace shop is deleted.", "Everything in the namespace is deleted with it.")
    assert DeleteObject(NAMESPACES, "", "shop", "u1").kubectl == "kubectl delete namespaces shop"


def test_who_may_make_another_is_said():
    assert DeleteObject(SECRETS, "shop", "tls", "u1", owned="Certificate pay").effects == (
        "Secret tls in shop is deleted.",
        "Certificate pay owns it, and may make another.",
    )


@pytest.mark.parametrize(
    ("resource", "owns"),
    [
        (CERTIFICATES, True),
        (Resource("deployments", "Deployment", "apps"), True),
        (Resource("replicationcontrollers", "ReplicationController"), True),
        (SECRETS, False),
        (Resource("leases", "Lease", "coordination.k8s.io"), False),
    ],
)
def test_what_is_known_to_own_nothing_is_not_asked_about(resource, owns):
    assert may_own(resource) is owns


def test_an_object_that_is_gone_or_another_cannot_be_deleted_any_more():
    assert DELETE.objection(Object(Meta("pay", "shop", "u1"))) == ""
    assert "replaced" in DELETE.objection(Object(Meta("pay", "shop", "u2")))
    assert "Certificate shop/pay is gone." in DELETE.objection(None)
