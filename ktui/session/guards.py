"""Rules for changes that the user has set: what they forbid, and what they ask for.

They are in the gate, as read-only mode is, so that no key, menu or command goes round them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ktui.domain.actions import Action, Agreement
from ktui.settings import Guard
from ktui.settings.values import DENY, TYPE


class Guards:
    """The rules that hold in one context.

    Args:
        rules: all rules there are.
        context: the kubeconfig's context.
    """

    def __init__(self, rules: Sequence[Guard] = (), context: str = "") -> None:
        self._rules = rules
        self._context = context

    def forbid(self, action: Action, together: int = 1) -> str:
        """Why an action may not be done, whatever is typed; ``""``: it may.

        Args:
            action: what is asked.
            together: how many actions are asked at once.
        """
        if denied := self.closed(action.right.namespace, *names_of(action)):
            return denied
        matching = self._matching(action)
        limiting = min((rule for rule in matching if rule.most), key=lambda rule: rule.most, default=None)
        if limiting is not None and together > limiting.most:
            allowed = f"no more than {limiting.most} at once"
            return _why(limiting, f"{together} objects at once, and a rule of your settings allows {allowed}")
        return ""

    def closed(self, namespace: str, *names: str) -> str:
        """Why no action that is called so may be done in a namespace, whatever is typed; ``""``: it may.

        Args:
            namespace: where.
            names: what rules call the action: see `name_of` and `names_of`.
        """
        denying = next((rule for rule in self._rules if rule.do == DENY and self._meant(rule, namespace, names)), None)
        return _why(denying, f"a rule of your settings forbids {names[0]} here") if denying is not None else ""

    def to_be_typed(self, action: Action) -> bool:
        """Whether agreement has to be typed."""
        return any(rule.do == TYPE for rule in self._matching(action))

    def refuse(self, action: Action, agreement: Agreement) -> str:
        """Why an action may not be done with that agreement; ``""``: it may."""
        why = self.forbid(action, agreement.together)
        if not why and self.to_be_typed(action) and not agreement.typed:
            why = f"Not done: a rule of your settings wants the agreement to {names_of(action)[0]} typed."
        return why

    def _matching(self, action: Action) -> list[Guard]:
        names, namespace = names_of(action), action.right.namespace
        return [rule for rule in self._rules if self._meant(rule, namespace, names)]

    def _meant(self, rule: Guard, namespace: str, names: Sequence[str]) -> bool:
        return any(rule.matches(self._context, namespace, name) for name in names)


def name_of(action: type) -> str:
    """What rules call a sort of action: ``delete-pod`` for a `DeletePod`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", action.__name__).lower()


def names_of(action: Action) -> tuple[str, ...]:
    """What rules call an action: by its sort, and by verb and kind, as ``delete-pod`` for a pod's `DeleteObject`."""
    return tuple(dict.fromkeys((name_of(type(action)), f"{action.right.verb}-{action.touches[0].lower()}")))


def _why(rule: Guard, what: str) -> str:
    because = f" {rule.because.rstrip('.')}." if rule.because else ""
    return f"Not done: {what}.{because} ktui config shows the rules."
