"""ktui.app.trail: where the user has been."""

from ktui.app.trail import KEPT, Trail
from ktui.screens.places import JobOf, Main

NODES, PODS = Main("nodes"), Main("pods")
JOB = JobOf(("train", "shard"))


def test_what_was_gone_into_is_gone_back_from():
    trail = Trail()
    trail.go(PODS)
    trail.enter(JOB)
    assert trail.back() == PODS
    assert trail.back() is None
    assert trail.here.place == PODS


def test_from_where_one_went_directly_there_is_no_way_back_but_a_history():
    trail = Trail()
    trail.go(PODS)
    trail.go(NODES)
    assert trail.back() is None
    assert trail.walk(-1) == PODS
    assert trail.walk(-1) is None
    assert trail.walk(1) == NODES
    assert trail.walk(1) is None


def test_what_was_left_with_back_is_found_in_the_history():
    trail = Trail()
    trail.go(PODS)
    trail.enter(JOB)
    trail.back()
    assert trail.walk(-1) == JOB


def test_going_on_from_the_midst_of_the_history_forgets_what_came_after():
    trail = Trail()
    trail.go(PODS)
    trail.go(NODES)
    trail.walk(-1)
    trail.enter(JOB)
    assert trail.walk(1) is None
    assert trail.walk(-1) == PODS


def test_entering_where_one_is_changes_nothing():
    trail = Trail()
    trail.go(PODS)
    trail.enter(JOB)
    trail.enter(JOB)
    assert trail.back() == PODS


def test_only_the_latest_visits_are_remembered():
    trail = Trail()
    for number in range(KEPT + 5):
        trail.go(JobOf(("ns", str(number))))
    walked = 0
    while trail.walk(-1):
        walked += 1
    assert walked == KEPT - 1


def test_the_last_place_and_this_one_take_turns():
    trail = Trail()
    assert trail.last() is None
    trail.go(PODS)
    assert trail.last() is None
    trail.enter(JOB)
    assert [trail.last(), trail.last(), trail.last()] == [PODS, JOB, PODS]


def test_who_comes_back_to_the_last_place_can_still_go_out_of_it():
    trail = Trail()
    trail.go(PODS)
    trail.enter(JOB)
    trail.last()
    trail.last()
    assert trail.back() == PODS


def test_going_where_one_is_is_no_visit():
    trail = Trail()
    trail.go(JOB)
    trail.go(PODS)
    trail.go(PODS)
    assert trail.last() == JOB


def test_going_to_and_fro_between_two_places_does_not_make_the_way_back_longer():
    other = JobOf(("train", "other"))
    trail = Trail()
    trail.go(PODS)
    for _ in range(5):
        trail.enter(JOB)
        trail.enter(other)
    assert trail.back() == JOB
    assert trail.back() == PODS
