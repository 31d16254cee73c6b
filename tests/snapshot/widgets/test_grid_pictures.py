"""Pictures of the grid, its panel and the frame's bars: each form, size and set of signs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sketches import Sketch
from textual.app import App

from ktui.domain.arrangement import View, arrange
from ktui.domain.cell import Cell, Reason, ReasonKind, State
from ktui.domain.objects import ContainerState, ContainerStateRunning, ContainerStatus, Meta, Pod, PodStatus
from ktui.widgets.cell_panel import CellPanel
from ktui.widgets.context_bar import ContextBar, Data, Status
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.key_bar import KeyBar, KeyHint
from ktui.widgets.notice_line import Notice, NoticeLine
from ktui.widgets.tab_bar import Tab, TabBar

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
FEW = ["calico", "csi-ebs", "logging/fluentbit", "gpu/gpu-plugin", "monitoring/node-exporter"]
MANY = [
    "calico",
    "cilium",
    "csi-ebs-node",
    "datadog-agent",
    "ebs-csi-node",
    "efs-csi-node",
    "falco",
    "filebeat",
    "fluentbit",
    "gpu-discovery",
    "gpu-plugin",
    "image-prepuller",
    "kube-proxy",
    "kured",
    "longhorn",
    "metallb-speaker",
    "multus",
    "nfd-worker",
    "node-exporter",
    "node-local-dns",
    "node-problem-detector",
    "otel-collector",
    "promtail",
    "rook-discover",
    "secrets-store",
    "spot-handler",
    "sriov-cni",
    "tetragon",
    "vector",
    "velero",
]

NODES = {
    "gpu-a1": "ooX~o",
    "gpu-a2": "ooo~o",
    "gpu-b1": "!op2o",
    "gpu-b2": "zzz.z",
    "cpu-a1": "ooo.o",
    "cpu-a2": "out.o",
    "cpu-a10": "oook?",
    "cpu-b1": "oooeo",
    "cpu-b2": "ooo.o",
    "cpu-b3": "ooo.o",
    "cpu-c1": "ooo.o",
    "cpu-c2": "ooo.o",
}
LABELS = {name: {"pool": name[:3], "topology.kubernetes.io/zone": f"eu-1{name[4]}"} for name in NODES}
KEYS = ["enter pod", "d describe", "y yaml", "l logs", "ctrl-d delete", "/ filter", ": go", "? help"]


def reasons(state):
    return {
        State.FAILING: "container main: CrashLoopBackOff, 7 restarts, last exit 137 (OOMKilled) 2 min ago",
        State.EXCLUDED: "the template wants label pool=gpu, the node has pool=cpu",
        State.MISSING: "the API server refused the pod: exceeded quota: pods, requested: 1, used: 40, limited: 40",
    }.get(state)


def small():
    sketch = Sketch(FEW, NODES, LABELS, not_ready={"gpu-b2"}, cordoned={"gpu-b2", "cpu-a2"})
    for node in NODES:
        for column in sketch.daemon_sets:
            sketch.cells[node, column.key] = told(sketch, node, column.key)
    return sketch


def told(sketch, node, key):
    state = sketch.state(node, key)
    running = ContainerStatus(
        name="reloader", ready=True, state=ContainerState(running=ContainerStateRunning(NOW - timedelta(hours=5)))
    )
    pod = Pod(
        metadata=Meta(name=f"{key[1]}-x7k2p", namespace=key[0], creation_timestamp=NOW - timedelta(hours=5)),
        status=PodStatus(phase="Running", container_statuses=[running]),
    )
    why = reasons(state)
    return Cell(
        node=node,
        daemon_set=key,
        desired=state is not State.EXCLUDED,
        may_continue=True,
        state=state,
        reasons=(Reason(ReasonKind.CONTAINER, why),) if why else (),
        pods=() if state in {State.EXCLUDED, State.MISSING} else (pod,),
        since=NOW - timedelta(minutes=14),
        revision="revision 4 (current)",
        hints=("would run here with label pool=gpu",) if state is State.EXCLUDED else (),
        wrong=sketch.wrong(node, key),
    )


def large():
    """Forty nodes by thirty DaemonSets, with a fault here and there."""
    odd = {
        (3, 2): "X",
        (7, 8): "!",
        (7, 9): "u",
        (11, 14): "p",
        (16, 14): "~",
        (21, 14): "~",
        (22, 27): "2",
        (30, 4): "t",
    }
    nodes = {}
    for row in range(40):
        line = ["." if column in {9, 10, 26} and row % 3 else "o" for column in range(30)]
        for (at, column), letter in odd.items():
            if at == row:
                line[column] = letter
        nodes[f"ip-10-0-{row // 7}-{row * 5 + 1}.eu-west-1.compute.internal"] = "".join(line)
    zones = {name: {"topology.kubernetes.io/zone": f"eu-west-1{'abc'[place % 3]}"} for place, name in enumerate(nodes)}
    return Sketch(MANY, nodes, zones)


class Board(App):
    """All widgets together, as a screen puts them."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "CellPanel { max-height: 40%; }"

    def __init__(self, coverage, view, status=None, notice=None, ascii_only=False, placeholder=()):
        super().__init__()
        self.coverage, self.view, self.notice, self.ascii_only = coverage, view, notice, ascii_only
        self.status = status or Status(
            "prod-eu-1", "all namespaces", "12 nodes, 1 not ready · 5 daemonsets", Data.LIVE, "live"
        )
        self.placeholder = placeholder

    def compose(self):
        yield ContextBar(ascii_only=self.ascii_only)
        yield TabBar(ascii_only=self.ascii_only)
        yield CoverageGrid(ascii_only=self.ascii_only)
        yield CellPanel(ascii_only=self.ascii_only)
        yield NoticeLine(ascii_only=self.ascii_only)
        yield KeyBar(ascii_only=self.ascii_only)

    def on_mount(self):
        self.query_one(ContextBar).status = self.status
        tabs = self.query_one(TabBar)
        tabs.tabs = tuple(Tab(title, title) for title in ("Coverage", "Nodes", "DaemonSets", "Jobs", "CronJobs"))
        tabs.active, tabs.read_only = "Coverage", True
        self.query_one(NoticeLine).notice = self.notice
        self.query_one(KeyBar).keys = tuple(
            KeyHint(*key.split(" ", 1), refused=key.startswith("ctrl-d")) for key in KEYS
        )
        grid = self.query_one(CoverageGrid)
        if self.placeholder:
            grid.placeholder(*self.placeholder)
        else:
            grid.show(self.coverage, arrange(self.coverage, self.view))
        grid.focus()

    def on_coverage_grid_cell_highlighted(self, event):
        spot, panel = event.spot, self.query_one(CellPanel)
        if spot.is_cell:
            panel.show(self.coverage.cell(spot.node, spot.daemon_set), NOW)
        else:
            panel.tell(f"DaemonSet {'/'.join(spot.daemon_set)}" if spot.daemon_set else f"Node {spot.node}")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.delenv(name, raising=False)


BY_POOL = View(group_by="pool")


def test_named_columns_by_pool(snap_compare):
    assert snap_compare(Board(small(), BY_POOL), terminal_size=(80, 24), press=["down", "right"])


def test_words_in_a_wide_terminal(snap_compare):
    assert snap_compare(Board(small(), BY_POOL), terminal_size=(120, 40), press=["down", "right"])


def test_thirty_columns_in_eighty(snap_compare):
    assert snap_compare(Board(large(), View(group_by="zone")), terminal_size=(80, 24), press=["down"])


def test_thirty_columns_in_a_wide_terminal(snap_compare):
    assert snap_compare(Board(large(), View()), terminal_size=(120, 40), press=["right", "space", "right", "space"])


def test_a_tiny_terminal(snap_compare):
    assert snap_compare(Board(small(), View()), terminal_size=(40, 10))


def test_ascii(snap_compare):
    assert snap_compare(Board(small(), BY_POOL, ascii_only=True), terminal_size=(80, 24), press=["down", "right"])


def test_without_colour(snap_compare, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(Board(small(), BY_POOL), terminal_size=(80, 24), press=["down", "space", "right"])


def test_a_light_theme(snap_compare, monkeypatch):
    monkeypatch.setattr(Board, "on_load", lambda board: setattr(board, "theme", "textual-light"), raising=False)
    assert snap_compare(Board(small(), BY_POOL), terminal_size=(80, 24), press=["down", "right"])


def test_stale_data_in_production_and_an_error_at_sixty_columns(snap_compare):
    words = "stale 12 s: connection refused, again in 4 s"
    status = Status("prod-eu-1", "all namespaces", "12 nodes", Data.STALE, words, production=True)
    error = 'pods "fluentbit-x7k2p" is forbidden: User "viewer" cannot delete resource "pods" in API group ""'
    board = Board(small(), View(), status, Notice(error, failed=True))
    assert snap_compare(board, terminal_size=(60, 24))


def test_columns_beyond_the_edge(snap_compare):
    assert snap_compare(Board(large(), View()), terminal_size=(80, 24), press=["ctrl+w", *["right"] * 12])


def test_the_cursor_on_a_whole_column_and_a_marked_row(snap_compare):
    press = ["left", "left", "left", "space", "right", "up"]
    assert snap_compare(Board(small(), View()), terminal_size=(80, 24), press=press)


@pytest.mark.parametrize(
    ("data", "words", "lines"),
    [
        (Data.LOADING, "loading pods 12,400", ("Loading", "", "5 nodes and 12,400 pods so far")),
        (Data.REFUSED, "pods: forbidden", ("Nodes cannot be listed", "", 'User "team" cannot list resource "nodes"')),
        (Data.LIVE, "live", ("This cluster has no nodes", "", "As soon as one joins, it is shown here.")),
    ],
    ids=["loading", "forbidden", "empty"],
)
def test_what_stands_instead_of_a_grid(snap_compare, data, words, lines):
    status = replace(Board(small(), View()).status, data=data, words=words, totals="")
    assert snap_compare(Board(small(), View(), status, placeholder=lines), terminal_size=(80, 24))
