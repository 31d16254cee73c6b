"""A shell completes commands, options, states and what the kubeconfig names, without a network."""

import os
import shutil
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from ktui.cli.completion import Kubectl
from ktui.cli.program import ktui

EKS = "arn:aws:eks:eu-west-1:12345:cluster/prod"


@pytest.fixture
def kubeconfig(tmp_path):
    path = tmp_path / "config"
    path.write_text(
        textwrap.dedent(f"""\
        apiVersion: v1
        kind: Config
        current-context: test
        clusters: [{{name: c, cluster: {{server: "https://127.0.0.1:1"}}}}]
        users: [{{name: u, user: {{}}}}]
        contexts:
        - {{name: test, context: {{cluster: c, user: u, namespace: team-a}}}}
        - {{name: "{EKS}", context: {{cluster: c, user: u}}}}
        """)
    )
    return str(path)


def offered(line, kubeconfig="/nonexistent", breaks=" :=", shell="bash"):
    words = line.split(" ")
    env = {
        "_KTUI_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "COMP_WORDBREAKS": breaks,
        "KUBECONFIG": kubeconfig,
    }
    result = CliRunner().invoke(ktui, [], env=env, prog_name="ktui", complete_var="_KTUI_COMPLETE")
    return [text.partition(",")[2] for text in result.output.splitlines() if text]


def test_commands_and_options_are_offered():
    assert offered("ktui co") == ["completion", "config", "coverage"]
    assert "--fail-on" in offered("ktui coverage --fail")


def test_the_last_state_of_a_list_is_completed():
    assert offered("ktui coverage --fail-on outdated,mis") == ["outdated,missing"]


def test_contexts_and_namespaces_are_those_of_the_kubeconfig(kubeconfig):
    assert offered("ktui --context te", kubeconfig) == ["test"]
    assert offered("ktui coverage -n ", kubeconfig) == ["default", "kube-system", "team-a"]
    assert offered(f"ktui --kubeconfig {kubeconfig} coverage --context te") == ["test"]


def test_a_kubeconfig_that_is_not_there_offers_nothing_and_says_nothing(tmp_path):
    assert offered("ktui --context ", str(tmp_path / "nosuch")) == []


def test_bash_gets_what_it_will_put_behind_the_last_colon(kubeconfig):
    assert offered("ktui --context arn:aws:e", kubeconfig) == [EKS.removeprefix("arn:aws:")]
    assert offered("ktui --context arn:aws:e", kubeconfig, breaks=" ") == [EKS]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(shell):
    result = CliRunner().invoke(ktui, ["completion", shell])
    assert result.exit_code == 0
    assert f"_KTUI_COMPLETE={shell}_complete" in result.output


def test_another_shell_is_wrong_usage():
    assert CliRunner().invoke(ktui, ["completion", "tcsh"]).exit_code == 2


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize(
    ("line", "expected"),
    [("ktui cov", "[coverage]"), ("ktui coverage --context arn:aws:e", f"[{EKS.removeprefix('arn:aws:')}]")],
)
def test_bash_itself_completes_with_the_script(line, expected, kubeconfig, tmp_path):
    program = tmp_path / "ktui"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m ktui "$@"\n')
    program.chmod(0o755)
    script = CliRunner().invoke(ktui, ["completion", "bash"]).output
    play = (
        f'{script}\nCOMP_LINE="{line}" COMP_POINT={len(line)}\n_ktui_completion ktui\nprintf "[%s]" "${{COMPREPLY[@]}}"'
    )
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "KUBECONFIG": kubeconfig}
    result = subprocess.run(["bash", "-c", play], env=env, capture_output=True, text=True, check=False)
    assert result.stdout == expected, result.stderr


def told_to_kubectl(*words):
    return Kubectl(ktui, words).complete().splitlines()


def test_kubectl_is_told_words_what_they_are_for_and_not_to_offer_files():
    *words, directive = told_to_kubectl("co")
    assert [word.partition("\t")[0] for word in words] == ["completion", "config", "coverage"]
    assert all(word.partition("\t")[2] for word in words)
    assert directive == ":4"
    assert told_to_kubectl() == told_to_kubectl("")


def test_kubectl_is_told_contexts_of_the_kubeconfig_colons_and_all(kubeconfig):
    assert told_to_kubectl("--kubeconfig", kubeconfig, "--context", "arn:") == [f"{EKS}\tc", ":4"]


def test_where_a_file_is_wanted_kubectl_may_offer_files():
    assert told_to_kubectl("--kubeconfig", "/etc/") == [":0"]


def test_kubectl_finds_the_program_that_completes():
    scripts = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, function = scripts["kubectl_complete-ktui"].partition(":")
    call = f"import sys; sys.argv = ['kubectl_complete-ktui', '--ver']; from {module} import {function}; {function}()"
    done = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ":4"
    assert done.stdout.startswith("--version")
