"""Which schedules and time zones the API server takes, and which it refuses: ktui must say the same of each.

Generated expressions, most of them nearly right, are sent to be created without being kept (``dryRun=All``): to the
embedded API server, and to a real one (KTUI_TEST_KUBECONFIG).
"""

import asyncio
import json
import os
import random

import pytest

from ktui.cluster.api import Api
from ktui.cluster.kubeconfig import connect
from ktui.demo.cluster import Cluster
from ktui.domain.cron import ScheduleError
from ktui.domain.errors import Invalid
from ktui.domain.schedule import Schedule

KUBECONFIG = os.environ.get("KTUI_TEST_KUBECONFIG", "")
EXPRESSIONS = 600
AT_ONCE = 12
PATH = "/apis/batch/v1/namespaces/default/cronjobs"

FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
NAMES = ("", "", "", "JAN", "sun Mon tUe")
ODD = (
    "L", "15W", "1#2", "H", "R", "7", "60", "24", "32", "13", "0", "-1", "+5", "1-", "-", "a", "january",
    "fri-mon", "*-5", "1.5", "1e1", "٣", "0x5", "1_0", "", "*/", "/5", "*/0", "*/-1", "5/2/1", "1-5-9", "22-2",
    "99999999999999999999", "?/61", "*/61", "1,,3", ",", "1,", "*,5", "?", "*", "00", "007", "sun", "MON-fri",
    "dec", "sunday", "1-sun",
)  # fmt: skip
WHOLE = (
    "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@reboot", "@Daily",
    "@every", "@every 1h30m", "@every 5", "@every -1m", "@every 0s", "@every 1d", "@every 500ms", "@every  1h",
    "@every 1h 5m", "@every 1.5h", "@every 1h.5m", "@every 9999999h", "@every +2m", "@every .5h", "@every 1µs",
    "@every", "@ every 1h", "", " ", "* * * *", "* * * * * *", " * * * * * ", "*\t*  * * *", "TZ=UTC * * * * *",
    "CRON_TZ=Asia/Tokyo 0 0 * * *", "0 0 * * TZ", "0 0 31 2 *", "* * * * *\n", "@daily ", " @daily",
    "\xa0* * * * *", "* * * *\u2003*",
)  # fmt: skip
ZONES = (
    None, None, None, "UTC", "Europe/Paris", "Local", "local", "", "Etc/UTC", "Mars/Olympus", "europe/paris",
    "EST5EDT", "US/Pacific-New", "../etc", "/UTC", "GMT+5", "Etc/GMT+5", "Africa/Casablanca", "Asia/", "UTC ",
    "CET",
)  # fmt: skip


class Expressions:
    """A seeded source of schedules, with a zone or none."""

    def __init__(self, seed):
        self._random = random.Random(seed)

    def one(self):
        if self._random.random() < 0.15:
            schedule = self._random.choice(WHOLE)
        else:
            schedule = " ".join(self._field(*bounds, names) for bounds, names in zip(FIELDS, NAMES, strict=True))
        zone = self._random.choice(ZONES) if self._random.random() < 0.4 else None
        return schedule, zone

    def _field(self, low, high, names):
        if self._random.random() < 0.12:
            return self._random.choice(ODD)
        return ",".join(self._item(low, high, names) for _ in range(self._random.choice((1, 1, 1, 2, 3))))

    def _item(self, low, high, names):
        chance = self._random
        number = [str(chance.randint(low - (chance.random() < 0.03), high + (chance.random() < 0.03))) for _ in "ab"]
        if names and chance.random() < 0.3:
            number[0] = chance.choice(names.split())
        span = chance.choice(("*", "?", number[0], number[0], "-".join(number)))
        return span + (f"/{chance.randint(0, 70)}" if chance.random() < 0.25 else "")


def body(number, schedule, zone):
    container = {"name": "main", "image": "example/work:1"}
    template = {"spec": {"restartPolicy": "Never", "containers": [container]}}
    spec = {"schedule": schedule, "jobTemplate": {"spec": {"template": template}}}
    if zone is not None:
        spec["timeZone"] = zone
    return json.dumps({"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": f"c{number}"}, "spec": spec})


def ours(schedule, zone):
    try:
        Schedule(schedule, zone)
    except ScheduleError as error:
        return error.reason
    return ""


async def theirs(api, asked):
    """What the server says of each: "" if it would be taken."""
    told = {}
    queue = list(enumerate(asked))

    async def ask():
        while queue:
            number, (schedule, zone) = queue.pop()
            try:
                await api.request("POST", PATH, params={"dryRun": "All"}, body=body(number, schedule, zone).encode())
                told[schedule, zone] = ""
            except Invalid as error:
                told[schedule, zone] = str(error)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(ask())
    return told


async def differences(api, count):
    source = Expressions(seed=20260105)
    asked = list(dict.fromkeys([*((text, None) for text in WHOLE), *(("0 0 * * *", zone) for zone in ZONES)]))
    while len(asked) < count:
        one = source.one()
        if one not in asked:
            asked.append(one)
    told = await theirs(api, asked)
    assert all("spec.schedule" in said or "spec.timeZone" in said for said in told.values() if said)
    refused = sum(map(bool, told.values()))
    assert count // 5 < refused < count * 4 // 5
    return {one: (ours(*one), said) for one, said in told.items() if bool(ours(*one)) != bool(said)}


async def test_the_embedded_server_takes_and_refuses_what_ktui_says():
    async with Cluster("empty", nodes=0) as cluster, Api(connect(str(cluster.kubeconfig))) as api:
        assert await differences(api, 200) == {}


@pytest.mark.real
@pytest.mark.skipif(not KUBECONFIG, reason="KTUI_TEST_KUBECONFIG is not set")
async def test_a_real_server_takes_and_refuses_what_ktui_says():
    async with Api(connect(KUBECONFIG)) as api:
        assert await differences(api, EXPRESSIONS) == {}
