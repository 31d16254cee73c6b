"""A connection says where it comes from, and keeps its secrets."""

from pathlib import Path

import pytest

from ktui.cluster.connection import Connection, ExecPlugin, Identity


def connection(**fields):
    defaults = {"context": "here", "cluster": "c", "user": "u", "namespace": "default", "server": "https://h"}
    return Connection(**{**defaults, **fields})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"files": (Path("/a"),)}, 'context "here" of /a'),
        ({"files": (Path("/a"), Path("/b")), "user_file": Path("/b")}, 'context "here" of /a, /b'),
        ({}, 'context "here"'),
        ({"in_cluster": True}, "the service account of this pod"),
        ({"context": "a\x1b[2J"}, 'context "a\ufffd[2J"'),
    ],
)
def test_where_it_comes_from_is_said_in_words(fields, words):
    assert connection(**fields).where == words


@pytest.mark.parametrize(
    ("fields", "command"),
    [
        ({}, "kubectl --context here"),
        ({"files": (Path("/my files/a"),)}, "kubectl --kubeconfig '/my files/a' --context here"),
        ({"files": (Path.home() / ".kube" / "config",)}, "kubectl --context here"),
        ({"files": (Path("/a"), Path("/b")), "context": "it's"}, """kubectl --context 'it'"'"'s'"""),
        ({"in_cluster": True}, "kubectl"),
    ],
)
def test_the_same_context_is_named_to_kubectl(fields, command):
    assert connection(**fields).kubectl == command


def test_only_https_is_secure():
    assert connection().secure
    assert not connection(server="http://h").secure


def test_a_certificate_may_be_a_file_or_data():
    assert not Identity().has_certificate
    assert Identity(client_certificate=Path("c")).has_certificate
    assert Identity(client_certificate_data=b"c").has_certificate


def test_nothing_secret_is_in_its_text():
    plugin = ExecPlugin(command="aws", env=(("PASSWORD", "hush"),))
    identity = Identity(
        token="hush",
        password="hush",
        client_key_data=b"hush",
        exec=plugin,
        auth_config={"client-secret": "hush"},
    )
    assert "hush" not in repr(connection(identity=identity))
