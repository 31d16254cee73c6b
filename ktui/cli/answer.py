"""The question of ``ktui coverage`` and its answer: which cells count as wrong, and what cannot be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ktui.cli.gaps import Gap, gaps
from ktui.domain import kinds
from ktui.domain.coverage import Coverage, CoveredDaemonSet, CoveredNode, State
from ktui.domain.kinds import COVERAGE
from ktui.domain.labels import Selector
from ktui.domain.objects import Key
from ktui.store.cluster_state import ClusterState

_NOT_READY = frozenset({State.UNREADY, State.PENDING, State.FAILING, State.TERMINATING, State.MISSING, State.DUPLICATE})
"""The states of a cell that is wanted and not ready, whatever its reason and however young."""
URGENCY = (
    State.FAILING,
    State.MISSING,
    State.DUPLICATE,
    State.UNREADY,
    State.PENDING,
    State.TERMINATING,
    State.UNKNOWN,
    State.OUTDATED,
    State.EVICTING,
    State.WAITING,
    State.KEPT,
    State.READY,
    State.EXCLUDED,
)
"""Every state, what needs eyes first."""


@dataclass(frozen=True)
class Question:
    """What is asked."""

    daemon_sets: tuple[Key, ...] = ()
    """These; empty: every one in the namespaces that are looked at."""
    namespaces: tuple[str, ...] | None = None
    """The namespaces that are looked at; None: all."""
    nodes: Selector | None = None
    """Which nodes, by their labels; None: all."""
    fail_on: frozenset[str] = frozenset()
    """States that count as wrong beside those of a wanted pod that is not ready."""


@dataclass(frozen=True)
class Answer:
    """What can be said now."""

    coverage: Coverage
    nodes: tuple[CoveredNode, ...]
    """The rows that are asked about."""
    daemon_sets: tuple[CoveredDaemonSet, ...]
    """The columns that are asked about."""
    wrong: tuple[tuple[str, Key], ...]
    """The cells, ``(node, DaemonSet)``, that count as wrong."""
    unknown: tuple[tuple[str, Key], ...]
    """The cells of which nothing can be told."""
    absent: tuple[Key, ...]
    """DaemonSets that are asked about by name and do not exist."""
    behind: tuple[str, ...]
    """Sentences: what the controller has not taken note of, so that "not outdated" cannot be believed yet."""
    gaps: tuple[Gap, ...]
    """What is not known in full."""
    blind: bool
    """Whether a gap, or a cell that is unknown, forbids to say that all is well."""
    denied: bool
    """Whether it will never be told that all is well, for want of a right."""

    @property
    def code(self) -> int:
        """The exit code: 1 if something is provably wrong, else 3 if it cannot be told, else 0."""
        if self.wrong or self.absent or self.behind:
            return 1
        return 3 if self.blind else 0

    @property
    def troubles(self) -> list[tuple[str, Key]]:
        """The cells that are wrong or unknown: ``(node, DaemonSet)``, what needs eyes first."""
        return self._by_urgency([*self.wrong, *self.unknown])

    @property
    def cells(self) -> list[tuple[str, Key]]:
        """Every cell that is asked about: ``(node, DaemonSet)``, what needs eyes first."""
        return self._by_urgency([(row.name, column.key) for column in self.daemon_sets for row in self.nodes])

    @property
    def counts(self) -> Counter[State]:
        """How many cells there are of each state."""
        return Counter(self.coverage.state(row.name, column.key) for column in self.daemon_sets for row in self.nodes)

    def _by_urgency(self, cells: list[tuple[str, Key]]) -> list[tuple[str, Key]]:
        return sorted(cells, key=lambda cell: URGENCY.index(self.coverage.state(*cell)))


def answer(question: Question, coverage: Coverage, state: ClusterState) -> Answer:
    """Say what can be said."""
    by_key = {column.key: column for column in coverage.daemon_sets}
    wanted = question.daemon_sets or tuple(by_key)
    columns = tuple(by_key[key] for key in wanted if key in by_key)
    rows = tuple(node for node in coverage.nodes if _asked(question, node))
    wrong, unknown = [], []
    for column in columns:
        for row in rows:
            cell = (row.name, column.key)
            found = coverage.state(*cell)
            if found in question.fail_on or (found in _NOT_READY and _wanted(coverage, found, cell)):
                wrong.append(cell)
            elif found is State.UNKNOWN:
                unknown.append(cell)
    unseen = tuple(gaps(state, COVERAGE, question.namespaces))
    needed = {kinds.NODE, kinds.POD, kinds.DAEMON_SET}
    revisions_matter = State.OUTDATED in question.fail_on
    if revisions_matter:
        needed.add(kinds.CONTROLLER_REVISION)
    known = not any(gap.kind is kinds.DAEMON_SET for gap in unseen)
    return Answer(
        coverage=coverage,
        nodes=rows,
        daemon_sets=columns,
        wrong=tuple(wrong),
        unknown=tuple(unknown),
        absent=tuple(key for key in wanted if key not in by_key) if known else (),
        behind=tuple(_behind(columns)) if revisions_matter else (),
        gaps=unseen,
        blind=bool(unknown) or any(gap.kind in needed for gap in unseen),
        denied=any(gap.kind in needed and gap.denied for gap in unseen),
    )


def _wanted(coverage: Coverage, state: State, cell: tuple[str, Key]) -> bool:
    return state is State.MISSING or coverage.cell(*cell).desired


def _asked(question: Question, row: CoveredNode) -> bool:
    if question.nodes is None:
        return True
    return row.node is not None and question.nodes.matches(row.node.metadata.labels)


def _behind(columns: tuple[CoveredDaemonSet, ...]) -> Iterator[str]:
    """What makes "none is outdated" unbelievable.

    The streams of DaemonSets, revisions and pods are not in step: a changed template may be here before its revision
    is. So never more is claimed than the controller claims (kubectl's ``rollout status`` reads the same two fields).
    """
    for column in columns:
        named = "/".join(column.key)
        status, generation = column.daemon_set.status, column.daemon_set.metadata.generation
        if generation > status.observed_generation:
            yield f"{named}: the controller has not taken note of the latest change (generation {generation}) yet"
        elif column.totals.counted and column.totals.up_to_date > status.updated_number_scheduled:
            yield (
                f"{named}: the controller counts {status.updated_number_scheduled} up-to-date pods, "
                f"not {column.totals.up_to_date}"
            )
