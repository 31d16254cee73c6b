"""ktui.app.pacing: frames wait for the terminal, and not the other way round."""

import threading

import pytest
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.widgets import Static

from ktui.app.pacing import FIRST, LARGEST, PATIENCE, SMALLEST, TRIES, WORTH, PacedApp, PacedDriver, Pacing


class Line:
    """A pacing under a hand-moved time."""

    def __init__(self):
        self.time = 100.0
        self.pacing = Pacing(lambda: self.time)

    def frame(self, size):
        self.pacing.wrote(size)
        return self.pacing.ask()

    def answer(self, after=0.0):
        self.time += after
        self.pacing.answer()


def known():
    """A line whose terminal is known to answer."""
    line = Line()
    assert line.pacing.ask(least=0)
    line.answer(after=0.2)
    return line


def test_a_small_change_is_not_worth_a_question_and_many_of_them_are():
    line = known()
    assert not line.frame(WORTH - 1)
    assert line.frame(1)
    assert not line.frame(1)


def test_what_is_on_its_way_may_be_so_much_and_no_more():
    line = known()
    line.frame(FIRST)
    assert not line.pacing.full
    line.frame(WORTH)
    assert line.pacing.full
    line.answer(after=0.2)
    assert not line.pacing.full


def test_nothing_waits_for_a_terminal_that_has_never_answered():
    line = Line()
    line.frame(10 * LARGEST)
    assert not line.pacing.full
    assert not line.pacing.waiting


def test_an_answer_that_the_thread_of_the_keyboard_takes_while_the_app_looks_breaks_nothing():
    line = known()
    line.frame(WORTH)
    answering = threading.Thread(target=line.pacing.answer)

    def meanwhile():
        if answering.ident is None:
            answering.start()
            answering.join(0.05)  # it has to wait; without that the question is gone when the app looks at it
        return line.time

    line.pacing._now = meanwhile
    line.pacing.forget()
    answering.join()
    assert not line.pacing.open


def test_a_quick_terminal_gets_more_at_a_time_and_a_slow_one_less():
    quick, slow = known(), known()
    for _ in range(10):
        quick.frame(WORTH)
        quick.answer(after=0.01)
        slow.frame(WORTH)
        slow.answer(after=1.0)
    quick.frame(LARGEST)
    assert not quick.pacing.full
    slow.frame(SMALLEST)
    assert not slow.pacing.full
    slow.frame(WORTH)
    assert slow.pacing.full


def test_an_answer_that_was_lost_does_not_hold_up_the_screen_for_ever():
    line = known()
    line.frame(2 * FIRST)
    line.time += PATIENCE - 1
    line.pacing.forget()
    assert line.pacing.full
    line.time += 1
    line.pacing.forget()
    assert not line.pacing.full
    assert line.frame(WORTH)  # it answered before: it is asked again


def test_a_terminal_that_never_answers_is_soon_left_in_peace():
    line = Line()
    asked = 0
    for _ in range(3 * TRIES):
        asked += line.frame(WORTH)
        line.time += PATIENCE
        line.pacing.forget()
    assert asked == TRIES
    assert not line.pacing.open


def test_an_answer_that_nobody_asked_for_is_nothing():
    line = Line()
    line.answer()
    line.frame(10 * LARGEST)
    assert not line.pacing.full


class OneApp(PacedApp):
    """An app of one line; counts what is drawn."""

    drawn = 0

    def compose(self):
        yield Static("before")

    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        self.drawn += renderable is not None and not self._batch_count


async def test_what_changes_while_frames_are_held_is_drawn_once_when_they_are_not():
    async with OneApp().run_test() as pilot:
        await pilot.pause()
        app = pilot.app
        app.hold()
        app.hold()
        before = app.drawn
        assert app.behind
        for number in range(5):
            app.query_one(Static).update(f"after {number}", layout=False)
            await pilot.pause()
        assert app.drawn == before
        app.release()
        await pilot.pause()
        assert app.drawn == before + 1
        assert not app.behind


async def test_a_layout_that_changes_while_frames_are_held_is_not_lost():
    async with OneApp().run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        app = pilot.app
        app.hold()
        await app.mount(Static("another"))
        await pilot.pause()
        before = app.drawn
        app.release()
        await pilot.pause()
        assert app.drawn > before
        app.release()


def test_the_driver_that_asks_takes_the_place_of_textuals_own_and_of_no_other(monkeypatch):
    assert OneApp().driver_class is PacedDriver

    class Other(LinuxDriver):
        pass

    monkeypatch.setattr(App, "get_driver_class", lambda self: Other)
    assert OneApp().driver_class is Other


@pytest.mark.parametrize("name", ["flush", "write", "start_application_mode", "stop_application_mode", "input_tty"])
def test_textual_still_has_what_the_driver_builds_on(name):
    assert hasattr(LinuxDriver, name) or name in LinuxDriver.__init__.__code__.co_names
