"""``python -m stage [crash | fall | hang | refuse]``: the console in a real terminal, over a session that is staged."""

import asyncio
import sys
from contextlib import asynccontextmanager

from ktui.app import run
from ktui.domain.errors import KtuiError
from ktui.settings import Settings
from stage.session import StagedSession
from stage.world import zoo


@asynccontextmanager
async def opener(goal):
    if "crash" in sys.argv:
        raise RuntimeError("a fault on purpose")
    if "fall" in sys.argv:
        from ktui.screens.coverage import CoverageScreen

        CoverageScreen.action_faults = lambda _: {}["a fault on purpose"]
    if "hang" in sys.argv:
        await asyncio.Event().wait()
    if "refuse" in sys.argv:
        raise KtuiError("There is no kubeconfig.")
    yield StagedSession(zoo())


sys.exit(run(opener, Settings(mouse=False)))
