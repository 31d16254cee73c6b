"""YAML as kubectl writes it, line for line. kubectl is taken from PATH; without one this is skipped.

Lines that kubectl folds because they are long are written in one piece here, so that they can be searched; ``=`` and
``<<`` are in quotes, because other readers take them for more than strings.
"""

import json
import shutil
import subprocess

import pytest

from ktui.domain.steps import run
from ktui.domain.text_lines import plain
from ktui.domain.yaml_text import write

KUBECTL = shutil.which("kubectl")
pytestmark = pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl on PATH")

STRINGS = """
plain text|10.0.0.1|1.10|1e3|0x1f|0o17|1_000|12:30:45|2026-01-05|2026-01-05T12:00:00Z|yes|No|on|null|~|true|a: b|a #b
#c|it's|it's: so|"quoted"|'single'|- dash|-dash|--flag=x|? what|*|&a|!t|@x|`x`|%d|{a}|[b]|a,b|end:|:start|a\tb|.5|.inf
+1|-1|key=value|*/5 * * * *|a/b:c@sha256:0|größe|漢字|100m|1Gi|0644|v1.36.3
y|n|Y|1.|e|_|.|..|...|---|--- x|a'b"c| lead|trail |  |\\|a\\b
"""
VALUES = [
    *STRINGS.strip("\n").replace("\n", "|").split("|"),
    "",
    "one\n",
    "one\ntwo",
    "\nfirst empty",
    "end\n\n",
    " x\ny",
]


def config_map():
    data = {f"k{number:03}": value for number, value in enumerate(VALUES)}
    metadata = {"name": "odd", "namespace": "default", "labels": {"y": "n", "1": "2", "a.b/c": "d"}}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def pod():
    container = {
        "name": "main",
        "image": "a:1",
        "args": ["--a", "- b", "c: d"],
        "env": [{"name": "A", "value": ""}],
        "resources": {},
        "ports": [{"containerPort": 80}],
        "securityContext": {"runAsNonRoot": True, "capabilities": {"drop": ["ALL"]}},
    }
    spec = {"containers": [container], "volumes": [{"name": "x", "emptyDir": {}}], "nodeSelector": {"a": "true"}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "creationTimestamp": None}, "spec": spec}


@pytest.mark.parametrize("made", [config_map, pod])
def test_every_line_is_as_kubectl_writes_it(made, tmp_path):
    file = tmp_path / "object.json"
    file.write_text(json.dumps(made()))
    command = [KUBECTL, "patch", "--local", "--type=merge", "-p", "{}", "-f", str(file), "-o", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    obj = json.loads(done.stdout)
    yaml = subprocess.run(
        [*command[:-1], "yaml"], capture_output=True, text=True, check=True, env={"HOME": str(tmp_path)}
    )
    assert list(plain(run(write(obj)))) == yaml.stdout.split("\n")[:-1]
