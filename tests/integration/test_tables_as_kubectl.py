"""The tables of the console beside ``kubectl get -o wide``: every row and every column that both have, word by word.

Ages are left out, since they run on. The real side needs KTUI_TEST_KUBECONFIG (cluster-admin); what is in that cluster
is compared as it is: seed it before.
"""

import asyncio
import json
import os
import re
import shutil
from datetime import UTC, datetime

import pytest

from ktui.demo.clock import ManualClock
from ktui.demo.cluster import Cluster
from ktui.domain.coverage import Snapshot, cover
from ktui.domain.daemon_set_sheet import DAEMON_SETS
from ktui.domain.decode import decode
from ktui.domain.event_sheet import EVENTS
from ktui.domain.events import Event
from ktui.domain.node_sheet import NODES, NodeRow
from ktui.domain.objects import DaemonSet, Node, Pod
from ktui.domain.pod_sheet import pod_sheet

KUBECTL = shutil.which("kubectl")
REAL = os.environ.get("KTUI_TEST_KUBECONFIG", "")
pytestmark = pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl on PATH")
TRIES = 20


def covered(objects):
    nothing = Snapshot((), objects, lambda _: (), lambda _: (), lambda _: ())
    return cover(nothing, datetime.now(UTC)).daemon_sets


TABLES = {
    "pods": (Pod, pod_sheet(lambda _: None), lambda objects: objects, 6),
    "nodes": (Node, NODES, lambda objects: [NodeRow(node, 0) for node in objects], 6),
    "daemonsets": (DaemonSet, DAEMON_SETS, covered, 8),
    "events": (Event, EVENTS, lambda objects: objects, 5),
}


async def kubectl(kubeconfig, *words):
    pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE}
    process = await asyncio.create_subprocess_exec(KUBECTL, "--kubeconfig", str(kubeconfig), *words, **pipes)
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


def comparable(text):
    """Without how long ago something was, nor a node's architecture, which kubectl 1.33 does not print."""
    return re.sub(r" \((?:amd64|arm64)\)", "", re.sub(r" \(\S+ ago\)", " (ago)", text))


def cells(lines):
    """A table that kubectl printed, as a list of rows by title."""
    if not lines:  # "No resources found" goes to stderr
        return []
    starts = [(found.start(), found[0]) for found in re.finditer(r"\S+(?: \S+)*", lines[0])]
    ends = [start for start, _ in starts[1:]] + [None]
    rows = ([line[start:end].strip() for (start, _), end in zip(starts, ends, strict=True)] for line in lines[1:])
    return [dict(zip((title for _, title in starts), row, strict=True)) for row in rows]


async def both(kubeconfig, resource):
    """What kubectl prints and the objects it read, of one moment: both are read again until nothing changed between."""
    everywhere = [] if resource == "nodes" else ["--all-namespaces"]
    for _ in range(TRIES):
        before = await kubectl(kubeconfig, "get", resource, *everywhere, "-o", "json")
        printed = await kubectl(kubeconfig, "get", resource, *everywhere, "-o", "wide")
        after = await kubectl(kubeconfig, "get", resource, *everywhere, "-o", "json")
        versions = [
            [each["metadata"]["resourceVersion"] for each in json.loads(text)["items"]] for text in (before, after)
        ]
        if versions[0] == versions[1]:
            return printed.splitlines(), json.loads(before)["items"]
        await asyncio.sleep(0.2)
    raise AssertionError(f"{resource} never stood still")


async def compare(kubeconfig, resource):
    struct, sheet, rows_of, least = TABLES[resource]
    lines, items = await both(kubeconfig, resource)
    printed = cells(lines)
    assert len(printed) == len(items)
    if not items:
        return 0
    columns = [column for column in sheet.columns if not column.ages or column.title == "RESTARTS"]
    shared = [column for column in columns if column.title in printed[0]]
    assert len(shared) >= least
    now = datetime.now(UTC)
    rows = rows_of([decode(struct, json.dumps(item).encode()) for item in items])
    ours = [{column.title: comparable(column.text(row, now)) for column in shared} for row in rows]
    theirs = [{column.title: comparable(row[column.title]) for column in shared} for row in printed]
    assert sorted(ours, key=str) == sorted(theirs, key=str)
    return len(items)


@pytest.mark.parametrize("resource", TABLES)
@pytest.mark.real
@pytest.mark.skipif(not REAL, reason="KTUI_TEST_KUBECONFIG is not set")
async def test_rows_are_kubectls_on_a_real_cluster(resource):
    await compare(REAL, resource)


async def test_rows_are_kubectls_on_the_embedded_cluster():
    async with Cluster(nodes=12, clock=ManualClock()) as cluster:
        await cluster.advance(60)
        for resource in ("pods", "nodes", "daemonsets"):
            assert await compare(cluster.kubeconfig, resource)
