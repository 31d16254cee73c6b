"""Sessions for tests of commands: tables that are filled, and what happens while somebody looks."""

import asyncio
import textwrap

from virtual_loop import virtual_loops

from ktui.cli import looking
from ktui.cli.program import run
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Live


def filled(**tables):
    """Tables by name with objects in them, all in step with the server."""
    state = ClusterState()
    for table in state.tables.values():
        table.set_feed(Live())
    for name, objects in tables.items():
        getattr(state, name).extend(objects)
    return state


class Stage:
    """Stands in for a session: what it knows, what is asked of it, and what happens while it runs."""

    def __init__(self, state, story=(), error=None):
        self.state = state
        self.asked = {}
        self._story = story
        self._error = error

    def session(self, connection, **asked):
        self.asked = asked | {"context": connection.context}
        return self

    async def run(self):
        for step in self._story:
            await asyncio.sleep(0.02)
            step(self.state)
        if self._error:
            raise self._error
        await asyncio.Event().wait()


class Commands:
    """Runs commands over tables; gives the exit code, stdout and stderr."""

    def __init__(self, tmp_path, monkeypatch, capsys):
        self._path = tmp_path / "config"
        self._patch = monkeypatch
        self._capsys = capsys
        self.stage = None
        monkeypatch.setenv("KUBECONFIG", str(self._path))
        self.kubeconfig("etl")

    def kubeconfig(self, namespace=""):
        chosen = f", namespace: {namespace}" if namespace else ""
        self._path.write_text(
            textwrap.dedent(f"""\
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [{{name: c, cluster: {{server: "https://127.0.0.1:1"}}}}]
            users: [{{name: u, user: {{}}}}]
            contexts: [{{name: test, context: {{cluster: c, user: u{chosen}}}}}]
            """)
        )

    def __call__(self, state, *arguments, story=(), error=None):
        self.stage = Stage(state, story, error)
        self._patch.setattr(looking, "Session", self.stage.session)
        with virtual_loops():
            code = run(list(arguments))
        return code, *self._capsys.readouterr()
