"""What a user can ask, as data: a module for each kind of object, a frozen dataclass for each action.

Each action says what it will do, its kubectl equivalent and the right it needs (see `Action`).
``ktui.session.Session.perform`` is the only way to do one, and ``ktui.cluster.actions`` turns it into a request.
"""

from ktui.domain.actions.action import Action, Agreement, Right
from ktui.domain.actions.any_object import DeleteObject
from ktui.domain.actions.creating import CreateObject
from ktui.domain.actions.cron_jobs import DeleteCronJob, RunCronJob, SetSchedule, SuspendCronJob
from ktui.domain.actions.jobs import CreateJob, DeleteJob, ResumeIndexes, SetJobLimits, SetParallelism, SuspendJob
from ktui.domain.actions.nodes import CordonNode, LabelNode
from ktui.domain.actions.pods import DeletePod
from ktui.domain.actions.workloads import RestartWorkload, ScaleWorkload

__all__ = [
    "Action",
    "Agreement",
    "CordonNode",
    "CreateJob",
    "CreateObject",
    "DeleteCronJob",
    "DeleteJob",
    "DeleteObject",
    "DeletePod",
    "LabelNode",
    "RestartWorkload",
    "ResumeIndexes",
    "Right",
    "RunCronJob",
    "ScaleWorkload",
    "SetJobLimits",
    "SetParallelism",
    "SetSchedule",
    "SuspendCronJob",
    "SuspendJob",
]
