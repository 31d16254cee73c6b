"""What a server serves, by every name that a user may type for it.

Sources: cli-runtime pkg/resource/builder.go (mappingFor), client-go restmapper/shortcut.go (expandResourceShortcut) and
discovery.go (NewDiscoveryRESTMapper), apimachinery pkg/api/meta/restmapper.go (ResourcesFor).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ktui.domain.kinds import Kind
from ktui.domain.table_row import TableRow

_EVENTS = frozenset({"", "events.k8s.io"})
_NEAR = 0.6
"""How alike two names have to be for one to be a slip of the other."""


@dataclass(frozen=True)
class Resource:
    """One resource of a server, in one version."""

    name: str
    """The plural, as it stands in paths: ``deployments``."""
    kind: str
    """As objects call themselves: ``Deployment``."""
    group: str = ""
    """``""`` is the core group."""
    version: str = "v1"
    namespaced: bool = True
    singular: str = ""
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verbs: frozenset[str] = frozenset()
    """What the server can do with it; which of that the user may is another question."""
    subresources: frozenset[str] = frozenset()

    @property
    def qualified(self) -> str:
        """As messages of the server name it: ``pods``, ``deployments.apps``."""
        return f"{self.name}.{self.group}" if self.group else self.name

    @property
    def api_version(self) -> str:
        """As objects have it: ``v1``, ``apps/v1``."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def listable(self) -> bool:
        """Whether there is anything to show: reviews, for example, can only be created."""
        return "list" in self.verbs

    @property
    def rows(self) -> Kind:
        """Where its objects are listed and watched, as rows that the server makes."""
        return Kind(
            self.kind,
            self.name,
            TableRow,
            group=self.group,
            version=self.version,
            namespaced=self.namespaced,
            watch_cached=not (self.name == "events" and self.group in _EVENTS),
            watchable="watch" in self.verbs,
        )


@dataclass(frozen=True)
class Catalogue:
    """Everything a server says it serves."""

    resources: tuple[Resource, ...] = ()
    """In the server's order of groups, and of versions within a group: what comes first is meant first."""
    unanswered: Mapping[str, str] = field(default_factory=dict)
    """By group and version that did not answer (``metrics.k8s.io/v1beta1``), why: an APIService without a server."""

    def find(self, name: str) -> Resource | None:
        """The resource that kubectl would take for a name, in any of the forms that it takes.

        Args:
            name: a plural, singular, short name or kind, alone or with a group or the beginning of one
                (``deployments.apps``), or with version and group (``deployments.v1.apps``, ``nodes.v1.``).
        """
        name = name.lower()
        word, dot, rest = name.partition(".")
        version, second, group = rest.partition(".")
        if second and (found := self._find(word, lambda each: (each.version, each.group) == (version, group))):
            return found
        if not dot:
            return self._find(word, lambda _: True)
        exact = self._find(word, lambda each: each.group == rest)
        return exact or self._find(word, lambda each: bool(rest) and each.group.startswith(rest))

    def _find(self, word: str, wanted: Callable[[Resource], bool]) -> Resource | None:
        """The first resource with that name: a plural is meant before a short name, that before a singular."""
        named = (each for by_name in self._forms for each in by_name.get(word, ()))
        return next(filter(wanted, named), None)

    @cached_property
    def _forms(self) -> tuple[dict[str, list[Resource]], ...]:
        """What is found by its plural, short name, singular and kind, in this order."""
        forms: tuple[dict[str, list[Resource]], ...] = ({}, {}, {}, {})
        for each in self.resources:
            for by_name, names in zip(forms, _names(each), strict=True):
                for name in names:
                    by_name.setdefault(name, []).append(each)
        return forms

    def of_kind(self, kind: str, api_version: str = "") -> Resource | None:
        """The resource whose objects are of a kind, as an owner reference names it.

        Args:
            kind: for example ``Certificate``.
            api_version: for example ``cert-manager.io/v1``; another version of the group will do, and any group if it
                is not given.
        """
        group = api_version.rpartition("/")[0]
        of_kind = [each for each in self.resources if each.kind == kind and each.listable]
        of_group = [each for each in of_kind if each.group == group] if api_version else of_kind
        return next((each for each in of_group if each.api_version == api_version), next(iter(of_group), None))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What may be typed to get at what can be listed, once each: the plural, with the group where it is needed."""
        found = []
        for each in self.resources:
            if each.listable and "/" not in each.name:
                name = each.name if self.find(each.name) == each else each.qualified
                found.append(name if self.find(name) == each else "")
        return tuple(sorted(filter(None, found)))

    def near(self, name: str, most: int = 3) -> tuple[str, ...]:
        """What may have been meant by a name that is none: names that begin with it, then those that look like it."""
        name = name.lower()
        word = name.partition(".")[0]
        by_form = {form: title for title in self.names for form in self._forms_of(title)}
        begun = [title for title in self.names if len(word) > 1 and title.startswith(word)]
        alike = [
            form
            for typed in dict.fromkeys((name, word))
            for form in difflib.get_close_matches(typed, by_form, n=2 * most, cutoff=_NEAR)
        ]
        return tuple(dict.fromkeys([*begun, *(by_form[form] for form in alike)]))[:most]

    def _forms_of(self, title: str) -> Iterator[str]:
        yield title
        found = self.find(title)
        if found is not None:
            yield from (name for names in _names(found) for name in names)


def _names(resource: Resource) -> tuple[tuple[str, ...], ...]:
    """What it is called: plural, short names, singular, kind."""
    return (resource.name,), resource.short_names, (resource.singular,), (resource.kind.lower(),)
