"""What a server serves: asked in two requests where it answers in one piece, group by group where it does not.

Source: client-go discovery/discovery_client.go and aggregated_discovery.go; KEP 3352 (aggregated discovery).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from ktui.cluster.responses import words
from ktui.domain.errors import ClusterError
from ktui.domain.narrow import Narrow
from ktui.domain.resources import Catalogue, Resource

if TYPE_CHECKING:
    from ktui.cluster.api import Api

_AGGREGATED = ",".join(
    [
        *(f"application/json;g=apidiscovery.k8s.io;v={form};as=APIGroupDiscoveryList" for form in ("v2", "v2beta1")),
        "application/json",
    ]
)
_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?")
"""What may stand in a path: an aggregated API could call its resources anything."""


class _Kind(Narrow, frozen=True):
    """``responseKind``."""

    kind: str = ""


class _Subresource(Narrow, frozen=True):
    """``subresources[]``."""

    subresource: str = ""


class _Described(Narrow, frozen=True):
    """``apidiscovery.k8s.io/v2`` APIResourceDiscovery."""

    resource: str = ""
    response_kind: _Kind | None = None
    scope: str = ""
    singular_resource: str = ""
    verbs: list[str] | None = None
    short_names: list[str] | None = None
    categories: list[str] | None = None
    subresources: list[_Subresource] | None = None


class _DescribedVersion(Narrow, frozen=True):
    """APIVersionDiscovery."""

    version: str = ""
    freshness: str = ""
    resources: list[_Described] | None = None


class _Name(Narrow, frozen=True):
    """``metadata`` of a group."""

    name: str = ""


class _DescribedGroup(Narrow, frozen=True):
    """APIGroupDiscovery: its versions in order of preference."""

    metadata: _Name = _Name()
    versions: list[_DescribedVersion] | None = None


class _Version(Narrow, frozen=True):
    """``groups[].versions[]``."""

    version: str = ""


class _Group(Narrow, frozen=True):
    """``metav1.APIGroup``."""

    name: str = ""
    versions: list[_Version] | None = None
    preferred_version: _Version = _Version()


class _Answer(Narrow, frozen=True):
    """``/api`` or ``/apis`` in any of their forms: APIGroupDiscoveryList, APIVersions, APIGroupList."""

    kind: str = ""
    items: list[_DescribedGroup] | None = None
    versions: list[str] | None = None
    groups: list[_Group] | None = None


class _Listed(Narrow, frozen=True):
    """``metav1.APIResource``."""

    name: str = ""
    singular_name: str = ""
    namespaced: bool = False
    kind: str = ""
    verbs: list[str] | None = None
    short_names: list[str] | None = None
    categories: list[str] | None = None


class _ResourceList(Narrow, frozen=True):
    """``metav1.APIResourceList``."""

    resources: list[_Listed] | None = None


_ANSWER = msgspec.json.Decoder(_Answer)
_RESOURCE_LIST = msgspec.json.Decoder(_ResourceList)


async def discover(api: Api) -> Catalogue:
    """Ask a server what it serves.

    A group that does not answer costs only itself: it is named in the catalogue.

    Raises:
        ClusterError: nothing could be learned at all.
    """
    unanswered: dict[str, str] = {}
    answers = await _ask(api, ("/api", "/apis"), _AGGREGATED)
    failed = {path: answer for path, answer in answers.items() if isinstance(answer, ClusterError)}
    if len(failed) == len(answers):
        raise failed["/api"]
    found: list[Resource] = []
    for path, answer in answers.items():
        if isinstance(answer, ClusterError):
            unanswered[path] = str(answer)
        else:
            found += await _read(api, path, answer, unanswered)
    return Catalogue(tuple(found), unanswered)


async def _read(api: Api, path: str, body: bytes, unanswered: dict[str, str]) -> list[Resource]:
    try:
        answer = _ANSWER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        unanswered[path] = "the answer is not understood"
        return []
    if answer.kind == "APIGroupDiscoveryList":
        return list(_aggregated(answer.items or (), unanswered))
    versions = [("", version) for version in answer.versions or ()]
    for group in answer.groups or ():
        preferred = group.preferred_version.version
        named = sorted((each.version for each in group.versions or ()), key=lambda version: version != preferred)
        versions += [(group.name, version) for version in named]
    paths = {_root(*each): each for each in versions if _sound(*each)}
    lists = await _ask(api, paths)
    return [each for path, listed in lists.items() for each in _legacy(*paths[path], listed, unanswered)]


def _aggregated(groups: Iterable[_DescribedGroup], unanswered: dict[str, str]) -> Iterator[Resource]:
    for group in groups:
        name = group.metadata.name
        for each in group.versions or ():
            if not _sound(name, each.version):
                continue
            if each.freshness == "Stale":
                unanswered[_title(name, each.version)] = "the server behind it does not answer"
            for described in each.resources or ():
                if _NAME.fullmatch(described.resource):
                    kind = described.response_kind.kind if described.response_kind else ""
                    yield Resource(
                        described.resource,
                        words(kind, 100) or described.resource,
                        group=name,
                        version=each.version,
                        namespaced=described.scope != "Cluster",
                        singular=described.singular_resource.lower(),
                        short_names=tuple(described.short_names or ()),
                        categories=tuple(described.categories or ()),
                        verbs=frozenset(described.verbs or ()),
                        subresources=frozenset(part.subresource for part in described.subresources or ()),
                    )


def _legacy(group: str, version: str, body: bytes | ClusterError, unanswered: dict[str, str]) -> Iterator[Resource]:
    try:
        listed = (_RESOURCE_LIST.decode(body).resources or []) if isinstance(body, bytes) else []
        why = "" if isinstance(body, bytes) else str(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        listed, why = [], "the answer is not understood"
    if why:
        unanswered[_title(group, version)] = why
    parts: dict[str, set[str]] = {}
    for each in listed:
        whole, _, part = each.name.partition("/")
        parts.setdefault(whole, set()).add(part)
    for each in listed:
        if _NAME.fullmatch(each.name):
            yield Resource(
                each.name,
                words(each.kind, 100) or each.name,
                group=group,
                version=version,
                namespaced=each.namespaced,
                singular=each.singular_name.lower(),
                short_names=tuple(each.short_names or ()),
                categories=tuple(each.categories or ()),
                verbs=frozenset(each.verbs or ()),
                subresources=frozenset(parts[each.name] - {""}),
            )


async def _ask(api: Api, paths: Iterable[str], accept: str | None = None) -> dict[str, bytes | ClusterError]:
    """What each path answers, or how it fails; all are asked at once."""

    async def one(path: str) -> bytes | ClusterError:
        try:
            return await api.get(path, accept=accept)
        except ClusterError as error:
            return error

    async with asyncio.TaskGroup() as tasks:
        asked = {path: tasks.create_task(one(path)) for path in paths}
    return {path: task.result() for path, task in asked.items()}


def _sound(group: str, version: str) -> bool:
    return bool(_NAME.fullmatch(version)) and (not group or bool(_NAME.fullmatch(group)))


def _root(group: str, version: str) -> str:
    return f"/apis/{group}/{version}" if group else f"/api/{version}"


def _title(group: str, version: str) -> str:
    return f"{group}/{version}" if group else version
