"""The body of a request as an object: JSON, YAML or protobuf."""

from typing import Any

import msgspec
import yaml

from ktui.demo import status
from ktui.demo.resources import Resource
from ktui.demo.status import Object

_READABLE = ("application/json", "application/yaml", "application/vnd.kubernetes.protobuf")


def media_type(content_type: str) -> str:
    """The media type without parameters; JSON if none is given (apiserver negotiate.go)."""
    return content_type.partition(";")[0].strip() or "application/json"


def decoded(body: bytes, content_type: str) -> Object:
    """Read an object.

    Raises:
        BadRequest: The body is not what its type says, or not an object.
        UnsupportedMediaType: The type is not one that is read here.
    """
    media = media_type(content_type)
    if media == "application/vnd.kubernetes.protobuf":
        raise unsupported(_READABLE)
    if media not in _READABLE:
        raise unsupported(_READABLE)
    return _checked(loaded(body, media))


def unsupported(known: tuple[str, ...]) -> status.UnsupportedMediaType:
    """The answer to a body in a form that is not read."""
    accepted = ", ".join(known)
    wrong = f"the body of the request was in an unknown format - accepted media types include: {accepted}"
    return status.UnsupportedMediaType(wrong, {})


def loaded(body: bytes, media: str) -> Any:  # noqa: ANN401 - JSON is anything
    """Read JSON, or YAML if the media type says so.

    Raises:
        BadRequest: It is neither.
    """
    try:
        return yaml.safe_load(body) if media.endswith("yaml") else msgspec.json.decode(body)
    except (msgspec.DecodeError, yaml.YAMLError, UnicodeDecodeError) as wrong:
        reason = str(wrong).replace("\n", " ")
        raise status.BadRequest(f"error decoding the body of the request: {reason}") from None


def _checked(value: object) -> Object:
    """Insist on the few shapes that everything else relies on."""
    if not isinstance(value, dict):
        raise status.BadRequest("the object provided is unrecognized (must be of type object)")
    return value


def identified(value: Object, resource: Resource, namespace: str, name: str = "") -> Object:
    """Hold an object against the path it was sent to, and fill in what only the path says.

    Raises:
        BadRequest: It is another kind, lives in another namespace or has another name.
    """
    sent = (value.get("apiVersion") or resource.api_version, value.get("kind") or resource.kind)
    if sent != (resource.api_version, resource.kind):
        version, kind = (each or "" for each in sent)
        wrong = (
            f"{kind} in version {str(version).rpartition('/')[2]!r} cannot be handled as a {resource.kind}: "
            f"no kind {kind!r} is registered for version {version!r}"
        ).replace("'", '"')
        raise status.BadRequest(wrong)
    metadata = value.setdefault("metadata", {})
    if not isinstance(metadata, dict):
        raise status.BadRequest("json: cannot unmarshal into Go struct field .metadata of type v1.ObjectMeta")
    if resource.namespaced:
        if metadata.get("namespace") not in (None, "", namespace):
            wrong = "the namespace of the provided object does not match the namespace sent on the request"
            raise status.BadRequest(wrong)
        metadata["namespace"] = namespace
    else:
        metadata.pop("namespace", None)
    if name and metadata.get("name") not in (None, "", name):
        wrong = f"the name of the object ({metadata['name']}) does not match the name on the URL ({name})"
        raise status.BadRequest(wrong)
    if name:
        metadata["name"] = name
    return {"kind": resource.kind, "apiVersion": resource.api_version, **value}
