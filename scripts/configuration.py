"""Write docs/configuration.md from the settings themselves: ``python scripts/configuration.py``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from ktui.app.check import action_names
from ktui.cli.config import toml
from ktui.settings import ContextSettings, Guard, Settings

PAGE = Path(__file__).parents[1] / "docs" / "configuration.md"
_INTRODUCTION = """\
# Configuration

One file: `config.toml` in the directory `ktui` of your configuration directory (`~/.config/ktui/config.toml` on Linux),
or the one that `$KTUI_CONFIG` names. `ktui config` prints where it is, every setting that holds, and the line or the
variable that each is from. What it prints is itself such a file.

A key that is none, a value that cannot be, a key of the keyboard that two things would answer: each is named with its
line and what was probably meant, and nothing holds until all is right. Settings above the tables can also come from the
environment, as `$KTUI_THEME` for `theme`; lists have commas there. Options of the command line win over both.

Contexts and namespaces are named by patterns: `*` is any text, `?` any character, `[ab]` one of these.
Written by `python scripts/configuration.py`; do not edit.

## Settings
"""
_KEYS = """\
## Keys

Every key can be changed, by the id of what it does; [keys.md](keys.md) has them all. Several keys for one thing are a
list, `[]` takes its key away. The key bar, the help and notices then show yours.

```toml
[keys]
cell.delete = "ctrl-x"
frame.help = ["?", "f1"]
coverage.group = []
```

Keys are written as ktui shows them: `ctrl-d`, `N` or `shift-n`, `?`, `f5`, `space`, `esc`, `enter`, `tab`, `shift-tab`,
`pgdn`, `pgup`, `home`, `end`, `up`, `down`, `left`, `right`, `del`, `backspace`.
"""
_TABLES = """\
## Columns

By table, which is named as one goes to it (`pods`, `nodes`, `certificates.cert-manager.io`): the titles of its columns
in their order, and `label:KEY` for any label. `sort` is the column it is sorted by at first, with `-` backwards.

```toml
[columns]
nodes = ["NAME", "STATUS", "label:topology.kubernetes.io/zone", "AGE"]

[sort]
pods = "-RESTARTS"
```
"""
_GUARD = """\
## Rules for changes

Each `[[guard]]` is a rule for the changes that all its patterns match; of several, the strictest holds, in whatever
order they stand. A rule is kept below every key and command: what it forbids is not sent, and the journal says so.

```toml
[[guard]]
contexts = "prod-*"
actions = "delete-*"
do = "deny"
because = "Pods in production are replaced by rolling out."

[[guard]]
namespaces = "kube-*"
do = "type"

[[guard]]
most = 5
```
"""
_CONTEXTS = """\
## What is different between contexts

Under a context's name or a pattern; where several match, the last that says something wins.

```toml
[contexts."prod-*"]
theme = "gruvbox"
start = "nodes"
favourites = ["ingress", "payments"]
```
"""


def page() -> str:
    """The page, as it should be."""
    whole = [_INTRODUCTION, *_settings(Settings), _KEYS, _TABLES, _GUARD, *_settings(Guard)]
    names = ", ".join(f"`{name}`" for name in action_names())
    actions = (
        f"Actions are called {names}; any of them also by its verb and the kind of the object, as `delete-secret`.\n"
    )
    return "\n".join([*whole, actions, _CONTEXTS, *_settings(ContextSettings)])


def _settings(kind: type[Any]) -> Iterator[str]:
    yield "| name | what it is for | without it |"
    yield "| --- | --- | --- |"
    for each in fields(kind):
        default = getattr(kind, each.name, None)
        value = f"`{toml(default)}`" if isinstance(default, str | bool | tuple) and default != "" else ""
        yield f"| `{each.name}` | {each.metadata['help']} | {value} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
