"""Settings come from one file and the environment, and a wrong one is named with its line."""

import pytest

from ktui.settings import ContextSettings, Guard, Settings, SettingsError, default_path, load


@pytest.fixture
def file(tmp_path):
    """Writes a settings file, and gives the environment that names it."""
    path = tmp_path / "config.toml"

    def write(text):
        path.write_text(text)
        return {"KTUI_CONFIG": str(path)}

    write.path = path
    return write


def test_without_a_file_and_without_variables_all_is_default(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    loaded = load({})
    assert loaded.settings == Settings()
    assert set(loaded.sources.values()) == {"default"}


def test_the_file_is_in_the_users_configuration_directory_unless_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_path({}) == tmp_path / "ktui" / "config.toml"
    assert str(default_path({"KTUI_CONFIG": "/x/y.toml"})) == "/x/y.toml"


def test_each_value_says_where_it_is_from(file):
    environ = file('theme = "nord"\n\nfavourites = ["a", "b"]\n') | {"KTUI_ASCII": "yes"}
    loaded = load(environ)
    assert loaded.settings == Settings(theme="nord", favourites=("a", "b"), ascii=True)
    assert loaded.sources["theme"] == f"{file.path}:1"
    assert loaded.sources["favourites"] == f"{file.path}:3"
    assert loaded.sources["ascii"] == "$KTUI_ASCII"
    assert loaded.sources["mouse"] == "default"


def test_the_environment_wins_over_the_file(file):
    environ = file('read_only = ["prod-*"]\n') | {"KTUI_READ_ONLY": "0"}
    assert load(environ).settings.read_only == ()


@pytest.mark.parametrize(
    ("value", "context", "expected"),
    [
        ('["prod-*"]', "prod-eu", True),
        ('["prod-*"]', "test", False),
        ('["prod-*"]', "PROD-eu", False),
        ("true", "anything", True),
        ("false", "anything", False),
        ("[]", "anything", False),
    ],
)
def test_contexts_are_named_by_patterns(file, value, context, expected):
    settings = load(file(f"read_only = {value}\nproduction = {value}\n")).settings
    assert settings.is_read_only(context) is expected
    assert settings.is_production(context) is expected


def test_lists_in_the_environment_are_separated_by_commas():
    assert load({"KTUI_FAVOURITES": "a, b,"}).settings.favourites == ("a", "b")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('\nthem = "nord"\n', 2, "'them' is no setting; did you mean 'theme'?"),
        ("xyzzy = 1\n", 1, "the settings are theme, ascii"),
        ('# ascii = 1\nascii = "yes"\n', 2, "ascii must be true or false, not 'yes'"),
        ("theme = 3\n", 1, "theme must be text in quotes"),
        ('mouse = true\nfavourites = "a"\n', 2, "favourites must be a list of texts"),
        ("favourites = true\n", 1, "favourites must be a list of texts"),
        ("[read_only]\nx = 1\n", 1, "read_only must be a list of texts"),
        ('production = ["a", 1]\n', 1, "production must be a list of texts"),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_cure(file, text, line, told):
    with pytest.raises(SettingsError) as raised:
        load(file(text))
    assert str(raised.value).startswith(f"{file.path}:{line}: ")
    assert told in str(raised.value)


def test_every_fault_is_named_not_just_the_first(file):
    environ = file("thme = 1\nascii = 2\n") | {"KTUI_MOUSE": "perhaps"}
    with pytest.raises(SettingsError) as raised:
        load(environ)
    first, second, third = str(raised.value).splitlines()
    assert "thme" in first
    assert "ascii" in second
    assert third.startswith("$KTUI_MOUSE: mouse must be true or false")


def test_a_file_that_is_no_toml_is_named_with_the_place(file):
    with pytest.raises(SettingsError, match=r"config\.toml: is no TOML: .*line 2"):
        load(file("ascii = true\ntheme = \n"))


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "[" * 5000 + "]" * 5000, "a = " + "9" * 20_000])
def test_a_file_that_is_made_to_break_the_reader_is_no_toml(file, text):
    with pytest.raises(SettingsError, match=f"{file.path}: is no TOML"):
        load(file(text))


def test_a_file_may_begin_with_the_mark_of_a_windows_editor(file):
    assert load(file('\ufefftheme = "nord"')).settings.theme == "nord"


def test_the_home_of_an_unknown_user_is_no_file():
    with pytest.raises(SettingsError, match=r"~nobody-here/x\.toml: there is no such file; \$KTUI_CONFIG names it"):
        load({"KTUI_CONFIG": "~nobody-here/x.toml"})


def test_a_named_file_that_is_not_there_is_no_default(tmp_path):
    with pytest.raises(SettingsError, match="there is no such file"):
        load({"KTUI_CONFIG": str(tmp_path / "nosuch.toml")})


def test_a_file_that_cannot_be_read_is_said_to_be(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        load({"KTUI_CONFIG": str(tmp_path)})


def test_variables_of_other_purposes_are_left_alone():
    assert load({"KTUI_TEST_KUBECONFIG": "x", "KTUI_CONTEXT": "y"}).settings == Settings()


TABLES = """
[keys]
coverage.filter = "f"
"coverage.group" = ["B", "ctrl-g"]
[columns]
nodes = ["name", "label:zone"]
[sort]
nodes = "-age"
[[guard]]
contexts = "prod-*"
do = "deny"
because = "ask first"
[[guard]]
most = 5
[contexts."prod-*"]
theme = "nord"
"""


def test_tables_are_read_with_the_line_of_each_entry(file):
    loaded = load(file(TABLES))
    settings = loaded.settings
    assert settings.keys == {"coverage.filter": ("f",), "coverage.group": ("B", "ctrl-g")}
    assert (settings.columns, settings.sort) == ({"nodes": ("name", "label:zone")}, {"nodes": "-age"})
    assert settings.guard == (Guard(contexts=("prod-*",), do="deny", because="ask first"), Guard(most=5))
    assert settings.contexts == {"prod-*": ContextSettings(theme="nord")}
    assert loaded.sources["keys.coverage.filter"] == f"{file.path}:3"
    assert loaded.sources["keys.coverage.group"] == f"{file.path}:4"
    assert loaded.sources["guard.1.most"] == f"{file.path}:14"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("keys = 1\n", 1, "keys must be a table in the file: a line [keys]"),
        ("[keys]\n\ncoverage.filter = 7\n", 3, 'keys.coverage.filter must be a list of texts, as in filter = ["..."]'),
        ("[columns]\nnodes = 1\n", 2, "columns.nodes must be a list of texts"),
        ("[sort]\nnodes = []\n", 2, "sort.nodes must be text in quotes"),
        ("[guard]\ndo = 'deny'\n", 1, "guard must be tables in the file, each under a line [[guard]]"),
        ("[[guard]]\nmost = 1\n[[guard]]\ndo = 'ask'\n", 4, "guard.1.do must be one of 'deny', 'type', not 'ask'"),
        ("[[guard]]\nmost = 0\n", 2, "guard.0.most must be a whole number of at least 1, not 0"),
        ("[[guard]]\nmost = true\n", 2, "guard.0.most must be a whole number"),
        ("[[guard]]\nactoins = ['x']\nmost = 1", 2, "'actoins' is no setting of guard.0; did you mean 'actions'?"),
        ("[[guard]]\nactions = 'x'\n", 1, "guard.0 forbids nothing"),
        ("[contexts]\nprod = 1\n", 2, "contexts.prod must be a table"),
        ("[contexts.prod]\nthem = 'x'\n", 2, "'them' is no setting of contexts.prod; did you mean 'theme'?"),
        ("[contexts.prod]\nascii = true\n", 2, "the settings are theme, start, group_by, favourites"),
        (f"favourites = {list('abcdefghij')}\n", 1, "favourites has 10 items; the keys 1 to 9 have room for nine"),
    ],
)
def test_what_is_wrong_in_a_table_is_named_with_its_line(file, text, line, told):
    with pytest.raises(SettingsError) as raised:
        load(file(text))
    assert str(raised.value).startswith(f"{file.path}:{line}: ")
    assert told in str(raised.value)


def test_faults_are_named_in_the_order_of_the_file(file):
    with pytest.raises(SettingsError) as raised:
        load(file("x = 1\n[[guard]]\ndo = 1\n[keys]\na.b = 1\n\n[zzz]\n"))
    lines = [line.removeprefix(f"{file.path}:")[0] for line in str(raised.value).splitlines()]
    assert lines == ["1", "3", "5", "7"]


@pytest.mark.parametrize("variable", ["KTUI_KEYS", "KTUI_GUARD", "KTUI_CONTEXTS"])
def test_a_table_cannot_come_from_the_environment_and_that_is_told(variable):
    with pytest.raises(SettingsError, match=rf"^\${variable}: .* in the file"):
        load({variable: "a"})
