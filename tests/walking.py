"""Walking through the console: every place there is, every key of it, and how long the loop was held meanwhile.

A place of a new type needs an example in `EXAMPLES`; everything else about it is found by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from stage import quick
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from ktui.app.console import KtuiApp
from ktui.app.places import BUILDERS, MAIN_SCREENS
from ktui.domain import kinds
from ktui.domain.kinds import Kind
from ktui.domain.objects import Meta, Object
from ktui.screens import places
from ktui.screens.command import COMMANDS
from ktui.screens.frame import FrameScreen
from ktui.screens.places import MAINS, Place
from ktui.session import Session
from ktui.widgets.prompt import Prompt

LEAVING = frozenset({"ctrl+c", "ctrl+q"})
"""Keys that leave the console, whatever it shows."""
TYPED = "[red]\x1b[31m!-l x=y"
"""What is typed where something can be typed."""
STEPS = 3
"""How many keys are pressed in a dialog before it is closed."""


GONE = Object(Meta("gone", "default", "uid-gone"))
"""Stands for an object that is not there, or that the user may not see."""


def _some(session: Session, kind: Kind) -> Object:
    """An object of a kind; the last one, because the first is what others look at."""
    return [GONE, *session.state.table(kind)][-1]


WATCHED = (*kinds.COVERAGE, kinds.JOB, kinds.CRON_JOB)
"""What a session follows whose cluster is walked: the examples are taken from there."""
EXAMPLES: Mapping[type[Place], Callable[[Session], Iterable[Place]]] = {
    places.Main: lambda _: [places.Main(name) for name in MAIN_SCREENS],
    places.PodsOf: lambda session: [places.PodsOf("node", node=_some(session, kinds.NODE).name)],
    places.NodesOf: lambda session: [places.NodesOf(_some(session, kinds.DAEMON_SET).key)],
    places.ContainersOf: lambda session: [places.ContainersOf(_some(session, kinds.POD).key)],
    places.DescribeOf: lambda session: [places.DescribeOf(kinds.POD, _some(session, kinds.POD).key)],
    places.YamlOf: lambda session: [places.YamlOf(kinds.NODE, _some(session, kinds.NODE).key)],
    places.LogsOf: lambda session: [_logs(_some(session, kinds.POD))],
    places.ResourceList: lambda _: [places.ResourceList(name) for name in ("certs", "deploy", "no such thing")],
    places.JobOf: lambda session: [places.JobOf(_some(session, kinds.JOB).key)],
    places.CronJobOf: lambda session: [places.CronJobOf(_some(session, kinds.CRON_JOB).key)],
}
"""By type of place, places of that type to walk, in a cluster that has them."""


def _logs(pod: Object) -> Place:
    return places.LogsOf(f"pod {pod.name}", pod.namespace, pod.name)


def examples(session: Session) -> list[Place]:
    """A place of each type that the console can show.

    Raises:
        LookupError: there is a type without an example.
    """
    if missing := [each.__name__ for each in BUILDERS if each not in EXAMPLES]:
        raise LookupError(f"tests/walking.py has no example of {', '.join(missing)}")
    return [place for kind in BUILDERS for place in EXAMPLES[kind](session)]


class Walk:
    """One walk of an app, key by key.

    Args:
        pilot: drives the app.
        looked: called after each step, with what was done.
        agree: whether to agree to what dialogs ask.
    """

    def __init__(
        self, pilot: Pilot[None], looked: Callable[[str], None] = lambda _: None, *, agree: bool = False
    ) -> None:
        assert isinstance(pilot.app, KtuiApp)
        self.app = pilot.app
        self._pilot = pilot
        self._looked = looked
        self._agree = agree
        self.pressed: Counter[str] = Counter()
        """How often bindings were pressed, by their id, and commands typed, by their name."""
        self.left: list[str] = []
        """What would have left the console."""
        self._doing = ""
        self.app.exit = lambda *_, **__: self.left.append(self._doing)

    async def settle(self) -> None:
        """Let what was done have its effect."""
        await quick.calm(self._pilot)
        self.app._draw()
        await quick.calm(self._pilot, 1)
        if self.app._exception is not None:
            raise AssertionError(f"the console broke: {self._doing}") from self.app._exception
        self._looked(self._doing)

    async def go(self, place: Place) -> FrameScreen:
        """Go to a place, whatever is open."""
        await self._close_all()
        self._doing = f"to {place}"
        self.app.main_screen.go(place, into=False)
        await self.settle()
        screen = self.app.main_screen
        screen.focus_body()
        return screen

    async def key(self, key: str) -> None:
        """Press a key."""
        self._doing = f"{key} after {self._doing}"
        await quick.press(self._pilot, key)
        await self.settle()

    async def keys(self, place: Place, *, again: bool = True) -> None:
        """Press every key of a place, and some in whatever opens.

        Args:
            place: where.
            again: whether to press keys that were pressed elsewhere already.
        """
        screen = await self.go(place)
        for key, name in self._bindings().items():
            if key in LEAVING or (self.pressed[name] and not again):
                continue
            if self.app.screen is not screen or _typing(screen):
                screen = await self.go(place)
            self._doing = f"{key} ({name}) at {place}"
            self.pressed[name] += 1
            await quick.press(self._pilot, key)
            await self.settle()
            await self._look_into()

    async def commands(self, place: Place) -> None:
        """Type every command, with nothing after it and with something that is wrong."""
        names = [(each.name, each.aliases) for each in (*MAINS, *COMMANDS)]
        for name, aliases in (*names, ("certs", ()), ("no-such-thing", ())):
            for text in (name, *aliases, f"{name} {TYPED}", f"{name} -A /{TYPED}", f"{name} @nowhere"):
                screen = await self.go(place)
                self._doing = f":{text} at {place}"
                self.pressed[f":{name}"] += 1
                screen.post_message(FrameScreen.CommandTyped(text))
                await self.settle()
                await self._look_into()

    def _bindings(self) -> dict[str, str]:
        """The keys that work now, one for each binding, and the binding's id or action."""
        found: dict[str, str] = {}
        for key, active in self.app.screen.active_bindings.items():
            name = active.binding.id or active.binding.action
            if name not in found.values():
                found[key] = name
        return found

    async def _look_into(self) -> None:
        """Try what was opened: a dialog, or a line to type in."""
        screen, opened = self.app.screen, self._doing
        if isinstance(screen, FrameScreen):
            if _typing(screen):
                self._doing = f"text after {opened}"
                await quick.type_text(self._pilot, TYPED)
                await quick.press(self._pilot, "tab", "up", "enter")
                await self.settle()
            return
        keys = ["right", "enter"] * 2 if self._agree else [*self._bindings()][:STEPS]
        for key in keys:
            if key in LEAVING or key == "escape" or self.app.screen is not screen:
                continue
            self._doing = f"{key} after {opened}"
            await quick.press(self._pilot, key)
            await self.settle()

    async def _close_all(self) -> None:
        for _ in range(20):
            screen = self.app.screen
            if isinstance(screen, FrameScreen) and not _typing(screen):
                return
            await quick.press(self._pilot, "escape")
        raise AssertionError(f"esc does not close what is open: {self.app.screen}, after {self._doing}")


def _typing(screen: FrameScreen) -> bool:
    """Whether there is a line on a screen that takes what is typed."""
    return screen.query_one(Prompt).has_focus_within or isinstance(screen.focused, Input | TextArea)


@contextlib.contextmanager
def watchdog() -> Iterator[list[tuple[float, str]]]:
    """Take down how many seconds of this thread's work each turn of the event loop costs, the longest ones.

    Of work, not of time: on a busy machine a turn may last long because others had theirs.
    """
    longest: list[tuple[float, str]] = []
    run = asyncio.Handle._run

    def measured(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        took = time.thread_time() - began
        if len(longest) < 20 or took > longest[-1][0]:
            longest.append((took, repr(handle)))
            longest.sort(reverse=True)
            del longest[20:]

    asyncio.Handle._run = measured
    try:
        yield longest
    finally:
        asyncio.Handle._run = run
