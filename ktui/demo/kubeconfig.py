"""The temporary kubeconfig: one context a user, readable by nobody else, gone when the cluster goes."""

import atexit
import json
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from ktui.demo.authorization import User

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
_NAMESPACES = {"team": "team-a"}


class TemporaryKubeconfig:
    """A kubeconfig in a directory of its own.

    It is removed by `remove`, else when the interpreter ends, or when the process is told to end by a signal that
    nobody else handles.

    Args:
        urls: the API server by the name of the user who comes there.
        users: the users by their bearer token; each gets a context of its name, the administrator ``demo``.
        within: where to make its directory; where temporary files are, if not given.
    """

    def __init__(self, urls: Mapping[str, str], users: Mapping[str, User], within: Path | None = None) -> None:
        self._directory = Path(tempfile.mkdtemp(prefix="ktui-demo-", dir=within))
        self.path = self._directory / "kubeconfig"
        """Where it is."""
        self._handled: list[signal.Signals] = []
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(_content(urls, users), file, indent=2)
        atexit.register(self.remove)
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                if signal.getsignal(number) is signal.SIG_DFL:
                    signal.signal(number, self._end)
                    self._handled.append(number)

    def remove(self) -> None:
        """Removes it; twice is fine."""
        shutil.rmtree(self._directory, ignore_errors=True)
        atexit.unregister(self.remove)
        if threading.current_thread() is threading.main_thread():
            while self._handled:
                signal.signal(self._handled.pop(), signal.SIG_DFL)

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self.remove()
        os.kill(os.getpid(), number)


def _content(urls: Mapping[str, str], users: Mapping[str, User]) -> dict[str, object]:
    # JSON is YAML: every client of a kubeconfig reads it.
    contexts, clusters = [], []
    for user in users.values():
        name = "demo" if user.name == "admin" else user.name
        # A cluster a user, because clients send no token over plain HTTP: the server knows them by the port.
        clusters.append({"name": name, "cluster": {"server": urls[user.name]}})
        context = {"cluster": name, "user": user.name, "namespace": _NAMESPACES.get(user.name, "default")}
        contexts.append({"name": name, "context": context})
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": clusters,
        "users": [{"name": user.name, "user": {"token": token}} for token, user in users.items()],
        "contexts": contexts,
        "current-context": "demo",
    }
