"""Which proxy the environment names for a server, by Go's rules.

After ``golang.org/x/net/http/httpproxy`` and ``apimachinery/pkg/util/net/http.go``: loopback never goes through a
proxy; NO_PROXY holds addresses, CIDRs, ports and domain suffixes. Python knows no CIDR there, and aiohttp would read
``~/.netrc`` besides, where one stray line breaks every request.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def from_environment(server: str, environ: Mapping[str, str]) -> str | None:
    """The URL of the proxy for a server's URL; ``None``: go straight."""
    url = urlsplit(server)
    proxy = _either(environ, f"{url.scheme}_proxy")
    if not proxy or _straight(url.hostname or "", url.port or _PORTS[url.scheme], _either(environ, "no_proxy")):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _either(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name.upper()) or environ.get(name) or ""


def _straight(host: str, port: int, exceptions: str) -> bool:
    host = host.lower()
    address = _address(host)
    if host == "localhost" or (address and address.is_loopback):
        return True
    return any(_matches(host, address, port, rule.strip().lower()) for rule in exceptions.split(","))


def _matches(host: str, address: IPv4Address | IPv6Address | None, port: int, rule: str) -> bool:
    if not rule:
        return False
    if rule == "*":
        return True
    if "/" in rule:
        try:
            return address is not None and address in ip_network(rule, strict=False)
        except ValueError:
            return False
    name, wanted = _split_port(rule)
    if not name or (wanted and wanted != str(port)):
        return False
    if (literal := _address(name)) or address:
        return literal == address
    suffix = name.removeprefix("*")
    return host.endswith(suffix) if suffix.startswith(".") else host == suffix or host.endswith(f".{suffix}")


def _split_port(rule: str) -> tuple[str, str]:
    if rule.startswith("["):
        host, _, rest = rule[1:].partition("]")
        return host, rest.removeprefix(":")
    if rule.count(":") == 1:
        host, _, port = rule.partition(":")
        return host, port
    return rule, ""


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
