"""Kubeconfigs for tests, and the certificates in ``tests/unit/cluster/pki``: they last a century and open nothing."""

from __future__ import annotations

import json
from pathlib import Path

PKI = Path(__file__).parent / "unit" / "cluster" / "pki"
SERVER = "https://api.example.org:6443"


def config(*, cluster=None, user=None, context=None, name="here", **top):
    """One context, as data; what is given is laid over it."""
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [{"name": "c", "cluster": {"server": SERVER, **(cluster or {})}}],
        "users": [{"name": "u", "user": user or {}}],
        "contexts": [{"name": name, "context": {"cluster": "c", "user": "u", **(context or {})}}],
        **top,
    }


def write(path: Path, data: object) -> str:
    """Write data as JSON, which is YAML; give the path as text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data))
    return str(path)


def exec_user(command, *args, **more):
    """A user with an exec plugin."""
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "interactiveMode": "IfAvailable",
        "command": str(command),
        "args": [str(each) for each in args],
    }
    return {"exec": {**plugin, **more}}
