"""ktui.app.history_file: the commands of earlier runs."""

import stat

from ktui.app.history_file import HistoryFile, kept
from ktui.widgets.history import MOST


def add(path, line):
    file = HistoryFile(path)
    file.add(line)
    file.close()


def test_what_was_added_is_read_in_the_next_run_by_its_owner_alone(tmp_path):
    path = tmp_path / "state" / "history"
    add(path, "po kube-system")
    add(path, "ns ü")
    assert HistoryFile(path).read() == ["po kube-system", "ns ü"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_without_a_file_or_with_one_that_cannot_be_read_there_is_no_history(tmp_path):
    assert HistoryFile(tmp_path / "history").read() == []
    assert HistoryFile(tmp_path).read() == []
    add(tmp_path, "po")


def test_what_is_no_line_of_text_is_left_out(tmp_path):
    path = tmp_path / "history"
    path.write_bytes(b"po\n\x1b]0;x\x07\n\nns a\n\xff\n")
    assert HistoryFile(path).read() == ["po", "ns a", "\N{REPLACEMENT CHARACTER}"]
    add(path, "a\x1bb")
    assert b"\x1bb" not in path.read_bytes()


def test_a_file_that_has_grown_is_begun_anew_with_its_newest_lines(tmp_path):
    path = tmp_path / "history"
    path.write_text("".join(f"po {number:0200}\n" for number in range(1100)))
    read = HistoryFile(path).read()
    assert len(read) == MOST
    assert read[-1].endswith("1099")
    assert len(path.read_text().splitlines()) == MOST


def test_commands_are_kept_and_filters_are_not(tmp_path):
    path = tmp_path / "history"
    with kept(path) as history:
        history.add(":", "po")
        history.add("/", "secret")
    with kept(path) as history:
        assert (history.of(":"), history.of("/")) == (["po"], [])


def test_without_a_file_nothing_is_left_behind():
    with kept(None) as history:
        history.add(":", "po")
        assert history.of(":") == ["po"]
