"""The two tokens of an OIDC user in a kubeconfig, read again and written back.

The file is the user's: nothing but the two values changes, comments and order stay, and it is replaced in one step,
so that nobody ever reads half of it. It is locked as client-go locks it (``tools/clientcmd/loader.go``, ``lockFile``).
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ktui.cluster import kubeconfig_file
from ktui.domain.errors import ConfigError


@dataclass(frozen=True)
class Tokens:
    """What an OIDC user has."""

    id_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


def read_tokens(path: Path, user: str) -> Tokens | None:
    """What the file says now; ``None`` if that cannot be told."""
    try:
        file = kubeconfig_file.read(path)
    except (FileNotFoundError, ConfigError):
        return None
    for named in file.users:
        provider = named.user.auth_provider
        if named.name == user and provider and provider.name == "oidc":
            return Tokens(provider.config.get("id-token", ""), provider.config.get("refresh-token", ""))
    return None


def write_tokens(path: Path, user: str, used: Tokens, new: Tokens) -> bool:
    """Put renewed tokens into the file, unless somebody else changed them meanwhile.

    Args:
        path: the kubeconfig.
        user: the user's name in it.
        used: what the file should still say.
        new: what it shall say.

    Returns:
        Whether it does; if not (read-only, locked, changed), the tokens live as long as this process.
    """
    real = Path(os.path.realpath(path))
    try:
        with _locked(real):
            if read_tokens(real, user) != used:
                return False
            text = real.read_bytes().decode("utf-8")
            changed = _edited(text, user, {"id-token": new.id_token, "refresh-token": new.refresh_token})
            return changed is not None and _replaced(
                real, changed.encode(), lambda path: read_tokens(path, user) == new
            )
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return False


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = path.with_name(f"{path.name}.lock")
    os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _replaced(path: Path, content: bytes, right: Callable[[Path], bool]) -> bool:
    """Replace a file in one step, if the new one is right; else leave the old one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not right(new):
            return False
        new.chmod(path.stat().st_mode & 0o777)
        new.replace(path)
        return True
    finally:
        new.unlink(missing_ok=True)


def _edited(text: str, user: str, values: dict[str, str]) -> str | None:
    """The text with some settings of a user's auth provider replaced or added; ``None`` if they have no place."""
    config = _config(yaml.compose(text, Loader=yaml.SafeLoader), user)
    if config is None or not config.value:
        return None
    present = {key.value: value for key, value in config.value}
    edits = []
    for name, value in values.items():
        quoted = json.dumps(value)
        if name in present:
            node = present[name]
            start, end = node.start_mark.index, node.end_mark.index
            # A block scalar ends where the next line begins; the break between them stays.
            edits.append((start, start + len(text[start:end].rstrip()), quoted))
        else:
            first = config.value[0][0].start_mark
            between = ", " if config.flow_style else "\n" + " " * first.column
            edits.append((first.index, first.index, f"{name}: {quoted}{between}"))
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text


def _config(root: yaml.Node | None, user: str) -> yaml.MappingNode | None:
    users = _child(root, "users")
    for entry in users.value if isinstance(users, yaml.SequenceNode) else []:
        name = _child(entry, "name")
        if name is not None and name.value == user:
            config = _child(_child(_child(entry, "user"), "auth-provider"), "config")
            return config if isinstance(config, yaml.MappingNode) else None
    return None


def _child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)
