"""A program that serves a list of many pods as an API server encodes it, and a watch in which nothing happens.

Usage: pod_server.py PODS [--plain] [--bytes N]; prints its URL.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import zlib
from collections.abc import Iterator

PIECE = 200


def pod(number: int, size: int) -> bytes:
    """A daemon pod of about so many bytes."""
    node, daemon_set = number // 20, number % 20
    labels = {"app": f"agent-{daemon_set}", "controller-revision-hash": "7d9f8c6b5", "pod-template-generation": "1"}
    conditions = [
        {"type": kind, "status": "True", "lastProbeTime": None, "lastTransitionTime": "2026-01-01T00:00:00Z"}
        for kind in ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    ]
    made = {
        "metadata": {
            "name": f"agent-{daemon_set}-{number:07x}",
            "generateName": f"agent-{daemon_set}-",
            "namespace": "kube-system",
            "uid": f"00000000-0000-0000-0000-{number:012x}",
            "resourceVersion": str(1000 + number),
            "creationTimestamp": "2026-01-01T00:00:00Z",
            "labels": labels,
            "ownerReferences": [
                {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": f"agent-{daemon_set}",
                 "uid": f"ds-{daemon_set}", "controller": True, "blockOwnerDeletion": True}
            ],
            "managedFields": [],
        },
        "spec": {
            "nodeName": f"node-{node:05}",
            "containers": [{"name": "agent", "image": f"registry.example/agent:{daemon_set}"}],
            "tolerations": [{"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"}],
        },
        "status": {
            "phase": "Running",
            "conditions": conditions,
            "containerStatuses": [
                {"name": "agent", "ready": True, "started": True, "restartCount": 0,
                 "state": {"running": {"startedAt": "2026-01-01T00:00:05Z"}}, "lastState": {}}
            ],
        },
    }  # fmt: skip
    text = json.dumps(made, separators=(",", ":"))
    made["metadata"]["managedFields"] = [{"manager": "kubelet", "fieldsV1": f"{number * 2654435761 % 2**32:032x}" * 99}]
    padded = json.dumps(made, separators=(",", ":"))
    excess = max(0, len(padded) - max(size, len(text) + 60))
    made["metadata"]["managedFields"][0]["fieldsV1"] = made["metadata"]["managedFields"][0]["fieldsV1"][excess:]
    return json.dumps(made, separators=(",", ":")).encode()


def pieces(count: int, size: int) -> Iterator[bytes]:
    """The list, encoded as a stream."""
    yield b'{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"999999"},"items":['
    for start in range(0, count, PIECE):
        body = b",".join(pod(number, size) for number in range(start, min(start + PIECE, count)))
        yield b"," + body if start else body
    yield b"]}\n"


def packed(plain: list[bytes]) -> list[bytes]:
    """The same, compressed as the API server does (gzip, level 1)."""
    deflate = zlib.compressobj(1, wbits=31)
    return [*(deflate.compress(piece) for piece in plain), deflate.flush()]


async def main(count: int, size: int, *, plain: bool) -> None:
    """Serve until the program is ended."""
    body = list(pieces(count, size))
    body = body if plain else packed(body)
    empty = b'{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"999999"},"items":[]}\n'

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                target = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
                head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                if "watch=1" in target:
                    writer.write(f"{head}\r\n".encode())
                    await writer.drain()
                    await reader.read()
                    return
                if target == "/version":
                    sent, head = [b'{"major":"1","minor":"36","gitVersion":"v1.36.0"}'], f"{head}\r\n"
                elif target.startswith("/api/v1/pods"):
                    sent, head = body, f"{head}\r\n" if plain else f"{head}Content-Encoding: gzip\r\n\r\n"
                else:
                    sent, head = [empty], f"{head}\r\n"
                writer.write(head.encode())
                for piece in filter(None, sent):
                    writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                    await writer.drain()
                writer.write(b"0\r\n\r\n")
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("pods", type=int)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--bytes", type=int, default=4200)
    given = parser.parse_args()
    asyncio.run(main(given.pods, given.bytes, plain=given.plain))
