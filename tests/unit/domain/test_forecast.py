"""The rest of a queue of tasks is foreseen from those that have begun."""

import pytest

from ktui.domain.forecast import forecast
from ktui.domain.lengths import Task


def ended(*seconds, done=True):
    return [Task(each, done) for each in seconds]


def test_without_a_task_that_succeeded_nothing_can_be_foreseen():
    assert forecast([], 5, 2) is None
    assert forecast(ended(60, done=False), 5, 2) is None
    assert forecast([Task(60, None)], 5, 2) is None
    assert forecast(ended(60), 5, 0) is None


def test_tasks_that_take_the_same_end_in_waves():
    found = forecast(ended(*[60] * 20), 30, 10)
    assert found.middle == pytest.approx(180, rel=0.1)
    assert found.low < found.middle < found.high


def test_what_is_under_way_ends_first():
    half_done = [Task(30, None)] * 10
    assert forecast([*ended(*[60] * 20), *half_done], 0, 10).middle == pytest.approx(30, rel=0.1)


def test_a_task_that_has_run_longer_than_any_before_has_yet_to_end():
    assert forecast([*ended(*[60] * 20), Task(300, None)], 0, 10).middle > 0


def test_failures_are_tried_again():
    without = forecast(ended(*[60] * 20), 40, 4).middle
    half = forecast([*ended(*[60] * 20), *ended(*[60] * 20, done=False)], 40, 4).middle
    assert half == pytest.approx(2 * without, rel=0.25)


def test_idle_time_between_tasks_and_a_pause_before_the_next_count():
    plain = forecast(ended(*[60] * 20), 40, 4).middle
    assert forecast(ended(*[60] * 20), 40, 4, idle=[30.0]).middle == pytest.approx(1.5 * plain, rel=0.1)
    assert forecast(ended(*[60] * 20), 40, 4, pause=600.0).middle == pytest.approx(plain + 600, rel=0.1)


def test_what_says_less_weighs_less():
    old, new = [Task(100, True, 0.01)] * 20, ended(*[10] * 20)
    assert forecast([*old, *new], 40, 4).middle < 200 < forecast([*ended(*[100] * 20), *new], 40, 4).middle


def test_a_great_many_tasks_are_foreseen_in_the_same_way():
    few = forecast(ended(*[50, 60, 70] * 10), 300, 30).middle
    many = forecast(ended(*[50, 60, 70] * 10), 30_000, 3000, each=30).middle
    assert many == pytest.approx(few, rel=0.15)


def test_where_one_task_stands_for_several_the_longest_of_them_counts():
    one_in_thirty_is_slow = [*ended(*[50] * 29), *ended(100)] * 4
    alone = forecast(one_in_thirty_is_slow, 0, 3, coming=[0.0] * 3).middle
    assert forecast(one_in_thirty_is_slow, 0, 300, each=100, coming=[0.0] * 3).middle > 1.4 * alone


def test_a_failure_is_tried_again_when_it_is_known_and_not_before():
    wave = [*ended(*[60] * 20), *ended(*[60] * 20, done=False)]
    # Of twenty about ten fail, then five, two, one: four or five waves, though there are places for all at once.
    assert forecast(wave, 20, 20).middle > 200


def test_tasks_that_are_about_to_begin_have_their_time_before_them():
    assert forecast(ended(*[60] * 20), 0, 10, coming=[5.0] * 10).middle == pytest.approx(65, rel=0.1)
    assert forecast(ended(*[60] * 20), 0, 10, coming=[5.0] * 9 + [100.0]).middle == pytest.approx(160, rel=0.1)


def test_where_there_are_more_tasks_than_places_they_end_before_the_next_begin():
    running = [Task(0.0, None)] * 12
    assert forecast([*ended(*[60] * 20), *running], 3, 4).middle == pytest.approx(120, rel=0.15)


def test_tasks_that_never_succeed_do_not_hold_it_up_for_ever():
    hopeless = [Task(1, True, 1e-6), *ended(*[10] * 30, done=False)]
    assert forecast(hopeless, 5, 2).middle > 100


def test_the_same_seed_gives_the_same_answer():
    begun = ended(20, 90, 45, 60)
    assert forecast(begun, 40, 4, seed="a") == forecast(begun, 40, 4, seed="a")
    assert forecast(begun, 40, 4, seed="a") != forecast(begun, 40, 4, seed="b")
