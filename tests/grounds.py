"""Grounds on which actions are done for tests: the embedded cluster, or a real control plane; the same tests on both.

Environment for the real one: KTUI_TEST_KUBECONFIG (cluster-admin), and beside it ..._READER, ..._VIEWER, ..._NOBODY.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import subprocess

import pytest

from ktui.cluster.kubeconfig import connect
from ktui.demo.cluster import Cluster
from ktui.demo.stories import FAST
from ktui.domain.errors import NotFound
from ktui.session import Session

KUBECONFIG = os.environ.get("KTUI_TEST_KUBECONFIG", "")
PATIENCE = 40.0
"""Seconds after which a test has failed."""
WEAK = ("reader", "viewer", "nobody")
GROUNDS = [
    "embedded",
    pytest.param(
        "real",
        marks=[pytest.mark.real, pytest.mark.skipif(not KUBECONFIG, reason="KTUI_TEST_KUBECONFIG is not set")],
    ),
]


class Ground:
    """A cluster, a namespace of its own in it, and a session for each user."""

    def __init__(self, kubeconfigs, stack):
        self.kubeconfigs = kubeconfigs
        """By user, a kubeconfig and its context."""
        self.namespace = f"ktui-actions-{secrets.token_hex(3)}"
        self.stack = stack
        self.admin = None
        self.api = None

    async def begin(self):
        self.admin = await self.session("admin")
        self.api = await self.admin._opened()
        await self.post("/api/v1/namespaces", {"metadata": {"name": self.namespace}})

    async def session(self, user, **options):
        path, context = self.kubeconfigs[user]
        session = Session(connect(path, context), kinds=(), **options)
        self.stack.push_async_callback(session.close)
        return session

    async def post(self, path, body):
        sent = json.dumps(body).encode()
        return json.loads(await self.api.request("POST", path, body=sent, content_type="application/json"))

    async def patch(self, path, body):
        sent = json.dumps(body).encode()
        await self.api.request("PATCH", path, body=sent, content_type="application/merge-patch+json")

    async def until(self, read, true):
        """What is read, as soon as something is so of it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                if true(held := await read()):
                    return held
                await asyncio.sleep(0.1)

    async def shell(self, command):
        """Run a command that was shown, as the administrator; what it prints."""
        path, context = self.kubeconfigs["admin"]
        environ = {**os.environ, "KUBECONFIG": path}
        command = command.replace("kubectl ", f"kubectl --context={context} ") if context else command

        def run():
            return subprocess.run(["bash", "-c", command], env=environ, capture_output=True, text=True, check=False)

        done = await asyncio.to_thread(run)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        return done.stdout

    async def clear(self):
        with contextlib.suppress(NotFound):
            await self.api.request("DELETE", f"/api/v1/namespaces/{self.namespace}", body=b"{}")


@contextlib.asynccontextmanager
async def stood_on(which, made=Ground):
    """A ground to stand on: one of `GROUNDS`, of a class that derives from `Ground`."""
    async with contextlib.AsyncExitStack() as stack:
        if which == "embedded":
            cluster = await stack.enter_async_context(Cluster("empty", nodes=3, pace=FAST, speed=5.0))
            path = str(cluster.kubeconfig)
            kubeconfigs = {"admin": (path, "demo"), **{user: (path, user) for user in WEAK}}
        else:
            others = {user: (os.environ.get(f"KTUI_TEST_KUBECONFIG_{user.upper()}", ""), None) for user in WEAK}
            kubeconfigs = {"admin": (KUBECONFIG, None), **others}
        ground = made(kubeconfigs, stack)
        await ground.begin()
        try:
            yield ground
        finally:
            await ground.clear()
