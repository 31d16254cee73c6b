"""Write `ktui/demo/schema.txt`: the fields of the kinds that the embedded cluster serves, from the Go types of k8s.io.

    python scripts/kubernetes_schema.py $(go env GOMODCACHE)/k8s.io 0.36.3 > ktui/demo/schema.txt

One line a message: its name, then its fields as `name number type flags`, separated by `;`. Types are `string`, `int`,
`bool`, `bytes`, `double`, `any` (raw JSON), `[]T`, `{}T` or the name of a message. Flags: `p` pointer, `o` omitempty,
`z` omitzero, `i` its fields stand in the message itself, `r` a patch's $retainKeys applies, `x` a patch replaces it,
`k=KEY` a patch merges its elements by KEY, `k` a patch unites it as a set.
"""

import re
import sys
from pathlib import Path

_SOURCES = {
    "apimachinery": ("pkg/apis/meta/v1/types.go",),
    "api": (
        "core/v1/types.go",
        "apps/v1/types.go",
        "batch/v1/types.go",
        "policy/v1/types.go",
        "autoscaling/v2/types.go",
        "autoscaling/v1/types.go",
        "coordination/v1/types.go",
        "scheduling/v1/types.go",
        "networking/v1/types.go",
        "rbac/v1/types.go",
        "storage/v1/types.go",
        "discovery/v1/types.go",
        "certificates/v1/types.go",
        "node/v1/types.go",
        "admissionregistration/v1/types.go",
        "authentication/v1/types.go",
        "authorization/v1/types.go",
    ),
}
_ROOTS = (
    *(
        "ConfigMap",
        "Endpoints",
        "Event",
        "LimitRange",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "Pod",
        "PodTemplate",
        "ReplicationController",
        "ResourceQuota",
        "Secret",
        "ServiceAccount",
        "Service",
    ),
    *("Binding", "ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet", "CronJob", "Job"),
    *("HorizontalPodAutoscaler", "Scale", "Lease", "PodDisruptionBudget", "Eviction", "PriorityClass"),
    *("Ingress", "IngressClass", "NetworkPolicy", "EndpointSlice", "StorageClass"),
    *("CSIDriver", "CSINode", "VolumeAttachment", "RuntimeClass", "CertificateSigningRequest"),
    *("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
    *("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"),
    *("SelfSubjectReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "DeleteOptions"),
)
_BASIC = {
    **dict.fromkeys(("int", "int32", "int64", "uint32", "uint64"), "int"),
    **{name: name for name in ("string", "bool")},
    "float64": "double",
    "[]byte": "bytes",
    "Time": "Time",
    "MicroTime": "MicroTime",
    "Quantity": "Quantity",
    "IntOrString": "IntOrString",
    "RawExtension": "any",
    "FieldsV1": "any",
    "UID": "string",
}
_STRUCT = re.compile(r"^type (\w+) struct \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_ALIAS = re.compile(r"^type (\w+) ((?:\[\]|map\[[\w.]+\])?[\w.]+)$", re.MULTILINE)
_FIELD = re.compile(r"^\t(?:(\w+)\s+)?([^\s`]+)\s+`([^`]*)`", re.MULTILINE)


def _tag(tags: str, name: str) -> str:
    found = re.search(rf'\b{name}:"([^"]*)"', tags)
    return found[1] if found else ""


def _kind(text: str, aliases: dict[str, str]) -> str:
    """A Go type in the notation of the table."""
    if text in _BASIC:
        return _BASIC[text]
    if text.startswith("[]"):
        return "[]" + _kind(text[2:], aliases)
    if text.startswith("map["):
        return "{}" + _kind(text.partition("]")[2], aliases)
    name = text.rpartition(".")[2].lstrip("*")
    return _kind(aliases[name], aliases) if name in aliases else _BASIC.get(name, name)


def _field(match: re.Match[str], aliases: dict[str, str]) -> str | None:
    _, text, tags = match.groups()
    json, number = _tag(tags, "json"), _tag(tags, "protobuf").split(",")
    if len(number) < 2:
        return None
    name, *options = json.split(",")
    inline = not name
    if inline:
        name = next((part[5:] for part in number if part.startswith("name=")), text[0].lower() + text[1:])
    flags = ["p"] if text.startswith("*") else []
    flags += ["o"] if "omitempty" in options else []
    flags += ["z"] if "omitzero" in options else []
    flags += ["i"] if inline else []
    strategies, key = _tag(tags, "patchStrategy").split(","), _tag(tags, "patchMergeKey")
    flags += ["r"] if "retainKeys" in strategies else []
    flags += ["x"] if "replace" in strategies else []
    flags += [f"k={key}" if key else "k"] if "merge" in strategies else []
    return " ".join((name, number[1], _kind(text.lstrip("*"), aliases), *flags))


def _read(package: str, text: str, aliases: dict[str, str], messages: dict[str, list[str]]) -> None:
    """Add the messages of a file; one whose name is taken by another is called by its package too."""
    own = {name: [_field(match, aliases) for match in _FIELD.finditer(body)] for name, body in _STRUCT.findall(text)}
    fields = {name: [field for field in found if field] for name, found in own.items()}
    taken = {name for name, found in fields.items() if messages.get(name, found) != found}
    for name, found in fields.items():
        renamed = [_renamed(field, taken, package) for field in found]
        messages.setdefault(package + name if name in taken else name, renamed)


def _renamed(field: str, taken: set[str], package: str) -> str:
    name, number, kind, *flags = field.split(" ")
    inner = kind.lstrip("[]{}")
    return " ".join((name, number, kind.replace(inner, package + inner) if inner in taken else kind, *flags))


def main() -> None:
    """Read the sources and print the table."""
    root, version = Path(sys.argv[1]), sys.argv[2]
    sources = [(name, root / f"{module}@v{version}" / name) for module, names in _SOURCES.items() for name in names]
    texts = {name: source.read_text() for name, source in sources}
    aliases = {name: kind for text in texts.values() for name, kind in _ALIAS.findall(text)}
    messages: dict[str, list[str]] = {}
    for source, text in texts.items():
        _read(source.partition("/")[0].capitalize(), text, aliases, messages)
    wanted = list(_ROOTS)
    for name in wanted:
        for field in messages[name]:
            inner = re.sub(r"[\[\]{}]", "", field.split()[2])
            if inner in messages and inner not in wanted:
                wanted.append(inner)
    for name in sorted(wanted):
        print(";".join((name, *messages[name])))


main()
