"""Random sets of kubeconfigs mean to ktui what they mean to kubectl, where there is one to ask."""

import base64
import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from ktui.cluster.kubeconfig import connect
from ktui.domain.errors import ConfigError

KUBECTL = shutil.which("kubectl")
NAMES = ("a", "b", "c")
SEED = 20261121


def maybe(rng, data, key, values, chance=0.5):
    if rng.random() < chance:
        data[key] = rng.choice(values)


def path(rng, here, name):
    """A file's name as kubeconfigs have it; a relative one begins with its kubeconfig's folder, to know it by."""
    return rng.choice(["{}-{}", "{}-sub/{}", "{}-x/.././{}", "/abs/{1}"]).format(here, name)


def resolved(folder, name):
    """The absolute path of such a name: `kubectl config view` shows it as it stands in the file."""
    if not name or name.startswith("/"):
        return name
    plain = name.removeprefix("./")
    return os.path.normpath(folder / plain[:2] / plain)


def cluster(rng, here):
    made = {"server": f"https://{rng.choice(NAMES)}.example.org:{rng.randint(1, 9)}{rng.choice(['', '/', '/k8s/'])}"}
    maybe(rng, made, "tls-server-name", ["k8s", ""])
    maybe(rng, made, "disable-compression", [True, False])
    maybe(rng, made, "proxy-url", ["http://proxy:1"], 0.2)
    kind = rng.choice(["file", "data", "insecure", "none"])
    if kind == "file":
        made["certificate-authority"] = path(rng, here, "ca.crt")
    elif kind == "data":
        made["certificate-authority-data"] = base64.b64encode(rng.randbytes(12)).decode()
    elif kind == "insecure":
        made["insecure-skip-tls-verify"] = True
    return made


def user(rng, here):
    kind = rng.choice(["token", "file", "basic", "certificate", "exec", "nothing"])
    if kind == "token":
        made = {"token": f"token-{rng.randint(1, 99)}"}
    elif kind == "file":
        made = {"tokenFile": path(rng, here, "token")}
    elif kind == "basic":
        made = {"username": "joe", "password": f"p{rng.randint(1, 99)}"}
    elif kind == "certificate":
        made = {"client-certificate": path(rng, here, "c.crt"), "client-key": path(rng, here, "c.key")}
    elif kind == "exec":
        command = rng.choice(["aws", path(rng, f"./{here}", "aws")])
        made = {"exec": {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": command, "args": ["x"]}}
    else:
        made = {}
    if rng.random() < 0.3:
        made["as"] = "boss"
        maybe(rng, made, "as-groups", [["g", "h"]])
        maybe(rng, made, "as-user-extra", [{"scopes": ["one", "two"]}])
    return made


def kubeconfig(rng, here):
    made = {"apiVersion": "v1", "kind": "Config"}
    maybe(rng, made, "current-context", [*NAMES, ""], 0.6)
    for key, inner, value in (("clusters", "cluster", cluster), ("users", "user", user)):
        made[key] = [{"name": name, inner: value(rng, here)} for name in NAMES if rng.random() < 0.6]
    made["contexts"] = [
        {
            "name": name,
            "context": {
                "cluster": rng.choice(NAMES),
                "user": rng.choice(NAMES),
                **({"namespace": rng.choice(["shop", "yard"])} if rng.random() < 0.5 else {}),
            },
        }
        for name in NAMES
        if rng.random() < 0.6
    ]
    return made


def files(rng, folder):
    """Up to four files, some missing or empty, as YAML or JSON, in different folders."""
    listed = []
    for number in range(rng.randint(1, 4)):
        path = folder / f"d{number}" / "config"
        kind = rng.choice(["json", "yaml", "yaml", "missing", "empty"])
        path.parent.mkdir(parents=True)
        if kind == "json":
            path.write_text(json.dumps(kubeconfig(rng, path.parent.name)))
        elif kind == "yaml":
            path.write_text(yaml.safe_dump(kubeconfig(rng, path.parent.name)))
        elif kind == "empty":
            path.touch()
        listed.append(str(path))
    rng.shuffle(listed)
    return os.pathsep.join(listed)


def theirs(environ, context):
    """The one context that kubectl sees, or ``None`` if it refuses."""
    arguments = [KUBECTL, "config", "view", "--raw", "--minify", "-o", "json"]
    arguments += ["--context", context] if context else []
    done = subprocess.run(arguments, env=environ, capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
        return None
    view = json.loads(done.stdout)
    found = (view.get("contexts") or [{}])[0].get("context", {})
    return {
        "current": view.get("current-context"),
        "context": found,
        "cluster": (view.get("clusters") or [{}])[0].get("cluster", {}),
        "user": (view.get("users") or [{}])[0].get("user", {}),
    }


def text(path):
    return str(path) if path else ""


def defined(environ, name):
    """Whether one of the files defines a user."""
    paths = [Path(path) for path in environ["KUBECONFIG"].split(os.pathsep)]
    found = [yaml.safe_load(path.read_text()) or {} for path in paths if path.exists()]
    return any(each["name"] == name for data in found for each in data.get("users", []))


@pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl to compare with")
def test_the_chosen_context_is_kubectls(tmp_path):
    rng = random.Random(SEED)
    compared = refused = 0
    for number in range(20):
        folder = tmp_path / str(number)
        environ = {"KUBECONFIG": files(rng, folder), "HOME": str(folder), "PATH": os.environ["PATH"]}
        context = rng.choice([None, *NAMES])
        view = theirs(environ, context)
        # A user that is named but defined nowhere is a fault to ktui; kubectl goes on and asks for a name.
        if view is None or not view["cluster"] or not defined(environ, view["context"]["user"]):
            with pytest.raises(ConfigError):
                connect(context=context, environ=environ)
            refused += 1
            continue
        ours = connect(context=context, environ=environ)
        cluster_view, user_view, identity = view["cluster"], view["user"], ours.identity
        plugin = user_view.get("exec") or {}
        command = plugin.get("command", "")
        assert {
            "context": ours.context,
            "namespace": ours.namespace,
            "server": ours.server,
            "tls-server-name": ours.tls_server_name,
            "insecure": ours.insecure,
            "ca": text(ours.ca_file),
            "ca-data": base64.b64encode(ours.ca_data).decode(),
            "proxy": ours.proxy or "",
            "disable-compression": ours.disable_compression,
            "token": identity.token,
            "token-file": text(identity.token_file),
            "basic": (identity.username, identity.password),
            "certificate": (text(identity.client_certificate), text(identity.client_key)),
            "exec": (identity.exec.command, list(identity.exec.args)) if identity.exec else ("", []),
            "as": (identity.impersonate, list(identity.impersonate_groups), dict(identity.impersonate_extra)),
        } == {
            "context": view["current"],
            "namespace": view["context"].get("namespace", "default"),
            "server": cluster_view["server"].rstrip("/"),
            "tls-server-name": cluster_view.get("tls-server-name", ""),
            "insecure": cluster_view.get("insecure-skip-tls-verify", False),
            "ca": resolved(folder, cluster_view.get("certificate-authority", "")),
            "ca-data": cluster_view.get("certificate-authority-data", ""),
            "proxy": cluster_view.get("proxy-url", ""),
            "disable-compression": cluster_view.get("disable-compression", False),
            "token": user_view.get("token", ""),
            "token-file": resolved(folder, user_view.get("tokenFile", "")),
            "basic": (user_view.get("username", ""), user_view.get("password", "")),
            "certificate": tuple(
                resolved(folder, user_view.get(f"client-{key}", "")) for key in ("certificate", "key")
            ),
            "exec": (command if command == "aws" else resolved(folder, command), plugin.get("args") or []),
            "as": (
                user_view.get("as", ""),
                user_view.get("as-groups", []),
                {key: tuple(values) for key, values in user_view.get("as-user-extra", {}).items()},
            ),
        }, (SEED, number)
        compared += 1
    assert compared >= 4
    assert refused >= 4
