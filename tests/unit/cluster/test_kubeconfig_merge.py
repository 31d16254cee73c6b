"""Which files are read, and which of several wins."""

from pathlib import Path

import pytest
from kubeconfigs import config, write

from ktui.cluster.kubeconfig_merge import load
from ktui.domain.errors import ConfigError


def named(server, name="here", user=None):
    return config(cluster={"server": server}, user=user, name=name)


def test_the_first_file_that_sets_a_name_wins_as_a_whole(tmp_path):
    first = write(tmp_path / "a", config(user={"token": "first"}))
    second = write(tmp_path / "b", config(user={"token": "second", "as": "joe"}, cluster={"tls-server-name": "x"}))
    merged = load(None, {"KUBECONFIG": f"{first}:{second}"})
    assert merged.users["u"].value.token == "first"
    assert merged.users["u"].value.as_ == ""
    assert merged.clusters["c"].value.tls_server_name == ""


def test_the_first_file_that_sets_a_current_context_wins(tmp_path):
    files = [
        write(tmp_path / name, config(name=name, **({"current-context": current} if current is not None else {})))
        for name, current in (("a", ""), ("b", "b"), ("c", "c"))
    ]
    merged = load(None, {"KUBECONFIG": ":".join(files)})
    assert merged.current_context == "b"
    assert set(merged.contexts) == {"a", "b", "c"}


def test_each_part_remembers_its_file(tmp_path):
    first = write(tmp_path / "a", {"current-context": "here"})
    second = write(tmp_path / "b", config())
    merged = load(None, {"KUBECONFIG": f"{first}:{second}"})
    assert merged.clusters["c"].file == Path(second)
    assert merged.files == [Path(first), Path(second)]


def test_missing_files_and_empty_names_in_the_list_are_skipped(tmp_path):
    there = write(tmp_path / "a", config())
    merged = load(None, {"KUBECONFIG": f":{tmp_path / 'nowhere'}::{there}:{there}"})
    assert merged.files == [Path(there)]
    assert merged.missing == [tmp_path / "nowhere"]


def test_an_empty_variable_means_the_file_at_home(tmp_path):
    home = write(tmp_path / ".kube" / "config", config(name="home"))
    for environ in ({"HOME": str(tmp_path), "KUBECONFIG": ""}, {"HOME": str(tmp_path)}):
        assert load(None, environ).files == [Path(home)]


def test_a_named_file_is_the_only_one(tmp_path):
    named_file = write(tmp_path / "a", config(name="a"))
    other = write(tmp_path / "b", config(name="b"))
    assert set(load(named_file, {"KUBECONFIG": other}).contexts) == {"a"}


def test_a_named_file_must_exist(tmp_path):
    with pytest.raises(ConfigError, match=r"kubeconfig .*/nowhere, named by --kubeconfig, does not exist\."):
        load(str(tmp_path / "nowhere"), {})


def test_a_tilde_that_the_shell_left_alone_is_explained():
    with pytest.raises(ConfigError, match=r"did not expand ~; write \$HOME"):
        load("~/nowhere-at-all", {})


def test_one_broken_file_of_several_is_named(tmp_path):
    good = write(tmp_path / "good", config())
    bad = tmp_path / "bad"
    bad.write_text("clusters: {")
    with pytest.raises(ConfigError, match=str(bad)):
        load(None, {"KUBECONFIG": f"{good}:{bad}"})
