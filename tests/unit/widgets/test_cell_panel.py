"""ktui.widgets.cell_panel: the whole truth of a cell in sentences, and the panel that shows them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from textual.app import App

from ktui.domain.cell import Cell, Reason, ReasonKind, State
from ktui.domain.objects import (
    ContainerState,
    ContainerStateRunning,
    ContainerStateTerminated,
    ContainerStateWaiting,
    ContainerStatus,
    Meta,
    Pod,
    PodStatus,
)
from ktui.widgets.cell_panel import CellPanel, cell_sentences
from ktui.widgets.symbols import ASCII, UNICODE

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
CRASHED = ContainerStateTerminated(exit_code=137, reason="OOMKilled", finished_at=NOW - timedelta(minutes=2))
POD = Pod(
    metadata=Meta(name="fluentbit-x7k2p", namespace="logging", creation_timestamp=NOW - timedelta(hours=5)),
    status=PodStatus(
        phase="Running",
        container_statuses=[
            ContainerStatus(
                name="main",
                restart_count=7,
                state=ContainerState(waiting=ContainerStateWaiting(reason="CrashLoopBackOff", message="back-off 5m")),
                last_state=ContainerState(terminated=CRASHED),
            ),
            ContainerStatus(
                name="reloader",
                ready=True,
                restart_count=1,
                state=ContainerState(running=ContainerStateRunning(NOW - timedelta(hours=5))),
            ),
        ],
        init_container_statuses=[
            ContainerStatus(name="chown", state=ContainerState(terminated=ContainerStateTerminated(exit_code=1)))
        ],
    ),
)
FAILING = Cell(
    node="gpu-a1",
    daemon_set=("logging", "fluentbit"),
    desired=True,
    may_continue=True,
    state=State.FAILING,
    reasons=(Reason(ReasonKind.TAINT, "taint gpu=true:NoSchedule is not tolerated"),),
    pods=(POD,),
    since=NOW - timedelta(minutes=14),
    revision="revision 4 (current)",
    hints=("would run here with label pool=gpu",),
    wrong=True,
)


def texts(cell, symbols=UNICODE):
    return [" " * sentence.indent + sentence.text for sentence in cell_sentences(cell, NOW, symbols)]


def test_state_reasons_hints_pods_and_containers_are_told_in_this_order():
    assert texts(FAILING) == [
        " ✖ fluentbit on gpu-a1: failing for 14 min",
        "   taint gpu=true:NoSchedule is not tolerated",
        "   would run here with label pool=gpu",
        "   pod logging/fluentbit-x7k2p, running, 5 h old, revision 4 (current)",
        "     init container chown: ended with exit 1",
        "     container main: CrashLoopBackOff: back-off 5m, 7 restarts, last exit 137 (OOMKilled) 2 min ago",
        "     container reloader: running for 5 h, ready, 1 restart",
    ]


def test_that_a_pod_is_wanted_is_said_where_there_is_none():
    assert (
        texts(replace(FAILING, state=State.MISSING, pods=()))[-1] == "   DaemonSet logging/fluentbit wants a pod here"
    )


def test_a_container_that_a_reason_speaks_of_is_not_told_twice():
    reason = Reason(ReasonKind.CONTAINER, "container main: CrashLoopBackOff, 7 restarts")
    told = texts(replace(FAILING, reasons=(reason,)))
    assert sum("container main" in line for line in told) == 1


@pytest.mark.parametrize(
    ("changes", "title", "last"),
    [
        ({"state": State.READY, "wrong": False}, "ready for 14 min", "1 restart"),
        ({"state": State.PENDING}, "pending for 14 min, too long", "1 restart"),
        ({"state": State.PENDING, "wrong": False, "since": None}, "pending", "1 restart"),
        (
            {"state": State.KEPT, "desired": False},
            "kept for 14 min",
            "wants no pod here, but one that is here may stay",
        ),
        (
            {"state": State.EXCLUDED, "desired": False, "may_continue": False},
            "excluded for 14 min",
            "wants no pod here",
        ),
        ({"state": State.UNKNOWN}, "unknown for 14 min", "may or may not want a pod here"),
    ],
)
def test_a_state_is_told_with_its_age_and_with_what_is_wanted(changes, title, last):
    told = texts(replace(FAILING, **changes))
    assert told[0].endswith(f"fluentbit on gpu-a1: {title}")
    assert told[-1].endswith(last)


def test_a_pod_that_no_kubelet_has_seen_says_so():
    pod = Pod(metadata=Meta(name="x", namespace="logging"))
    assert "   pod logging/x, not seen by a kubelet" in texts(replace(FAILING, pods=(pod,), revision=""))


def test_in_ascii_the_sign_is_ascii():
    assert texts(FAILING, ASCII)[0].startswith(" X ")


class PanelApp(App):
    CSS = "CellPanel { height: 6; }"

    def __init__(self, ascii_only=False):
        super().__init__()
        self.ascii_only = ascii_only

    def compose(self):
        yield CellPanel(ascii_only=self.ascii_only)

    @property
    def panel(self):
        return self.query_one(CellPanel)

    def lines(self):
        return [self.panel.render_line(y).text.rstrip() for y in range(self.panel.size.height)]


async def test_sentences_are_broken_into_lines_that_hang():
    app = PanelApp()
    async with app.run_test(size=(44, 8)):
        app.panel.tell("Node gpu-a1: ready", "labels kubernetes.io/hostname=gpu-a1, pool=gpu")
        assert app.lines()[:3] == [" Node gpu-a1: ready", "   labels kubernetes.io/hostname=gpu-a1,", "     pool=gpu"]


async def test_what_does_not_fit_is_announced_and_scrolls_and_another_cell_begins_at_the_top():
    app = PanelApp()
    async with app.run_test(size=(80, 8)) as pilot:
        app.panel.show(FAILING, NOW)
        await pilot.pause()
        assert app.panel.border_title == "3 more"
        app.panel.scroll_end(animate=False)
        await pilot.pause()
        assert app.lines()[-1].endswith("ready, 1 restart")
        assert not app.panel.border_title
        app.panel.show(FAILING, NOW + timedelta(minutes=1))
        assert app.lines()[-1].endswith("ready, 1 restart")
        app.panel.show(replace(FAILING, node="gpu-a2"), NOW)
        await pilot.pause()
        assert app.lines()[0].startswith(" ✖ fluentbit on gpu-a2")


async def test_the_same_truth_is_not_drawn_again_and_an_age_only_where_it_stands(monkeypatch):
    app = PanelApp()
    async with app.run_test(size=(80, 8)) as pilot:
        app.panel.show(FAILING, NOW)
        await pilot.pause()
        regions = []
        monkeypatch.setattr(app.panel, "refresh", lambda *refreshed, **_: regions.extend(refreshed))
        app.panel.show(FAILING, NOW + timedelta(seconds=10))
        assert regions == []
        app.panel.show(FAILING, NOW + timedelta(minutes=1))
        assert {region.y for region in regions} == {0, 3}
        assert regions[0].width == 1


async def test_hostile_words_do_no_harm():
    app = PanelApp(ascii_only=True)
    async with app.run_test(size=(40, 8)):
        app.panel.tell("\x1b[2J[bold]title", "\u202eback", "line\nbreak", "x" * 500)
        told = "\n".join(app.lines())
        assert "\x1b" not in told
        assert "\u202e" not in told
        assert "?[2J[bold]title" in told
        assert "line break" in told


async def test_a_message_of_a_megabyte_ends_where_nobody_reads_on_and_says_how_much_that_is():
    async with PanelApp().run_test(size=(80, 24)) as pilot:
        panel = pilot.app.query_one(CellPanel)
        panel.show(replace(FAILING, reasons=(Reason(ReasonKind.TAINT, "ab漢\x1b" * 250_000),)), NOW)
        await pilot.pause()
        assert panel.virtual_size.height < 1000
        written = "".join(text for text, _ in panel._lines)
        assert "… (967232 more characters)" in written.replace("  ", " ")
        assert "\x1b" not in written
