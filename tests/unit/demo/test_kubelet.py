from dataclasses import replace
from itertools import pairwise

import pytest
from stage.embedded import Played, daemon_set, job

from ktui.demo.node_agent import Fault
from ktui.demo.pods import condition, is_ready
from ktui.demo.resources import PODS
from ktui.demo.stories import REAL, Pace, Story

STEADY = Pace(start=(3.0, 3.0), end=(2.0, 2.0), run=(10.0, 10.0), creating=True)


def only(played: Played) -> dict:
    (pod,) = played.pods()
    return pod


def state(played: Played) -> dict:
    found: dict = only(played)["status"]["containerStatuses"][0]
    return found


def told(played: Played, story: Story, pace: Pace = STEADY) -> Played:
    played.kubelet.pace = pace
    played.kubelet.stories.tellers.append(lambda pod: story)
    played.create(daemon_set())
    return played


def test_without_a_story_a_pod_runs_at_once_and_ends_at_once() -> None:
    played = Played(1)
    played.create(daemon_set())
    pod = only(played)
    assert pod["status"]["phase"] == "Running"
    assert is_ready(pod)
    assert pod["status"]["podIP"] != pod["status"]["hostIP"]
    played.storage.delete(PODS, pod["metadata"]["name"], "default")
    played.settle()
    assert only(played)["metadata"]["uid"] != pod["metadata"]["uid"]


def test_a_pod_of_the_host_network_has_the_hosts_address() -> None:
    played = Played(1)
    played.create(daemon_set(pod={"hostNetwork": True}))
    status = only(played)["status"]
    assert status["podIP"] == status["hostIP"]


def test_on_real_machines_a_pod_is_created_then_started_then_ready() -> None:
    played = Played(1, pace=REAL)
    played.kubelet.pace = STEADY
    probed = {"readinessProbe": {"httpGet": {"path": "/", "port": 80}}}
    played.create(daemon_set(pod={"container": probed}))
    assert state(played)["state"] == {"waiting": {"reason": "ContainerCreating"}}
    assert only(played)["status"]["phase"] == "Pending"
    played.play(3)
    assert "running" in state(played)["state"]
    assert not is_ready(only(played))
    played.play(8)
    assert is_ready(only(played))
    assert played.events("Started") == ["Started container main"]


@pytest.mark.parametrize(
    ("story", "phase", "reason"),
    [
        ("crash", "Running", "CrashLoopBackOff"),
        ("image-pull", "Pending", "ImagePullBackOff"),
        ("config", "Pending", "CreateContainerConfigError"),
    ],
)
def test_an_annotation_tells_the_story_that_a_real_cluster_plays(story, phase, reason) -> None:
    played = Played(1)
    played.create(daemon_set(story={"story": story}))
    assert only(played)["status"]["phase"] == phase
    assert state(played)["state"]["waiting"]["reason"] == reason


def test_unready_runs_without_ever_being_ready() -> None:
    played = Played(1)
    played.create(daemon_set(story={"story": "unready"}))
    played.play(1000)
    assert "running" in state(played)["state"]
    ready = condition(only(played), "Ready")
    assert ready is not None
    assert ready["message"] == "containers with unready status: [main]"


def test_start_and_end_take_the_time_that_annotations_say() -> None:
    played = Played(1)
    played.create(daemon_set(story={"start": "5s", "end": "7s"}))
    played.play(4)
    assert "containerStatuses" not in only(played)["status"]
    played.play(1)
    name = only(played)["metadata"]["name"]
    played.storage.delete(PODS, name, "default")
    played.play(6)
    assert only(played)["metadata"]["name"] == name
    played.play(1)
    assert name not in [pod["metadata"]["name"] for pod in played.pods()]


def test_a_crash_loop_backs_off_further_each_time_and_counts() -> None:
    played = told(Played(1), Story("crash-loop", exit_code=2, up=(5.0, 5.0)))
    begun = []
    for _ in range(500):
        played.play(1)
        running = state(played)["state"].get("running")
        if running and (not begun or running["startedAt"] != begun[-1]):
            begun.append(running["startedAt"])
    seconds = [int(each[14:16]) * 60 + int(each[17:19]) for each in begun]
    assert [later - earlier for earlier, later in pairwise(seconds)] == [15, 25, 45, 85, 165]
    assert state(played)["restartCount"] == 5
    assert state(played)["lastState"]["terminated"]["exitCode"] == 2


def test_what_runs_out_of_memory_says_so_and_was_ready() -> None:
    played = told(Played(1), Story("oom", up=(30.0, 30.0), restarts=12))
    played.play(10)
    assert is_ready(only(played))
    played.play(30)
    assert state(played)["state"]["waiting"]["reason"] == "CrashLoopBackOff"
    assert state(played)["state"]["waiting"]["message"].startswith(
        "back-off 5m0s restarting failed container=main pod=agent-"
    )
    assert state(played)["lastState"]["terminated"]["reason"] == "OOMKilled"
    assert state(played)["restartCount"] == 12


def test_an_image_that_is_not_there_is_pulled_again_and_again() -> None:
    played = told(Played(1), Story("no-image"))
    played.play(4)
    assert state(played)["state"]["waiting"]["reason"] == "ErrImagePull"
    played.play(20)
    assert state(played)["state"]["waiting"]["reason"] == "ImagePullBackOff"
    played.play(300)
    assert played.events("Pulling") == ['Pulling image "example/app:1"']
    assert any("not found" in message for message in played.events("Failed"))


def test_flapping_is_ready_and_not_in_turn() -> None:
    played = told(Played(1), Story("flapping", up=(40.0, 40.0)))
    played.play(10)
    seen = []
    for _ in range(4):
        seen.append(is_ready(only(played)))
        played.play(40 if seen[-1] else 10)
    assert seen == [True, False, True, False]


def test_a_failing_probe_is_told_again() -> None:
    played = told(Played(1), Story("probe", message="Readiness probe failed: timeout"))
    played.play(300)
    assert not is_ready(only(played))
    assert played.events("Unhealthy") == ["Readiness probe failed: timeout"]


def test_an_evicted_pod_fails_and_its_daemon_set_tries_again() -> None:
    played = told(Played(1), Story("evicted", up=(20.0, 20.0)))
    played.play(25)
    assert played.events("Evicted")
    assert len(played.events("FailedDaemonPod")) == 1


@pytest.mark.parametrize(("code", "phase", "reason"), [("0", "Succeeded", "Completed"), ("3", "Failed", "Error")])
def test_a_jobs_pod_ends_with_its_code(code, phase, reason) -> None:
    played = Played(1)
    played.create(job(story={"run": "10s", "exit-code": code} if code != "0" else {"run": "10s"}, backoffLimit=0))
    played.play(10)
    ended = state(played)["state"]["terminated"]
    assert (only(played)["status"]["phase"], ended["reason"], ended["exitCode"]) == (phase, reason, int(code))
    assert ended["startedAt"] == "2026-03-02T12:00:00Z"


def test_a_silent_kubelet_neither_starts_nor_ends_anything() -> None:
    played = Played(1)
    played.create(daemon_set())
    played.agent.set_fault("node-0000", Fault(silent=True))
    played.settle()
    name = only(played)["metadata"]["name"]
    played.storage.delete(PODS, name, "default")
    played.play(100)
    assert only(played)["metadata"]["deletionTimestamp"]
    played.agent.set_fault("node-0000", None)
    played.settle()
    assert only(played)["metadata"]["name"] != name


def test_what_a_finalizer_holds_stays() -> None:
    played = Played(1)
    played.create(daemon_set())
    name = only(played)["metadata"]["name"]
    played.storage.edit(PODS, name, "default", lambda pod: pod["metadata"].update(finalizers=["example.com/hold"]))
    played.storage.delete(PODS, name, "default")
    played.play(100)
    assert only(played)["metadata"]["name"] == name
    played.storage.edit(PODS, name, "default", lambda pod: pod["metadata"].pop("finalizers"))
    played.play(1)
    assert only(played)["metadata"]["name"] != name


def test_the_same_seed_has_the_same_accidents() -> None:
    def life(seed: int) -> list[str]:
        played = told(Played(2, seed=seed), Story("crash-loop", up=(2.0, 60.0)), replace(STEADY, start=(1.0, 9.0)))
        played.play(600)
        return [f"{pod['metadata']['name']} {pod['status']['containerStatuses']}" for pod in played.pods()]

    assert life(1) == life(1)
    assert life(1) != life(2)
