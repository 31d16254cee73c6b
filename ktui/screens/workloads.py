"""The keys for what keeps pods running: restart and scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain.actions import Action, RestartWorkload, Right, ScaleWorkload
from ktui.domain.actions.workloads import RESTARTED, SCALED
from ktui.domain.kinds import DAEMON_SET
from ktui.domain.objects import Object
from ktui.domain.resources import Resource
from ktui.screens.acting import ActingScreen
from ktui.screens.form import Field, FormDialog, Judgement

DAEMON_SETS_SERVED = Resource(
    DAEMON_SET.plural, DAEMON_SET.name, DAEMON_SET.group, singular="daemonset", short_names=("ds",)
)
"""DaemonSets, as every server serves them."""
MOST = 100_000
"""More pods than any cluster has: a slip of the finger."""


class WorkloadScreen(ActingScreen):
    """A screen on which DaemonSets, Deployments or StatefulSets can be restarted."""

    HELP: ClassVar[str] = "What keeps pods running"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "r",
            "restart",
            "restart",
            id="workloads.restart",
            tooltip="Have all its pods replaced: kubectl's rollout restart.",
            show=False,
        ),
    ]

    # ---- for those that derive

    @property
    def workloads(self) -> tuple[Resource, Sequence[Object]]:
        """Of which resource, and which objects a key is about: those that are marked, or the one under the cursor."""
        raise NotImplementedError

    # ---- whether

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action != "restart":
            return super().refusal(action)
        resource, _ = self.workloads
        if resource.qualified not in RESTARTED:
            return f"{resource.kind} is not restarted: DaemonSets, Deployments and StatefulSets are."
        return self._refusal_to_patch(RestartWorkload)

    def _refusal_to_patch(self, sort: type[Action], subresource: str = "") -> str:
        """Why the objects that a key is about cannot be changed: there is none, or a right is missing."""
        resource, objects = self.workloads
        if not objects:
            return f"There is no {resource.kind} here."
        right = Right("patch", resource.name, resource.group, subresource, namespace=objects[0].namespace)
        return self.missing_right(right, sort)

    # ---- doing

    @work(group="action")
    async def action_restart(self) -> None:
        """Ask to replace all pods."""
        if await self.refuses_surely("restart"):
            return
        resource, objects = self.workloads
        actions = []
        for each in objects:
            spec = await self._spec(resource, each)
            if spec is None:
                return
            if spec.get("paused"):
                self.say(f"The rollout of {each.name} is paused: kubectl rollout resume first.")
                return
            strategy = (spec.get("updateStrategy") or spec.get("strategy") or {}).get("type", "")
            at = f"{self.now:%Y-%m-%dT%H:%M:%SZ}"
            actions.append(RestartWorkload(resource, each.namespace, each.name, each.uid, at, strategy))
        self.perform(actions, verb="Restart")

    async def _spec(self, resource: Resource, obj: Object) -> dict[str, Any] | None:
        """The spec as it is now; None if it cannot be read, which the user hears."""
        whole = await self.read_whole(resource.rows, obj)
        if whole is None:
            return None
        spec = whole.get("spec")
        return spec if isinstance(spec, dict) else {}


class ScaledScreen(WorkloadScreen):
    """A screen on which Deployments and the like can be scaled."""

    HELP: ClassVar[str] = "What has replicas"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "s",
            "scale",
            "scale",
            id="workloads.scale",
            tooltip="Say how many pods a Deployment, a StatefulSet or a ReplicaSet is to have.",
            show=False,
        ),
    ]

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action != "scale":
            return super().refusal(action)
        resource, objects = self.workloads
        if resource.qualified not in SCALED:
            return f"{resource.kind} has no number of pods to set: Deployments, StatefulSets and ReplicaSets have."
        if len(objects) > 1:
            return "One at a time: take the marks away first."
        return self._refusal_to_patch(ScaleWorkload, "scale")

    @work(group="action")
    async def action_scale(self) -> None:
        """Ask how many pods there are to be."""
        if await self.refuses_surely("scale"):
            return
        resource, (obj, *_) = self.workloads
        spec = await self._spec(resource, obj)
        if spec is None:
            return
        before = spec.get("replicas", 1)

        def wanted(typed: Mapping[str, str]) -> ScaleWorkload:
            number = int(typed["replicas"])
            return ScaleWorkload(resource, obj.namespace, obj.name, obj.uid, number, before)

        def judge(typed: Mapping[str, str]) -> Judgement:
            text = typed["replicas"].strip()
            if not (text.isascii() and text.isdigit()) or int(text[:12]) > MOST:
                return Judgement(f"replicas: a number from 0 to {MOST:,} is needed")
            action = wanted(typed)
            if action.replicas == before:
                return Judgement("that is what it is already")
            return Judgement("", action.effects, action.kubectl)

        fields = [Field("replicas", "replicas", str(before))]
        typed = await self.app.push_screen_wait(FormDialog(f"Scale {resource.kind} {obj.name}", fields, judge))
        if typed is not None:
            self.perform([wanted(typed)], verb="Scale")
