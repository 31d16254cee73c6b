"""Tokens written back to a kubeconfig: two values change, and nothing else of the user's file."""

import stat

import pytest

from ktui.cluster import kubeconfig_tokens
from ktui.cluster.kubeconfig_tokens import Tokens, read_tokens, write_tokens

USED, NEW = Tokens("old-id", "old-refresh"), Tokens('new"id\\', "new: refresh #")

BLOCK = """\
# mine, keep it
apiVersion: v1
kind: Config
users:
- name: other
  user: {token: t}
- name: ümläut   # this one
  user:
    auth-provider:
      config:
        client-id: me
        id-token: old-id   # changes
        refresh-token: >-
          old-refresh
        idp-issuer-url: https://issuer
      name: oidc
contexts: []
"""


def file(tmp_path, text=BLOCK):
    path = tmp_path / "config"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o640)
    return path


def test_only_the_two_values_change(tmp_path):
    path = file(tmp_path)
    assert read_tokens(path, "ümläut") == USED
    assert write_tokens(path, "ümläut", USED, NEW)
    assert read_tokens(path, "ümläut") == NEW
    changed = {
        (before, after)
        for before, after in zip(BLOCK.splitlines(), path.read_text(encoding="utf-8").splitlines(), strict=False)
        if before != after
    }
    assert ("        id-token: old-id   # changes", r'        id-token: "new\"id\\"   # changes') in changed
    assert path.read_text(encoding="utf-8").startswith("# mine, keep it\napiVersion: v1\n")
    assert "- name: ümläut   # this one" in path.read_text(encoding="utf-8")


def test_a_setting_that_is_not_there_yet_is_added(tmp_path):
    path = file(tmp_path, BLOCK.replace("        id-token: old-id   # changes\n", ""))
    assert write_tokens(path, "ümläut", Tokens("", "old-refresh"), NEW)
    assert read_tokens(path, "ümläut") == NEW


@pytest.mark.parametrize(
    "text",
    [
        "users: [{name: u, user: {auth-provider: {name: oidc, config: {refresh-token: old-refresh}}}}]",
        '{"users":[{"name":"u","user":{"auth-provider":{"name":"oidc","config":{"refresh-token":"old-refresh"}}}}]}',
    ],
)
def test_one_line_and_json_are_understood(tmp_path, text):
    path = file(tmp_path, text)
    assert write_tokens(path, "u", Tokens("", "old-refresh"), NEW)
    assert read_tokens(path, "u") == NEW


def test_what_somebody_else_changed_meanwhile_stays(tmp_path):
    path = file(tmp_path)
    assert not write_tokens(path, "ümläut", Tokens("older", "old-refresh"), NEW)
    assert path.read_text(encoding="utf-8") == BLOCK


def test_a_file_that_kubectl_has_locked_is_left_alone(tmp_path):
    path = file(tmp_path)
    (tmp_path / "config.lock").touch()
    assert not write_tokens(path, "ümläut", USED, NEW)
    assert path.read_text(encoding="utf-8") == BLOCK
    assert (tmp_path / "config.lock").exists()


def test_its_mode_and_a_link_to_it_stay_and_nothing_is_left_beside_it(tmp_path):
    real = tmp_path / "real"
    real.mkdir()
    path = file(real)
    link = tmp_path / "config"
    link.symlink_to(path)
    assert write_tokens(link, "ümläut", USED, NEW)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in real.iterdir()] == ["config"]


def test_a_failure_half_way_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = file(tmp_path)

    def fails(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kubeconfig_tokens.os, "fsync", fails)
    assert not write_tokens(path, "ümläut", USED, NEW)
    assert path.read_text(encoding="utf-8") == BLOCK
    assert [each.name for each in tmp_path.iterdir()] == ["config"]


@pytest.mark.parametrize("text", ["users: {", "", "users: []", "users: [{name: ümläut, user: {token: t}}]"])
def test_a_file_without_such_a_user_is_not_touched(tmp_path, text):
    path = file(tmp_path, text)
    assert read_tokens(path, "ümläut") is None
    assert not write_tokens(path, "ümläut", USED, NEW)
    assert path.read_text(encoding="utf-8") == text


def test_a_missing_file_tells_nothing(tmp_path):
    assert read_tokens(tmp_path / "config", "u") is None
    assert not write_tokens(tmp_path / "nowhere" / "config", "u", USED, NEW)
