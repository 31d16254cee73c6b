"""All there is to know of an object, in the order that helps, live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from ktui.domain.coverage import Coverage, State, covering
from ktui.domain.describe import Around, CellSentence, describe, lay_out, needs
from ktui.domain.describe.identity import selector
from ktui.domain.document import read
from ktui.domain.kinds import CRON_JOB, DAEMON_SET, JOB, NODE
from ktui.domain.objects import Object
from ktui.domain.steps import Steps, pieces, run
from ktui.domain.text_lines import Path
from ktui.screens.covering import AT_ONCE as LARGE
from ktui.screens.covering import size_of_work
from ktui.screens.places import DescribeOf, LogsOf, ResourceList, YamlOf
from ktui.screens.surroundings import Surroundings
from ktui.screens.text import AT_ONCE, Made, TextScreen
from ktui.session.looking import Look
from ktui.store.feed import Failed, Loading, Refused, Stale
from ktui.store.snapshot import snapshot
from ktui.widgets.text_view import TextView

_WITH_PODS = {("apps", "DaemonSet"), ("apps", "ReplicaSet"), ("apps", "StatefulSet"), ("batch", "Job")}
"""Kinds that control pods themselves."""
_OWNERS = {(kind.group, kind.name): kind for kind in (DAEMON_SET, JOB, CRON_JOB, NODE)}
"""Kinds that control others, of those that are known without asking the server."""
_CONTAINERS = {"Init containers", "Containers", "Ephemeral containers"}
"""The sections of a pod under whose lines a container is meant."""
_LONG = 2000
"""The ages in a text of more lines run on only every so often."""
_SELDOM = 10


class DescribeScreen(TextScreen):
    """An object, described.

    Args:
        around: the session, and what the user wants.
        place: which object.
    """

    HELP: ClassVar[str] = "Describe"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yaml", "yaml", id="describe.yaml", tooltip="The same object as YAML."),
        Binding(
            "l",
            "logs",
            "logs",
            id="describe.logs",
            tooltip="Its logs; of the container under the cursor, if it is one.",
        ),
        Binding(
            "J",
            "owner",
            "owner",
            id="describe.owner",
            tooltip="Describe what controls it. The journal is :journal here.",
            show=False,
        ),
    ]

    def __init__(self, around: Surroundings, place: DescribeOf) -> None:
        super().__init__(around, place.kind, place.key)
        self._needs: Mapping[str, Look] = {
            name: self.session.look(need.kind, need.namespace) for name, need in needs(place.kind, place.key).items()
        }
        self.looks += self._needs.values()
        self._coverage: Coverage | None = None
        self._folds: set[Path] = set()
        """What was folded away without being asked to: once."""
        self._seconds = 0

    manner = "describe"

    # ---- drawing

    def setting(self) -> tuple[object, ...]:
        """What is known of its row or column in Coverage."""
        if not self._covered:
            return ()
        if self._large:
            return (self._seconds // _SELDOM,)
        state = self.session.state
        return tuple(table.version for table in (state.nodes, state.daemon_sets, state.pods))

    @property
    def _covered(self) -> bool:
        return (self.kind.group, self.kind.name) in {("", "Node"), ("apps", "DaemonSet")}

    @property
    def _large(self) -> bool:
        """Whether it takes long to work out its row or column."""
        return self._covered and size_of_work(self.session.state) > LARGE

    @property
    def long(self) -> bool:
        """Whether it takes long to read and describe the object."""
        return self._large or super().long

    def tick(self) -> None:
        """Let ages run on."""
        if self.composed and self.look.last is not None and len(self.look.last.raw) <= AT_ONCE:
            self._seconds += 1
            if (len(self.view.text) <= _LONG and not self._large) or self._seconds % _SELDOM == 0:
                self.make_anew()
        super().tick()

    def write(self, obj: dict[str, Any]) -> Steps[Made]:
        """Describe it."""
        yield
        cells = (yield from self._cells()) if self._covered else None
        page = yield from lay_out(describe(self.kind, obj, self._around(obj, cells)))
        view = self.query_one(TextView)
        for path in page.folded - self._folds:
            self._folds.add(path)
            view.fold(path)
        return Made(page.lines)

    def _around(self, obj: Mapping[str, Any], cells: list[CellSentence] | None) -> Around:
        found: dict[str, Sequence[Object]] = {}
        missing: dict[str, str] = {}
        for name, look in self._needs.items():
            match look.feed:
                case Loading() if not len(look.table):
                    pass
                case Refused(why) | Failed(why):
                    missing[name] = f"{name.capitalize()} cannot be read: {why}"
                case Stale(why=why):
                    missing[name] = f"Stale: {why}"
                    found[name] = list(look.table)
                case _:
                    found[name] = list(look.table)
        if self.kind.name == DAEMON_SET.name:
            found["pods"] = self.session.state.pods.by("owner", str(obj.get("metadata", {}).get("uid", "")))
        if self._covered and cells is None and not self.session.state.daemon_sets.loaded:
            missing["cells"] = "Coverage is not known: DaemonSets, nodes or pods cannot be read, or not yet."
        return Around(self.now, found, missing, cells)

    def _cells(self) -> Steps[list[CellSentence] | None]:
        """Its row or column in Coverage; None if it has none."""
        coverage = self._coverage = yield from covering(snapshot(self.session.state), self.now, self._coverage)
        nodes = [each.name for each in coverage.nodes]
        columns = [each.key for each in coverage.daemon_sets]
        if self.kind.name == NODE.name:
            if self.key[1] not in nodes:
                return None
            return [self._cell(coverage, self.key[1], column, "/".join(column)) for column in columns]
        if self.key not in columns:
            return None
        found: list[CellSentence] = []
        for piece in pieces(nodes):
            found += [self._cell(coverage, node, self.key, node) for node in piece]
            yield
        return found

    @staticmethod
    def _cell(coverage: Coverage, node: str, column: tuple[str, str], name: str) -> CellSentence:
        state, wrong = coverage.state(node, column), coverage.wrong(node, column)
        if not wrong and state in {State.READY, State.EXCLUDED}:
            return CellSentence(name, state, wrong)
        reasons = coverage.cell(node, column).reasons
        return CellSentence(name, state, wrong, reasons[0].message if reasons else "")

    # ---- keys

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action == "logs" and self._logs() is None:
            return f"A {self.kind.name} has no logs."
        if action == "owner" and (self.look.last is None or self.look.last.metadata.controller is None):
            return "Nothing controls it: it was made by itself."
        return super().refusal(action)

    def action_yaml(self) -> None:
        """Go to the same object as YAML."""
        self.go(YamlOf(self.kind, self.key))

    def action_logs(self) -> None:
        """Go to its logs."""
        place = self._logs()
        if place is None:
            self.say(self.refusal("logs"))
        else:
            self.go(place)

    def action_owner(self) -> None:
        """Go to what controls it."""
        owner = self.look.last.metadata.controller if self.look.last is not None else None
        if owner is None:
            self.say(self.refusal("owner"))
            return
        kind = _OWNERS.get((owner.api_version.rpartition("/")[0], owner.kind))
        if kind is None:
            resource = self.session.resources().of_kind(owner.kind, owner.api_version)
            kind = resource.rows if resource is not None else None
        if kind is not None:
            self.go(DescribeOf(kind, (self.key[0] if kind.namespaced else "", owner.name)))
        else:
            group = owner.api_version.rpartition("/")[0]
            self.go(ResourceList(f"{owner.kind}.{group}".lower().rstrip("."), text=owner.name))

    def _logs(self) -> LogsOf | None:
        namespace, name = self.key
        kind = (self.kind.group, self.kind.name)
        title = f"{self.kind.name} {name}"
        if kind == ("", "Pod"):
            return LogsOf(name, namespace, pod=name, container=self._container())
        if self.look.last is None:
            return None
        if kind in _WITH_PODS:
            return LogsOf(title, namespace, owner=self.look.last.uid)
        if kind == ("apps", "Deployment"):
            return next(self._selected(title), None)
        return None

    def _selected(self, title: str) -> Iterator[LogsOf]:
        assert self.look.last is not None, "looked at before"
        if found := selector(run(read(self.look.last, self.kind)), "spec", "selector"):
            yield LogsOf(title, self.key[0], selector=found)

    def _container(self) -> str:
        """The container under the cursor; ``""``: none."""
        line = self.view.line if self.composed else None
        path = line.path if line is not None else ()
        return str(path[1]) if len(path) > 1 and path[0] in _CONTAINERS else ""
