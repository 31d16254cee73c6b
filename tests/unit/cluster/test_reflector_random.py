"""Whatever happens in whatever order: the table ends as the truth, and the server was not flooded."""

import random

import pytest
from fault_server import FaultServer, broken, events, raw, status, status_body, text
from tables import followed, pod
from virtual_time import Instant

STEPS = 60


def answers(chance):
    """One answer of a server that is not well."""
    return chance.choice(
        [
            broken,
            status(410, "Expired", "too old"),
            status(429, "TooManyRequests", "slow down", Retry_After=chance.choice(["1", "30", "soon"])),
            status(500, "InternalError", "etcdserver: leader changed"),
            status(504, "Timeout", "Too large resource version: 9, current: 1"),
            status(401, "Unauthorized", "Unauthorized"),
            text(502, "<html>Bad Gateway</html>"),
            text(200, "Please sign in"),
            events(then=chance.choice(["end", "cut"])),
            events(("ERROR", status_body(chance.choice([410, 429, 500]), "", "sorry")), then="end"),
            raw(b'{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5"},"items":[', then="cut"),
            raw(b'{"type":"MODIFIED","object":{"metadata"', then=chance.choice(["end", "cut"])),
        ]
    )


async def happen(server, chance, saved, pods, clock):
    """One thing that happens to the cluster, or to the way to it."""
    names = [key[1] for key in server.objects["pods"]]
    what = chance.random()
    if what < 0.35:
        server.put("pods", pod(f"pod-{chance.randrange(30)}", phase=str(chance.random())))
    elif what < 0.5 and len(names) > 1:
        server.remove("pods", ("default", chance.choice(names)))
    elif what < 0.7:
        server.fail(chance.choice(["list", "watch", "watch", "version", "any"]), answers(chance))
    elif what < 0.8:
        server.cut()
    elif what < 0.85:
        server.compact()
    elif what < 0.9:
        server.bookmark()
    elif what < 0.95:
        await server.stop()
        if chance.random() < 0.4:
            # It takes its time: nobody restores a backup between two attempts of a client.
            before = len(clock.pauses)
            await pods.until(lambda: len(clock.pauses) > before + 2)
            server.restore(saved)
        server.put("pods", pod("meanwhile", phase=str(chance.random())))
        await server.start()
    else:
        server.expiry_as_event = not server.expiry_as_event


async def settle(server, pods):
    """Let the client become right, or at least busy."""
    enough = len(server.requests) + 3
    await pods.until(lambda: pods.true or len(server.requests) > enough)


@pytest.mark.parametrize("minor", [36, 30])
@pytest.mark.parametrize("seed", range(12))
async def test_a_table_ends_as_the_truth(seed, minor):
    chance = random.Random(seed)
    clock = Instant()
    async with FaultServer(minor) as server:
        server.page_limit = 4
        for number in range(10):
            server.put("pods", pod(f"pod-{number}"))
        saved = server.save()
        async with followed(server, clock) as pods:
            for _ in range(STEPS):
                await happen(server, chance, saved, pods, clock)
                if chance.random() < 0.5:
                    await settle(server, pods)
            server.heal()
            server.put("pods", pod("last"))
            server.cut()
            await pods.converge()
            server.remove("pods", ("default", "last"))
            await pods.converge()
            # Every request follows a pause, a regular end, or another that succeeded.
            assert len(server.requests) < 12 * len(clock.pauses) + 30
