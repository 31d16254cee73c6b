"""A program that runs an embedded cluster with a pod that writes many lines a second; prints its kubeconfig.

Usage: log_server.py LINES_A_SECOND [PODS]
"""

from __future__ import annotations

import asyncio
import sys

from ktui.demo.chatter import RATE
from ktui.demo.cluster import Cluster
from ktui.demo.resources import PODS


async def main(rate: str, pods: int) -> None:
    """Run until the program is ended."""
    async with Cluster("empty", nodes=3) as cluster:
        for number in range(pods):
            metadata = {"name": f"chatty-{number}", "namespace": "default", "labels": {"app": "chatty"}}
            metadata["annotations"] = {RATE: rate}
            spec = {"containers": [{"name": "main", "image": "example/chatty:1"}]}
            cluster.storage.create(PODS, {"metadata": metadata, "spec": spec})
        print(cluster.kubeconfig, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1))
