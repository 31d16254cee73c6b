"""The settings are printed as the file that would set them."""

import tomllib

import pytest

from ktui.cli.config import toml
from ktui.cli.program import run

WRITTEN = """group_by = "a\\"b"
read_only = ["prod-*", "x"]
[keys]
"frame.help" = ["f1"]
[columns]
pods = ["NAME", "label:app.kubernetes.io/name"]
[sort]
"certificates.cert-manager.io" = "-AGE"
[[guard]]
contexts = ["prod-*"]
do = "deny"
[[guard]]
actions = ["delete-pod"]
most = 5
because = "one after the other"
[contexts."prod-*"]
theme = "nord"
"""


def test_what_is_printed_is_a_file_that_sets_the_same(tmp_path, monkeypatch, capsys):
    path = tmp_path / "config.toml"
    path.write_text(WRITTEN)
    monkeypatch.setenv("KTUI_CONFIG", str(path))
    monkeypatch.setenv("KTUI_ASCII", "1")
    assert run(["config"]) == 0
    out, err = capsys.readouterr()
    printed = tomllib.loads(out)
    assert printed.pop("ascii") is True
    written = tomllib.loads(WRITTEN)
    assert {name: printed[name] for name in written} == written
    assert f"# from: {path}:2\nread_only" in out
    assert "# from: $KTUI_ASCII\nascii" in out
    assert err == ""
    path.write_text(out)
    run(["config"])
    assert tomllib.loads(capsys.readouterr().out) == printed | {"ascii": True}


def test_wrong_settings_are_named_one_a_line(tmp_path, monkeypatch, capsys):
    path = tmp_path / "config.toml"
    path.write_text("thme = 1\nascii = 2\n")
    monkeypatch.setenv("KTUI_CONFIG", str(path))
    assert run(["config"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{path}:1: 'thme' is no setting; did you mean 'theme'?\n{path}:2: ascii must be" in err


@pytest.mark.parametrize("value", ['a"b\\c', "line\nbreak\x1b", "ü", True, False, (), ("a", 'b"')])
def test_every_value_reads_back(value):
    read = tomllib.loads(f"x = {toml(value)}")["x"]
    assert (tuple(read) if isinstance(value, tuple) else read) == value
