"""The rows of what leads requests to pods, or keeps them away."""

from collections.abc import Iterator
from datetime import datetime

from ktui.demo.cells import Cell, age, first_of, selector_text
from ktui.demo.status import Object

_WIDEST = 16
"""Letters of a load balancer's address (``loadBalancerWidth``)."""
_DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"


def ingress_row(whole: Object, now: datetime) -> list[Cell]:
    """An Ingress."""
    spec, balancer = whole.get("spec") or {}, (whole.get("status") or {}).get("loadBalancer") or {}
    rules = spec.get("rules") or ()
    hosts = first_of((rule["host"] for rule in rules if rule.get("host")), "*")
    addresses = ",".join(sorted({each.get("ip") or each.get("hostname", "") for each in balancer.get("ingress") or ()}))
    if len(addresses) > _WIDEST:
        addresses = addresses[: _WIDEST - 3] + "..."
    ports = "80, 443" if spec.get("tls") else "80"
    name, kind = whole["metadata"]["name"], spec.get("ingressClassName", "<none>")
    return [name, kind, hosts, addresses, ports, age(whole, now)]


def class_row(whole: Object, now: datetime) -> list[Cell]:
    """An IngressClass; the one that Ingresses get without asking is marked."""
    metadata, spec = whole["metadata"], whole.get("spec") or {}
    default = (metadata.get("annotations") or {}).get(_DEFAULT_CLASS) == "true"
    parameters = spec.get("parameters")
    shown = "<none>"
    if parameters:
        group = parameters.get("apiGroup")
        shown = f"{parameters.get('kind', '')}{'.' + group if group else ''}/{parameters.get('name', '')}"
    return [metadata["name"] + (" (default)" if default else ""), spec.get("controller", ""), shown, age(whole, now)]


def policy_row(whole: Object, now: datetime) -> list[Cell]:
    """A NetworkPolicy."""
    return [whole["metadata"]["name"], selector_text((whole.get("spec") or {}).get("podSelector")), age(whole, now)]


def endpoints_row(whole: Object, now: datetime) -> list[Cell]:
    """The Endpoints of a Service."""
    shown = first_of((each for subset in whole.get("subsets") or () for each in _addresses(subset)), "")
    return [whole["metadata"]["name"], shown if whole.get("subsets") else "<none>", age(whole, now)]


def _addresses(subset: Object) -> Iterator[str]:
    ports: list[Object] = subset.get("ports") or [{}]
    for port in ports:
        for address in subset.get("addresses") or ():
            yield f"{address['ip']}:{port['port']}" if port else address["ip"]


def slice_row(whole: Object, now: datetime) -> list[Cell]:
    """An EndpointSlice."""
    ports = (str(each.get("port", each.get("name", "*"))) for each in whole.get("ports") or ())
    addresses = (address for each in whole.get("endpoints") or () for address in each.get("addresses") or ())
    kind = whole.get("addressType", "")
    name = whole["metadata"]["name"]
    return [name, kind, first_of(ports, "<unset>"), first_of(addresses, "<unset>"), age(whole, now)]
