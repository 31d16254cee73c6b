"""Keys that k9s' users have in their fingers and that do nothing here: each is answered with what does it here.

The keys of k9s are those of its internal/view (app.go, table.go, browser.go, pod.go, node.go, log.go, live_view.go).
"""

from __future__ import annotations

import re
from collections.abc import Callable

ANSWERS = {
    "ctrl-k": "k9s kills without asking; ktui deletes with {delete|ctrl-d}, which asks first.",
    "ctrl-r": "Nothing has to be refreshed: what is shown is live. The end of the first line says how true it is.",
    "ctrl-e": "The head takes two lines and stays; the rest is for what you look at.",
    "ctrl-g": "There is no trail of crumbs to hide: {walk(-1)|[} and {walk(1)|]} walk through where you were.",
    "ctrl-\\": "{back|esc} takes marks away.",
    "ctrl-l": "kubectl rollout undo goes back to an older revision.",
    "shift-left": "Columns are chosen in tables; {by_state|S} sorts what is wrong to the top.",
    "shift-right": "Columns are chosen in tables; {by_state|S} sorts what is wrong to the top.",
    "w": "To look at one namespace only: {namespaces|n}, or :ns NAME.",
    "a": "ktui attaches to no process; s on a pod opens a shell in its container.",
    "f": "ktui forwards no ports: kubectl port-forward does.",
    "F": "ktui forwards no ports: kubectl port-forward does.",
    "t": "ktui copies no files: kubectl cp does. On a CronJob, t runs it now.",
    "z": "ktui has no clean-up of finished pods: mark them with space and delete them with {delete|ctrl-d}.",
    "v": "ktui scans no images.",
    "o": "On a pod o goes to its node; in other tables to what owns the row.",
    "e": "ktui changes labels, schedules, parallelism and limits, each with its own key; kubectl edit does the rest.",
    "r": "kubectl rollout restart and kubectl drain do that. In Coverage, u updates the daemon of a node.",
    "i": "ktui sets no images: kubectl set image does.",
    "u": "kubectl uncordon does that. In Coverage, u updates the daemon of a node.",
    "s": "s opens a shell on a pod, and suspends or resumes Jobs and CronJobs.",
    "l": "Logs are there on pods, DaemonSets, Jobs and CronJobs.",
    "p": "Logs of before the last restart are there on pods and Jobs.",
    "d": "d describes what the cursor is on, in tables.",
    "y": "y shows what the cursor is on as YAML, in tables.",
    "x": "Secrets are uncovered with x in their YAML.",
}
"""By key as ktui writes it. ``{action|key}`` is the key of an action of the screen, with what it usually is."""
_PLACE = re.compile(r"\{([^|{}]+)\|([^{}]+)\}")


def answer(key: str, key_of: Callable[[str], str] = lambda _: "") -> str:
    """What to tell who presses a key that does nothing here; ``""`` for a key that k9s has no use for either.

    Args:
        key: as ktui writes it.
        key_of: gives the key that an action has on this screen; ``""``: it has none here.
    """
    told = ANSWERS.get(key, "")
    return f"{key}: {_PLACE.sub(lambda found: key_of(found[1]) or found[2], told)}" if told else ""
