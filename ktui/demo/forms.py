"""The form of an answer: JSON, YAML, Table or metadata alone (apiserver pkg/endpoints/handlers/negotiation)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
import yaml

from ktui.demo.history import Snapshot
from ktui.demo.resources import Resource
from ktui.demo.status import NotAcceptable, Object
from ktui.demo.tables import partial, table

_ANY = ("*/*", "application/*", "application/json", "")
_AS = ("Table", "PartialObjectMetadata", "PartialObjectMetadataList")


def encoded(value: object) -> bytes:
    """Write JSON as the API does, with a newline at its end."""
    return msgspec.json.encode(value) + b"\n"


@dataclass(frozen=True, slots=True)
class Form:
    """How objects are to be shown.

    Args:
        shape: empty for the objects themselves, else Table or PartialObjectMetadata.
        version: of meta.k8s.io, if there is a shape.
        yaml: whether to write YAML.
        include: what a table's rows carry.
    """

    shape: str = ""
    version: str = "v1"
    yaml: bool = False
    include: str = ""

    @property
    def content_type(self) -> str:
        """What the answer calls itself."""
        return "application/yaml" if self.yaml else "application/json"

    def one(self, resource: Resource, whole: Object, now: datetime, *, heading: bool = True) -> Object:
        """One object in this form."""
        if self.shape == "Table":
            metadata = {"resourceVersion": whole["metadata"].get("resourceVersion", "")}
            return table(resource, [whole], metadata, now, self.include, version=self.version, heading=heading)
        return partial(whole, self.version) if self.shape else whole

    def event(self, kind: str, snapshot: Snapshot, now: datetime, *, heading: bool) -> bytes:
        """One line of a watch."""
        if not self.shape:
            return b'{"type":"%s","object":%s}\n' % (kind.encode(), snapshot.encoded)
        return encoded({"type": kind, "object": self.one(snapshot.resource, snapshot.object, now, heading=heading)})

    def many(self, resource: Resource, found: Iterable[Snapshot], metadata: Object, now: datetime) -> Object:
        """A list in this form; the plain form is written by `listing`, piece by piece."""
        objects = (snapshot.object for snapshot in found)
        if self.shape == "Table":
            return table(resource, objects, metadata, now, self.include, version=self.version)
        if self.shape:
            kind, items = "PartialObjectMetadataList", [partial(whole, self.version) for whole in objects]
            return {"kind": kind, "apiVersion": f"meta.k8s.io/{self.version}", "metadata": metadata, "items": items}
        items = list(objects)
        return {
            "kind": f"{resource.kind}List",
            "apiVersion": resource.api_version,
            "metadata": metadata,
            "items": items,
        }

    def written(self, value: Object) -> bytes:
        """Write an answer."""
        return yaml.safe_dump(value, sort_keys=True).encode() if self.yaml else encoded(value)


def negotiated(accept: str, include: str = "") -> Form:
    """Choose the first form that the client accepts and the server can make.

    Raises:
        NotAcceptable: there is none.
    """
    for part in accept.split(","):
        media, *rest = (piece.strip() for piece in part.split(";"))
        parameters = dict(piece.split("=", 1) for piece in rest if "=" in piece)
        shape = parameters.get("as", "")
        written_as_yaml = media in ("application/yaml", "text/yaml")
        if not written_as_yaml and media not in _ANY:
            continue
        if not shape:
            return Form(yaml=written_as_yaml)
        if shape in _AS and parameters.get("g") == "meta.k8s.io" and parameters.get("v") in ("v1", "v1beta1"):
            return Form(shape.removesuffix("List"), parameters["v"], written_as_yaml, include)
    raise NotAcceptable("only the following media types are accepted: application/json, application/yaml")
