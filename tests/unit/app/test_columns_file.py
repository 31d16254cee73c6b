"""ktui.app.columns_file: the columns that were chosen in earlier runs."""

import stat

import pytest

from ktui.app.columns_file import kept_columns


def test_what_was_chosen_is_there_in_the_next_run_for_its_owner_alone(tmp_path):
    path = tmp_path / "state" / "columns.json"
    with kept_columns(path) as columns:
        assert columns.of("pods") is None
        columns.keep("pods", ["NAME", "label:app"])
        columns.keep("nodes", ["NAME"])
        columns.keep("nodes", None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["columns.json"]
    with kept_columns(path) as columns:
        assert columns.of("pods") == ("NAME", "label:app")
        assert columns.of("nodes") is None


@pytest.mark.parametrize("text", [b"", b"{", b'{"pods": 3}', b"\xff", b'{"pods": ["' + b"x" * 300_000 + b'"]}'])
def test_a_file_of_another_sort_is_no_file(tmp_path, text):
    path = tmp_path / "columns.json"
    path.write_bytes(text)
    with kept_columns(path) as columns:
        assert columns.of("pods") is None


def test_a_disk_that_refuses_costs_the_choice_and_nothing_else(tmp_path):
    (tmp_path / "file").write_text("")
    with kept_columns(tmp_path / "file" / "columns.json") as columns:
        columns.keep("pods", ["NAME"])
        assert columns.of("pods") == ("NAME",)


def test_without_a_file_they_are_kept_for_the_run():
    with kept_columns(None) as columns:
        columns.keep("pods", ["NAME"])
        assert columns.of("pods") == ("NAME",)
