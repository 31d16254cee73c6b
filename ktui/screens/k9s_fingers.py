"""Keys that k9s' users have in their fingers and that do nothing here: each is answered with what does it here.

The keys of k9s are those of its internal/view (app.go, table.go, browser.go, pod.go, node.go, log.go, live_view.go).
"""

from __future__ import annotations

import re
from collections.abc import Callable

ANSWERS = {
    "ctrl-k": "k9s kills without asking; ktui deletes with {delete|ctrl-d}, which asks first.",
    "ctrl-r": "Nothing has to be refreshed: what is shown is live. The end of the first line says how true it is.",
    "ctrl-e": "The head takes two lines and stays; ktui uses the rest for what you look at.",
    "ctrl-g": "There is no trail of crumbs to hide: {walk_back|[} and {walk_on|]} walk through where you were.",
    "ctrl-\\": "{back|esc} takes the marks away.",
    "ctrl-l": "Going back to an older revision is under the history of a DaemonSet or Deployment: {history|h}.",
    "shift-left": "{sort|O} sorts by the column under the cursor.",
    "shift-right": "{sort|O} sorts by the column under the cursor.",
    "w": "To look at one namespace only: {choose|n}, or :ns NAME.",
    "a": "ktui does not attach to a running process; {shell|s} on a pod opens a shell in its container.",
    "f": "ktui forwards no ports: kubectl port-forward does.",
    "F": "ktui forwards no ports: kubectl port-forward does.",
    "t": "ktui copies no files into pods: kubectl cp does. On a CronJob, t runs it now.",
    "z": "ktui has no clean-up of finished pods: mark them with {mark|space} and delete them with {delete|ctrl-d}.",
    "v": "ktui scans no images.",
    "o": "The node of a pod is a column of its table; :nodes /NAME goes there.",
}
"""By key as ktui writes it. ``{action|key}`` is the key of an action of the screen, with what it usually is."""
_PLACE = re.compile(r"\{(\w+)\|([^}]+)\}")


def answer(key: str, key_of: Callable[[str], str] = lambda _: "") -> str:
    """What to tell who presses a key that does nothing here; ``""`` for a key that k9s has no use for either.

    Args:
        key: as ktui writes it.
        key_of: gives the key that an action has on this screen; ``""``: it has none here.
    """
    told = ANSWERS.get(key, "")
    return f"{key}: {_PLACE.sub(lambda found: key_of(found[1]) or found[2], told)}" if told else ""
