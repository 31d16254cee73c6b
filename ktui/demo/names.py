"""What names, label keys and label values must look like (apimachinery pkg/util/validation/validation.go)."""

import re

_NAME = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")

_SUBDOMAIN_FAULT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    r"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
_LABEL_FAULT = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
_NAME_FAULT = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
_VALUE_FAULT = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)


def _too_long(text: str, most: int, unit: str) -> list[str]:
    return [f"must be no more than {most} {unit}"] if len(text.encode()) > most else []


def subdomain_faults(text: str) -> list[str]:
    """What is wrong with a DNS-1123 subdomain, the form of most objects' names."""
    return _too_long(text, 253, "characters") + ([] if _SUBDOMAIN.fullmatch(text) else [_SUBDOMAIN_FAULT])


def label_faults(text: str) -> list[str]:
    """What is wrong with a DNS-1123 label, the form of namespaces' and containers' names."""
    return _too_long(text, 63, "characters") + ([] if _LABEL.fullmatch(text) else [_LABEL_FAULT])


def path_faults(text: str) -> list[str]:
    """What is wrong with a name that begins with a domain: `acme.io/foo` (IsDomainPrefixedPath)."""
    domain, slash, rest = text.partition("/")
    if not slash or not domain or not rest:
        return ['must be a domain-prefixed path (such as "acme.io/foo")']
    return [f"prefix part {fault}" for fault in subdomain_faults(domain)]


def port_name_faults(text: str) -> list[str]:
    """What is wrong with the name of a port (IsValidPortName)."""
    faults = _too_long(text, 15, "characters")
    if not re.fullmatch(r"[-a-z0-9]+", text):
        faults.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search(r"[a-z]", text):
        faults.append("must contain at least one letter (a-z)")
    if "--" in text:
        faults.append("must not contain consecutive hyphens")
    if text.startswith("-") or text.endswith("-"):
        faults.append("must not begin or end with a hyphen")
    return faults


def qualified_name_faults(text: str) -> list[str]:
    """What is wrong with a label, annotation or taint key: `[prefix/]name`."""
    prefix, slash, name = text.rpartition("/")
    if "/" in prefix:
        whole = f"a valid label key {_NAME_FAULT} with an optional DNS subdomain prefix and '/'"
        return [f"{whole} (e.g. 'example.com/MyName')"]
    faults = []
    if slash:
        if not prefix:
            faults.append("prefix part must be non-empty")
        else:
            faults += [f"prefix part {fault}" for fault in subdomain_faults(prefix)]
    if not name:
        faults.append("name part must be non-empty")
    elif len(name) > 63:
        faults.append("name part must be no more than 63 bytes")
    if not _NAME.fullmatch(name):
        faults.append(f"name part {_NAME_FAULT}")
    return faults


def label_value_faults(text: str) -> list[str]:
    """What is wrong with the value of a label or taint."""
    return _too_long(text, 63, "bytes") + ([] if not text or _NAME.fullmatch(text) else [_VALUE_FAULT])
