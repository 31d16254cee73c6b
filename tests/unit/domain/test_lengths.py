"""How long tasks take is told by those that have ended and by those that have not."""

from random import Random

import pytest

from ktui.domain.lengths import Lengths, Task, lately


def ended(*seconds, done=True):
    return [Task(each, done) for each in seconds]


def running(*seconds):
    return [Task(each, None) for each in seconds]


def worlds(begun, count=60):
    chance, lengths = Random(7), Lengths(begun)
    return [lengths.world(chance) for _ in range(count)]


def middle(values):
    return sorted(values)[len(values) // 2]


def mean(begun):
    """The middle one of the means of 60 tasks, over many worlds."""
    return middle([sum(seconds for seconds, _ in world.whole(60)) / 60 for world in worlds(begun)])


def test_tasks_take_as_long_as_those_that_have_ended():
    assert mean(ended(*range(40, 121, 2))) == pytest.approx(80, rel=0.1)


def test_those_that_still_run_show_that_the_quick_ones_ended_first():
    assert mean([*ended(*[20] * 10), *running(*[60] * 10)]) > 1.5 * mean(ended(*[20] * 10))


def test_a_task_that_has_run_for_a_while_has_less_before_it():
    chosen = worlds(ended(*range(50, 71)))
    fresh, half, most = (middle([world.rest(age)[0] for world in chosen]) for age in (0.0, 30.0, 65.0))
    assert fresh == pytest.approx(60, rel=0.1)
    assert half == pytest.approx(30, rel=0.2)
    assert 0 <= most < 15


def test_of_a_task_that_has_outlived_all_it_is_not_said_that_it_ends_at_once():
    assert all(world.rest(500.0)[0] > 0 for world in worlds([*ended(*[60] * 20), *running(500)]))


def test_many_tasks_that_outlived_all_are_of_a_kind_that_takes_about_as_long_as_each_other():
    chosen = worlds([*ended(*[30, 31, 32, 33, 34] * 4), *running(*[100] * 20)])
    for world in chosen:
        rests = [world.rest(100.0)[0] + 100 for _ in range(20)]
        assert max(rests) < 2.5 * min(rests)


def test_fewer_tasks_leave_more_open():
    def spread(count):
        means = sorted(sum(each for each, _ in world.whole(60)) / 60 for world in worlds(ended(*[40, 60, 80] * count)))
        return means[-6] / means[5]

    assert spread(1) - 1 > 2 * (spread(15) - 1)


def test_no_task_is_thought_to_take_for_ever():
    begun = [*ended(1, 2, 1000), *running(5000)]
    assert max(seconds for world in worlds(begun, 300) for seconds, _ in world.whole(50)) <= 20 * 5000


def test_failures_come_as_often_as_they_came():
    begun = [*ended(*range(50, 60)), *ended(*range(50, 60), done=False)]
    outcomes = [done for world in worlds(begun) for _, done in world.whole(20)]
    assert sum(outcomes) / len(outcomes) == pytest.approx(0.5, abs=0.1)


def test_slow_ones_at_the_start_do_not_count_once_enough_has_gone_otherwise():
    slow, quick = ended(*range(150, 162)), ended(*range(50, 62))
    kept = lately([*slow, *quick, *running(5, 6)])
    assert sum(task.seconds < 100 for task in kept) >= 6
    assert all(task.seconds < 100 for task in kept)
    assert len(lately([*slow, *quick[:2]])) == 14


def test_what_still_runs_is_kept_however_long_ago_it_began():
    begun = [*running(900), *ended(*range(150, 162)), *ended(*range(50, 80))]
    kept = lately(begun)
    assert Task(900, None, 0.0) in kept
    assert len(kept) < len(begun)


def test_alike_tasks_all_count():
    chance = Random(3)
    begun = ended(*[chance.gauss(60, 10) for _ in range(60)])
    assert lately(begun) == begun
