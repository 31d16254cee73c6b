"""Any resource of a real API server: by its names, as its own rows, through a definition that comes, changes and goes.

Environment: KTUI_TEST_KUBECONFIG (needed; cluster-admin), and beside it _READER, _VIEWER, _TEAM and _NOBODY where there
are such users. The cluster is asked for a definition and an APIService of its own, which are taken back.
"""

import asyncio
import contextlib
import json
import os
import re
from datetime import UTC, datetime

import pytest

from ktui.cluster.kubeconfig import connect
from ktui.domain.actions import DeleteObject
from ktui.domain.errors import NotFound, UsageError
from ktui.session import Session
from ktui.store.feed import Live, Refused

REAL = os.environ.get("KTUI_TEST_KUBECONFIG", "")
pytestmark = [pytest.mark.real, pytest.mark.skipif(not REAL, reason="KTUI_TEST_KUBECONFIG is not set")]

PATIENCE = 60.0
GROUP = "ktui-test.example.com"
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
WIDGETS = f"/apis/{GROUP}/v1/namespaces/default/widgets"
SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices"


def definition(size="Size"):
    columns = [
        {"name": size, "type": "integer", "jsonPath": ".spec.size"},
        {"name": "Since", "type": "date", "jsonPath": ".spec.since"},
        {"name": "Note", "type": "string", "jsonPath": ".spec.note", "priority": 1},
    ]
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema, "additionalPrinterColumns": columns}
    names = {"plural": "widgets", "singular": "widget", "kind": "Widget", "shortNames": ["wdg"]}
    spec = {"group": GROUP, "scope": "Namespaced", "names": names, "versions": [version]}
    metadata = {"name": f"widgets.{GROUP}"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": metadata,
        "spec": spec,
    }


def widget(name, **spec):
    return {"apiVersion": f"{GROUP}/v1", "kind": "Widget", "metadata": {"name": name}, "spec": spec}


SILENT = {
    "apiVersion": "apiregistration.k8s.io/v1",
    "kind": "APIService",
    "metadata": {"name": f"v1.silent.{GROUP}"},
    "spec": {
        "group": f"silent.{GROUP}",
        "version": "v1",
        "service": {"name": "nobody", "namespace": "default"},
        "insecureSkipTLSVerify": True,
        "groupPriorityMinimum": 10,
        "versionPriority": 10,
    },
}


class Living:
    """A session that runs, and how to wait for it."""

    def __init__(self, session):
        self.session = session
        self.changed = asyncio.Event()
        self.followed = {}
        session.subscribe(self.changed.set)

    async def until(self, true):
        async with asyncio.timeout(PATIENCE):
            while not true():
                self.changed.clear()
                await self.changed.wait()

    async def table(self, name):
        """The table of a resource, followed from now on, once it is there in full or refused."""
        resource = await self.session.find_resource(name)
        if resource.rows in self.followed:
            self.followed.pop(resource.rows)()
        self.followed[resource.rows] = self.session.watch(resource.rows)
        table = self.session.state.table(resource.rows)
        await self.until(lambda: all(isinstance(feed, Live | Refused) for feed in table.feeds.values()))
        return table

    async def permitted(self, name):
        """The same, once the rights to it have taken effect, which in a cluster that was just made takes a while."""
        async with asyncio.timeout(PATIENCE):
            while True:
                table = await self.table(name)
                if not isinstance(table.feed, Refused):
                    return table

    async def send(self, method, path, body=None, kind="application/json"):
        api = await self.session._opened()
        sent = None if body is None else json.dumps(body).encode()
        return await api.request(method, path, body=sent, content_type=kind)


@contextlib.asynccontextmanager
async def living(kubeconfig=REAL):
    session = Session(connect(kubeconfig), kinds=())
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(session.run())
        try:
            yield Living(session)
        finally:
            running.cancel()


@pytest.fixture
async def defined():
    """A definition of widgets, and an API without a server behind it."""
    async with living() as alive:
        await alive.send("POST", DEFINITIONS, definition())
        await alive.send("POST", SERVICES, SILENT)
        try:
            yield alive
        finally:
            await alive.send("DELETE", f"{SERVICES}/v1.silent.{GROUP}")
            with contextlib.suppress(NotFound):
                await alive.send("DELETE", f"{DEFINITIONS}/widgets.{GROUP}")


async def found(alive, name):
    """A resource, once the server has come to serve it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with contextlib.suppress(UsageError):
                return await alive.session.find_resource(name)
            alive.session._resources._asked_at = None
            await asyncio.sleep(0)


def told(table, *columns):
    """By name of an object, what stands in some columns of its row."""
    now = datetime.now(UTC)
    return {
        row.name: tuple(
            row.text(column, at, now) for at, column in enumerate(row.columns) if column.name in {"Name", *columns}
        )
        for row in table
    }


async def test_resources_are_found_by_all_their_names():
    async with living() as alive:
        for name, qualified in (
            ("deploy", "deployments.apps"),
            ("svc", "services"),
            ("crds", "customresourcedefinitions.apiextensions.k8s.io"),
            ("nodes.v1.", "nodes"),
            ("leases.coordination.k8s.io", "leases.coordination.k8s.io"),
            ("Deployment", "deployments.apps"),
            ("events", "events"),
            ("hpa", "horizontalpodautoscalers.autoscaling"),
        ):
            assert (await alive.session.find_resource(name)).qualified == qualified
        with pytest.raises(UsageError, match=r"Did you mean :deployments"):
            await alive.session.find_resource("deplyoments")
        with pytest.raises(UsageError, match="cannot be listed"):
            await alive.session.find_resource("tokenreviews")


async def test_built_in_resources_have_the_servers_columns():
    async with living() as alive:
        services = await alive.table("svc")
        assert told(services, "Type", "Port(s)")["kubernetes"] == ("kubernetes", "ClusterIP", "443/TCP")
        definitions = await alive.table("crd")
        assert isinstance(definitions.feed, Live)


async def test_a_custom_resource_comes_changes_and_goes(defined):
    alive = defined
    resource = await found(alive, "wdg")
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await alive.send(
                    "POST", WIDGETS, widget("a", size=12, since="2020-01-01T00:00:00Z", note="\x1b[31mred")
                )
                break
            except NotFound:  # served a moment after it is defined
                await asyncio.sleep(0)
    widgets = await alive.table(resource.qualified)
    await alive.until(lambda: len(widgets) == 1)
    ((name, size, since),) = told(widgets, "Size", "Since").values()
    assert (name, size) == ("a", "12")
    assert re.fullmatch(r"\d+y\d+d", since)
    await alive.send("PATCH", f"{WIDGETS}/a", {"spec": {"size": 13}}, "application/merge-patch+json")
    await alive.until(lambda: told(widgets, "Size")["a"] == ("a", "13"))
    # Other columns: the rows that stood are read anew.
    patch = {"spec": {"versions": definition("Extent")["spec"]["versions"]}}
    await alive.send("PATCH", f"{DEFINITIONS}/widgets.{GROUP}", patch, "application/merge-patch+json")
    async with asyncio.timeout(PATIENCE):
        number = 14
        while told(widgets, "Extent")["a"] != ("a", str(number)):
            number += 1
            await alive.send("PATCH", f"{WIDGETS}/a", {"spec": {"size": number}}, "application/merge-patch+json")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    await alive.until(lambda number=number: told(widgets, "Extent")["a"] == ("a", str(number)))
    (row,) = widgets
    await alive.session.perform(DeleteObject(resource, "default", "a", row.uid))
    await alive.until(lambda: not len(widgets))
    await alive.send("DELETE", f"{DEFINITIONS}/widgets.{GROUP}")
    await alive.until(lambda: isinstance(widgets.feed, Refused))


async def test_an_api_without_a_server_behind_it_costs_only_itself(defined):
    alive = defined
    async with asyncio.timeout(PATIENCE):
        while f"silent.{GROUP}/v1" not in alive.session.resources().unanswered:
            alive.session._resources._asked_at = None
            await alive.session.learn_resources()
    assert alive.session.resources().find("pods")
    with pytest.raises(UsageError, match="does not answer"):
        await alive.session.find_resource("no-such-thing")


@pytest.mark.parametrize(
    ("user", "seen", "refused"),
    [
        ("READER", ("deploy", "cm", "secrets", "nodes"), ()),
        ("VIEWER", ("deploy", "cm"), ("secrets", "nodes")),
        ("TEAM", ("deploy", "cm", "secrets"), ("nodes",)),
        ("NOBODY", (), ("deploy", "cm", "secrets", "nodes")),
    ],
)
async def test_each_user_sees_what_they_may_and_is_told_what_they_may_not(user, seen, refused):
    kubeconfig = os.environ.get(f"KTUI_TEST_KUBECONFIG_{user}", "")
    if not kubeconfig:
        pytest.skip(f"there is no user {user.lower()}")
    async with living(kubeconfig) as alive:
        for name in seen:
            assert (await alive.permitted(name)).complete, name
        for name in refused:
            table = await alive.table(name)
            assert isinstance(table.feed, Refused), name
            assert "cannot list resource" in table.feed.why
        if user == "TEAM":
            assert set((await alive.table("cm")).feeds) == {"team-a"}
