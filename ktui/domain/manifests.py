"""Objects that a user has written: what they say of themselves, and what the server makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ktui.domain.errors import UsageError
from ktui.domain.secrets import is_secret, masked

_SERVERS = frozenset(
    {"creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid", "ownerReferences"}
)
"""Fields of the metadata that the server alone writes."""
_LONGEST = 200
"""So many characters of a value are told."""

TEMPLATES: Mapping[str, str] = {
    "Job": """\
apiVersion: batch/v1
kind: Job
metadata:
  name: my-job
spec:
  backoffLimit: 2
  activeDeadlineSeconds: 3600
  ttlSecondsAfterFinished: 86400
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: busybox:1.37
          command: ["sh", "-c", "echo done"]
""",
    "Indexed Job": """\
apiVersion: batch/v1
kind: Job
metadata:
  name: my-shards
spec:
  completionMode: Indexed
  completions: 10
  parallelism: 2
  backoffLimitPerIndex: 1
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: busybox:1.37
          command: ["sh", "-c", "echo index $JOB_COMPLETION_INDEX"]
""",
    "CronJob": """\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: my-cronjob
spec:
  schedule: "0 2 * * *"
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 2
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: main
              image: busybox:1.37
              command: ["sh", "-c", "echo done"]
""",
}
"""What to begin with, by what it makes."""


@dataclass(frozen=True)
class Manifest:
    """An object that a user has written."""

    api_version: str
    kind: str
    name: str
    """``""``: the server makes one of ``metadata.generateName``."""
    namespace: str
    """As it is written; ``""``: it is not."""
    body: Mapping[str, Any]

    @property
    def group(self) -> str:
        """Its API group."""
        return self.api_version.rpartition("/")[0]

    @property
    def words(self) -> str:
        """What it is, for a sentence: ``Job my-job``."""
        return f"{self.kind} {self.name or self.body['metadata']['generateName'] + '...'}"

    def named(self, name: str) -> Manifest:
        """The same with a name."""
        body = {**self.body, "metadata": {**self.body["metadata"], "name": name}}
        return replace(self, name=name, body=body)


def manifest_of(document: object, number: int) -> Manifest:
    """Read what a document says of itself.

    Args:
        document: what was read of it.
        number: its number, from 1, for a message.

    Raises:
        UsageError: it is no object, or does not say which.
    """
    where = f"document {number}"
    if not isinstance(document, Mapping):
        raise UsageError(f"{where} is no object: it has no fields")
    metadata = document.get("metadata")
    fields = {"apiVersion": document.get("apiVersion"), "kind": document.get("kind")}
    metadata = metadata if isinstance(metadata, Mapping) else {}
    fields["metadata.name"] = metadata.get("name") or metadata.get("generateName")
    for field, value in fields.items():
        if not isinstance(value, str) or not value:
            raise UsageError(f"{where}: {field} is missing, or is no text")
    namespace = metadata.get("namespace")
    return Manifest(
        str(fields["apiVersion"]),
        str(fields["kind"]),
        str(metadata.get("name") or ""),
        namespace if isinstance(namespace, str) else "",
        {str(key): value for key, value in document.items() if key != "status"},
    )


def differences(written: Mapping[str, Any], made: Mapping[str, Any]) -> tuple[str, ...]:
    """What the server makes of an object, a line for each field that differs; what only it can know is left out."""
    before, after = (dict(_leaves(_own(hidden(thing)))) for thing in (written, made))
    lines = []
    uid = str((made.get("metadata") or {}).get("uid") or "")
    for path in sorted(before.keys() | after.keys()):
        if uid and after.get(path) == uid:  # what is created will have another
            continue
        if path not in after:
            lines.append(f"- {path}: {before[path]}")
        elif path not in before:
            lines.append(f"+ {path}: {after[path]}")
        elif before[path] != after[path]:
            lines.append(f"{path}: {before[path]} → {after[path]}")
    return tuple(lines)


def hidden(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object as it may be seen: a Secret without its data."""
    return masked(dict(thing)) if is_secret(dict(thing)) else thing


def _own(thing: Mapping[str, Any]) -> dict[str, Any]:
    metadata = {key: value for key, value in (thing.get("metadata") or {}).items() if key not in _SERVERS}
    return {**{key: value for key, value in thing.items() if key != "status"}, "metadata": metadata}


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for key, each in value.items():
            yield from _leaves(each, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        for place, each in enumerate(value):
            yield from _leaves(each, f"{path}[{place}]")
    elif value is not None and value not in ({}, []):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield path, text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
