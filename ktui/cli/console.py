"""``ktui`` without a command: the console on the cluster of the user's kubeconfig."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from ktui import settings as file
from ktui.cli.options import Options
from ktui.domain.errors import ConfigError

if TYPE_CHECKING:
    from ktui.app.goal import Goal, Opener
    from ktui.session import Session
    from ktui.settings import Settings


def open_console(asked: Options) -> int:
    """Open the console; give the exit code.

    Raises:
        ConfigError: the settings are wrong. A kubeconfig that is wrong is shown on the screen.
    """
    import platformdirs

    from ktui.app.goal import Goal
    from ktui.app.start import run

    def contexts() -> list[str]:
        from ktui.cluster import kubeconfig

        return [one.name for one in kubeconfig.contexts(asked.kubeconfig)]

    wanted = preferences(asked)
    goal = Goal(asked.context, asked.namespaces or None)
    history = platformdirs.user_state_path("ktui") / "history"
    return run(opener(asked, wanted), wanted, goal=goal, contexts=contexts, history=history)


def preferences(asked: Options) -> Settings:
    """The settings of the file and the environment, with what the command line says instead.

    Raises:
        ConfigError: a setting is wrong.
    """
    from ktui.app.check import check

    try:
        found = check(file.load())
    except file.SettingsError as error:
        raise ConfigError(f"Settings are wrong; correct them, or leave them out for the defaults.\n{error}") from error
    return replace(
        found,
        ascii=found.ascii if asked.ascii is None else asked.ascii,
        mouse=found.mouse if asked.mouse is None else asked.mouse,
    )


def opener(asked: Options, wanted: Settings) -> Opener:
    """How the console gets to a cluster: nothing is imported or read before the first frame is painted."""

    @asynccontextmanager
    async def open_session(goal: Goal) -> AsyncIterator[Session]:
        session = await asyncio.to_thread(_session, asked, wanted, goal)
        try:
            from ktui.session import prepare

            # Before the first screen is imported, and not beside it: the server is at work that much sooner.
            await prepare()
            yield session
        finally:
            await session.close()
            await asyncio.to_thread(session.journal.close)

    return open_session


def _session(asked: Options, wanted: Settings, goal: Goal) -> Session:
    import platformdirs

    from ktui.cluster.kubeconfig import connect
    from ktui.session import Session
    from ktui.session.journal import Journal

    connection = connect(asked.kubeconfig, goal.context, goal.namespaces[0] if goal.namespaces else None)
    return Session(
        connection,
        read_only=wanted.is_read_only(connection.context) if asked.read_only is None else asked.read_only,
        namespaces=goal.namespaces,
        journal=Journal(platformdirs.user_state_path("ktui") / "journal.jsonl"),
        rules=wanted.guard,
    )
