"""What a run of the tests takes of the environment it is started in: nothing that the one at the keyboard has set."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import MutableMapping

STARTED_IN = dict(os.environ)
"""The environment of whoever started the run, whole: for a command of theirs, which may find its own things by it."""
KEPT = {"PATH", "PWD", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT", "LD_LIBRARY_PATH", "TEXTUAL_SNAPSHOT_TEMPDIR", "CI"}
KEPT_FAMILIES = ("KTUI_TEST_", "KTUI_BENCH_", "KTUI_CLUSTER_", "PYTHON", "PYTEST", "COVERAGE_", "HYPOTHESIS_")
PLAIN = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": "UTC"}


class Plain:
    """An environment, made plain until it is put back: with a home in which there is nothing."""

    def __init__(self, environ: MutableMapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._before = dict(environ)
        self._home = tempfile.mkdtemp(prefix="ktui-tests-")
        kept = {name: value for name, value in environ.items() if name in KEPT or name.startswith(KEPT_FAMILIES)}
        self._set(kept | PLAIN | {"HOME": self._home})

    def put_back(self) -> None:
        """The environment is what it was."""
        self._set(self._before)
        shutil.rmtree(self._home, ignore_errors=True)

    def _set(self, values: dict[str, str]) -> None:
        self._environ.clear()
        self._environ.update(values)
        time.tzset()
