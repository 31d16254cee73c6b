"""What a user can ask, as data: a module for each kind of object, a frozen dataclass for each action.

Each action says what it will do, its kubectl equivalent and the right it needs (see `Action`).
``ktui.session.Session.perform`` is the only way to do one, and ``ktui.cluster.actions`` turns it into a request.
"""

from ktui.domain.actions.action import Action, Agreement, Right
from ktui.domain.actions.nodes import LabelNode
from ktui.domain.actions.pods import DeletePod

__all__ = ["Action", "Agreement", "DeletePod", "LabelNode", "Right"]
