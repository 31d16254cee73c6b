"""As much of OpenAPI as kubectl needs: to leave validation to the server, and to explain kinds by their fields.

kubectl's verifier looks for a query parameter `fieldValidation` of the kind's patch operation and asks no more
(cli-runtime pkg/resource/query_param_verifier_v3.go). What `kubectl explain` prints are the fields and their types;
there are no descriptions.
"""

from functools import cache

from ktui.demo import schema
from ktui.demo.requests import groups
from ktui.demo.resources import Resource
from ktui.demo.schema import Field
from ktui.demo.status import Object

V2_CONTENT_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
"""What kubectl up to 1.28 wants `/openapi/v2` to be; an empty document satisfies it."""

_PARAMETER = {"name": "fieldValidation", "in": "query", "schema": {"type": "string"}}
_SCHEMAS = "#/components/schemas/"
_TEXT: Object = {"type": "string"}
_SCALARS: dict[str, Object] = {
    "string": _TEXT,
    "bytes": {"type": "string", "format": "byte"},
    "int": {"type": "integer"},
    "double": {"type": "number"},
    "bool": {"type": "boolean"},
    "any": {"type": "object"},
    "Time": {"type": "string", "format": "date-time"},
    "MicroTime": {"type": "string", "format": "date-time"},
}
_NAMED: dict[str, Object] = {
    "Quantity": {"oneOf": [{"type": "string"}, {"type": "number"}]},
    "IntOrString": {"format": "int-or-string", "oneOf": [{"type": "integer"}, {"type": "string"}]},
}
"""Types that are no messages, and are called by their name all the same."""
_WRITES = (("patch", "patch"), ("put", "update"), ("post", "create"))


def _file(group: str, version: str) -> str:
    return f"apis/{group}/{version}" if group else f"api/{version}"


def index() -> Object:
    """`/openapi/v3`: where the document of each group version is."""
    files = [_file(group, version) for group, version in groups()]
    return {"paths": {name: {"serverRelativeURL": f"/openapi/v3/{name}?hash=1"} for name in files}}


@cache
def document(name: str) -> Object | None:
    """`/openapi/v3/NAME`, None if there is no such group version."""
    served = {_file(group, version): each for (group, version), each in groups().items()}.get(name)
    if served is None:
        return None
    paths: Object = {}
    schemas: Object = {}
    for resource in served:
        paths |= _paths(resource)
        _describe(resource.kind, schemas)
        kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
        whole = schemas[resource.kind]
        heads = {"apiVersion": _TEXT, "kind": _TEXT}
        schemas[resource.kind] = {
            **whole,
            "properties": heads | whole["properties"],
            "x-kubernetes-group-version-kind": [kind],
        }
    information = {"title": "Kubernetes", "version": "v1"}
    return {"openapi": "3.0.0", "info": information, "paths": paths, "components": {"schemas": schemas}}


def _describe(name: str, schemas: Object) -> None:
    """Add a message and all that it consists of."""
    if name in schemas:
        return
    message = schema.message(name)
    fields = message.by_name if message else {}
    required = sorted(field for field, known in fields.items() if not known.omitempty and not known.omitzero)
    schemas[name] = _NAMED.get(name) or {
        "type": "object",
        "properties": {field: _type(known) for field, known in fields.items()},
        **({"required": required} if required else {}),
    }
    for known in fields.values():
        if known.type not in _SCALARS:
            _describe(known.type, schemas)


def _type(field: Field) -> Object:
    one = _SCALARS.get(field.type) or {"allOf": [{"$ref": _SCHEMAS + field.type}]}
    if field.many == "[]":
        return {"type": "array", "items": one}
    return {"type": "object", "additionalProperties": one} if field.many else one


def _paths(resource: Resource) -> Object:
    kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
    operations: Object = {
        method: {"x-kubernetes-group-version-kind": kind, "parameters": [_PARAMETER], "responses": {}}
        for method, verb in _WRITES
        if verb in resource.verbs
    }
    scope = "{namespace}" if resource.namespaced else ""
    collection = resource.path(namespace=scope)
    created = {"post": operations.pop("post")} if "post" in operations else {}
    return {collection: created, f"{collection}/{{name}}": operations}
