"""The gate: the one way for an action to reach the cluster.

Read-only mode, the rules of the settings, the user's rights and the journal are here, below every key, menu and
command, so that none can be forgotten and none can go round.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from ktui.cluster.access import Access, Verdict
from ktui.domain.actions import Action, Agreement, Right
from ktui.domain.errors import Forbidden, Guarded, KtuiError, ReadOnly, Unanswered
from ktui.session.guards import Guards
from ktui.session.journal import Entry, Journal, Outcome

_READING = frozenset({"get", "list", "watch"})
_ENTERING = frozenset({"exec", "attach", "portforward", "proxy"})
"""Subresources through which a pod or node can be changed, whatever the verb says."""


class Gate:
    """Decides whether an action may pass, lets it pass, and writes down what became of it.

    Args:
        access: asks the authorizer.
        do: makes the one request (`ktui.cluster.actions.request`); gives the server's warnings.
        journal: where every action that is asked for is written down.
        context: the kubeconfig's context, for the journal.
        user: the kubeconfig's name of the user, for the journal.
        read_only: refuse everything that changes something.
        clock: the time, in seconds since the epoch.
        guards: the rules of the user's settings.
    """

    def __init__(
        self,
        access: Access,
        do: Callable[[Action], Awaitable[Sequence[str]]],
        journal: Journal,
        *,
        context: str,
        user: str,
        read_only: bool,
        clock: Callable[[], float],
        guards: Guards = Guards(),  # noqa: B008 (holds no rules, and none come)
    ) -> None:
        self._access = access
        self._do = do
        self._journal = journal
        self._context = context
        self._user = user
        self._clock = clock
        self._guards = guards
        self.read_only = read_only
        """Whether everything that changes something is refused."""

    async def permitted(self, right: Right) -> Verdict:
        """Whether ktui and the cluster let the user do this; ``allowed=None``: that shows only when it is tried."""
        if self.read_only and changes(right):
            return Verdict(allowed=False, why=str(ReadOnly()))
        return await self._access.allowed(right)

    async def perform(
        self,
        action: Action,
        agreement: Agreement = Agreement(),  # noqa: B008 (frozen)
        do: Callable[[Action], Awaitable[Sequence[str]]] | None = None,
    ) -> Sequence[str]:
        """Do an action, and write down what became of it.

        Args:
            action: what to do.
            agreement: how the user has agreed to it.
            do: does it, where one request is not all there is to it.

        Returns:
            What the server said beside its answer (``Warning`` headers).

        Raises:
            ReadOnly: read-only mode; nothing was sent.
            Guarded: a rule of the user's settings; nothing was sent.
            Forbidden: the user has no right to this; nothing was sent, or the server said so.
            Unanswered: it was sent, and what became of it is not known.
            ClusterError: the server refused, or could not be asked; nothing was done.
        """
        asked = datetime.fromtimestamp(self._clock(), UTC)
        outcome, message = Outcome.REFUSED, "Given up before it was sent."
        warnings: Sequence[str] = ()
        try:
            verdict = await self.permitted(action.right)
            if verdict.allowed is False:
                raise ReadOnly if self.read_only else Forbidden(verdict.why, reason="Forbidden", code=403)
            if why := self._guards.refuse(action, agreement):
                raise Guarded(why)
            outcome, message = Outcome.UNKNOWN, _not_known(action, "ktui ended before there was an answer")
            warnings = await (do or self._do)(action)
            outcome, message = Outcome.DONE, ""
        except Unanswered as error:
            message = _not_known(action, error.message)
            raise Unanswered(message, reason=error.reason, code=error.code) from error
        except KtuiError as error:
            if outcome is not Outcome.REFUSED:
                outcome = Outcome.FAILED
                if isinstance(error, Forbidden):
                    self._access.forget()  # it said yes, and the server said no: rights were changed
            message = str(error)
            raise
        finally:
            self._journal.record(
                Entry(
                    time=asked,
                    context=self._context,
                    user=self._user,
                    action=action.title,
                    target=action.target,
                    kubectl=action.kubectl,
                    outcome=outcome,
                    message=message,
                    warnings=tuple(warnings),
                )
            )
        return warnings


def _not_known(action: Action, why: str) -> str:
    """What there is to say of an action that was sent and not answered."""
    return (
        f"Not known whether it was done, and it may be done yet: {why.rstrip('.')}. "
        f"Look at {action.target} before you try again."
    )


def changes(right: Right) -> bool:
    """Whether what the right allows can change something in the cluster."""
    return right.verb not in _READING or right.subresource in _ENTERING
