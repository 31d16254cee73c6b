"""The keys that k9s' users have in their fingers, each where they press it, over the embedded cluster.

A key does what they expect of it, or is answered with what does it here. Nothing that is asked for is agreed to.
"""

import asyncio
import contextlib

import pytest
from stage import quick

from ktui.app.console import KtuiApp
from ktui.cluster.kubeconfig import connect
from ktui.demo.cluster import Cluster
from ktui.domain.kinds import CRON_JOB, DAEMON_SET, JOB, POD
from ktui.screens.command import command as command_named
from ktui.screens.frame import FrameScreen
from ktui.screens.logs import LogScreen
from ktui.screens.places import ContainersOf, DescribeOf, LogsOf, Main, NodesOf, ResourceList, YamlOf
from ktui.screens.shown_table import ShownTable
from ktui.screens.text import TextScreen
from ktui.session import Session
from ktui.widgets.prompt import Prompt

PATIENCE = 60.0
"""Seconds after which what is not seen is a failure."""

LIVE = "Nothing has to be refreshed"
EVERYWHERE = {
    "ctrl+r": LIVE,
    "ctrl+e": "The head takes two lines and stays",
    "ctrl+g": "[ and ] walk through where you were",
    "question_mark": "Keys of this screen",
    "ctrl+a": "Go to, or do",
    "n": "Look at which namespaces?",
    "0": "all namespaces",
    "7": "7 has no namespace yet",
    "v": "ktui scans no images",
    "left_square_bracket": "Coverage",
}
ON_ANY_OBJECT = {
    "e": "kubectl edit {object}",
    "d": "line 1 of",
    "y": "apiVersion",
    "ctrl+d": "elete",
    "ctrl+k": "which asks first",
    "ctrl+s": "Save what is shown",
    "slash": "/",
}
OF_TABLES = {
    "ctrl+z": "faults only",
    "N": "by name",
    "A": "by age",
    "shift+right,O": "by",
    "space": "*",
    "ctrl+@": "*",
    "space,ctrl+backslash": "by",
}
OF_DAEMON_SETS = {
    "l": "the last 500 lines",
    "p": "before the last restart",
    "r": "Restart daemonset kube-system/cilium",
    "i": "kubectl set image daemonsets/cilium CONTAINER=IMAGE -n kube-system --context demo",
    "F": "kubectl port-forward daemonsets/cilium PORT -n kube-system --context demo",
    "f": "ktui opens no port-forwards",
    "h": "kubectl rollout history daemonsets/cilium -n kube-system --context demo",
    "J": "Nothing owns cilium",
    "s": "one pod a node",
    "u": "updates the outdated pods of a DaemonSet",
    "ctrl+l": "kubectl rollout undo daemonsets/cilium -n kube-system --context demo",
    "c": "Copied the name",
    "w": "Only kube-system is looked at",
    "enter": "DaemonSet kube-system/cilium",
}
OF_PODS = {
    "l": "the last 500 lines",
    "p": "before the last restart",
    "s": "hell",
    "a": "kubectl attach -it {name} -c CONTAINER -n kube-system --context demo",
    "F": "kubectl port-forward pods/{name} PORT -n kube-system --context demo",
    "f": "ktui opens no port-forwards",
    "t": "kubectl cp kube-system/{name}:FILE FILE",
    "z": "mark them with space and delete them with ctrl-d",
    "o": "6 nodes",
    "J": "DaemonSet kube-system/cilium",
    "i": "kubectl set image pods/{name}",
    "r": "r restarts DaemonSets, Deployments and StatefulSets",
    "ctrl+d": "Delete pod kube-system/{name}",
    "P": "by namespace",
    "S": "by status",
    "w": "Only kube-system is looked at",
    "c": "Copied the name",
    "n": "Look at which namespaces?",
    "enter": "pod kube-system/{name}",
}
OF_LOGS = {
    "0": "the last 500 lines",
    "1": "from the beginning",
    "2": "since 1 min",
    "3": "since 5 min",
    "4": "since 15 min",
    "5": "since 30 min",
    "6": "since 1 h",
    "s": "paused",
    "f": "cilium",
    "t": "cilium",
    "w": "cilium",
    "m": "cilium",
    "C": "0 lines",
    "a": "i chooses one",
    "L": "left and right by the arrows",
    "ctrl+s": "Save what is shown",
    "slash": "/",
    "n": "Type / and what to look for first",
    "r": LIVE,
    "d": "d describes what the cursor is on",
}
OF_TEXTS = {
    "n": "Type",
    "N": "Type",
    "r": LIVE,
    "e": "kubectl edit",
    "c": "Copied",
    "f": "cilium",
    "ctrl+s": "Save what is shown",
    "slash": "/",
}
TABLE = {
    "grid": (
        lambda s: Main("coverage"),
        EVERYWHERE
        | {
            "shift+left": "S sorts what is wrong to the top",
            "a": "ktui attaches to no process",
            "d": "line 1 of",
            "y": "apiVersion",
            "ctrl+z": "faults only",
            "O": "worst daemonsets first",
            "ctrl+d": "Delete pod",
            "ctrl+k": "which asks first",
            "space": "1 cell marked",
            "enter": "pod ",
        },
    ),
    "nodes": (
        lambda s: Main("nodes", row=("", "cp-a1")),
        OF_TABLES
        | {
            "e": "kubectl edit nodes/cp-a1 --context demo",
            "ctrl+d": "kubectl delete node cp-a1 --context demo",
            "c": "Cordon node cp-a1",
            "u": "Node cp-a1 is not cordoned already",
            "r": "kubectl drain cp-a1 --ignore-daemonsets --delete-emptydir-data --context demo",
            "s": "kubectl debug node/cp-a1 -it --image=busybox --context demo",
            "J": "Journal",
            "w": "cp-a1 is in no namespace",
            "enter": "node cp-a1",
        },
    ),
    "daemonsets": (
        lambda s: Main("daemonsets", row=("kube-system", "cilium")),
        OF_DAEMON_SETS
        | {
            "e": "kubectl edit daemonsets/cilium -n kube-system --context demo",
            "ctrl+d": "What becomes of what it owns",
        },
    ),
    "nodes of one": (
        lambda s: NodesOf(("kube-system", "cilium")),
        {"l": "the last 500 lines", "o": "node ", "ctrl+d": "Delete pod", "e": "kubectl edit pods/", "enter": "pod "},
    ),
    "pods": (lambda s: Main("pods", row=_cilium(s)), ON_ANY_OBJECT | OF_PODS),
    "containers": (
        lambda s: ContainersOf(_cilium(s)),
        {
            "l": "the last 500 lines",
            "a": "kubectl attach -it {name} -c cilium-agent -n kube-system --context demo",
            "t": "FILE FILE -c cilium-agent -n kube-system --context demo",
        },
    ),
    "deployments": (
        lambda s: ResourceList("deployments"),
        {
            "l": "the last 500 lines",
            "p": "before the last restart",
            "s": "Scale Deployment",
            "r": "Restart deployment",
            "i": "kubectl set image deployments/",
            "z": "replicasets.apps",
            "F": "kubectl port-forward deployments/",
            "ctrl+l": "kubectl rollout undo deployments/",
            "J": "Nothing owns",
            "e": "kubectl edit deployments/",
            "ctrl+d": "What becomes of what it owns",
        },
    ),
    "replicasets": (
        lambda s: ResourceList("replicasets"),
        {
            "ctrl+l": "J goes to the Deployment that owns it",
            "s": "Scale ReplicaSet",
            "J": "line 1 of",
            "r": "is not restarted",
        },
    ),
    "namespaces": (lambda s: ResourceList("namespaces"), {"u": "enter looks at this namespace"}),
    "cronjobs": (
        lambda s: Main("cronjobs", row=_some(s, CRON_JOB)),
        {
            "t": "Run cronjob",
            "s": "uspend",
            "l": "job ",
            "J": "Nothing owns",
            "e": "kubectl edit cronjobs/",
            "ctrl+d": "what becomes of its jobs?",
            "enter": "cronjob ",
        },
    ),
    "jobs": (
        lambda s: Main("jobs", row=_some(s, JOB)),
        {
            "l": "the last 500 lines",
            "p": "before the last restart",
            "e": "kubectl edit jobs/",
            "t": "On a CronJob, t runs it now",
            "F": "kubectl port-forward jobs/",
            "ctrl+d": "what becomes of its pods?",
            "enter": "job ",
        },
    ),
    "logs": (lambda s: LogsOf("cilium", _cilium(s)[0], pod=_cilium(s)[1]), OF_LOGS),
    "yaml": (
        lambda s: YamlOf(DAEMON_SET, ("kube-system", "cilium")),
        OF_TEXTS | {"m": "apiVersion", "x": "Only a Secret", "d": "Update strategy"},
    ),
    "describe": (
        lambda s: DescribeOf(DAEMON_SET, ("kube-system", "cilium")),
        OF_TEXTS
        | {"m": "managedFields are in its YAML: y", "x": "in their YAML", "y": "apiVersion", "l": "the last 500 lines"},
    ),
}
"""By screen: how to get there, and by key what has to be seen then."""

COMMANDS = {
    "xray ds ns": "enter goes from a DaemonSet to its nodes",
    "pu": ":coverage shows what is wrong",
    "pulses": ":coverage shows what is wrong",
    "popeye": "ktui has no linter",
    "sd": "ctrl-s saves what is shown",
    "pf": "ktui forwards no ports",
    "can-i": "kubectl auth can-i --list",
    "rbac": ":clusterrolebindings",
    "helm": "ktui knows no Helm releases",
    "dir /tmp": "ktui opens no manifests",
    "po kube-system": "demo / kube-system",
    "po -A": "demo / all namespaces",
    "po /^cil|fluent": "filter ^cil|fluent",
    "po app=x": "filter -l app=x",
    "po @nowhere": "The kubeconfig has no context 'nowhere'",
    "po all @demo": "all namespaces",
    "no cpu": "Nodes are in no namespace: :no /cpu filters",
    "no /cpu": "filter cpu",
    "ctx": "kubectl config rename-context",
    "ns": "Look at which namespaces?",
    "ns kube-system": "demo / kube-system",
    "ns all": "all namespaces",
    "alias": "Go to, or do",
    "h": "Keys of this screen",
    "journal": "Journal",
}
LEAVE = ("q", "q!", "qa", "Q", "quit", "exit")


@pytest.fixture(autouse=True)
def own_files(tmp_path, monkeypatch):
    """What a user's keys leave behind is left here."""
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))


def _cilium(session):
    return min(pod.key for pod in session.state.pods if pod.name.startswith("cilium-") and _runs(pod))


def _runs(pod):
    return pod.status.phase == "Running"


def _some(session, kind):
    return min(each.key for each in session.state.table(kind))


class Hands:
    """A user's hands on the console, and eyes."""

    def __init__(self, pilot, app):
        self.pilot = pilot
        self.app = app

    @property
    def screen(self):
        """Everything that is seen, line by line."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    async def see(self, words, patience=PATIENCE):
        """Wait until something is seen; a line may have been broken in it."""
        try:
            async with asyncio.timeout(patience):
                while words not in self.screen and words not in " ".join(self.screen.split()):
                    await asyncio.sleep(0)
                    self.app._draw()
                    await quick.calm(self.pilot, 1)
        except TimeoutError:
            raise AssertionError(f"never saw {words!r}:\n{self.screen}") from None

    async def leave(self):
        """Close what a key has opened, and undo what it has filtered or marked."""
        while len(self.app.screen_stack) > 2:
            await quick.press(self.pilot, "escape")
        screen = self.app.main_screen
        if screen.query_one(Prompt).sign:
            await quick.press(self.pilot, "escape")
        while screen.step_back():
            pass
        screen.look_at_namespaces("all")

    async def go(self, place):
        """Go to a place, and wait until there is something in it."""
        self.app.main_screen.post_message(FrameScreen.PlaceWanted(place, into=False))
        await quick.calm(self.pilot, 2)
        async with asyncio.timeout(PATIENCE):
            while not self._filled():
                await asyncio.sleep(0)
                self.app._draw()
                await quick.calm(self.pilot, 1)

    def _filled(self):
        screen = self.app.main_screen
        match screen:
            case TextScreen():
                return len(screen.view.text)
            case LogScreen():
                return len(screen.tail.buffer)
            case ShownTable():
                return screen.row is not None
        return True

    async def do(self, command):
        self.app.main_screen.post_message(FrameScreen.CommandTyped(command))
        await quick.calm(self.pilot)


@contextlib.asynccontextmanager
async def hands(size=(120, 40)):
    async with Cluster(nodes=6) as cluster:
        opened = []

        @contextlib.asynccontextmanager
        async def open_session(goal):
            session = Session(
                connect(str(cluster.kubeconfig), "demo"),
                namespaces=goal.namespaces,
                kinds=(POD, DAEMON_SET, JOB, CRON_JOB, *Session.__init__.__kwdefaults__["kinds"]),
            )
            opened.append(session)
            try:
                yield session
            finally:
                await session.close()

        app = KtuiApp(open_session, contexts=lambda: ["demo", "nobody"])
        async with app.run_test(size=size) as pilot:
            user = Hands(pilot, app)
            await user.see("● live")
            yield user, opened[0]


@pytest.mark.walk
async def test_every_key_of_k9s_does_what_fingers_expect_or_is_answered():
    async with hands() as (user, session):
        for place_of, keys in TABLE.values():
            for pressed, words in keys.items():
                await user.go(place_of(session))
                await quick.press(user.pilot, *pressed.split(","))
                await user.see(words.replace("{name}", _cilium(session)[1]).replace("{object}", "pods/"))
                await user.leave()


@pytest.mark.walk
async def test_every_command_of_k9s_does_what_fingers_expect_or_is_answered():
    async with hands() as (user, _):
        for command, words in COMMANDS.items():
            await user.do(command)
            await user.see(words)
            await user.leave()


@pytest.mark.parametrize("command", LEAVE)
def test_every_way_to_leave_is_known(command):
    assert command_named(command).name == "quit"
