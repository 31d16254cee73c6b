"""ktui.widgets.tab_bar, driven in an app of its own."""

from textual.app import App

from ktui.widgets.tab_bar import Tab, TabBar

TABS = tuple(Tab(title.lower(), title) for title in ["Coverage", "Nodes", "DaemonSets", "Jobs", "CronJobs", "Pods"])


class TabApp(App):
    def __init__(self, ascii_only=False):
        super().__init__()
        self.ascii_only = ascii_only
        self.chosen = []

    def compose(self):
        bar = TabBar(ascii_only=self.ascii_only)
        bar.tabs, bar.active = TABS, "coverage"
        yield bar

    def on_tab_bar_chosen(self, event):
        self.chosen.append(event.tab.name)

    def line(self):
        return self.query_one(TabBar).render_line(0).text


async def test_tabs_by_name_and_the_badge_of_read_only():
    app = TabApp()
    async with app.run_test(size=(80, 3)):
        assert app.line().rstrip() == "  Coverage  Nodes  DaemonSets  Jobs  CronJobs  Pods"
        app.query_one(TabBar).read_only = True
        assert app.line().endswith(" read-only ")


async def test_a_server_that_is_not_verified_is_never_out_of_sight():
    app = TabApp()
    async with app.run_test(size=(80, 3)):
        app.query_one(TabBar).insecure = True
        assert app.line().endswith(" TLS not verified ")
        app.query_one(TabBar).read_only = True
        assert app.line().endswith(" TLS not verified, read-only ")
        assert app.line().startswith("  Coverage ")


async def test_the_shown_screen_is_marked_without_colour():
    app = TabApp()
    async with app.run_test(size=(80, 3)):
        shown = [segment.text for segment in app.query_one(TabBar).render_line(0) if segment.style.reverse]
        assert shown == [" Coverage "]


async def test_where_it_is_narrow_the_shown_screen_stays_in_sight():
    app = TabApp(ascii_only=True)
    async with app.run_test(size=(30, 3)) as pilot:
        assert app.line().rstrip() == "  Coverage  Nodes >"
        app.query_one(TabBar).active = "pods"
        await pilot.pause()
        assert app.line().rstrip() == "< Jobs  CronJobs  Pods"


async def test_a_click_chooses():
    app = TabApp()
    async with app.run_test(size=(80, 3)) as pilot:
        await pilot.click(TabBar, offset=(14, 0))
        await pilot.click(TabBar, offset=(79, 0))
        assert app.chosen == ["nodes"]
