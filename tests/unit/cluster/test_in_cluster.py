"""A program in a pod finds its API server without a kubeconfig."""

import pytest
from kubeconfigs import config, write

from ktui.cluster import in_cluster
from ktui.cluster.kubeconfig import connect
from ktui.domain.errors import ConfigError


@pytest.fixture
def pod(tmp_path, monkeypatch):
    """The environment of a pod with a service account."""
    account = tmp_path / "serviceaccount"
    account.mkdir()
    (account / "token").write_text("first\n")
    (account / "ca.crt").write_text("a certificate")
    (account / "namespace").write_text("shop\n")
    monkeypatch.setattr(in_cluster, "SERVICE_ACCOUNT", account)
    return {"HOME": str(tmp_path), "KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}


def test_a_pod_speaks_as_its_service_account(pod, tmp_path):
    found = connect(environ=pod)
    assert (found.context, found.server, found.namespace) == ("in-cluster", "https://10.0.0.1:443", "shop")
    assert found.in_cluster
    assert found.ca_file == tmp_path / "serviceaccount" / "ca.crt"
    assert found.identity.token_file == tmp_path / "serviceaccount" / "token"
    assert found.where == "the service account of this pod"


def test_an_ipv6_service_gets_its_brackets(pod):
    assert connect(environ={**pod, "KUBERNETES_SERVICE_HOST": "fd00::1"}).server == "https://[fd00::1]:443"


def test_the_option_and_the_downward_api_name_the_namespace_first(pod):
    assert connect(environ={**pod, "POD_NAMESPACE": "yard"}).namespace == "yard"
    assert connect(namespace="barn", environ={**pod, "POD_NAMESPACE": "yard"}).namespace == "barn"


def test_without_namespace_file_and_authority_there_are_defaults(pod, tmp_path):
    (tmp_path / "serviceaccount" / "namespace").unlink()
    (tmp_path / "serviceaccount" / "ca.crt").unlink()
    found = connect(environ=pod)
    assert (found.namespace, found.ca_file, found.namespace_given) == ("default", None, False)


def test_a_kubeconfig_is_preferred(pod, tmp_path):
    write(tmp_path / ".kube" / "config", config())
    assert connect(environ=pod).context == "here"


def test_a_named_context_is_not_replaced_by_the_pod(pod):
    with pytest.raises(ConfigError, match='context "x" does not exist'):
        connect(context="x", environ=pod)


def test_a_folder_named_token_or_a_missing_variable_is_no_service_account(pod, tmp_path):
    with pytest.raises(ConfigError):
        connect(environ={key: value for key, value in pod.items() if key != "KUBERNETES_SERVICE_PORT"})
    (tmp_path / "serviceaccount" / "token").unlink()
    (tmp_path / "serviceaccount" / "token").mkdir()
    with pytest.raises(ConfigError):
        connect(environ=pod)
