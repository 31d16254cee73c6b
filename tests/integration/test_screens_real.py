"""Every screen over a real control plane, as each of its users: what may be seen is, and what may not is said to be so.

Environment: KTUI_TEST_KUBECONFIG (cluster-admin), and beside it _READER, _VIEWER, _TEAM and _NOBODY where there are
such users. What a user may see is asked of the server by another client (``kubernetes``).
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass

import pytest
from real_console import real_console
from stage import quick
from walking import examples

from ktui.cli.program import run
from ktui.screens.frame import FrameScreen
from ktui.screens.places import Main, ResourceList
from ktui.session.journal import Outcome
from ktui.widgets.context_bar import Data

REAL = "KTUI_TEST_KUBECONFIG"
pytestmark = [pytest.mark.real, pytest.mark.skipif(REAL not in os.environ, reason=f"{REAL} is not set")]

PATIENCE = 30.0
"""Seconds in which a healthy server has said what there is, on a busy machine."""
USERS = ("ADMIN", "READER", "VIEWER", "TEAM", "NOBODY")


@dataclass(frozen=True)
class Listed:
    """What a table lists, and how the other client lists it."""

    plural: str
    client: str
    noun: str
    group: str = ""
    namespaced: bool = True
    lasting: bool = True
    """Whether there are as many from one second to the next."""


LISTS = {
    Main("nodes"): Listed("nodes", "CoreV1Api", "node", namespaced=False),
    Main("daemonsets"): Listed("daemonsets", "AppsV1Api", "daemon_set", "apps"),
    Main("jobs"): Listed("jobs", "BatchV1Api", "job", "batch"),
    Main("cronjobs"): Listed("cronjobs", "BatchV1Api", "cron_job", "batch"),
    Main("pods"): Listed("pods", "CoreV1Api", "pod"),
    Main("events"): Listed("events", "CoreV1Api", "event", lasting=False),
    ResourceList("deploy"): Listed("deployments", "AppsV1Api", "deployment", "apps"),
    ResourceList("svc"): Listed("services", "CoreV1Api", "service"),
    ResourceList("cm"): Listed("configmaps", "CoreV1Api", "config_map"),
    ResourceList("secrets"): Listed("secrets", "CoreV1Api", "secret"),
    ResourceList("crd"): Listed(
        "customresourcedefinitions",
        "ApiextensionsV1Api",
        "custom_resource_definition",
        "apiextensions.k8s.io",
        namespaced=False,
    ),
    ResourceList("ns"): Listed("namespaces", "CoreV1Api", "namespace", namespaced=False),
    ResourceList("leases"): Listed("leases", "CoordinationV1Api", "lease", "coordination.k8s.io", lasting=False),
}


class User:
    """One of the cluster's users, and what the server says of their rights."""

    def __init__(self, name: str) -> None:
        from kubernetes import client, config

        self.name = name
        self.kubeconfig = os.environ.get(REAL if name == "ADMIN" else f"{REAL}_{name}", "")
        if not self.kubeconfig:
            pytest.skip(f"there is no user {name.lower()}")
        settings = client.Configuration()
        config.load_kube_config(self.kubeconfig, client_configuration=settings)
        _, context = config.list_kube_config_contexts(self.kubeconfig)
        self.namespace = context["context"].get("namespace", "default")
        self.api = client.ApiClient(settings)
        self.reviews = client.AuthorizationV1Api(self.api)

    def may_list(self, listed: Listed, namespace: str = "") -> bool:
        """Whether the server lets them list this."""
        attributes = {"verb": "list", "resource": listed.plural, "group": listed.group, "namespace": namespace}
        review = self.reviews.create_self_subject_access_review({"spec": {"resourceAttributes": attributes}})
        return bool(review.status.allowed)

    def count(self, listed: Listed) -> int | None:
        """How many there are where they may look; None: nowhere."""
        from kubernetes import client

        lister = getattr(client, listed.client)(self.api)
        everywhere = f"list_{listed.noun}_for_all_namespaces" if listed.namespaced else f"list_{listed.noun}"
        if self.may_list(listed):
            return len(getattr(lister, everywhere)().items)
        if listed.namespaced and self.may_list(listed, self.namespace):
            return len(getattr(lister, f"list_namespaced_{listed.noun}")(self.namespace).items)
        return None


@pytest.fixture
def user(request):
    made = User(request.param)
    yield made
    made.api.close()


@pytest.fixture(scope="module")
def belongings():
    """Something of every sort in the one namespace that the user of a team may see, if there is such a user."""
    if f"{REAL}_TEAM" not in os.environ:
        yield
        return
    from kubernetes import client, config, utils

    namespace, name = User("TEAM").namespace, f"ktui-{secrets.token_hex(3)}"
    labels, containers = {"app": name}, [{"name": "main", "image": "registry.example/x:1"}]
    metadata = {"name": name, "namespace": namespace}
    pod = {"metadata": {"labels": labels}, "spec": {"containers": containers}}
    job = {"template": {"spec": {"containers": containers, "restartPolicy": "Never"}}}
    made = [
        ("apps/v1", "DaemonSet", {"selector": {"matchLabels": labels}, "template": pod}),
        ("batch/v1", "Job", job),
        ("batch/v1", "CronJob", {"schedule": "0 0 1 1 *", "suspend": True, "jobTemplate": {"spec": job}}),
    ]
    config.load_kube_config(os.environ[REAL])
    api = client.ApiClient()
    for version, kind, spec in made:
        utils.create_from_dict(api, {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec})
    yield
    background = {"body": {"propagationPolicy": "Background"}}
    client.AppsV1Api(api).delete_namespaced_daemon_set(name, namespace, **background)
    client.BatchV1Api(api).delete_namespaced_job(name, namespace, **background)
    client.BatchV1Api(api).delete_namespaced_cron_job(name, namespace, **background)
    api.close()


@pytest.mark.parametrize("user", USERS, indirect=True)
async def test_every_screen_says_what_there_is_or_who_may_not_see_it(user, belongings):
    async with real_console(user.kubeconfig) as console:
        await console.settled(PATIENCE)
        places = dict.fromkeys([*examples(console.session), *LISTS])
        pressed: set[tuple[type, str]] = set()
        for place in places:
            screen = await console.go(place)
            await console.settled(PATIENCE)
            if place in LISTS:
                await judge_list(console, user, LISTS[place])
            elif console.status.data is not Data.LIVE:
                assert "forbidden" in console.words or "no such thing" in console.words, console.text
            await quick.finished(console.pilot, "rights")
            for key, why in refused_keys(screen).items():
                if (type(screen), key) not in pressed:
                    pressed.add((type(screen), key))
                    await console.walk.key(key)
                    assert why in console.told or console.told in why, (key, why, console.text)
                    await console.walk.key("escape")
                    if console.screen is not screen:
                        await console.go(place)
        await judge_dialogs(console, user)
        assert pressed or user.name not in {"READER", "VIEWER"}
        assert not [each for each in console.session.journal.entries if each.outcome is Outcome.DONE]


async def judge_list(console, user, listed):
    """A table has as many rows as the server lists for this user, or quotes the server on who may not list what."""
    count = user.count(listed)
    if count is None:
        words = f'User "{user.name.lower()}" cannot list resource "{listed.plural}"'
        await console.until(PATIENCE, lambda: words in console.words, "told who may not list what")
        assert console.status.data is Data.REFUSED
        assert "forbidden" in console.status.words
        assert console.screen.table.total == 0
        assert not any(character.isdigit() for character in console.status.totals), console.status.totals
        return
    if listed.lasting:
        await console.until(PATIENCE, lambda: console.screen.table.total == user.count(listed), f"{count} rows")
    if not count:
        assert "There are no" in console.words or "has no" in console.words


async def judge_dialogs(console, user):
    """What opens over a screen opens for everybody, and says what is known to this user."""
    screen = await console.go(Main("coverage"))
    dialogs = {
        "question_mark": "Keys of this screen",
        "J": "Journal:",
        "n": "Look at which namespaces?",
        "ctrl+a": "Go to, or do",
    }
    for key, words in dialogs.items():
        await console.walk.key(key)
        await console.until(PATIENCE, lambda words=words: words in console.words, f"open: {words}")
        if key == "n" and user.name == "TEAM":
            await console.until(PATIENCE, lambda: user.namespace in console.words, "told of the one namespace")
            assert "kube-system" not in console.words
        await console.walk.key("escape")
        assert console.app.screen is screen
    screen.post_message(FrameScreen.CommandTyped("ctx"))
    await console.until(PATIENCE, lambda: "elsewhere" in console.words, "told of the other context")
    await console.walk.key("escape")
    await console.go(Main("jobs"))
    await console.walk.key("a")
    await console.until(PATIENCE, lambda: "Create what?" in console.words, "asked what to create")
    await console.walk.key("escape")


@pytest.mark.parametrize("command", ["coverage", "jobs", "cronjobs"])
@pytest.mark.parametrize("user", USERS, indirect=True)
def test_every_command_answers_whole_or_not_at_all_and_says_which_right_is_missing(user, command, belongings, capsys):
    kinds = {"coverage": "DaemonSet", "jobs": "Job", "cronjobs": "CronJob"}
    listed = next(each for place, each in LISTS.items() if place == Main(command.replace("coverage", "daemonsets")))
    seen = user.may_list(listed, user.namespace)
    whole = seen and (command != "coverage" or user.may_list(LISTS[Main("nodes")]))
    code = run(["--kubeconfig", user.kubeconfig, command, "-o", "json"])
    out, err = capsys.readouterr()
    assert code in ({0, 1} if whole else {1, 3} if seen else {3})
    if not seen:
        assert out == "" or not json.loads(out)["complete"]
        assert f'User "{user.name.lower()}" cannot list resource "{listed.plural}"' in err
    else:
        assert json.loads(out)["kind"] in {"Coverage", f"{kinds[command]}List"}


def refused_keys(screen: FrameScreen) -> dict[str, str]:
    """The keys of a screen that a missing right closes, and what is to be told who presses them."""
    bindings = ((each, screen.refusal(each.action)) for each in screen.own_bindings())
    return {each.key.partition(",")[0]: why for each, why in bindings if why.startswith("You may not")}
