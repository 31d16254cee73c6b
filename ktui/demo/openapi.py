"""As much of OpenAPI as kubectl needs to leave validation to the server: paths without schemas.

kubectl's verifier looks for a query parameter `fieldValidation` of the kind's patch operation and asks no more
(cli-runtime pkg/resource/query_param_verifier_v3.go).
"""

from ktui.demo.requests import groups
from ktui.demo.resources import Resource
from ktui.demo.status import Object

V2_CONTENT_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
"""What kubectl up to 1.28 wants `/openapi/v2` to be; an empty document satisfies it."""

_PARAMETER = {"name": "fieldValidation", "in": "query", "schema": {"type": "string"}}
_WRITES = (("patch", "patch"), ("put", "update"), ("post", "create"))


def _file(group: str, version: str) -> str:
    return f"apis/{group}/{version}" if group else f"api/{version}"


def index() -> Object:
    """`/openapi/v3`: where the document of each group version is."""
    files = [_file(group, version) for group, version in groups()]
    return {"paths": {name: {"serverRelativeURL": f"/openapi/v3/{name}?hash=1"} for name in files}}


def document(name: str) -> Object | None:
    """`/openapi/v3/NAME`, None if there is no such group version."""
    served = {_file(group, version): each for (group, version), each in groups().items()}.get(name)
    if served is None:
        return None
    paths: Object = {}
    for resource in served:
        paths |= _paths(resource)
    return {"openapi": "3.0.0", "info": {"title": "Kubernetes", "version": "v1"}, "paths": paths, "components": {}}


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
