"""The rows of volumes, of what claims them and of what makes them."""

from collections.abc import Iterable
from datetime import datetime

from ktui.demo.cells import Cell, age
from ktui.demo.status import Object

_MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}
_OLD_CLASS = "volume.beta.kubernetes.io/storage-class"
_DEFAULT = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")


def claim_row(whole: Object, now: datetime) -> list[Cell]:
    """A PersistentVolumeClaim."""
    spec, status = whole.get("spec") or {}, whole.get("status") or {}
    bound = bool(spec.get("volumeName"))
    return [
        whole["metadata"]["name"],
        _phase(whole),
        spec.get("volumeName", ""),
        (status.get("capacity") or {}).get("storage", "0") if bound else "",
        _modes(status.get("accessModes") or ()) if bound else "",
        _class(whole),
        spec.get("volumeAttributesClassName", "<unset>"),
        age(whole, now),
        spec.get("volumeMode", "<unset>"),
    ]


def volume_row(whole: Object, now: datetime) -> list[Cell]:
    """A PersistentVolume."""
    spec, status = whole.get("spec") or {}, whole.get("status") or {}
    claim = spec.get("claimRef")
    return [
        whole["metadata"]["name"],
        (spec.get("capacity") or {}).get("storage", "0"),
        _modes(spec.get("accessModes") or ()),
        spec.get("persistentVolumeReclaimPolicy", ""),
        _phase(whole),
        f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else "",
        _class(whole),
        spec.get("volumeAttributesClassName", "<unset>"),
        status.get("reason", ""),
        age(whole, now),
        spec.get("volumeMode", "<unset>"),
    ]


def storage_class_row(whole: Object, now: datetime) -> list[Cell]:
    """A StorageClass; the one that claims get without asking is marked."""
    metadata = whole["metadata"]
    annotations = metadata.get("annotations") or {}
    default = any(annotations.get(name) == "true" for name in _DEFAULT)
    return [
        metadata["name"] + (" (default)" if default else ""),
        whole.get("provisioner", ""),
        whole.get("reclaimPolicy", "Delete"),
        whole.get("volumeBindingMode", "Immediate"),
        whole.get("allowVolumeExpansion", False),
        age(whole, now),
    ]


def _phase(whole: Object) -> str:
    gone = "deletionTimestamp" in whole["metadata"]
    return "Terminating" if gone else (whole.get("status") or {}).get("phase", "")


def _modes(modes: Iterable[str]) -> str:
    """Access modes in the order in which Kubernetes names them (helper.GetAccessModesAsString)."""
    present = set(modes)
    return ",".join(short for mode, short in _MODES.items() if mode in present)


def _class(whole: Object) -> str:
    old: str | None = (whole["metadata"].get("annotations") or {}).get(_OLD_CLASS)
    return old if old is not None else str((whole.get("spec") or {}).get("storageClassName", ""))
