"""ktui.screens.k9s_fingers: a key of k9s' that does nothing here is answered.

What every key does on the screens themselves is pressed in tests/integration/test_fingers.py.
"""

import pytest
from stage import quick
from stage.session import shown, stage
from stage.world import zoo

from ktui.app.bound import bound_classes
from ktui.domain.kinds import DAEMON_SET, NODE
from ktui.screens.command import ELSEWHERE
from ktui.screens.coverage import CoverageScreen
from ktui.screens.cron_jobs import CronJobsScreen
from ktui.screens.daemon_sets import DaemonSetsScreen
from ktui.screens.jobs import JobsScreen
from ktui.screens.k9s_fingers import ANSWERS, Here, answer, here
from ktui.screens.keys import KeyMap, bindings_of, effective_bindings, key_codes, with_keys
from ktui.screens.nodes import NodesScreen
from ktui.screens.pods import PodsScreen
from ktui.screens.resources import ResourceScreen
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.notice_line import NoticeLine

POD = Here("pods", "shop", "web-1", "prod eu", "main")
NODE_A = Here("nodes", name="node-a", context="kind-lab")
AGENT = Here("daemonsets", "kube-system", "agent", "kind-lab")
READ = Here("daemonsets", "kube-system", "agent", "kind-lab", reading=True)
DONE = {
    NodesScreen: {"c": "nodes.cordon", "u": "nodes.uncordon"},
    CoverageScreen: {"c": "cell.cordon", "u": "cell.update", "r": "workloads.restart"},
    DaemonSetsScreen: {
        "l": "daemon_sets.logs",
        "p": "daemon_sets.previous",
        "r": "workloads.restart",
        "J": "row.owner",
        "ctrl-d": "daemon_sets.delete",
    },
    PodsScreen: {
        "l": "pods.logs",
        "p": "pods.previous",
        "s": "pods.shell",
        "o": "pods.node",
        "J": "row.owner",
        "w": "table.warp",
        "ctrl-d": "pods.delete",
    },
    ResourceScreen: {
        "s": "workloads.scale",
        "r": "workloads.restart",
        "z": "resources.replica_sets",
        "l": "resources.logs",
        "p": "resources.previous",
        "J": "resources.owner",
    },
    CronJobsScreen: {"t": "cronjobs.run_now", "s": "cronjobs.suspend", "J": "row.owner"},
    JobsScreen: {"l": "jobs.logs", "p": "jobs.previous_logs", "J": "row.owner"},
}
"""By screen, keys that do what fingers expect, and the bindings that do it."""


@pytest.mark.parametrize(("screen", "keys"), DONE.items(), ids=[each.__name__ for each in DONE])
def test_a_key_does_what_fingers_expect(screen, keys):
    bound = {name: each.id for each in reversed(effective_bindings(screen)) for name in KeyMap().names(each)}
    assert {key: bound.get(key) for key in keys} == keys


@pytest.mark.parametrize(
    ("key", "where", "words"),
    [
        ("a", POD, "kubectl attach -it web-1 -c main -n shop --context 'prod eu' does"),
        ("F", POD, "kubectl port-forward pods/web-1 PORT -n shop --context 'prod eu' does"),
        ("t", POD, "kubectl cp shop/web-1:FILE FILE -c main -n shop --context 'prod eu' does"),
        ("e", POD, "kubectl edit pods/web-1 -n shop --context 'prod eu' edits it"),
        ("i", POD, "kubectl set image pods/web-1 CONTAINER=IMAGE"),
        ("z", POD, "mark them with space and delete them with ctrl-d"),
        ("r", NODE_A, "kubectl drain node-a --ignore-daemonsets --delete-emptydir-data --context kind-lab does"),
        ("s", NODE_A, "kubectl debug node/node-a -it --image=busybox --context kind-lab gives"),
        ("ctrl-d", NODE_A, "kubectl delete node node-a --context kind-lab does"),
        ("e", NODE_A, "ctrl-t"),
        ("i", AGENT, "kubectl set image daemonsets/agent CONTAINER=IMAGE -n kube-system --context kind-lab does"),
        ("ctrl-l", AGENT, "kubectl rollout undo daemonsets/agent"),
        ("h", AGENT, "kubectl rollout history daemonsets/agent"),
        ("u", AGENT, "u updates the outdated pods"),
        ("r", READ, "Nothing has to be refreshed"),
        ("ctrl-d", READ, "esc goes back there"),
        ("m", READ, "y, and there m"),
        ("u", Here("namespaces", name="shop"), "enter looks at this namespace"),
        ("ctrl-l", Here("replicasets", "shop", "web-5d8f"), "the Deployment that owns it"),
        ("e", None, "kubectl edit does that"),
        ("a", None, "s on a pod opens a shell"),
    ],
)
def test_a_key_is_answered_with_what_does_it_to_the_object_under_the_cursor(key, where, words):
    assert words in answer(key, where=where)


def test_a_name_cannot_say_more_than_a_name():
    """Names come from the cluster: what they hold is neither read as a key nor as a command."""
    told = answer("e", where=Here("pods", "shop", "{delete|x}; rm -rf"))
    assert "kubectl edit 'pods/{delete|x}; rm -rf' -n shop edits it" in told


def test_kubectl_is_told_of_a_kind_as_it_takes_it():
    assert here(DAEMON_SET, ("kube-system", "agent"), "kind-lab") == AGENT
    assert here(NODE, ("", "node-a"), "kind-lab") == NODE_A


def test_a_key_of_k9s_is_answered_with_what_does_it_here():
    assert answer("ctrl-k") == "ctrl-k: k9s kills without asking; ktui deletes with ctrl-d, which asks first."


def test_the_answer_names_the_key_that_the_user_has_given_it():
    assert "with f8, which asks first" in answer("ctrl-k", {"delete": "f8"}.get)
    assert "f9 on a pod opens a shell" in answer("a", KeyMap({"pods.shell": ["f9"]}).changed)
    assert "(no key) on a pod opens a shell" in answer("a", KeyMap({"pods.shell": []}).changed)


def test_the_keys_that_answers_name_are_the_keys_that_there_are():
    usual = {each.id: KeyMap().names(each) for kind in bound_classes() for each in bindings_of(kind)}
    named = {}

    def note(name):
        named[name] = True
        return ""

    texts = [each.text for answers in ANSWERS.values() for each in answers] + [*ELSEWHERE.values()]
    for text in texts:
        with_keys(text, note)
        for name in [each for each in named if "." in each]:
            key = with_keys(text, lambda asked, name=name: f"<{name}>" if asked == name else "")
            if f"<{name}>" in key:
                assert any(key.replace(f"<{name}>", each) == with_keys(text) for each in usual[name]), name


def test_other_keys_have_no_answer():
    assert answer("ctrl-q") == ""


def test_keys_of_the_answer_that_are_no_words_are_named_too():
    assert "[ and ] walk" in answer("ctrl-g")
    assert "f7 and ] walk" in answer("ctrl-g", {"walk(-1)": "f7"}.get)


async def test_every_key_that_does_nothing_here_is_answered():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        own = {
            key
            for kind in (CoverageGrid, type(screen))
            for each in effective_bindings(kind)
            for key in each.key.split(",")
        }
        for key in ANSWERS:
            code = key_codes(key)[0]
            wanted = answer(key, screen.key_of, screen.here)
            if code not in own and wanted:
                await quick.press(pilot, code)
                told = screen.query_one(NoticeLine).notice
                assert told is not None, key
                assert told.text == wanted


async def test_a_key_of_k9s_that_is_typed_into_the_line_is_text():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await pilot.press("slash", "a", "z", "ctrl+k")
        assert screen.query_one(NoticeLine).notice is None
