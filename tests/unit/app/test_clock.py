"""ktui.app.clock: few frames for any number of notices."""

from ktui.app.clock import HELD, INTERVAL, SHARE, SOON, RedrawClock


class Stage:
    """A clock under a hand-moved time; what is scheduled is kept in order."""

    def __init__(self, cost=0.0):
        self.time = 100.0
        self.cost = cost
        self.frames = []
        self.held = False
        self.due = []
        self.clock = RedrawClock(self.draw, self.schedule, lambda: self.held, lambda: self.time)

    def draw(self):
        self.frames.append(self.time)
        self.time += self.cost

    def schedule(self, delay, function):
        assert delay > 0
        self.due.append((self.time + delay, function))

    def run_next(self):
        at, function = self.due.pop(0)
        self.time = max(self.time, at)
        function()


def test_nothing_is_drawn_where_nothing_has_changed():
    stage = Stage()
    assert stage.due == []


def test_a_thousand_notices_are_one_frame():
    stage = Stage()
    for _ in range(1000):
        stage.clock.notice()
    assert len(stage.due) == 1
    stage.run_next()
    assert stage.frames == [100.0 + SOON]
    assert stage.due == []


def test_the_next_frame_keeps_its_distance():
    stage = Stage()
    stage.clock.notice()
    stage.run_next()
    stage.clock.notice()
    stage.run_next()
    assert round(stage.frames[1] - stage.frames[0], 6) == INTERVAL


def test_a_notice_during_a_frame_is_drawn_in_the_next():
    stage = Stage()
    stage.clock._draw = lambda: (
        stage.frames.append(stage.time),
        stage.clock.notice() if len(stage.frames) == 1 else None,
    )
    stage.clock.notice()
    stage.run_next()
    stage.run_next()
    assert len(stage.frames) == 2


def test_a_frame_waits_until_the_terminal_has_taken_the_last_one():
    stage = Stage()
    stage.held = True
    stage.clock.notice()
    stage.run_next()
    stage.clock.notice()
    assert stage.frames == []
    assert stage.due[0][0] == stage.time + HELD
    stage.held = False
    stage.run_next()
    assert len(stage.frames) == 1


def test_a_costly_frame_leaves_most_of_the_time_to_everything_else():
    stage = Stage(cost=0.3)
    stage.clock.notice()
    stage.run_next()
    stage.clock.notice()
    stage.run_next()
    assert stage.frames[1] - stage.frames[0] >= 0.3 * (1 + SHARE) - 1e-9
