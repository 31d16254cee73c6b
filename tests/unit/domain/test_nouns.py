import pytest

from ktui.domain.nouns import counted, noun_of, nouns_of, plural, several


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("node", "nodes"),
        ("index", "indexes"),
        ("ingress", "ingresses"),
        ("batch", "batches"),
        ("retry", "retries"),
        ("day", "days"),
        ("networkpolicy", "networkpolicies"),
    ],
)
def test_the_plural_is_the_one_of_english(noun, many):
    assert plural(noun) == many


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 pods"), (1, "1 pod"), (2, "2 pods"), (1_000, "1,000 pods"), (1_234_567, "1,234,567 pods")],
)
def test_a_number_of_things_is_written_with_its_noun(number, words):
    assert counted(number, "pod") == words


def test_only_one_thing_is_called_by_the_singular():
    assert [several(number, "pod") for number in (0, 1, 2)] == ["pods", "pod", "pods"]


def test_a_kind_is_called_by_its_name_in_small_letters_but_for_a_revision():
    assert [noun_of("DaemonSet"), noun_of("CronJob"), noun_of("ControllerRevision")] == [
        "daemonset",
        "cronjob",
        "revision",
    ]
    assert nouns_of("ControllerRevision") == "revisions"


def test_kinds_that_are_several_already_stay_so():
    assert [nouns_of(kind) for kind in ("Endpoints", "PodMetrics", "Service")] == [
        "endpoints",
        "podmetrics",
        "services",
    ]
