"""A shell in a container: an action that lasts, and that needs the terminal while it does.

It is asked for by `ktui.session.Session.shell`, since a request alone does not do it.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from ktui.domain.actions.action import OnObject, Right

BEST_SHELL = ("sh", "-c", "command -v bash >/dev/null 2>&1 && exec bash || exec sh")
"""The best shell that the image has."""


@dataclass(frozen=True)
class OpenShell(OnObject):
    """Run a shell in a container of a pod, with the user's terminal."""

    namespace: str
    name: str
    uid: str
    container: str
    command: tuple[str, ...] = BEST_SHELL

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Open a shell in {self.namespace}/{self.name}, container {self.container}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        return (
            f"A shell runs in container {self.container} of pod {self.name} until you leave it.",
            "What is typed there is done there, and is not in ktui's journal.",
        )

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        where = ["-n", self.namespace, self.name, "-c", self.container]
        return shlex.join(["kubectl", "exec", "-it", *where, "--", *self.command])

    @property
    def right(self) -> Right:
        """The right it needs: since 1.35 to create, also for a WebSocket, which begins with a GET."""
        return Right("create", "pods", subresource="exec", namespace=self.namespace, name=self.name)

    @property
    def kind_name(self) -> str:
        """Kubernetes' name of the kind."""
        return "Pod"
