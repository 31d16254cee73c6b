"""The pods of a StatefulSet and their claims: names, labels, and what is said when they come and go.

Source: kubernetes ``pkg/controller/statefulset/stateful_set_utils.go`` (``newStatefulSetPod``, ``initIdentity``,
``updateStorage``) and ``stateful_pod_control.go`` (``recordPodEvent``, ``recordClaimEvent``).
"""

from ktui.demo.lifecycle import copied
from ktui.demo.owners import controller_reference
from ktui.demo.resources import PERSISTENT_VOLUME_CLAIMS, PODS
from ktui.demo.status import ApiError, Object
from ktui.demo.world import World

_POD_NAME = "statefulset.kubernetes.io/pod-name"
_POD_INDEX = "apps.kubernetes.io/pod-index"


def ordinal_of(stateful: Object, pod: Object) -> int | None:
    """The number in a pod's name, if it is a name of that StatefulSet's pods."""
    parent, _, number = str(pod["metadata"]["name"]).rpartition("-")
    return int(number) if parent == stateful["metadata"]["name"] and number.isdigit() else None


class StatefulPods:
    """Makes and ends the pods of StatefulSets.

    Args:
        world: the cluster.
        component: who says so in events.
    """

    def __init__(self, world: World, component: str) -> None:
        self._world = world
        self._component = component

    def create(self, stateful: Object, template: Object, ordinal: int) -> None:
        """Creates a pod, and before it the claims that it wants and that are not there.

        Raises:
            ApiError: the API server did not take it; the event has been written.
        """
        name = f"{stateful['metadata']['name']}-{ordinal}"
        claims = [self._claim(stateful, wanted, name) for wanted in stateful["spec"].get("volumeClaimTemplates") or ()]
        try:
            for claim in claims:
                self._create_claim(stateful, claim, name)
            self._world.create(PODS, _pod(stateful, template, name, ordinal, claims))
        except ApiError as refusal:
            self._say(stateful, "create", name, refusal)
            raise
        self._say(stateful, "create", name)

    def delete(self, stateful: Object, pod: Object) -> None:
        """Deletes a pod, gracefully; one that has gone meanwhile is no matter.

        Raises:
            ApiError: the API server did not let it go; the event has been written.
        """
        name = pod["metadata"]["name"]
        try:
            deleted = self._world.delete(PODS, pod)
        except ApiError as refusal:
            self._say(stateful, "delete", name, refusal)
            raise
        if deleted:
            self._say(stateful, "delete", name)

    def _say(self, stateful: Object, verb: str, pod: str, refusal: ApiError | None = None) -> None:
        what = f"{verb.capitalize()} Pod {pod} in StatefulSet {stateful['metadata']['name']}"
        kind, outcome, end = ("Normal", "Successful", "successful")
        if refusal is not None:
            kind, outcome, end = ("Warning", "Failed", f"failed error: {refusal}")
        self._world.record(self._component, stateful, kind, f"{outcome}{verb.capitalize()}", f"{what} {end}")

    def _claim(self, stateful: Object, wanted: Object, pod: str) -> Object:
        claim = copied(wanted)
        labels = (stateful["spec"].get("selector") or {}).get("matchLabels") or {}
        metadata = claim.get("metadata") or {}
        claim["metadata"] = {
            **{name: part for name, part in metadata.items() if name in ("annotations", "finalizers")},
            "name": f"{metadata.get('name', '')}-{pod}",
            "namespace": stateful["metadata"]["namespace"],
            "labels": {**(metadata.get("labels") or {}), **labels},
        }
        return claim

    def _create_claim(self, stateful: Object, claim: Object, pod: str) -> None:
        metadata = claim["metadata"]
        if self._world.get(PERSISTENT_VOLUME_CLAIMS, metadata["namespace"], metadata["name"]) is not None:
            return
        self._world.create(PERSISTENT_VOLUME_CLAIMS, claim)
        text = f"create Claim {metadata['name']} Pod {pod} in StatefulSet {stateful['metadata']['name']} success"
        self._world.record(self._component, stateful, "Normal", "SuccessfulCreate", text)


def _pod(stateful: Object, template: Object, name: str, ordinal: int, claims: list[Object]) -> Object:
    metadata = template.get("metadata") or {}
    spec = {**template["spec"], "hostname": name}
    if stateful["spec"].get("serviceName"):
        spec["subdomain"] = stateful["spec"]["serviceName"]
    if claims:
        own = {wanted["metadata"]["name"] for wanted in stateful["spec"]["volumeClaimTemplates"]}
        volumes = [
            {"name": wanted, "persistentVolumeClaim": {"claimName": f"{wanted}-{name}"}} for wanted in sorted(own)
        ]
        spec["volumes"] = volumes + [each for each in spec.get("volumes") or () if each["name"] not in own]
    pod: Object = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "generateName": f"{stateful['metadata']['name']}-",
            "namespace": stateful["metadata"]["namespace"],
            "labels": {**(metadata.get("labels") or {}), _POD_NAME: name, _POD_INDEX: str(ordinal)},
            "ownerReferences": [controller_reference(stateful)],
        },
        "spec": spec,
    }
    for optional in ("annotations", "finalizers"):
        if metadata.get(optional):
            pod["metadata"][optional] = metadata[optional]
    return pod
