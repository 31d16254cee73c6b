"""What the server serves: `/api`, `/apis` and below, plain and aggregated, and `/version`."""

from ktui.demo.requests import groups, subresource_verbs
from ktui.demo.resources import Resource
from ktui.demo.status import Object

KUBERNETES = "1.36"
"""The minor version whose behaviour is imitated."""

_SUBRESOURCE_KINDS = {
    "scale": ("autoscaling", "v1", "Scale"),
    "eviction": ("policy", "v1", "Eviction"),
    "binding": ("", "", "Binding"),
    "exec": ("", "", "PodExecOptions"),
}


def version() -> Object:
    """`/version`."""
    major, minor = KUBERNETES.split(".")
    return {
        "major": major,
        "minor": minor,
        "gitVersion": f"v{KUBERNETES}.0+ktui-demo",
        "gitCommit": "0" * 40,
        "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "none",
        "compiler": "none",
        "platform": "linux/amd64",
    }


def paths() -> Object:
    """`/`: where there is something to ask for."""
    places = ["/api", "/apis", "/healthz", "/livez", "/openapi/v3", "/readyz", "/version"]
    for name, number in groups():
        places += [f"/apis/{name}", f"/apis/{name}/{number}"] if name else [f"/api/{number}"]
    return {"paths": sorted(set(places))}


def core() -> Object:
    """`/api`."""
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}


def group(name: str) -> Object | None:
    """`/apis/NAME`, None if there is no such group."""
    versions = [
        {"groupVersion": f"{name}/{number}", "version": number} for each, number in groups() if each == name and name
    ]
    if not versions:
        return None
    return {"kind": "APIGroup", "apiVersion": "v1", "name": name, "versions": versions, "preferredVersion": versions[0]}


def group_list() -> Object:
    """`/apis`."""
    every = [group(name) for name, _ in groups() if name]
    listed = [{key: part for key, part in each.items() if key not in ("kind", "apiVersion")} for each in every if each]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": listed}


def resource_list(name: str, number: str) -> Object | None:
    """`/api/v1` and `/apis/GROUP/VERSION`, None if there is no such group version."""
    served = groups().get((name, number))
    if served is None:
        return None
    listed = []
    for resource in served:
        names = {"shortNames": list(resource.short_names), "categories": list(resource.categories)}
        listed.append(
            {
                "name": resource.plural,
                "singularName": resource.singular,
                "namespaced": resource.namespaced,
                "kind": resource.kind,
                "verbs": list(resource.verbs),
                **{key: part for key, part in names.items() if part},
            }
        )
        for subresource in resource.subresources:
            kind_group, kind_version, kind = _SUBRESOURCE_KINDS.get(subresource, ("", "", resource.kind))
            other = {"group": kind_group, "version": kind_version} if kind_group else {}
            listed.append(
                {
                    "name": f"{resource.plural}/{subresource}",
                    "singularName": "",
                    "namespaced": resource.namespaced,
                    **other,
                    "kind": kind,
                    "verbs": list(subresource_verbs(subresource)),
                }
            )
    whole = f"{name}/{number}" if name else number
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": whole, "resources": listed}


def aggregated(prefix: str, form: str) -> Object:
    """`/api` or `/apis` with everything below it in one answer.

    Args:
        prefix: `api` or `apis`.
        form: the version of apidiscovery.k8s.io: `v2` or `v2beta1`.
    """
    items = []
    for (name, number), served in groups().items():
        if bool(name) == (prefix == "apis"):
            described = [_described(resource) for resource in served]
            versions = [{"version": number, "freshness": "Current", "resources": described}]
            items.append({"metadata": {"name": name} if name else {}, "versions": versions})
    return {
        "kind": "APIGroupDiscoveryList",
        "apiVersion": f"apidiscovery.k8s.io/{form}",
        "metadata": {},
        "items": items,
    }


def _described(resource: Resource) -> Object:
    own = {"group": resource.group, "version": resource.version, "kind": resource.kind}
    subresources = []
    for subresource in resource.subresources:
        kind_group, kind_version, kind = _SUBRESOURCE_KINDS.get(subresource, ("", "", ""))
        other = {"group": kind_group, "version": kind_version, "kind": kind} if kind else own
        verbs = list(subresource_verbs(subresource))
        subresources.append({"subresource": subresource, "responseKind": other, "verbs": verbs})
    names = {"shortNames": list(resource.short_names), "categories": list(resource.categories)}
    return {
        "resource": resource.plural,
        "responseKind": own,
        "scope": "Namespaced" if resource.namespaced else "Cluster",
        "singularResource": resource.singular,
        "verbs": list(resource.verbs),
        **{key: part for key, part in names.items() if part},
        **({"subresources": subresources} if subresources else {}),
    }
