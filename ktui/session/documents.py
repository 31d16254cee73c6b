"""Reading what a user has written: YAML or JSON, several documents."""

from __future__ import annotations

from typing import Any

import yaml

from ktui.domain.errors import UsageError
from ktui.domain.manifests import Manifest, manifest_of


class _Loader(yaml.SafeLoader):
    """Reads what kubectl reads: a date is a text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (yaml's own)
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_manifests(text: str) -> list[Manifest]:
    """The objects of a text, in their order; empty documents and the items of lists as kubectl takes them.

    Raises:
        UsageError: it cannot be read, or a document is no object; with the line where that is known.
    """
    try:
        documents = [each for each in yaml.load_all(text, Loader=_Loader) if each is not None]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise UsageError(f"{where}{error.problem or 'this is no YAML'}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UsageError("this is neither YAML nor JSON") from error
    flat: list[Any] = []
    for each in documents:
        items = each.get("items") if isinstance(each, dict) and str(each.get("kind", "")).endswith("List") else None
        flat += items if isinstance(items, list) else [each]
    if not flat:
        raise UsageError("there is no object in it")
    return [manifest_of(each, number) for number, each in enumerate(flat, start=1)]
