"""What every file of the project keeps to, so that nobody has to remember it."""

import ast
import dataclasses
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import ktui
from ktui.cluster.actions import REQUESTS
from ktui.domain import actions
from ktui.domain.resources import Resource

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "ktui").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MODULES = sorted({module.name for module in pkgutil.walk_packages(ktui.__path__, "ktui.")} - {"ktui.__main__"})


def offenders(paths, wrong):
    """The files, relative to the root, of which ``wrong`` says something."""
    return {str(path.relative_to(ROOT)): said for path in paths if (said := wrong(path))}


def test_a_module_is_short_enough_to_be_read_at_once():
    def wrong(path):
        lines = len(path.read_text().splitlines())
        return lines if lines > 400 else None

    assert offenders(SOURCES, wrong) == {}


def test_a_module_is_named_for_what_it_holds():
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
    assert offenders(SOURCES, lambda path: vague & {path.stem, path.parent.name}) == {}


def test_a_module_says_what_it_is_for():
    assert offenders(SOURCES, lambda path: not ast.get_docstring(ast.parse(path.read_text()))) == {}


def test_no_handler_of_a_message_calls_that_of_its_base():
    """Textual calls the handlers of all classes, the derived ones first: they would run twice, or more often."""

    def wrong(path):
        return [said for said in re.findall(r"super\(\)\.(_?on_\w+)\(", path.read_text()) if said != "on_event"]

    assert offenders(SOURCES, wrong) == {}


UNFINISHED = re.compile(r"\b(?:T[O]DO|F[I]XME|H[A]CK)\b")
"""Spelled so that this file keeps its own rule."""


def test_nothing_is_left_for_later():
    assert offenders([*SOURCES, *TESTS], lambda path: UNFINISHED.findall(path.read_text())) == {}


def test_checks_are_switched_off_by_name_and_with_a_reason():
    switch = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma)(.*)")
    reasoned = re.compile(r"(: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)*|\[[a-z-]+\]) +[(#-].{4,}")

    def wrong(path):
        found = switch.findall(path.read_text())
        return [said for said in found if not reasoned.match(said)]

    assert offenders(SOURCES, wrong) == {}


def test_the_version_is_that_of_the_change_log():
    releases = re.findall(r"^## \[?(\d+\.\d+\.\d+)\]?", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert releases[0] == ktui.__version__


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    reasons = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text()
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    assert [each for each in wanted if f"`{re.split('[<>=]', each)[0]}`" not in reasons] == []


def test_every_module_can_be_imported_by_itself():
    """In an order that no program uses: the last first."""
    program = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    result = subprocess.run(
        [sys.executable, "-c", program, *reversed(MODULES)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


EXAMPLES = [
    actions.DeletePod(namespace="kube-system", name="proxy-a", uid="u", node="n1"),
    actions.DeletePod(namespace="kube-system", name="proxy-a", uid="u", node="n1", updates="proxy"),
    actions.LabelNode(node="n1", uid="u", changes={"pool": "gpu", "old": None}, before={"pool": "cpu", "old": "x"}),
    actions.CordonNode("n1", "u", on=True),
    actions.CordonNode("n1", "u", on=False),
    actions.RestartWorkload(Resource("deployments", "Deployment", "apps"), "web", "shop", "u", "2026-01-05T12:00:00Z"),
    actions.ScaleWorkload(Resource("deployments", "Deployment", "apps"), "web", "shop", "u", replicas=0, before=3),
    actions.DeleteObject(Resource("jobs", "Job", "batch"), "etl", "load", "u", owned="CronJob nightly"),
    actions.CreateObject(Resource("jobs", "Job", "batch"), "etl", "load", {"kind": "Job"}, ("+ spec.suspend: false",)),
    actions.SuspendJob("etl", "load", "u", {"suspend": True}, {"suspend": False}),
    actions.SetParallelism("etl", "load", "u", {"parallelism": 0}, {"parallelism": 4}),
    actions.SetJobLimits("etl", "load", "u", {"backoffLimit": 9}, {"backoffLimit": 6}),
    actions.DeleteJob("etl", "load", "u"),
    actions.CreateJob("etl", "load-again", "load", {"metadata": {"name": "load-again"}}),
    actions.ResumeIndexes(
        "etl", "load-again", "load", {"metadata": {}}, completed="0-2", completed_count=3, chosen="3"
    ),
    actions.SuspendCronJob("etl", "nightly", "u", {"suspend": True}, {"suspend": False}),
    actions.SetSchedule("etl", "nightly", "u", {"schedule": "@daily"}, {"schedule": "@hourly"}),
    actions.DeleteCronJob("etl", "nightly", "u"),
    actions.RunCronJob("etl", "nightly", "u", "nightly-manual", arguments=("--date", "2026-01-05")),
]


def test_every_action_has_an_example_here():
    offered = {getattr(actions, name) for name in actions.__all__} - {actions.Action, actions.Agreement, actions.Right}
    assert {type(example) for example in EXAMPLES} == offered == set(REQUESTS)


@pytest.mark.parametrize("action", EXAMPLES, ids=lambda action: action.title)
def test_every_action_says_what_it_does_and_what_right_it_needs(action):
    assert action.title[0].isupper()
    assert action.effects
    assert all(action.effects)
    assert action.kubectl.startswith("kubectl ")
    assert action.target
    assert all(action.touches)
    creates = isinstance(action, actions.CreateJob | actions.CreateObject | actions.RunCronJob)
    assert ("gone" in action.objection(None)) is not creates
    assert action.right.verb in {"create", "delete", "patch", "update"}
    assert action.right.resource
    assert dataclasses.fields(action)
    assert type(action).__dataclass_params__.frozen


def test_the_repository_holds_no_generated_files():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout")
    assert not [
        name for name in listed.stdout.splitlines() if re.search(r"__pycache__|\.pyc$|\.venv/|\.egg-info/", name)
    ]
