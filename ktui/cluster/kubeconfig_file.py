"""One kubeconfig file: YAML, checked against what client-go expects, into narrow structs.

Whatever is wrong with a file is a ``ConfigError`` that names the file, the line and what to do. A file is not trusted:
its size, depth and the growth of its aliases are bounded before anything is built of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml

from ktui.domain.errors import ConfigError
from ktui.domain.text import printable

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]  # the same class, in Python

_MAX_BYTES = 16 * 1024 * 1024
_MAX_DEPTH = 64
_MAX_NODES = 500_000


class _Read(msgspec.Struct, frozen=True):
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"  # what it holds may be secret


class _Kebab(_Read, frozen=True, rename="kebab"):
    """Names as kubeconfigs spell most of theirs."""


class _Camel(_Read, frozen=True, rename="camel"):
    """Names as the Kubernetes API spells them."""


class Extension(_Camel, frozen=True):
    """Anything, under a name; ``client.authentication.k8s.io/exec`` is meant for exec plugins."""

    name: str = ""
    extension: Any = None


class Cluster(_Kebab, frozen=True):
    """``clusters[].cluster`` (client-go ``tools/clientcmd/api/v1/types.go``)."""

    server: str = ""
    tls_server_name: str = ""
    insecure_skip_tls_verify: bool = False
    certificate_authority: str = ""
    certificate_authority_data: str = ""
    proxy_url: str = ""
    disable_compression: bool = False
    extensions: list[Extension] = []


class EnvVar(_Camel, frozen=True):
    """``exec.env[]``."""

    name: str = ""
    value: str = ""


class Exec(_Camel, frozen=True):
    """``user.exec``."""

    command: str = ""
    args: list[str] = []
    env: list[EnvVar] = []
    api_version: str = ""
    install_hint: str = ""
    provide_cluster_info: bool = False
    interactive_mode: str = ""


class AuthProvider(_Camel, frozen=True):
    """``user.auth-provider``."""

    name: str = ""
    config: dict[str, str] = {}


class User(_Kebab, frozen=True):
    """``users[].user``."""

    client_certificate: str = ""
    client_certificate_data: str = ""
    client_key: str = ""
    client_key_data: str = ""
    token: str = ""
    token_file: str = msgspec.field(name="tokenFile", default="")
    as_: str = msgspec.field(name="as", default="")
    as_uid: str = ""
    as_groups: list[str] = []
    as_user_extra: dict[str, list[str]] = {}
    username: str = ""
    password: str = ""
    auth_provider: AuthProvider | None = None
    exec: Exec | None = None


class Context(_Kebab, frozen=True):
    """``contexts[].context``."""

    cluster: str = ""
    user: str = ""
    namespace: str = ""


class NamedCluster(_Kebab, frozen=True):
    """``clusters[]``."""

    name: str = ""
    cluster: Cluster = Cluster()


class NamedUser(_Kebab, frozen=True):
    """``users[]``."""

    name: str = ""
    user: User = User()


class NamedContext(_Kebab, frozen=True):
    """``contexts[]``."""

    name: str = ""
    context: Context = Context()


class File(_Kebab, frozen=True):
    """A whole kubeconfig."""

    api_version: str = msgspec.field(name="apiVersion", default="v1")
    kind: str = "Config"
    clusters: list[NamedCluster] = []
    users: list[NamedUser] = []
    contexts: list[NamedContext] = []
    current_context: str = ""


def read(path: Path) -> File:
    """The content of one kubeconfig; an empty file is an empty kubeconfig.

    Raises:
        FileNotFoundError: there is none.
        ConfigError: it cannot be read, is not YAML, or does not say what a kubeconfig says.
    """
    try:
        with path.open("rb") as stream:
            text = stream.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        what = error.strerror or str(error)
        raise ConfigError(
            f"kubeconfig {_shown(path)} cannot be read: {what}. Check the path and its permissions."
        ) from error
    if len(text) > _MAX_BYTES:
        raise ConfigError(f"kubeconfig {_shown(path)} is larger than 16 MiB; is it the right file?")
    try:
        _check_bounds(text)
        data = _Loader(text).first()
    except yaml.YAMLError as error:
        raise ConfigError(_yaml_fault(path, error)) from error
    except ValueError as error:
        raise ConfigError(f"kubeconfig {_shown(path)}: {printable(str(error))}. Correct the file.") from error
    return _checked(path, text, data)


def _shown(path: Path) -> str:
    return printable(str(path))


def _checked(path: Path, text: bytes, data: object) -> File:
    try:
        file = msgspec.convert(_without_nulls(data) if data is not None else {}, File)
    except msgspec.ValidationError as error:
        raise ConfigError(_schema_fault(path, text, str(error))) from error
    if file.kind != "Config" or file.api_version != "v1":
        kind = printable(f"{file.kind} {file.api_version}")
        raise ConfigError(f"kubeconfig {_shown(path)} is a {kind}, not a Config v1. Name a kubeconfig instead.")
    for what, names in (
        ("clusters", [each.name for each in file.clusters]),
        ("users", [each.name for each in file.users]),
        ("contexts", [each.name for each in file.contexts]),
    ):
        if len(set(names)) < len(names):
            twice = next(name for name, number in Counter(names).items() if number > 1)
            raise ConfigError(
                f'kubeconfig {_shown(path)}: two {what} are named "{printable(twice)}". Rename or remove one of them.'
            )
    return file


class _Loader(_BaseLoader):
    """YAML as client-go understands it: a date is text, and only the first document counts."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to say it
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in _BaseLoader.yaml_implicit_resolvers.items()
    }

    def first(self) -> object:
        """The first document; ``None`` if there is none."""
        try:
            return self.get_data() if self.check_node() else None
        finally:
            self.dispose()


def _check_bounds(text: bytes) -> None:
    """Refuse what would nest or grow without end, before anything is built of it.

    Raises:
        ValueError: it would; names the line.
    """
    sizes: dict[str, int] = {}
    opened: list[tuple[str | None, int]] = []
    nodes = 0
    for event in yaml.parse(text, Loader=_BaseLoader):
        if isinstance(event, yaml.DocumentEndEvent):
            return
        if isinstance(event, yaml.AliasEvent):
            # An anchor that is still open contains itself: it is not among the sizes.
            size = sizes.get(event.anchor or "")
            if size is None and any(anchor == event.anchor for anchor, _ in opened):
                raise ValueError(f"{_at(event)} an alias contains itself")
            nodes += size or 1
        elif isinstance(event, yaml.ScalarEvent):
            nodes += 1
            if event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            nodes += 1
            opened.append((event.anchor, nodes))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = opened.pop()
            if anchor:
                sizes[anchor] = nodes - before + 1
        if len(opened) > _MAX_DEPTH or nodes > _MAX_NODES:
            raise ValueError(f"{_at(event)} it nests or grows beyond any kubeconfig")


def _at(event: yaml.Event) -> str:
    return f"line {event.start_mark.line + 1}:" if event.start_mark else "it is too strange:"


def _without_nulls(value: object) -> object:
    """What is null is not set, as in Go."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value if item is not None]
    return value


def _yaml_fault(path: Path, error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark or error.context_mark):
        problem = printable(error.problem or error.context or "it cannot be understood")
        return (
            f"kubeconfig {_shown(path)}, line {mark.line + 1}, column {mark.column + 1}: {problem}. Correct the YAML."
        )
    return f"kubeconfig {_shown(path)} is not YAML: {printable(str(error))}. Name a kubeconfig, or restore it."


_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}


def _schema_fault(path: Path, text: bytes, message: str) -> str:
    """Words and the line for what msgspec found, as in ``Expected `str`, got `int` - at `$.users[0].user.token```."""
    what, _, place = message.partition(" - at `$")
    place = place.rstrip("`").removeprefix(".")
    kinds = re.findall(r"`(\w+)(?: \| null)?`", what)
    if len(kinds) == 2:
        what = f"must be {_WORDS.get(kinds[0], kinds[0])}, not {_WORDS.get(kinds[1], kinds[1])}"
        if kinds[0] == "str" and kinds[1] in {"int", "float", "bool"}:
            what += "; put it in quotes"
    line = _line(text, place)
    subject = printable(place) or "the file"
    return f"kubeconfig {_shown(path)}{f', line {line}' if line else ''}: {subject} {what}."


def _line(text: bytes, place: str) -> int:
    """The line, from 1, of a place such as ``users[0].user.token``; 0 if it cannot be told."""
    loader = _BaseLoader(text)
    try:
        node = loader.get_node() if loader.check_node() else None
    finally:
        loader.dispose()
    line = 0
    for step in re.findall(r"[^.\[\]]+|\.\.\.", place):
        if node is None:
            break
        line = node.start_mark.line + 1
        node = next((child for name, child in _children(node) if name == step), None)
    return node.start_mark.line + 1 if node is not None else line


def _children(node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((str(key.value), value) for key, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from ((str(at), child) for at, child in enumerate(node.value))
