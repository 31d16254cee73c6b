"""Which namespaces are looked at: the same ones on every screen, and the keys that change them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain import objects
from ktui.domain.errors import KtuiError
from ktui.domain.kinds import Kind, possible_namespace
from ktui.screens.choose import ChooseManyDialog, Offer
from ktui.screens.command import EVERYWHERE, Vocabulary
from ktui.screens.frame import FrameScreen
from ktui.screens.surroundings import Surroundings

NAMESPACE = Kind("Namespace", "namespaces", objects.Object, namespaced=False)


class ScopedScreen(FrameScreen):
    """A main screen over a session, which looks at all namespaces or at some.

    Args:
        around: the session, and what the user wants.
    """

    HELP: ClassVar[str] = "Namespaces"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "0",
            "all_namespaces",
            "all namespaces",
            id="namespaces.all",
            tooltip="Look at all namespaces.",
            show=False,
        ),
        *(
            Binding(
                str(number),
                f"favourite({number})",
                "favourite",
                id=f"namespaces.favourite_{number}",
                tooltip="Look at a favourite namespace: of the settings, or one that was looked at before.",
                show=False,
            )
            for number in range(1, 10)
        ),
        Binding(
            "n",
            "namespaces",
            "namespace",
            id="namespaces.choose",
            tooltip="Choose the namespaces to look at; space marks several.",
            show=False,
        ),
    ]

    def __init__(self, around: Surroundings) -> None:
        super().__init__(ascii_only=around.ascii_only)
        self.around = around
        self.session = around.session
        self.clock = around.clock
        self.scope = around.scope
        self._let_go: Callable[[], None] | None = None

    def on_unmount(self) -> None:
        """Follow the names of namespaces no more, if that was begun here."""
        if self._let_go is not None:
            self._let_go()
            self._let_go = None

    # ---- changing

    def look_at(self, wanted: Iterable[str] | None) -> None:
        """Look at some namespaces, or at all: at what is there, or through a session that looks there."""
        names = None if wanted is None else frozenset(wanted)
        self.around.favourites.use(names)
        if self._within(names):
            self.scope.namespaces = names
            self.redraw()
        else:
            self.post_message(self.NamespaceWanted(None if names is None else tuple(sorted(names))))

    def _within(self, names: frozenset[str] | None) -> bool:
        """Whether the session knows what is in these namespaces."""
        seen = self.session.namespaces
        if seen is not None:
            return names is not None and names <= set(seen)
        feeds = self.session.state.daemon_sets.feeds
        return names is None or None in feeds or names <= feeds.keys()

    def look_at_namespaces(self, names: str) -> None:
        """Obey ``:ns NAMES``, or let the user choose."""
        wanted = names.replace(",", " ").split()
        if not wanted:
            self.action_namespaces()
        elif EVERYWHERE.intersection(wanted):
            self.look_at(None)
        elif unknown := [name for name in wanted if not self._possible(name)]:
            near = difflib.get_close_matches(unknown[0], self.namespaces_there(), n=1)
            meant = f" Did you mean :ns {near[0]}?" if near else f" {self.key_of('namespaces')} chooses one."
            self.say(f"There is no namespace {unknown[0]!r}.{meant}")
        else:
            self.look_at(wanted)

    def _possible(self, name: str) -> bool:
        """Whether there may be a namespace of that name, as far as it is known."""
        if not possible_namespace(name):
            return False
        return not self.session.state.table(NAMESPACE).loaded or name in self.namespaces_there()

    def action_all_namespaces(self) -> None:
        """Look at all namespaces."""
        self.look_at(None)

    def action_favourite(self, number: int) -> None:
        """Look at a favourite namespace."""
        name = self.around.favourites.name(number)
        if name:
            self.look_at([name])
        else:
            choose = self.key_of("namespaces")
            self.say(f"{number} has no namespace yet: those that {choose} chooses get the keys from 1 on.")

    @work(group="choice")
    async def action_namespaces(self) -> None:
        """Choose namespaces."""
        self.learn_namespaces()
        chosen = await self.app.push_screen_wait(
            ChooseManyDialog("Look at which namespaces?", self._offers, self.scope.namespaces or ())
        )
        if chosen:
            self.look_at(chosen if all(chosen) else None)

    def _offers(self) -> list[Offer]:
        there = [Offer(name, name, self._remark(name)) for name in self.namespaces_there()]
        return [Offer("", "all namespaces", f"key {self.key_of('all_namespaces')}"), *there]

    def _remark(self, name: str) -> str:
        key = self.key_of(f"favourite({self.around.favourites.number(name)})")
        return f"key {key}" if key else ""

    # ---- knowing

    def learn_namespaces(self) -> None:
        """Follow the names of all namespaces from now on; who may not see them sees those of what is there."""
        if self._let_go is None:
            self._let_go = self.session.watch(NAMESPACE)

    def namespaces_there(self) -> list[str]:
        """The namespaces that are known of."""
        state = self.session.state
        known = state.table(NAMESPACE)
        if known.loaded:
            named = {each.metadata.name for each in known}
        else:  # it is pods that tell: there may be many
            named = {pod.metadata.namespace for pod in state.pods}
        named.update(each.metadata.namespace for each in state.daemon_sets)
        named.update(namespace for namespace in state.daemon_sets.feeds if namespace)
        return sorted(named | {*self.around.favourites.names, *(self.scope.namespaces or ())})

    def action_command(self, begun: str = "") -> None:
        """Open the line for a command, and learn what can be typed; ``begun``: what of it is typed already."""
        self.learn_namespaces()
        self.learn_resources()
        super().action_command(begun)

    @work(group="vocabulary", exclusive=True)
    async def learn_resources(self) -> None:
        """Ask what the server serves. Who cannot be told types all the same, and hears of it then."""
        with suppress(KtuiError):
            await self.session.learn_resources()

    def vocabulary(self) -> Vocabulary:
        """What is known of the cluster that can be typed."""
        return Vocabulary(
            resources=self.session.resources().names,
            namespaces=self.namespaces_there(),
            contexts=self.around.contexts(),
        )
