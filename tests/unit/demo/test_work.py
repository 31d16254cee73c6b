import pytest

from ktui.demo.work import Key, Later, Work


class Noting:
    name = "noting"

    def __init__(self) -> None:
        self.seen: list[Key] = []
        self.refusals = 0

    def sync(self, key: Key) -> None:
        self.seen.append(key)
        if self.refusals:
            self.refusals -= 1
            raise Later


class Hour:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hour() -> Hour:
    return Hour()


def run(work: Work) -> None:
    while work.run_one():
        pass


def test_a_key_waits_only_once(hour) -> None:
    work, worker = Work(hour), Noting()
    work.add(worker, ("a",))
    work.add(worker, ("b",))
    work.add(worker, ("a",))
    run(work)
    assert worker.seen == [("a",), ("b",)]


def test_a_later_key_comes_at_its_time_and_an_earlier_time_wins(hour) -> None:
    work, worker = Work(hour), Noting()
    work.add_at(worker, ("a",), 10)
    work.add_at(worker, ("a",), 5)
    work.add_at(worker, ("a",), 20)
    assert work.next_due() == 5
    run(work)
    assert worker.seen == []
    hour.at = 5
    run(work)
    assert worker.seen == [("a",)]
    hour.at = 100
    run(work)
    assert worker.seen == [("a",)]
    assert work.next_due() is None


def test_what_could_not_be_done_comes_back_after_a_growing_delay(hour) -> None:
    work, worker = Work(hour), Noting()
    worker.refusals = 3
    work.add(worker, ("a",))
    waits = []
    run(work)
    while (due := work.next_due()) is not None:
        waits.append(round(due - hour.at, 6))
        hour.at = due
        run(work)
    assert waits == [0.005, 0.01, 0.02]
    assert len(worker.seen) == 4


def test_success_forgets_the_failures(hour) -> None:
    work, worker = Work(hour), Noting()
    for _ in range(2):
        worker.refusals = 1
        work.add(worker, ("a",))
        run(work)
        due = work.next_due()
        assert due == pytest.approx(hour.at + 0.005)
        hour.at = due
        run(work)


def test_a_time_between_two_ticks_of_the_clock_is_reached(hour) -> None:
    work, worker = Work(hour), Noting()
    work.add_at(worker, ("a",), 1.00000049)
    hour.at = 1.0
    run(work)
    assert worker.seen == [("a",)]
