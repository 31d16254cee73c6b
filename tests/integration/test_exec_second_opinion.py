"""A shell of the embedded cluster, entered by clients that nobody here wrote: kubernetes-asyncio, and kubectl."""

from __future__ import annotations

import asyncio
import importlib
import os
import shutil

import pytest

from ktui.demo.clock import ManualClock
from ktui.demo.resources import NAMESPACES, PODS
from ktui.demo.server import Server
from ktui.demo.storage import Storage


@pytest.fixture
async def server():
    storage = Storage(ManualClock())
    storage.create(NAMESPACES, {"metadata": {"name": "default"}})
    spec = {"nodeName": "n", "containers": [{"name": "main", "image": "a"}]}
    storage.create(PODS, {"metadata": {"name": "p", "namespace": "default"}, "spec": spec})
    runs = [{"name": "main", "state": {"running": {}}}]
    storage.edit_status(PODS, "p", "default", lambda new: new["status"].update(containerStatuses=runs, phase="Running"))
    async with Server(storage) as server:
        yield server


async def test_kubernetes_asyncio_runs_a_command(server):
    client = await asyncio.to_thread(importlib.import_module, "kubernetes_asyncio.client")
    stream = importlib.import_module("kubernetes_asyncio.stream")
    async with stream.WsApiClient(client.Configuration(host=server.url)) as api:
        said = await client.CoreV1Api(api).connect_get_namespaced_pod_exec(
            "p", "default", command=["sh", "-c", "hostname; echo done"], stdout=True, stderr=True
        )
    assert said.startswith("p\ndone\n")


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl")
@pytest.mark.parametrize(
    ("arguments", "typed", "said", "code"),
    [
        (["p", "--", "hostname"], b"", "p\n", 0),
        (["-i", "p", "--", "cat"], b"one\ntwo\n", "one\ntwo\n", 0),
        (["p", "--", "sh", "-c", "echo out; exit 7"], b"", "out\n", 7),
        (["p", "--", "bash"], b"", "", 1),
    ],
)
async def test_kubectl_runs_a_command(server, tmp_path, arguments, typed, said, code):
    environ = {**os.environ, "KUBECONFIG": os.devnull, "HOME": str(tmp_path)}
    command = ["kubectl", "--server", server.url, "exec", *arguments]
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE}
    kubectl = await asyncio.create_subprocess_exec(*command, env=environ, **pipes)
    out, errors = await asyncio.wait_for(kubectl.communicate(typed), 20)
    assert (out.decode(), kubectl.returncode) == (said, code), errors.decode()
