from datetime import timedelta

from stage.embedded import BEGIN, Played

from ktui.demo.resources import EVENTS, NAMESPACES, NODES


def node(played: Played) -> dict:
    return played.get(NODES, "node-0000")


def found(played: Played, reason: str = "Told") -> list[tuple[str, int]]:
    return [(each["message"], each["count"]) for each in played.storage.objects(EVENTS) if each["reason"] == reason]


def test_the_same_words_are_counted() -> None:
    played = Played(1)
    for _ in range(3):
        played.world.record("me", node(played), "Normal", "Told", "so")
    assert found(played) == [("so", 3)]
    (event,) = [each for each in played.storage.objects(EVENTS) if each["reason"] == "Told"]
    assert event["metadata"]["namespace"] == "default"
    assert event["source"] == {"component": "me"}


def test_many_words_of_one_reason_are_merged() -> None:
    played = Played(1)
    for number in range(15):
        played.world.record("me", node(played), "Normal", "Told", f"pod {number}")
    told = found(played)
    assert len(told) == 10
    assert told[-1] == ("(combined from similar events): pod 14", 6)


def test_who_talks_too_much_is_not_heard() -> None:
    played = Played(1)
    for number in range(40):
        played.world.record("me", node(played), "Normal", f"R{number}", "x")
    assert (
        sum(each["reason"].startswith("R") and each["message"] == "x" for each in played.storage.objects(EVENTS)) == 25
    )
    played.play(300)
    played.world.record("me", node(played), "Normal", "Told", "again")
    assert found(played) == [("again", 1)]


def test_an_event_goes_an_hour_after_its_last_time() -> None:
    played = Played(1)
    played.world.record("me", node(played), "Normal", "Told", "so")
    played.play(1800)
    played.world.record("me", node(played), "Normal", "Told", "so")
    played.play(3500)
    assert found(played) == [("so", 2)]
    played.play(300)
    assert found(played) == []


def test_what_would_have_expired_is_not_written() -> None:
    played = Played(1)
    played.world.recorder.silent_before = BEGIN + timedelta(minutes=5)
    played.world.record("me", node(played), "Normal", "Told", "early")
    played.play(301)
    played.world.record("me", node(played), "Normal", "Told", "late")
    assert found(played) == [("late", 1)]


def test_an_event_in_a_namespace_that_goes_is_dropped() -> None:
    played = Played(1)
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "gone", "uid": "u"}}
    played.world.record("me", pod, "Normal", "Told", "so")
    assert played.storage.find(NAMESPACES, "gone") is None
    assert found(played) == []
