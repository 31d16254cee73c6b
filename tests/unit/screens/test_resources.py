"""The table of any resource, over a session without a server."""

from contextlib import asynccontextmanager

from stage import quick, rows
from stage.rows import CERTIFICATES, certificates, fill, row
from stage.session import StagedSession, stage
from stage.world import World

from ktui.domain.actions import DeleteObject
from ktui.domain.actions.jobs import Propagation
from ktui.domain.errors import Unreachable
from ktui.domain.resources import Catalogue
from ktui.domain.table_row import ServerColumn
from ktui.screens import places
from ktui.screens.choose import ChooseDialog
from ktui.screens.confirm import ConfirmDialog
from ktui.screens.coverage import CoverageScreen
from ktui.screens.frame import FrameScreen
from ktui.screens.places import DescribeOf, LogsOf, PodsOf, ResourceList, YamlOf
from ktui.screens.resources import ResourceScreen
from ktui.screens.row_actions import UNKNOWN
from ktui.store.feed import Refused
from ktui.widgets.context_bar import ContextBar, Data
from ktui.widgets.detail_line import DetailLine
from ktui.widgets.summary_line import SummaryLine
from ktui.widgets.table_view import TableView


class Shown:
    """A screen of a resource, and what can be seen and heard of it."""

    def __init__(self, pilot, session, screen):
        self.pilot = pilot
        self.session = session
        self.gone = []
        """Where the screen wants to go."""
        self.heard = []
        """What it tells the user."""
        self._look_at(screen)

    async def press(self, *keys):
        for key in keys:
            await quick.press(self.pilot, key)
            await self.settle()

    async def settle(self):
        await quick.finished(self.pilot, "going", "resource", "rights")
        self.pilot.app._draw()
        await quick.calm(self.pilot)

    async def to(self, name, of=None, *made):
        """Go to the list of another resource, which has these rows."""
        if of is not None:
            fill(self.session.world, of, *made)
        self.pilot.app.main_screen.post_message(FrameScreen.PlaceWanted(ResourceList(name), into=False))
        await self.settle()
        self._look_at(self.pilot.app.main_screen)

    def _look_at(self, screen):
        assert isinstance(screen, ResourceScreen)
        self.screen = screen
        self.gone.clear()
        self.heard.clear()
        screen.go = lambda place, into=True: self.gone.append(place)
        screen.say = screen.complain = self.heard.append

    @property
    def text(self):
        table = self.screen.query_one(TableView)
        return "\n".join(table.render_line(y).text.rstrip() for y in range(table.size.height))

    @property
    def dialog(self):
        return self.pilot.app.screen


@asynccontextmanager
async def screen_of(name, world=None, *, size=(100, 24), served=rows.SERVED, **session):
    world = world or certificates(World().settle())
    staged = StagedSession(world, **session)
    staged.served, staged.world = served, world
    app = stage(staged)
    async with app.run_test(size=size) as pilot:
        while not isinstance(app.main_screen, CoverageScreen):
            await quick.calm(pilot)
        app.main_screen.go(ResourceList(name), into=False)
        await quick.calm(pilot)
        screen = app.main_screen
        assert isinstance(screen, ResourceScreen)
        shown = Shown(pilot, staged, screen)
        await shown.settle()
        yield shown


async def test_the_servers_columns_and_rows_are_shown():
    async with screen_of("certs", size=(60, 24)) as shown:
        head, *lines = shown.text.splitlines()
        assert head.split() == ["NAMESPACE", "NAME", "READY", "SECRET", "AGE"]
        assert [line.split() for line in lines[:4]] == [
            ["mail", "smtp-relay", "True", "smtp-relay-tls", "40d"],
            ["monitoring", "grafana", "True", "grafana-tls", "5h"],
            ["shop", "payments", "False", "payments-tls", "40d"],
            ["shop", "shop", "True", "shop-tls", "40d"],
        ]
        assert "certificates.cert-manager.io v1" in str(shown.screen.query_one(SummaryLine).left[0])
        assert shown.session.watched[CERTIFICATES.rows] == 1


async def test_more_columns_and_only_what_is_wrong_are_shown_when_they_are_asked_for():
    async with screen_of("certs", size=(200, 24)) as shown:
        await shown.press("ctrl+w", "ctrl+z")
        head, *lines = shown.text.splitlines()
        assert head.split()[-3:] == ["ISSUER", "STATUS", "AGE"]
        assert [line.split()[1] for line in lines if line] == ["payments"]
        await shown.to("svc", rows.SERVICES, row("api", namespace="shop"))
        await shown.press("ctrl+z")
        assert "does not judge services" in shown.heard[0]


async def test_columns_that_the_server_changes_change():
    async with screen_of("certs") as shown:
        table = shown.session.state.table(CERTIFICATES.rows)
        columns = (rows.NAME, ServerColumn("Colour", "string"))
        table.replace([row("a", "blue", namespace="shop", columns=columns)])
        await shown.settle()
        head, line, *_ = shown.text.splitlines()
        assert (head.split(), line.split()) == (["NAMESPACE", "NAME", "COLOUR"], ["shop", "a", "blue"])


async def test_a_slip_is_told_what_may_have_been_meant():
    async with screen_of("certifcates") as shown:
        assert "Nothing is called certifcates" in shown.text
        assert ":certificates" in shown.text
        assert shown.screen.resource == UNKNOWN
        await quick.press(shown.pilot, "d", "y", "l", "o", "ctrl+d", "enter", "slash", "escape", "N", "ctrl+w")
        await shown.settle()
        assert shown.gone == []


async def test_a_name_that_comes_to_be_served_is_found_when_one_comes_back():
    async with screen_of("certs", served=Catalogue((rows.PODS,))) as shown:
        assert "Nothing is called certs" in shown.text
        shown.session.served = rows.SERVED
        shown.session.known._asked_at = None
        shown.screen.find_again()
        await shown.settle()
        assert "payments" in shown.text


async def test_a_server_that_cannot_be_asked_is_asked_again():
    async with screen_of("certs", served=Unreachable("connection refused")) as shown:
        assert "The server does not say what it serves" in shown.text
        assert "connection refused" in shown.text
        shown.session.served = rows.SERVED
        for _ in range(10):
            shown.screen.tick()
        await shown.settle()
        assert "payments" in shown.text


async def test_no_right_is_told_in_the_servers_words():
    refused = Refused('certificates.cert-manager.io is forbidden: User "viewer" cannot list resource "certificates"')
    async with screen_of("certs", fill(World().settle(), CERTIFICATES, feed=refused)) as shown:
        assert "certificates.cert-manager.io is forbidden" in " ".join(shown.text.split())
        assert shown.screen.query_one(ContextBar).status.data is Data.REFUSED


async def test_what_cannot_be_watched_or_even_listed_is_told_so():
    async with screen_of("tokenreviews") as shown:
        assert "cannot be listed" in shown.text
        await shown.to("nodes.metrics.k8s.io", rows.NODE_METRICS, row("cpu-a1"))
        assert "every 30 s" in str(shown.screen.query_one(SummaryLine).right[0].full)


async def test_an_object_is_described_and_shown_as_yaml():
    async with screen_of("certs") as shown:
        await shown.press("down", "d", "y", "enter")
        key = ("monitoring", "grafana")
        assert shown.gone == [
            DescribeOf(CERTIFICATES.rows, key),
            YamlOf(CERTIFICATES.rows, key),
            DescribeOf(CERTIFICATES.rows, key),
        ]


SELECTING = {"spec": {"selector": {"matchLabels": {"app": "web"}}}}


async def test_enter_goes_to_what_belongs_to_an_object():
    cases = (
        ("no", rows.NODES, row("cpu-a1"), {}, PodsOf("node cpu-a1", node="cpu-a1")),
        (
            "crd",
            rows.DEFINITIONS,
            row("certificates.cert-manager.io"),
            {},
            ResourceList("certificates.cert-manager.io"),
        ),
        ("po", rows.PODS, row("a", namespace="shop"), {}, places.ContainersOf(("shop", "a"))),
        ("rs", rows.REPLICA_SETS, row("w-5d", namespace="shop"), {}, PodsOf("replicaset shop/w-5d", owner="uid-w-5d")),
        (
            "deploy",
            rows.DEPLOYMENTS,
            row("web", namespace="shop"),
            SELECTING,
            PodsOf("deployment shop/web", namespace="shop", selector="app=web"),
        ),
        (
            "svc",
            rows.SERVICES,
            row("api", namespace="shop"),
            {"spec": {"selector": {"app": "web", "tier": "a"}}},
            PodsOf("service shop/api", namespace="shop", selector="app=web,tier=a"),
        ),
    )
    async with screen_of("certs") as shown:
        for name, of, made, document, place in cases:
            shown.session.documents[made.key] = document
            await shown.to(name, of, made)
            await shown.press("enter")
            assert shown.gone == [place]


async def test_enter_on_a_namespace_looks_at_it():
    async with screen_of("ns", fill(World().settle(), rows.NAMESPACES, row("shop"))) as shown:
        await shown.press("enter")
        assert shown.screen.scope.namespaces == {"shop"}
        assert shown.gone == [places.Main("pods")]


async def test_pods_that_cannot_be_told_are_told_so():
    cases = (
        ({"spec": {}}, "selects no pods"),
        ({"spec": {"selector": {"matchLabels": 7}}}, "cannot be told"),
        ({"spec": {"selector": {"matchExpressions": [{"key": "a", "operator": "Like"}]}}}, "cannot be told"),
        (None, "not found"),
    )
    made = row("web", namespace="shop")
    async with screen_of("svc", fill(World().settle(), rows.SERVICES, made)) as shown:
        for document, words in cases:
            shown.session.documents = {} if document is None else {made.key: document}
            await shown.press("enter")
            assert words in shown.heard.pop()
        assert shown.gone == []


async def test_logs_are_those_of_the_pods_that_belong_to_it():
    cases = (
        ("po", rows.PODS, row("a", namespace="shop"), LogsOf("pod shop/a", "shop", pod="a")),
        ("rs", rows.REPLICA_SETS, row("b", namespace="shop"), LogsOf("replicaset shop/b", "shop", owner="uid-b")),
        (
            "deploy",
            rows.DEPLOYMENTS,
            row("c", namespace="shop"),
            LogsOf("deployment shop/c", "shop", selector="app=web"),
        ),
    )
    async with screen_of("certs") as shown:
        for name, of, made, place in cases:
            shown.session.documents[made.key] = SELECTING
            await shown.to(name, of, made)
            await shown.press("l")
            assert shown.gone == [place]


async def test_what_has_no_pods_has_no_logs_and_says_so():
    async with screen_of("certs") as shown:
        await shown.press("l", "o")
        assert "No pods belong to certificates" in shown.heard[0]
        assert shown.heard[1] == "Nothing owns smtp-relay."


async def test_the_owner_is_gone_to_where_its_kind_is():
    made = row("web-5d", namespace="shop", owner=("Deployment", "web"))
    async with screen_of("rs", fill(World().settle(), rows.REPLICA_SETS, made)) as shown:
        assert "owned by Deployment web" in shown.screen.query_one(DetailLine).text
        await shown.press("o")
        assert shown.gone == [DescribeOf(rows.DEPLOYMENTS.rows, ("shop", "web"))]
        fill(
            shown.session.world, rows.REPLICA_SETS, row("web-5d", namespace="shop", owner=("Rollout", "web"), uid="u2")
        )
        await shown.settle()
        await shown.press("o")
        assert "does not serve Rollout of apps/v1" in shown.heard[0]


async def test_what_becomes_of_what_it_owns_is_asked_of_an_owner_alone():
    made = row("web", namespace="shop")
    async with screen_of("svc", fill(certificates(World().settle()), rows.SERVICES, made)) as shown:
        await shown.press("ctrl+d")
        assert isinstance(shown.dialog, ConfirmDialog)
        await shown.press("right", "enter")
        assert shown.session.performed.pop() == DeleteObject(rows.SERVICES, "shop", "web", "uid-web")
        await shown.to("certs")
        await shown.press("down", "down", "ctrl+d")
        assert isinstance(shown.dialog, ChooseDialog)
        await shown.press("down", "down", "enter")
        assert isinstance(shown.dialog, ConfirmDialog)
        await shown.press("right", "enter")
        assert shown.session.performed == [
            DeleteObject(CERTIFICATES, "shop", "payments", "uid-payments", Propagation.ORPHAN)
        ]
        await shown.press("ctrl+d", "escape")
        assert len(shown.session.performed) == 1


async def test_all_that_are_marked_are_deleted_together():
    async with screen_of("certs") as shown:
        await shown.press("space", "down", "space", "ctrl+d", "enter", "right", "enter")
        assert [action.name for action in shown.session.performed] == ["smtp-relay", "grafana"]


async def test_who_may_not_delete_is_told_so_without_a_question():
    async with screen_of("certs", refused=["delete certificates"]) as shown:
        await shown.press("ctrl+d")
        assert shown.heard == ["You may not delete certificates."]
        assert shown.dialog is shown.screen


async def test_in_read_only_mode_nothing_is_deleted():
    async with screen_of("certs", read_only=True) as shown:
        await shown.press("ctrl+d", "enter", "right", "enter")
        assert shown.session.performed == []
