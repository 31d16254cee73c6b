"""The pages that people write name what there is, and nothing else."""

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import click
import msgspec
import pytest

from ktui.cli.cron_document import DocumentCronJobs
from ktui.cli.document import Document
from ktui.cli.job_document import DocumentJobs
from ktui.cli.program import ktui
from ktui.demo.scenarios.registry import SCENARIOS
from ktui.domain.cell import ReasonKind, State
from ktui.domain.cron_history import Outcome, Run
from ktui.domain.job_state import JobState
from ktui.widgets.history_strip import sign
from ktui.widgets.symbols import symbols

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PACKAGES = sorted(path.name for path in (ROOT / "ktui").iterdir() if path.is_dir() and path.name != "__pycache__")
FILE = re.compile(rf"`((?:ktui|tests|scripts|docs|{'|'.join(PACKAGES)})/[\w./-]+)`")
DOTTED = re.compile(r"\bktui(?:\.[A-Za-z_]\w*)+")
NO_NAMES = {"ktui.dev", "ktui.test", "ktui/v1"}
"""Domains of annotations, and the version of the JSON."""
COMMANDS = {name: command for name, command in ktui.commands.items() if command.params}
CLI = (ROOT / "docs" / "cli.md").read_text()


def rows(text, head):
    """The rows of the table with this head, each as its cells."""
    table = text.partition(f"{head}\n")[2].partition("\n\n")[0]
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split(" | ")] for line in table.splitlines()[1:]]


@cache
def source(module):
    """The text of a module, of a package with all that is in it; ``""`` if there is none."""
    path = ROOT.joinpath(*module.split("."))
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    return "\n".join(file.read_text() for file in files if file.exists())


def defined(name, text):
    return re.search(rf"(?m)^\s*(?:(?:async )?def|class) {name}\b|^\s*(?:self\.)?{name}\b(?::[^=\n]+)?(?: =|$)", text)


def is_there(dotted):
    """Whether the longest part of a dotted name that is a module defines the rest of it."""
    parts = dotted.split(".")
    module = next(".".join(parts[:n]) for n in range(len(parts), 0, -1) if source(".".join(parts[:n])))
    return all(defined(name, source(module)) for name in parts[module.count(".") + 1 :])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_files_and_modules_that_exist(page):
    text = page.read_text()
    files = {
        name for name in FILE.findall(text) if not any((ROOT / f"{part}{name}").exists() for part in ("", "ktui/"))
    }
    lost = {name for name in files if not (ROOT / "ktui" / f"{name}.py").exists()}
    assert (lost | {name for name in DOTTED.findall(text) if not is_there(name)}) - NO_NAMES == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_links_to_what_exists(page):
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text())
    assert [each for each in targets if "://" not in each and not (page.parent / each).exists()] == []


def test_the_seams_of_the_architecture_are_defined_where_they_are_said_to_be():
    block = (ROOT / "docs" / "architecture.md").read_text().partition("```python\n")[2].partition("```")[0]
    missing, modules, seams = [], [], 0
    for line in block.splitlines():
        if line.startswith("# ktui."):
            modules = DOTTED.findall(line)
        for name in re.findall(r"(?:class|def) (\w+)", line.partition("#")[0]):
            seams += 1
            missing += [] if any(defined(name, source(module)) for module in modules) else [(name, modules)]
    assert missing == []
    assert seams > 40


@pytest.mark.parametrize("name", [*COMMANDS, ""])
def test_the_page_of_the_command_line_has_every_option(name):
    general, _, special = CLI.partition("## Exit codes")
    section = re.search(rf"(?ms)^## ktui {name}$(.*?)(?=^## )", special) if name else None
    said = general + (section[1] if section else "")
    options = [each for each in (COMMANDS[name] if name else ktui).params if isinstance(each, click.Option)]
    long = {each for option in options for each in (*option.opts, *option.secondary_opts) if each.startswith("--")}
    assert {each for each in long - {"--selector", "--output"} if not re.search(rf"{each}(?![\w-])", said)} == set()


def test_the_page_of_the_command_line_has_no_option_that_there_is_not():
    params = [each for command in (ktui, *COMMANDS.values()) for each in command.params]
    known = {each for param in params for each in (*param.opts, *param.secondary_opts)}
    assert set(re.findall(r"(?<![\w-])--[a-z][\w-]*", CLI)) - known == {"--help"}


@pytest.mark.parametrize("kind", [Document, DocumentJobs, DocumentCronJobs])
def test_the_json_that_is_shown_is_what_is_written(kind):
    examples = [json.loads(example) for example in re.findall(r"```json\n(.*?)```", CLI, re.DOTALL)]
    shown = {each["kind"]: each for each in examples}
    named = {Document: "Coverage", DocumentJobs: "JobList", DocumentCronJobs: "CronJobList"}[kind]
    assert msgspec.to_builtins(msgspec.convert(shown[named], kind)) == shown[named]


def test_the_signs_of_the_readme_are_those_of_the_grid():
    told = [row[:3] for row in rows((ROOT / "README.md").read_text(), "| glyph | ASCII | state | |")]
    assert told == [[sign, symbols(True).states[state], state] for state, sign in symbols(False).states.items()]


def test_the_signs_of_the_page_of_jobs_are_those_of_the_last_runs():
    told = {tuple(row[:2]) for row in rows((ROOT / "docs" / "jobs.md").read_text(), "| sign | ASCII | a run |")}
    others = [Run(datetime.now(UTC), outcome) for outcome in Outcome if outcome is not Outcome.SUCCEEDED]
    drawn = {(sign(run), sign(run, ascii_only=True)) for run in others}
    assert told == drawn | {("▁ to ▇", "1 to 7")}


def test_the_page_of_the_command_line_has_the_words_of_the_json():
    said = {
        name: re.findall(r"`(\w+)`", words) for name, words in re.findall(r"(?m)^\| `([\w.\[\]]+)` \| (.*) \|$", CLI)
    }
    assert said["cells[].state"] == list(State)
    assert set(JobState) <= set(said["state"])
    assert set(Outcome) <= set(said["lastRuns[].outcome"])
    assert [kind for kind, _ in rows(CLI, "| kind | |")] == list(ReasonKind)
    assert [name for name, _ in rows(CLI, "| scenario | shows |")] == list(SCENARIOS)


def test_every_decision_has_its_number_and_stands_in_the_index():
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    heads = [page.read_text().partition("\n")[0].removeprefix("# ").partition(". ") for page in pages]
    assert [number for number, _, _ in heads] == [str(number) for number in range(1, len(pages) + 1)]
    lines = [f"{number}. [{title}]({page.name})" for (number, _, title), page in zip(heads, pages, strict=True)]
    assert lines == [line for line in (pages[0].parent / "README.md").read_text().splitlines() if line[:1].isdigit()]
