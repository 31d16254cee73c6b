"""ktui.domain.label_edits: what is wanted of labels that others may change."""

import pytest

from ktui.domain.label_edits import LabelEdits, LabelRow

NOW = {"pool": "gpu", "zone": "a"}


def edits(*entries):
    edited = LabelEdits(NOW)
    for entry in entries:
        edited.enter(entry)
    return edited


def test_nothing_is_changed_at_first():
    assert edits().changes == {}
    assert edits().wanted == NOW
    assert edits().rows == (LabelRow("pool", "gpu", "gpu"), LabelRow("zone", "a", "a"))


@pytest.mark.parametrize(
    ("entry", "changes", "wanted"),
    [
        ("pool=cpu", {"pool": "cpu"}, {"pool": "cpu", "zone": "a"}),
        ("team=ops", {"team": "ops"}, {"pool": "gpu", "zone": "a", "team": "ops"}),
        ("pool=", {"pool": ""}, {"pool": "", "zone": "a"}),
        ("pool-", {"pool": None}, {"zone": "a"}),
        ("pool=gpu", {}, NOW),
    ],
)
def test_an_entry_is_read_as_kubectl_label_reads_it(entry, changes, wanted):
    edited = edits(entry)
    assert edited.changes == changes
    assert edited.wanted == wanted


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("pool", "key=value"),
        ("nothing-", "no label nothing"),
        ("=x", "key is needed"),
        ("a b=x", "letter"),
        ("pool=a=b", "letter"),
        ("pool=" + "x" * 64, "63"),
    ],
)
def test_what_the_server_would_refuse_is_refused_here_and_changes_nothing(entry, words):
    edited = edits()
    assert words in edited.fault(entry)
    with pytest.raises(ValueError, match=words):
        edited.enter(entry)
    assert edited.changes == {}


def test_a_label_that_was_added_and_removed_again_was_never_there():
    assert edits("team=ops", "team-").changes == {}


def test_undo_takes_one_change_back():
    edited = edits("pool=cpu", "zone=b")
    edited.undo("pool")
    assert edited.changes == {"zone": "b"}


def test_a_label_changed_by_somebody_else_after_the_decision_is_contested():
    edited = edits("pool=cpu")
    edited.see({"pool": "tpu", "zone": "a"})
    assert edited.rows[0] == LabelRow("pool", "tpu", "cpu", contested=True)


def test_deciding_again_ends_the_contest():
    edited = edits("pool=cpu")
    edited.see({"pool": "tpu", "zone": "a"})
    edited.enter("pool=cpu")
    assert not edited.rows[0].contested


def test_a_change_that_came_true_by_itself_is_none_any_more():
    edited = edits("pool=cpu", "zone-")
    edited.see({"pool": "cpu"})
    assert edited.changes == {}


def test_a_label_of_somebody_else_that_is_not_edited_just_appears():
    edited = edits("pool=cpu")
    edited.see({**NOW, "new": "1"})
    assert edited.wanted == {"pool": "cpu", "zone": "a", "new": "1"}
    assert not any(row.contested for row in edited.rows)
