"""ktui.screens.journal: what was asked for, and what became of it."""

from datetime import UTC, datetime

from textual.app import App

from ktui.screens.journal import JournalScreen
from ktui.session.journal import Entry, Journal, Outcome

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def entry(number, outcome=Outcome.DONE, message="", warnings=()):
    what = f"pod kube-system/proxy-{number}"
    kubectl = f"kubectl delete pod proxy-{number} -n kube-system"
    return Entry(NOON, "prod", "ada", f"Delete {what}", what, kubectl, outcome, message, warnings)


class Stage(App):
    """An app with a journal."""

    def __init__(self, *entries):
        super().__init__()
        self.journal = Journal()
        for each in entries:
            self.journal.record(each)

    def on_mount(self):
        self.push_screen(JournalScreen(self.journal))

    @property
    def lines(self):
        return [line for line in str(self.screen.query_one("#text").render()).splitlines() if line.strip()]


async def test_an_entry_has_time_outcome_command_and_the_words_of_who_refused():
    app = Stage(entry(1), entry(2, Outcome.FAILED, "[b]it was\x1b replaced", ("old field",)))
    async with app.run_test(size=(100, 30)):
        assert app.lines == [
            "2026-11-21 12:00:00Z  failed      Delete pod kube-system/proxy-2",
            "  prod: kubectl delete pod proxy-2 -n kube-system",
            "  [b]it was\N{REPLACEMENT CHARACTER} replaced",
            "  old field",
            "2026-11-21 12:00:00Z  done        Delete pod kube-system/proxy-1",
            "  prod: kubectl delete pod proxy-1 -n kube-system",
        ]


async def test_details_can_be_left_out_and_come_back():
    app = Stage(entry(1), entry(2))
    async with app.run_test() as pilot:
        await pilot.press("d")
        assert len(app.lines) == 2
        await pilot.press("d")
        assert len(app.lines) == 4


async def test_a_search_finds_outcomes_commands_and_words():
    app = Stage(entry(1), entry(2, Outcome.REFUSED, "Read-only mode"), entry(3))
    async with app.run_test() as pilot:
        for text in ("refused", "read-only", "proxy-2 -n"):
            await pilot.press("slash")
            app.screen.query_one("#search").value = text
            await pilot.press("enter")
            await pilot.pause()
            assert [line for line in app.lines if "Delete" in line] == [app.lines[0]]
            assert "proxy-2" in app.lines[0]
            await pilot.press("escape")
        await pilot.press("slash", "x", "x")
        await pilot.pause()
        assert app.lines == ["None of 3 entries holds 'xx'."]


async def test_an_empty_journal_says_that_nothing_was_changed():
    app = Stage()
    async with app.run_test():
        assert app.lines == ["Nothing was asked for yet: ktui has changed nothing."]


async def test_what_is_done_meanwhile_is_shown():
    app = Stage()
    async with app.run_test():
        app.journal.record(entry(7))
        app.screen.redraw()
        assert "proxy-7" in app.lines[0]
