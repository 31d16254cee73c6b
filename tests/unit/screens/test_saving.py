"""ktui.screens.saving: files with what a screen shows."""

import errno
from pathlib import Path

import pytest

from ktui.screens.saving import SUFFIXES, batches, in_words, judge, proposed, write_new

AT = 1_767_614_400.0  # 2026-01-05T12:00:00Z


async def text(*pieces):
    for piece in pieces:
        yield piece


def test_a_name_says_what_is_in_it_and_is_free(tmp_path):
    first = proposed("kind/lab", "pods of node a", AT, ".txt", tmp_path)
    assert first == tmp_path / "kind-lab-pods-of-node-a-20260105T120000Z.txt"
    first.touch()
    assert proposed("kind/lab", "pods of node a", AT, ".txt", tmp_path).name.endswith("Z-2.txt")


def test_a_name_from_a_cluster_leads_nowhere_else(tmp_path):
    assert proposed("../../etc", "\x1b[31m/../x", AT, ".txt", tmp_path).parent == tmp_path


async def test_a_file_is_its_owners_alone_and_is_made_with_its_directory(tmp_path):
    path = tmp_path / "new" / "x.txt"
    assert await write_new(path, text("one\n", "zwölf\n")) == 11
    assert path.read_text() == "one\nzwölf\n"
    assert path.stat().st_mode & 0o777 == 0o600


async def test_what_is_there_is_never_overwritten(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        await write_new(path, text("theirs"))
    assert path.read_text() == "mine"


async def test_half_a_file_is_not_left_behind(tmp_path):
    async def breaks():
        yield "half"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        await write_new(tmp_path / "x.txt", breaks())
    assert list(tmp_path.iterdir()) == []


def test_the_dialog_says_what_will_be_saved_or_why_nothing_can_be(tmp_path):
    there = tmp_path / "there.txt"
    there.touch()
    ends = list(SUFFIXES)
    assert judge(ends, {"path": str(tmp_path / "new.csv")}).fault == ""
    assert "already" in judge(ends, {"path": str(there)}).fault
    assert judge(ends, {"path": "x.pdf"}).fault == "The name has to end with .txt or .csv or .svg."
    assert judge(ends, {"path": " "}).fault
    assert ".csv" not in judge([".txt", ".svg"], {"path": "x.csv"}).lines[0]


def test_a_failure_is_told_in_words_with_what_to_do():
    path = Path("/root/x.txt")
    assert "a directory of yours" in in_words(PermissionError(errno.EACCES, "Permission denied"), path)
    assert "no room" in in_words(OSError(errno.ENOSPC, "No space left on device"), path)
    assert in_words(OSError(errno.EIO, "I/O error"), path) == "/root/x.txt: I/O error."


async def test_much_is_taken_a_little_at_a_time():
    ticks = iter(range(1000))
    pieces = [piece async for piece in batches((f"{n}\n" for n in range(10)), lambda: next(ticks))]
    assert "".join(pieces) == "".join(f"{n}\n" for n in range(10))
    assert len(pieces) > 3
