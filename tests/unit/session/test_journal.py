"""The journal keeps what was asked for, and its file is its owner's alone."""

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime

from ktui.session import journal as module
from ktui.session.journal import Entry, Journal, Outcome

ENTRY = Entry(
    time=datetime(2026, 11, 21, 12, tzinfo=UTC),
    context="prod",
    user="ada",
    action="Delete pod a/b",
    target="pod a/b",
    kubectl="kubectl delete pod b -n a",
    outcome=Outcome.FAILED,
    message="gone",
)


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_entries_reach_the_file_in_their_order_one_a_line(tmp_path):
    path = tmp_path / "new" / "journal.jsonl"
    kept = Journal(path)
    for number in range(20):
        kept.record(replace(ENTRY, target=str(number)))
    kept.close()
    assert [line["target"] for line in lines(path)] == [str(number) for number in range(20)]
    assert lines(path)[0] == {
        "time": "2026-11-21T12:00:00.000Z",
        "context": "prod",
        "user": "ada",
        "action": "Delete pod a/b",
        "target": "0",
        "kubectl": "kubectl delete pod b -n a",
        "outcome": "failed",
        "message": "gone",
        "warnings": [],
    }


def test_only_the_owner_may_read_the_file_whatever_it_was_before(tmp_path):
    path = tmp_path / "journal.jsonl"
    path.touch(mode=0o644)
    kept = Journal(path)
    kept.record(ENTRY)
    kept.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_break_or_an_escape_in_a_message_does_not_make_another_line(tmp_path):
    path = tmp_path / "journal.jsonl"
    kept = Journal(path)
    kept.record(replace(ENTRY, message="a\nb\x1b[2J\u2028c\udc80"))
    kept.close()
    assert path.read_bytes().count(b"\n") == 1
    assert path.read_bytes().isascii()
    assert lines(path)[0]["message"] == "a\nb\x1b[2J\u2028c\udc80"


def test_the_file_is_bounded_and_the_one_before_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FILE_BYTES", 1000)
    path = tmp_path / "journal.jsonl"
    kept = Journal(path)
    for number in range(50):
        kept.record(replace(ENTRY, target=str(number)))
    kept.close()
    assert path.stat().st_size <= 1000
    assert lines(path)[-1]["target"] == "49"
    before = lines(tmp_path / "journal.jsonl.1")
    assert int(before[-1]["target"]) + 1 == int(lines(path)[0]["target"])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["journal.jsonl", "journal.jsonl.1"]


def test_memory_is_bounded_and_keeps_the_newest(monkeypatch):
    kept = Journal()
    for number in range(module.KEPT + 5):
        kept.record(replace(ENTRY, target=str(number)))
    assert len(kept.entries) == module.KEPT
    assert kept.entries[-1].target == str(module.KEPT + 4)


def test_a_file_that_cannot_be_written_is_said_and_fails_nothing(tmp_path):
    (tmp_path / "file").touch()
    kept = Journal(tmp_path / "file" / "journal.jsonl")
    kept.record(ENTRY)
    kept.close()
    assert "cannot be written" in kept.fault
    assert kept.entries == (ENTRY,)


def test_a_link_that_somebody_put_there_is_not_followed(tmp_path):
    target = tmp_path / "somebody-elses"
    (tmp_path / "journal.jsonl").symlink_to(target)
    kept = Journal(tmp_path / "journal.jsonl")
    kept.record(ENTRY)
    kept.close()
    assert kept.fault
    assert not target.exists()


def test_listeners_are_told_until_they_leave():
    kept, told = Journal(), []
    leave = kept.subscribe(lambda: told.append(kept.version))
    kept.record(ENTRY)
    leave()
    kept.record(ENTRY)
    assert told == [1]
