"""A shell in a container of a pod: which container, whether it may be, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.domain.actions import Agreement, Right
from ktui.domain.actions.shells import OpenShell
from ktui.domain.errors import KtuiError, UsageError
from ktui.domain.objects import Pod
from ktui.domain.text import printable
from ktui.screens.choose import ChooseDialog, Offer
from ktui.screens.confirm import ConfirmDialog, confirmation
from ktui.screens.raw_terminal import RawTerminal

if TYPE_CHECKING:
    from ktui.screens.acting import ActingScreen

_NO_SHELL = ("executable file not found", "no such file or directory", "not found in $PATH")
_NOT_STARTED = {126: "cannot be executed", 127: "is not there"}


def running_containers(pod: Pod) -> list[str]:
    """The containers of a pod that run now, the usual ones first."""
    every = (*pod.status.container_statuses, *pod.status.init_container_statuses)
    return [each.name for each in every if each.state is not None and each.state.running is not None]


def refusal_to_enter(pod: Pod | None) -> str:
    """Why no shell can be opened in a pod; ``""`` if one can."""
    if pod is None:
        return "There is no pod here to open a shell in."
    if not running_containers(pod):
        return f"No container of {pod.name} runs, so there is nothing to open a shell in."
    return ""


def right_to_enter(pod: Pod, container: str = "") -> Right:
    """The right that a shell in a pod needs."""
    return OpenShell(pod.namespace, pod.name, pod.uid, container).right


async def open_shell(screen: ActingScreen, pod: Pod, container: str = "") -> None:
    """Open a shell, and say what became of it. To be called in a worker.

    Args:
        screen: from where.
        pod: in which.
        container: in which; the user chooses if it is not given and there are several.
    """
    if why := refusal_to_enter(pod):
        screen.say(why)
        return
    names = [container] if container else running_containers(pod)
    chosen: str | None = names[0]
    if len(names) > 1:
        offers = [Offer(name, name) for name in names]
        chosen = await screen.app.push_screen_wait(
            ChooseDialog(f"Open a shell in which container of {pod.name}?", offers)
        )
    if chosen is None:
        return
    action = OpenShell(pod.namespace, pod.name, pod.uid, chosen)
    agreement = await _agreement(screen, action)
    if agreement is None:
        return
    lend = screen.session.terminal
    try:
        if lend is None:
            raise UsageError("This terminal cannot be lent to a shell.")
        terminal = RawTerminal(lend, greeting(action))
        ended = await screen.session.shell(action, terminal, agreement)
    except KtuiError as error:
        screen.complain(f"Shell in {pod.name}, container {chosen}: {told(str(error), action)}")
    else:
        said = "has ended" if not ended else f"has ended with exit code {ended}"
        if ended in _NOT_STARTED:
            said += f": its shell {_NOT_STARTED[ended]}, or its last command"
        screen.say(f"The shell in {pod.name}, container {chosen}, {said}.")
    screen.redraw()


async def _agreement(screen: ActingScreen, action: OpenShell) -> Agreement | None:
    """Whether it may be, and how the user has agreed where agreement is asked for; None: not done."""
    verdict = await screen.session.permitted(action.right)
    why = verdict.why if verdict.allowed is False else screen.session.guards.forbid(action)
    if why:
        screen.complain(why)
        return None
    typed = screen.session.guards.to_be_typed(action)
    if not (screen.production or typed):
        return Agreement()
    context = screen.session.connection.context if screen.production else ""
    asked = confirmation([action], verb="Open", production=context, typed=typed)
    agreed = await screen.app.push_screen_wait(ConfirmDialog(asked, lambda: screen.objection(action)))
    return Agreement(typed=bool(asked.to_type)) if agreed else None


def greeting(action: OpenShell) -> str:
    """What is written before the shell says anything."""
    where = printable(f"{action.namespace}/{action.name}, container {action.container}")
    return f"\r\nktui: a shell in {where}. exit leaves it; ctrl-] three times leaves one that hangs.\r\n"


def told(words: str, action: OpenShell) -> str:
    """Why it could not be opened, with what can be done instead where the image has no shell."""
    if not any(each in words for each in _NO_SHELL):
        return words
    return (
        f"its image has no shell. kubectl debug -it -n {action.namespace} {action.name} --image=busybox "
        f"--target={action.container} brings one along. The server said: {words}"
    )
