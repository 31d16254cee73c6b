from itertools import pairwise

from stage.embedded import Played, daemon_set

from ktui.demo.log_text import LogText
from ktui.demo.stories import Pace, Story


def test_a_log_is_the_same_whenever_it_is_read_and_only_grows() -> None:
    played = Played(1)
    played.create(daemon_set())
    (pod,) = played.pods()
    text = LogText(played.world)
    played.play(60)
    early = list(text(pod, "main", False))
    played.play(60)
    late = list(text(pod, "main", False))
    assert len(early) > 3
    assert late[: len(early)] == early
    assert len(late) > len(early)
    assert LogText(played.world)(pod, "main", False)[: len(early)] == early
    assert all(earlier[0] <= later[0] for earlier, later in pairwise(late))
    assert late[-1][0] <= played.clock.now()


def test_a_life_that_ended_has_ended_and_is_the_previous_one() -> None:
    played = Played(1, pace=Pace(creating=True))
    played.kubelet.stories.tellers.append(lambda pod: Story("crash-loop", up=(20.0, 20.0)))
    played.create(daemon_set())
    played.play(35)
    (pod,) = played.pods()
    text = LogText(played.world)
    previous = list(text(pod, "main", True))
    assert previous
    ended = pod["status"]["containerStatuses"][0]["lastState"]["terminated"]
    assert all(ended["startedAt"] <= f"{when:%Y-%m-%dT%H:%M:%SZ}" <= ended["finishedAt"] for when, _ in previous)
    assert list(text(pod, "main", False)) != previous


def test_what_has_not_run_has_no_log() -> None:
    played = Played(1)
    played.create(daemon_set(story={"story": "image-pull"}))
    (pod,) = played.pods()
    text = LogText(played.world)
    assert text(pod, "main", False) == ()
    assert text(pod, "nosuch", False) == ()
    assert text(pod, "main", True) == ()
