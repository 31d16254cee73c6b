"""ktui coverage and the gate over a cluster: the embedded one, and a real control plane where there is one.

Environment: KTUI_TEST_KUBECONFIG, and KTUI_TEST_KUBECONFIG_READER, _VIEWER, _TEAM and _NOBODY for the users' rights.
"""

import asyncio
import json
import os
import secrets
from dataclasses import dataclass

import pytest

from ktui.cli.embedded import Embedded, Wish
from ktui.cli.program import run
from ktui.cluster.kubeconfig import connect
from ktui.domain.actions import DeletePod, LabelNode
from ktui.domain.errors import Conflict, Forbidden, NotFound, ReadOnly
from ktui.session import Session
from ktui.session.journal import Outcome

REAL = "KTUI_TEST_KUBECONFIG"


@dataclass
class Ground:
    """A cluster, and a namespace of it that is this test's own."""

    kubeconfig: str
    namespace: str

    def __post_init__(self):
        from kubernetes import client, config

        self.api = config.new_client_from_config(self.kubeconfig)
        self.core, self.apps = client.CoreV1Api(self.api), client.AppsV1Api(self.api)

    def daemon_set(self, name, strategy="OnDelete", **template):
        container = {"name": "main", "image": "registry.example/x:1"}
        return self.apps.create_namespaced_daemon_set(
            self.namespace,
            {
                "metadata": {"name": name},
                "spec": {
                    "updateStrategy": {"type": strategy},
                    "selector": {"matchLabels": {"app": name}},
                    "template": {
                        "metadata": {"labels": {"app": name}},
                        "spec": {"containers": [container], **template},
                    },
                },
            },
        )

    def pods(self):
        return self.core.list_namespaced_pod(self.namespace).items

    def session(self, **options):
        return Session(connect(self.kubeconfig), **options)


@pytest.fixture(scope="module")
def embedded():
    with Embedded(Wish("empty", nodes=4, seed=7, speed=1.0)) as made:
        yield str(asyncio.run(made.started()))


@pytest.fixture(
    params=[
        "embedded",
        pytest.param("real", marks=[pytest.mark.real, pytest.mark.skipif(REAL not in os.environ, reason=f"{REAL}?")]),
    ]
)
def ground(request):
    kubeconfig = os.environ[REAL] if request.param == "real" else request.getfixturevalue("embedded")
    made = Ground(kubeconfig, f"ktui-{secrets.token_hex(3)}")
    made.core.create_namespace({"metadata": {"name": made.namespace}})
    yield made
    made.core.delete_namespace(made.namespace)
    made.api.close()


@pytest.fixture
def coverage(ground, capsys):
    """Runs ``ktui coverage``; gives its exit code, and what it printed as JSON or as text."""

    def ask(*arguments):
        code = run(["--kubeconfig", ground.kubeconfig, "coverage", *arguments, "-o", "json"])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return ask


def test_an_update_under_on_delete_is_followed_from_creation_to_the_last_pod(ground, coverage):
    named = ("--daemonset", f"{ground.namespace}/agent", "--fail-on", "outdated")
    assert coverage(*named)[0] == 1

    ground.daemon_set("agent")
    code, found, err = coverage(*named, "--wait", "--timeout", "60s")
    assert (code, found["complete"]) == (0, True), err
    assert {cell["state"] for cell in found["cells"] if cell["desired"]} == {"ready"}
    assert found["daemonSets"][0]["desired"] == len([cell for cell in found["cells"] if cell["desired"]]) > 0
    assert found["daemonSets"][0]["controllerAgrees"] is not False  # its status may be about to follow

    patch = {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "registry.example/x:2"}]}}}}
    ground.apps.patch_namespaced_daemon_set("agent", ground.namespace, patch)
    assert coverage(*named, "--problems")[0] == 1

    for pod in ground.pods():
        ground.core.delete_namespaced_pod(pod.metadata.name, ground.namespace)
    code, found, err = coverage(*named, "--wait", "--timeout", "60s")
    assert code == 0, err
    assert {cell["state"] for cell in found["cells"] if cell["desired"]} == {"ready"}


def test_what_a_selector_leaves_out_is_not_wrong_and_is_explained(ground, coverage):
    ground.daemon_set("nowhere", nodeSelector={"ktui.test/nosuch": "label"})
    code, found, _ = coverage("-n", ground.namespace)
    assert code == 0
    assert {cell["state"] for cell in found["cells"]} == {"excluded"}
    assert {reason["kind"] for cell in found["cells"] for reason in cell["reasons"]} >= {"selector"}


def test_a_pod_that_cannot_be_scheduled_is_wrong_and_says_why(ground, coverage):
    resources = {"requests": {"cpu": "1000"}}
    ground.daemon_set("huge", containers=[{"name": "main", "image": "x:1", "resources": resources}])
    code, found, _ = coverage("-n", ground.namespace, "--wait", "--timeout", "2s", "--problems")
    assert code == 1
    assert {cell["state"] for cell in found["cells"]} <= {"pending", "missing"}
    assert found["cells"]


async def test_an_action_meets_what_it_was_made_for_or_nothing(ground):
    container = {"name": "main", "image": "registry.example/x:1"}
    body = {"metadata": {"name": "solo"}, "spec": {"containers": [container]}}
    pod = ground.core.create_namespaced_pod(ground.namespace, body).metadata
    async with asyncio.timeout(30):
        session = ground.session()
        try:
            with pytest.raises(Conflict, match="replaced"):
                await session.perform(DeletePod(namespace=ground.namespace, name=pod.name, uid="another"))
            await session.perform(DeletePod(namespace=ground.namespace, name=pod.name, uid=pod.uid))
            with pytest.raises(NotFound, match="gone already"):
                await session.perform(DeletePod(namespace=ground.namespace, name="nosuch", uid="x"))
            outcomes = [entry.outcome for entry in session.journal.entries]
            assert outcomes == [Outcome.FAILED, Outcome.DONE, Outcome.FAILED]
        finally:
            await session.close()


async def test_labels_are_changed_only_as_they_were_seen(ground):
    node = ground.core.list_node().items[-1].metadata
    key = f"ktui.test/{ground.namespace}"

    def labels():
        return ground.core.read_node(node.name).metadata.labels or {}

    session = ground.session()
    try:
        await session.perform(LabelNode(node=node.name, uid=node.uid, changes={key: "a"}))
        assert labels()[key] == "a"
        with pytest.raises(Conflict, match="is now 'a'"):
            await session.perform(LabelNode(node=node.name, uid=node.uid, changes={key: "b"}))
        await session.perform(LabelNode(node=node.name, uid=node.uid, changes={key: None}, before={key: "a"}))
        assert key not in labels()
        assert labels() == (node.labels or {})
        with pytest.raises(Conflict, match="replaced"):
            await session.perform(LabelNode(node=node.name, uid="another", changes={key: "c"}))
    finally:
        await session.close()


async def test_read_only_mode_reaches_no_server(ground):
    session = ground.session(read_only=True)
    with pytest.raises(ReadOnly):
        await session.perform(DeletePod(namespace=ground.namespace, name="x", uid="x"))
    await session.close()


@pytest.mark.real
@pytest.mark.parametrize(
    ("user", "codes", "told"),
    [
        ("READER", {0, 1}, ""),
        ("VIEWER", {1, 3}, 'User "viewer" cannot list resource "nodes"'),
        ("TEAM", {1, 3}, 'User "team" cannot list resource "nodes"'),
        ("NOBODY", {3}, 'User "nobody" cannot list resource "daemonsets"'),
    ],
)
def test_each_user_gets_a_truthful_exit_code(user, codes, told, capsys):
    kubeconfig = os.environ.get(f"{REAL}_{user}")
    if not kubeconfig:
        pytest.skip(f"{REAL}_{user} is not set")
    code = run(["--kubeconfig", kubeconfig, "coverage"])
    assert code in codes
    assert told in capsys.readouterr().err


@pytest.mark.real
async def test_who_may_not_is_told_so_before_anything_is_sent():
    kubeconfig = os.environ.get(f"{REAL}_VIEWER")
    if not kubeconfig:
        pytest.skip(f"{REAL}_VIEWER is not set")
    session = Session(connect(kubeconfig))
    try:
        with pytest.raises(Forbidden, match="You may not delete pods"):
            await session.perform(DeletePod(namespace="kube-system", name="nosuch", uid="x"))
        assert [entry.outcome for entry in session.journal.entries] == [Outcome.REFUSED]
    finally:
        await session.close()
