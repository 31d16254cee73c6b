"""The console gets the settings that hold, and a session on the cluster that is meant."""

import pytest

from ktui.app.goal import Goal
from ktui.cli.console import opener, preferences
from ktui.cli.options import Options
from ktui.domain.errors import ConfigError
from ktui.settings import Settings

KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: prod
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {}}]
contexts:
- {name: prod, context: {cluster: c, user: u}}
- {name: test, context: {cluster: c, user: u, namespace: team-a}}
"""


@pytest.fixture
def kubeconfig(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = tmp_path / "config"
    path.write_text(KUBECONFIG)
    return str(path)


@pytest.fixture
def settings(tmp_path, monkeypatch):
    path = tmp_path / "config.toml"
    monkeypatch.setenv("KTUI_CONFIG", str(path))
    return path.write_text


def test_an_option_wins_over_the_settings(settings):
    settings("ascii = true\nmouse = false\n")
    assert preferences(Options()) == Settings(ascii=True, mouse=False)
    assert preferences(Options(ascii=False, mouse=True)) == Settings(ascii=False, mouse=True)


def test_wrong_settings_say_what_to_do(settings):
    settings("asci = true\n")
    with pytest.raises(ConfigError, match=r"correct them.*\n.*did you mean 'ascii'"):
        preferences(Options())


@pytest.mark.parametrize(
    ("option", "context", "refused"),
    [(None, "prod", True), (None, "test", False), (False, "prod", False), (True, "test", True)],
)
async def test_read_only_is_what_the_option_says_else_what_the_settings_say_of_the_context(
    kubeconfig, option, context, refused
):
    asked = Options(kubeconfig=kubeconfig, read_only=option)
    async with opener(asked, Settings(read_only=("prod",)))(Goal(context, None)) as session:
        assert session.read_only is refused
        assert session.connection.context == context


async def test_the_session_looks_where_the_user_wants_to_be(kubeconfig):
    open_session = opener(Options(kubeconfig=kubeconfig), Settings())
    async with open_session(Goal(None, ("a", "b"))) as session:
        assert (session.connection.context, session.namespaces) == ("prod", ("a", "b"))
    async with open_session(Goal("test", None)) as session:
        assert (session.connection.context, session.namespaces) == ("test", None)


async def test_the_journal_is_in_the_users_state_directory(kubeconfig, tmp_path):
    async with opener(Options(kubeconfig=kubeconfig), Settings())(Goal()) as session:
        assert session.journal.path == tmp_path / "state" / "ktui" / "journal.jsonl"


async def test_a_kubeconfig_that_is_not_there_is_an_error_to_show(tmp_path):
    with pytest.raises(ConfigError, match="nosuch"):
        async with opener(Options(kubeconfig=str(tmp_path / "nosuch")), Settings())(Goal()):
            pass
