"""A program that fills the tables from one API server and says how long that took, as JSON.

Usage: load.py URL PODS, or load.py kubeconfig PODS. Seconds are counted from the start of the process.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from pathlib import Path


def since_start() -> float:
    """Seconds since this process began, by the kernel's clock."""
    fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK")


def resident() -> float:
    """MiB of memory that are in use now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


async def main(where: str, pods: int) -> None:
    """Fill, and tell."""
    from ktui.domain.kinds import COVERAGE
    from ktui.session import Session

    if where == "kubeconfig":
        from ktui.cluster.kubeconfig import connect

        connection = connect()
    else:
        from ktui.cluster.connection import Connection

        connection = Connection(context="bench", cluster="bench", user="bench", namespace="default", server=where)
    told: dict[str, float] = {"imported": since_start(), "resident before": resident()}
    session = Session(connection)
    full = asyncio.Event()
    tables = session.state.of(COVERAGE).values()

    def look() -> None:
        if "first pods" not in told and len(session.state.pods):
            told["first pods"] = since_start()
        if len(session.state.pods) >= pods and all(table.loaded for table in tables):
            full.set()

    gaps: list[float] = []

    async def feel() -> None:
        """How long the loop keeps anybody waiting."""
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now
            await asyncio.sleep(0.001)
            last = time.perf_counter()

    session.subscribe(look)
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(session.run()), tasks.create_task(feel())]
        await full.wait()
        told["full"] = since_start()
        told["resident"] = resident()
        told["cpu"] = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        gaps.sort()
        told["stall p99 ms"] = 1000 * gaps[int(len(gaps) * 0.99)]
        told["stall worst ms"] = 1000 * gaps[-1]
        for each in running:
            each.cancel()
    told["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({key: round(value, 3) for key, value in told.items()}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
