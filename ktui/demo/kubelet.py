"""Fake kubelets, the half that runs pods: each bound pod goes through the stages of its story.

The model is that of kwok's stages: what a pod is now decides its next stage, the story decides when it comes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from ktui.demo.durations import written
from ktui.demo.node_agent import NodeAgent
from ktui.demo.owners import controller_of
from ktui.demo.pod_status import container_status, pod_status, running, statuses, terminated, waiting
from ktui.demo.pods import bound_node, is_deleting, is_ready, is_terminal, phase, seconds_of
from ktui.demo.resources import PODS
from ktui.demo.status import Object
from ktui.demo.stories import Pace, Stories, Story
from ktui.demo.work import Key
from ktui.demo.world import World

_FIRST_BACKOFF, _LAST_BACKOFF = 10.0, 300.0
_NO_CONFIG = 'configmap "settings" not found'
_NOT_PULLED = {"ErrImagePull", "ImagePullBackOff"}


@dataclass(frozen=True, slots=True)
class _Plan:
    """What comes next for a pod, and when."""

    stage: tuple[str, int]
    due: float


class Kubelet:
    """The kubelets of all nodes, as far as pods go.

    Args:
        world: the cluster.
        nodes: the other half: which nodes are alive, and their addresses.
        stories: what becomes of a pod.
        pace: how long things take.
    """

    name = "kubelet"

    def __init__(self, world: World, nodes: NodeAgent, stories: Stories, pace: Pace) -> None:
        self._world = world
        self._nodes = nodes
        self.stories = stories
        """What becomes of a pod."""
        self.pace = pace
        """How long things take."""
        self._plans: dict[str, _Plan] = {}
        self._pulled: set[tuple[str, str]] = set()
        world.on(PODS, self._pod_changed)
        nodes.revived.append(self.wake)

    def sync(self, key: Key) -> None:
        """Plays the next stage of a pod if its time has come."""
        pod = self._world.get(PODS, *key)
        if pod is None or not self._nodes.alive(bound_node(pod)):
            return
        uid = pod["metadata"]["uid"]
        story = self.stories.of(pod)
        following = self._next(pod, story)
        if following is None:
            self._plans.pop(uid, None)
            return
        stage, turn, span = following
        plan = self._plans.get(uid)
        if plan is None or plan.stage != (stage, turn):
            low, high = span
            delay = self._world.chance(uid, stage, turn).uniform(low, high) if high > low else low
            plan = self._plans[uid] = _Plan((stage, turn), self._world.now() + delay)
        if not self._world.reached(plan.due):
            self._world.work.add_at(self, key, plan.due)
            return
        del self._plans[uid]
        self._STAGES[stage](self, pod, story)

    def wake(self, node: str) -> None:
        """Looks at all pods of a node again: its kubelet is back, or their stories have changed."""
        for pod in self._world.pods_on(node):
            self._world.work.add(self, (pod["metadata"]["namespace"], pod["metadata"]["name"]))

    # What is noticed

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        if new is None:
            if old is not None:
                self._plans.pop(old["metadata"]["uid"], None)
        elif bound_node(new):
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

    # What comes next

    def _next(self, pod: Object, story: Story) -> tuple[str, int, tuple[float, float]] | None:
        """The next stage, which turn of it this is, and how long until then; None when nothing comes."""
        status: Object = pod.get("status") or {}
        if is_deleting(pod):
            if pod["metadata"].get("finalizers"):
                return None
            return "end", 0, self._until_end(pod, story)
        if is_terminal(pod):
            return None
        states: list[Object] = status.get("containerStatuses") or []
        if not states:
            return self._beginning(story)
        first = states[0]
        state, turn = first["state"], int(first.get("restartCount", 0))
        reason: str = (state.get("waiting") or {}).get("reason", "")
        if reason == "ContainerCreating":
            return "start", 0, story.start or self.pace.start
        if story.kind == "no-image" and reason in _NOT_PULLED:
            if reason == "ErrImagePull":
                return "back_off_pull", turn, (12.0, 18.0)
            return "pull", turn, (_LAST_BACKOFF, _LAST_BACKOFF)
        if phase(pod) == "Running":
            if all(one["ready"] for one in states) and not is_ready(pod):
                # The node controller called it unready while the node was; the kubelet knows better.
                return "resume", turn, (0.0, 0.0)
            return self._living(pod, story, first, turn, reason)
        return None

    def _beginning(self, story: Story) -> tuple[str, int, tuple[float, float]]:
        if story.kind in {"image-pull", "config"}:
            return "hang", 0, (0.0, 0.0)
        if self.pace.creating:
            return "create", 0, (0.0, 0.0)
        return "start", 0, story.start or self.pace.start

    def _living(
        self, pod: Object, story: Story, first: Object, turn: int, reason: str
    ) -> tuple[str, int, tuple[float, float]] | None:
        if story.kind in {"crash-loop", "oom"}:
            if reason:
                delay = min(_FIRST_BACKOFF * 2 ** min(turn, 10), _LAST_BACKOFF)
                return "restart", turn, (delay, delay)
            return "die", turn, story.up
        if story.kind == "evicted":
            return "evict", 0, story.up
        if story.kind == "flapping":
            low, high = story.up
            return ("lose_ready", turn, story.up) if first["ready"] else ("gain_ready", turn, (low / 4, high / 4))
        if story.kind == "probe":
            return ("lose_ready", turn, (0.0, 0.0)) if first["ready"] else ("fail_probe", turn, (60.0, 60.0))
        if story.kind != "well":
            return None
        if not first["ready"]:
            return "gain_ready", turn, (2.0, 8.0)
        owner = controller_of(pod)
        if owner is not None and owner["kind"] == "Job":
            return "finish", 0, story.run or self.pace.run
        return None

    def _until_end(self, pod: Object, story: Story) -> tuple[float, float]:
        if story.end is not None:
            return story.end
        grace = float(pod["metadata"].get("deletionGracePeriodSeconds", 0))
        left = max(0.0, seconds_of(pod["metadata"]["deletionTimestamp"]) - self._world.now()) if grace else 0.0
        return min(self.pace.end[0], left), min(self.pace.end[1], left)

    # The stages

    def _create(self, pod: Object, _story: Story) -> None:
        made = statuses(pod, lambda one: container_status(pod, one, waiting("ContainerCreating"), pulled=False))
        self._report(pod, "Pending", made, hostIP=self._nodes.address(bound_node(pod)))

    def _start(self, pod: Object, story: Story) -> None:
        if story.kind == "no-image":
            self._pull(pod, story)
            return
        now = self._world.stamp()
        self._tell_start(pod)
        if story.kind == "crash":
            dead = terminated(137, "OOMKilled", now, now)

            def crashed(one: Object) -> Object:
                message = f"back-off 5m0s restarting failed container={one['name']}"
                state = waiting("CrashLoopBackOff", message)
                return container_status(pod, one, state, restarts=7, last=dead)

            made = statuses(pod, crashed)
        else:
            late = self.pace.creating and any(one.get("readinessProbe") for one in pod["spec"]["containers"])
            ready = story.kind not in {"unready", "probe"} and not late
            made = statuses(
                pod, lambda one: container_status(pod, one, running(now), ready=ready, restarts=story.restarts)
            )
        self._report(pod, "Running", made, **self._addresses(pod))

    def _hang(self, pod: Object, story: Story) -> None:
        def stuck(one: Object) -> Object:
            if story.kind == "config":
                message = story.message or _NO_CONFIG
                return container_status(pod, one, waiting("CreateContainerConfigError", message), pulled=False)
            message = f"Back-off pulling image {one['image']}"
            return container_status(pod, one, waiting("ImagePullBackOff", message), pulled=False)

        self._report(pod, "Pending", statuses(pod, stuck), hostIP=self._nodes.address(bound_node(pod)))
        if story.kind == "config":
            self._tell(pod, "Warning", "Failed", f"Error: {story.message or _NO_CONFIG}")

    def _pull(self, pod: Object, story: Story) -> None:
        image = pod["spec"]["containers"][0]["image"]
        cause = story.message or f'failed to resolve reference "{image}": {image}: not found'
        message = f'Failed to pull image "{image}": rpc error: code = NotFound desc = {cause}'
        self._tell(pod, "Normal", "Pulling", f'Pulling image "{image}"')
        self._tell(pod, "Warning", "Failed", message)
        self._tell(pod, "Warning", "Failed", "Error: ErrImagePull")
        made = statuses(pod, lambda one: container_status(pod, one, waiting("ErrImagePull", cause), pulled=False))
        self._report(pod, "Pending", made, **self._addresses(pod))

    def _back_off_pull(self, pod: Object, story: Story) -> None:
        image = pod["spec"]["containers"][0]["image"]
        message = f'Back-off pulling image "{image}": ErrImagePull: {story.message or f"{image}: not found"}'
        self._tell(pod, "Normal", "BackOff", f'Back-off pulling image "{image}"')
        self._tell(pod, "Warning", "Failed", "Error: ImagePullBackOff")
        made = statuses(pod, lambda one: container_status(pod, one, waiting("ImagePullBackOff", message), pulled=False))
        self._report(pod, "Pending", made)

    def _die(self, pod: Object, story: Story) -> None:
        now = self._world.stamp()
        killed = story.kind == "oom"
        code, reason = (137, "OOMKilled") if killed else (story.exit_code or 1, "Error")

        def died(one: Object) -> Object:
            before = self._status_of(pod, one)
            restarts = max(int(before["restartCount"]), story.restarts)
            since = (before["state"].get("running") or {}).get("startedAt", now)
            delay = min(_FIRST_BACKOFF * 2 ** min(restarts, 10), _LAST_BACKOFF)
            name = f"{pod['metadata']['name']}_{pod['metadata']['namespace']}({pod['metadata']['uid']})"
            message = f"back-off {written(delay)} restarting failed container={one['name']} pod={name}"
            last = terminated(code, reason, since, now, before.get("containerID", ""))
            state = waiting("CrashLoopBackOff", message)
            return container_status(pod, one, state, restarts=restarts, last=last)

        self._tell_each(pod, "Warning", "BackOff", "Back-off restarting failed container {name} in pod {pod}")
        self._report(pod, "Running", statuses(pod, died))

    def _restart(self, pod: Object, story: Story) -> None:
        now = self._world.stamp()

        def again(one: Object) -> Object:
            before = self._status_of(pod, one)
            restarts = int(before["restartCount"]) + 1
            ready = story.kind == "oom"
            return container_status(pod, one, running(now), ready=ready, restarts=restarts, last=before["lastState"])

        self._tell_start(pod)
        self._report(pod, "Running", statuses(pod, again))

    def _finish(self, pod: Object, story: Story) -> None:
        now = self._world.stamp()
        code = story.exit_of(pod)

        def ended(one: Object) -> Object:
            before = self._status_of(pod, one)
            since = (before["state"].get("running") or {}).get("startedAt", now)
            reason = "Error" if code else "Completed"
            state = terminated(code, reason, since, now, before.get("containerID", ""))
            return container_status(pod, one, state, restarts=int(before["restartCount"]))

        ending = ("Failed", "PodFailed") if code else ("Succeeded", "PodCompleted")
        self._report(pod, ending[0], statuses(pod, ended), finished=ending[1])

    def _evict(self, pod: Object, story: Story) -> None:
        now = self._world.stamp()
        message = story.message or "The node was low on resource: ephemeral-storage."
        made = statuses(pod, lambda one: container_status(pod, one, terminated(137, "Error", now, now)))
        self._tell(pod, "Warning", story.reason or "Evicted", message)
        reason = story.reason or "Evicted"
        self._report(pod, "Failed", made, finished="PodFailed", reason=reason, message=message)

    def _lose_ready(self, pod: Object, story: Story) -> None:
        self._tell(pod, "Warning", "Unhealthy", _probe_message(story))
        self._set_ready(pod, ready=False)

    def _gain_ready(self, pod: Object, _story: Story) -> None:
        self._set_ready(pod, ready=True)

    def _resume(self, pod: Object, _story: Story) -> None:
        self._report(pod, "Running", pod["status"]["containerStatuses"])

    def _fail_probe(self, pod: Object, story: Story) -> None:
        self._tell(pod, "Warning", "Unhealthy", _probe_message(story))
        self._world.work.add_after(self, (pod["metadata"]["namespace"], pod["metadata"]["name"]), 60.0)

    def _end(self, pod: Object, _story: Story) -> None:
        self._world.delete(PODS, pod, grace=0, propagation=None)

    _STAGES: ClassVar[dict[str, Callable[["Kubelet", Object, Story], None]]] = {
        "create": _create,
        "start": _start,
        "hang": _hang,
        "pull": _pull,
        "back_off_pull": _back_off_pull,
        "die": _die,
        "restart": _restart,
        "finish": _finish,
        "evict": _evict,
        "lose_ready": _lose_ready,
        "gain_ready": _gain_ready,
        "resume": _resume,
        "fail_probe": _fail_probe,
        "end": _end,
    }

    # What they share

    def _report(self, pod: Object, phase_now: str, made: list[Object], *, finished: str = "", **fields: object) -> None:
        status = pod_status(pod, phase_now, made, self._world.stamp(), finished=finished, **fields)
        self._world.put_status(PODS, pod, status)

    def _set_ready(self, pod: Object, *, ready: bool) -> None:
        made = statuses(pod, lambda one: {**self._status_of(pod, one), "ready": ready})
        self._report(pod, "Running", made)

    @staticmethod
    def _status_of(pod: Object, container: Object) -> Object:
        known: list[Object] = pod["status"].get("containerStatuses") or []
        return next(status for status in known if status["name"] == container["name"])

    def _addresses(self, pod: Object) -> Object:
        node = bound_node(pod)
        host = self._nodes.address(node)
        own = host if pod["spec"].get("hostNetwork") else self._nodes.pod_address(node)
        return {"hostIP": host, "hostIPs": [{"ip": host}], "podIP": own, "podIPs": [{"ip": own}]}

    def _tell(self, pod: Object, kind: str, reason: str, message: str) -> None:
        self._world.record("kubelet", pod, kind, reason, message, host=bound_node(pod))

    def _tell_each(self, pod: Object, kind: str, reason: str, message: str) -> None:
        name = f"{pod['metadata']['name']}_{pod['metadata']['namespace']}({pod['metadata']['uid']})"
        for container in pod["spec"]["containers"]:
            self._tell(pod, kind, reason, message.format(name=container["name"], pod=name))

    def _tell_start(self, pod: Object) -> None:
        node = bound_node(pod)
        for container in pod["spec"]["containers"]:
            image = container["image"]
            if (node, image) in self._pulled:
                self._tell(pod, "Normal", "Pulled", f'Container image "{image}" already present on machine')
            else:
                self._pulled.add((node, image))
                took = self._world.chance(node, image).uniform(0.6, 4.0)
                self._tell(pod, "Normal", "Pulling", f'Pulling image "{image}"')
                spent = f"{took:.3f}s ({took:.3f}s including waiting)"
                self._tell(pod, "Normal", "Pulled", f'Successfully pulled image "{image}" in {spent}')
            self._tell(pod, "Normal", "Created", f"Created container: {container['name']}")
            self._tell(pod, "Normal", "Started", f"Started container {container['name']}")


def _probe_message(story: Story) -> str:
    return story.message or "Readiness probe failed: HTTP probe failed with statuscode: 503"
