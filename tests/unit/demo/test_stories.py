import pytest

from ktui.demo.stories import Stories, Story


def pod(index: str | None = None, **annotations: str) -> dict:
    found = {f"ktui.test/{name.replace('_', '-')}": value for name, value in annotations.items()}
    if index is not None:
        found["batch.kubernetes.io/job-completion-index"] = index
    return {"metadata": {"annotations": found}}


def test_without_annotations_or_tellers_all_is_well() -> None:
    assert Stories().of({"metadata": {}}) == Story()


def test_annotations_are_read() -> None:
    story = Stories().of(pod(story="crash", start="2s", end="3s", run="1m", exit_code="3", fail_indexes="1, 4"))
    assert story == Story("crash", start=(2, 2), end=(3, 3), run=(60, 60), exit_code=3, fail_indexes=frozenset({1, 4}))


def test_what_cannot_be_read_is_left_out() -> None:
    assert Stories().of(pod(story="unheard-of", start="soon", exit_code="x", fail_indexes="a")) == Story(
        fail_indexes=frozenset()
    )


def test_annotations_count_more_than_tellers_and_the_first_teller_more_than_the_next() -> None:
    stories = Stories([lambda _: None, lambda _: Story("oom", start=(9, 9)), lambda _: Story("probe")])
    assert stories.of(pod()) == Story("oom", start=(9, 9))
    assert stories.of(pod(start="1s")) == Story("oom", start=(1, 1))
    assert stories.of(pod(story="unready")).kind == "unready"


@pytest.mark.parametrize(
    ("story", "index", "code"),
    [
        (Story(), None, 0),
        (Story(exit_code=3), None, 3),
        (Story(fail_indexes=frozenset({1})), "1", 1),
        (Story(fail_indexes=frozenset({1})), "2", 0),
        (Story(exit_code=7, fail_indexes=frozenset({1})), "1", 7),
        (Story(exit_code=7, fail_indexes=frozenset({1})), None, 0),
    ],
)
def test_some_indexes_fail_and_others_do_not(story, index, code) -> None:
    assert story.exit_of(pod(index)) == code
