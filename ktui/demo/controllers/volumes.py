"""Claims and volumes find each other, and stay as long as the other one needs them.

Source: kubernetes ``pkg/controller/volume/persistentvolume/pv_controller.go`` (``syncUnboundClaim``, ``syncVolume``),
``index.go`` (``findBestMatchForClaim``) and ``pkg/controller/volume/pvcprotection``. Nobody makes volumes here.
"""

from ktui.demo.pods import is_deleting, is_terminal
from ktui.demo.quantities import amount
from ktui.demo.resources import PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STORAGE_CLASSES
from ktui.demo.status import Object
from ktui.demo.work import Key
from ktui.demo.world import World

_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"
_COMPLETED = "pv.kubernetes.io/bind-completed"


class VolumeController:
    """Binds claims to volumes.

    Args:
        world: The cluster.
    """

    name = "persistentvolume-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(PERSISTENT_VOLUME_CLAIMS, self._claim_changed)
        world.on(PERSISTENT_VOLUMES, self._volume_changed)

    def sync(self, key: Key) -> None:
        """Looks at one claim, named with its namespace, or at one volume."""
        if len(key) == 1:
            volume = self._world.get(PERSISTENT_VOLUMES, "", *key)
            if volume is not None:
                self._release(volume)
            return
        claim = self._world.get(PERSISTENT_VOLUME_CLAIMS, *key)
        if claim is None or is_deleting(claim) or claim["spec"].get("volumeName"):
            return
        volume = self._match(claim)
        if volume is None:
            self._say_why(claim)
        else:
            self._bind(claim, volume)

    def _claim_changed(self, old: Object | None, new: Object | None) -> None:
        if new is not None:
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))
        elif old is not None and old["spec"].get("volumeName"):
            self._world.work.add(self, (old["spec"]["volumeName"],))

    def _volume_changed(self, old: Object | None, new: Object | None) -> None:
        if new is None or old is not None:
            return
        self._world.work.add(self, (new["metadata"]["name"],))
        for claim in self._world.all(PERSISTENT_VOLUME_CLAIMS):
            if not claim["spec"].get("volumeName"):
                self._claim_changed(None, claim)

    def _match(self, claim: Object) -> Object | None:
        """The smallest volume that is free, large enough and of the claim's kind."""
        wanted, metadata = claim["spec"], claim["metadata"]
        least = amount(str(wanted["resources"]["requests"]["storage"]))
        fitting = []
        for volume in self._world.all(PERSISTENT_VOLUMES):
            spec, reserved = volume["spec"], volume["spec"].get("claimRef")
            ours = reserved is None or (
                (reserved.get("namespace"), reserved.get("name")) == (metadata["namespace"], metadata["name"])
                and reserved.get("uid") in (None, "", metadata["uid"])
            )
            alike = spec.get("storageClassName", "") == wanted.get("storageClassName", "")
            modes = set(wanted["accessModes"]) <= set(spec["accessModes"])
            same_mode = spec.get("volumeMode") == wanted.get("volumeMode")
            size = amount(str(spec["capacity"]["storage"]))
            if ours and alike and modes and same_mode and size >= least and not is_deleting(volume):
                fitting.append((reserved is None, size, volume["metadata"]["name"], volume))
        return min(fitting, key=lambda each: each[:3])[3] if fitting else None

    def _bind(self, claim: Object, volume: Object) -> None:
        metadata = claim["metadata"]
        reference = {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "name": metadata["name"],
            "namespace": metadata["namespace"],
            "resourceVersion": metadata["resourceVersion"],
            "uid": metadata["uid"],
        }
        held = _annotated(volume, _BY_CONTROLLER)
        held = self._world.put(PERSISTENT_VOLUMES, {**held, "spec": {**volume["spec"], "claimRef": reference}})
        self._state(held, "Bound")
        bound = _annotated(claim, _COMPLETED, _BY_CONTROLLER)
        spec = {**claim["spec"], "volumeName": volume["metadata"]["name"]}
        bound = self._world.put(PERSISTENT_VOLUME_CLAIMS, {**bound, "spec": spec})
        given = {"accessModes": volume["spec"]["accessModes"], "capacity": volume["spec"]["capacity"]}
        self._world.put_status(PERSISTENT_VOLUME_CLAIMS, bound, {**given, "phase": "Bound"})

    def _release(self, volume: Object) -> None:
        """Says that a volume is no longer anybody's, once its claim has gone; what is on it stays."""
        reference = volume["spec"].get("claimRef")
        if reference is None or not reference.get("uid"):
            return
        claim = self._world.get(PERSISTENT_VOLUME_CLAIMS, reference["namespace"], reference["name"])
        if claim is None or claim["metadata"]["uid"] != reference["uid"]:
            self._state(volume, "Released")

    def _state(self, volume: Object, phase: str) -> None:
        status = {"phase": phase, "lastPhaseTransitionTime": self._world.stamp()}
        self._world.put_status(PERSISTENT_VOLUMES, volume, {**(volume.get("status") or {}), **status})

    def _say_why(self, claim: Object) -> None:
        name = claim["spec"].get("storageClassName", "")
        kind = self._world.get(STORAGE_CLASSES, "", name) if name else None
        if not name:
            why = "no persistent volumes available for this claim and no storage class is set"
            self._world.record(self.name, claim, "Normal", "FailedBinding", why)
        elif kind is None:
            why = f'storageclass.storage.k8s.io "{name}" not found'
            self._world.record(self.name, claim, "Warning", "ProvisioningFailed", why)
        elif kind.get("volumeBindingMode") == "WaitForFirstConsumer":
            why = "waiting for first consumer to be created before binding"
            self._world.record(self.name, claim, "Normal", "WaitForFirstConsumer", why)
        else:
            why = (
                "Waiting for a volume to be created either by the external provisioner "
                f"'{kind.get('provisioner', '')}' or manually by the system administrator. If volume creation is "
                "delayed, please verify that the provisioner is running and correctly registered."
            )
            self._world.record(self.name, claim, "Normal", "ExternalProvisioning", why)


class VolumeProtection:
    """Lets claims go when no pod uses them any more, and volumes when no claim is bound to them.

    Args:
        world: The cluster.
    """

    name = "volume-protection"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(PERSISTENT_VOLUME_CLAIMS, self._changed)
        world.on(PERSISTENT_VOLUMES, self._changed)
        world.on(PODS, self._pod_changed)

    def sync(self, key: Key) -> None:
        """Takes the finalizer from one claim or volume that ends and is not needed."""
        resource = PERSISTENT_VOLUMES if len(key) == 1 else PERSISTENT_VOLUME_CLAIMS
        thing = self._world.get(resource, *(("", *key) if len(key) == 1 else key))
        if thing is None or not is_deleting(thing):
            return
        needed = (thing.get("status") or {}).get("phase") == "Bound" if len(key) == 1 else self._used(*key)
        if not needed:
            kept = [each for each in thing["metadata"].get("finalizers") or () if not each.endswith("-protection")]
            self._world.put(resource, {**thing, "metadata": {**thing["metadata"], "finalizers": kept}})

    def _changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None and is_deleting(new):
            metadata = new["metadata"]
            namespace = metadata.get("namespace")
            self._world.work.add(self, (namespace, metadata["name"]) if namespace else (metadata["name"],))

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        if old is not None and (new is None or is_terminal(new)):
            for name in _claims_of(old):
                self._world.work.add(self, (old["metadata"]["namespace"], name))

    def _used(self, namespace: str, name: str) -> bool:
        return any(name in _claims_of(pod) for pod in self._world.all(PODS, namespace) if not is_terminal(pod))


def _claims_of(pod: Object) -> list[str]:
    volumes = pod["spec"].get("volumes") or ()
    return [each["persistentVolumeClaim"]["claimName"] for each in volumes if each.get("persistentVolumeClaim")]


def _annotated(thing: Object, *names: str) -> Object:
    metadata = thing["metadata"]
    annotations = {**(metadata.get("annotations") or {}), **dict.fromkeys(names, "yes")}
    return {**thing, "metadata": {**metadata, "annotations": annotations}}
