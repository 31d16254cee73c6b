"""The body of a request as an object: JSON, YAML or protobuf."""

from typing import Any

import msgspec
import yaml

from ktui.demo import protobuf, status
from ktui.demo.resources import Resource
from ktui.demo.shapes import Shaper
from ktui.demo.status import Object

_READABLE = ("application/json", "application/yaml", "application/vnd.kubernetes.protobuf")


def media_type(content_type: str) -> str:
    """The media type without parameters; JSON if none is given (apiserver negotiate.go)."""
    return content_type.partition(";")[0].strip() or "application/json"


def decoded(body: bytes, content_type: str, kind: str = "") -> Object:
    """Read an object.

    Args:
        body: what was sent.
        content_type: as what it was sent.
        kind: what it should be, for the message.

    Raises:
        BadRequest: the body is not what its type says, or not an object.
        UnsupportedMediaType: the type is not one that is read here.
    """
    media = media_type(content_type)
    if media == "application/vnd.kubernetes.protobuf":
        return protobuf.decoded(body)
    if media not in _READABLE:
        accepted = ", ".join(_READABLE)
        wrong = f"the body of the request was in an unknown format - accepted media types include: {accepted}"
        raise status.UnsupportedMediaType(wrong, {})
    try:
        value = loaded(body, media)
    except status.BadRequest as wrong:
        text = body.decode("utf-8", "replace")
        reason = f"couldn't get version/kind; json parse error: {wrong.message} ({text})"
        raise status.BadRequest(f"the object provided is unrecognized (must be of type {kind}): {reason}") from None
    if not isinstance(value, dict):
        raise status.BadRequest(f"the object provided is unrecognized (must be of type {kind})")
    return value


def loaded(body: bytes, media: str) -> Any:  # noqa: ANN401 - JSON is anything
    """Read JSON, or YAML if the media type says so.

    Raises:
        BadRequest: it is neither.
    """
    try:
        return yaml.safe_load(body) if media.endswith("yaml") else msgspec.json.decode(body)
    except (msgspec.DecodeError, yaml.YAMLError, UnicodeDecodeError) as wrong:
        reason = str(wrong).replace("\n", " ")
        raise status.BadRequest("unexpected end of JSON input" if "truncated" in reason else reason) from None


def strict(value: Object, resource: Resource, validation: str) -> tuple[Object, str]:
    """Give an object the shape of its kind, and say what it had too much.

    Args:
        value: the object.
        resource: its kind.
        validation: the query's `fieldValidation`: Strict refuses unknown fields, Ignore passes over them, else they are
            worth a warning.

    Returns:
        The object, and the warning or nothing.

    Raises:
        BadRequest: a field has a value of the wrong type, or is unknown and must not be.
    """
    shaper = Shaper()
    try:
        shaped = shaper.whole(resource.kind, value)
    except status.BadRequest as wrong:
        raise status.BadRequest(_unfit(resource, wrong.message)) from None
    unknown = unknown_fields(shaper)
    if unknown and validation == "Strict":
        raise status.BadRequest(_unfit(resource, f"strict decoding error: {unknown}"))
    return shaped, "" if validation == "Ignore" else unknown


def unknown_fields(shaper: Shaper) -> str:
    """Name the fields that no type has."""
    return ", ".join(f'unknown field "{path}"' for path in shaper.unknown)


def _unfit(resource: Resource, why: str) -> str:
    kind, version = resource.kind, resource.version
    return f'{kind} in version "{version}" cannot be handled as a {kind}: {why}'


def identified(value: Object, resource: Resource, namespace: str, name: str = "") -> Object:
    """Hold an object against the path it was sent to, and fill in what only the path says.

    Raises:
        BadRequest: it is another kind, lives in another namespace or has another name.
    """
    sent = (value.get("apiVersion") or resource.api_version, value.get("kind") or resource.kind)
    if sent != (resource.api_version, resource.kind):
        version = str(sent[0]).rpartition("/")[2]
        conversion = f"converting ({version}.{sent[1]}) to ({resource.group or 'core'}.{resource.kind})"
        wrong = f'{sent[1]} in version "{version}" cannot be handled as a {resource.kind}'
        raise status.BadRequest(f"{wrong}: {conversion}: unknown conversion")
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
