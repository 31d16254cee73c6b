"""ktui.app.check: what is wrong with settings that only the console can judge."""

import pytest

from ktui.app.check import action_names, check
from ktui.app.console import KtuiApp
from ktui.settings import SettingsError, load


def loaded(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(text)
    return path, load({"KTUI_CONFIG": str(path)})


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("[keys]\n\nframe.hlep = 'x'\n", 3, "keys.frame.hlep: 'frame.hlep' is the id of no key; did you mean 'frame"),
        ("[keys]\n'frame.help' = 'F99'\n", 2, "keys.frame.help: 'F99' is no key"),
        ("[keys]\ncell.delete = 'f5'\ncell.update = 'f5'\n", 3, "keys.cell.update: f5 is also the key of cell.delete"),
        ("ascii = true\ntheme = 'nrod'\n", 2, "theme: there is no theme 'nrod'; did you mean 'nord'?"),
        ("[contexts.prod]\ntheme = 'x'\n", 2, "contexts.prod.theme: there is no theme 'x'; the themes are"),
        ("start = 'quit'\n", 1, "start: 'quit' shows nothing"),
        ("[contexts.prod]\nstart = 'ns'\n", 2, "contexts.prod.start: 'ns' shows nothing"),
        ("[columns]\n'No des' = []\n", 2, "columns.No des: 'No des' is no table"),
        ("[sort]\nNodes = 'x'\n", 2, "sort.Nodes: 'Nodes' is no table"),
        (
            "[[guard]]\nactions = ['delte-pod']\ndo = 'deny'\n",
            2,
            "'delte-pod' is no action; did you mean 'delete-pod'?",
        ),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_cure(tmp_path, text, line, told):
    path, found = loaded(tmp_path, text)
    with pytest.raises(SettingsError) as raised:
        check(found)
    assert str(raised.value).startswith(f"{path}:{line}: ")
    assert told in str(raised.value)


def test_a_variable_is_named_as_the_place():
    with pytest.raises(SettingsError, match=r"^\$KTUI_THEME: theme: there is no theme 'x'"):
        check(load({"KTUI_THEME": "x"}))


def test_settings_that_are_right_pass(tmp_path):
    _, found = loaded(
        tmp_path,
        """
theme = "safe-dark"
start = "pods kube-system"
[keys]
frame.help = ["f1", "?"]
cell.delete = []
[columns]
pods = ["NAME", "label:app"]
"certificates.cert-manager.io" = ["NAME"]
[[guard]]
actions = ["delete-*", "delete-secret", "open-shell"]
do = "type"
""",
    )
    assert check(found) is found.settings


def test_every_theme_of_the_console_can_be_set():
    for theme in KtuiApp(lambda goal: None).available_themes:
        assert check(load({"KTUI_THEME": theme})).theme == theme


def test_every_action_has_a_name_for_rules():
    assert {"delete-pod", "label-node", "delete-object", "open-shell"} <= {*action_names()}
