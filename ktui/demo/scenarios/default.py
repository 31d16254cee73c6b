"""A cluster that looks like a real one: its history until now. What keeps happening is in `default_life`."""

from datetime import timedelta

from ktui.demo import status
from ktui.demo.node_agent import Fault
from ktui.demo.owners import controller_of
from ktui.demo.pods import bound_node, is_deleting, is_terminal
from ktui.demo.resources import CERTIFICATES, DAEMON_SETS, DEPLOYMENTS, JOBS, NODES, PODS, Resource
from ktui.demo.scenarios import batch, belongings, daemons, services
from ktui.demo.scenarios.default_cast import Cast
from ktui.demo.scenarios.default_life import live, set_evacuation
from ktui.demo.scenarios.fleet import make_fleet
from ktui.demo.scenarios.manifests import namespace
from ktui.demo.scenarios.script import Scenario, Script
from ktui.demo.status import Object
from ktui.demo.stories import REAL

NAMESPACES = (
    "db",
    "edge",
    "etl",
    "ingest",
    "ingress",
    "logging",
    "mail",
    "ml",
    "monitoring",
    "reports",
    "security",
    "shop",
)
PROTECTED = "guard.example.com/protected-by"

_CONTAINER = "app.kubernetes.io/name"


def build(script: Script) -> None:
    """Writes the history, from the first node until now."""
    cast = Cast(make_fleet(script))
    script.tell(cast.story)
    script.at(days=40)
    _install(script)
    _jump(script, days=12)
    _update_driver(script, cast)
    _jump(script, days=9)
    _set_image(script, DEPLOYMENTS, "shop", "catalog", "registry.example.com/shop/catalog:2.9.0")
    for hours in (26, 14, 8):
        _jump(script, hours=hours)
    script.at(hours=2)
    _lose_node(script, cast)
    _jump(script, hours=2)
    _limit_security(script, cast)
    _jump(script, minutes=59)
    script.create(batch.migration())
    script.until(minutes=47)
    _trouble(script, cast)
    script.until(minutes=33)
    _set_image(script, DEPLOYMENTS, "shop", "checkout", "registry.example.com/shop/checkout:2.32.0")
    script.until(minutes=20)
    script.create(batch.mail_queue(1))
    script.until(minutes=14)
    script.create(batch.shards(1))
    script.until(minutes=5)
    script.kubelet.pace = REAL
    script.create(batch.import_parts(1))
    script.until(seconds=50)
    _set_image(script, DAEMON_SETS, "monitoring", "otel-agent", daemons.telemetry_image("0.140.1"))
    _set_image(script, DAEMON_SETS, "ingress", "ingress-nginx", "registry.k8s.io/ingress-nginx/controller:v1.14.1")
    script.until(seconds=0)
    live(script, cast)


def _jump(script: Script, **ago: float) -> None:
    """Goes on to a moment; the latest run of each CronJob comes with the jump, and ends before this returns."""
    script.at(**ago)
    for _ in range(10):
        if any(job["status"].get("active") for job in script.world.all(JOBS)):
            script.play(60)


def _install(script: Script) -> None:
    script.create(*(namespace(name) for name in NAMESPACES))
    script.create(*daemons.all_daemons(), *services.all_services())
    script.create(*batch.all_cron_jobs())
    script.create(*belongings.all_belongings())
    for certificate in script.world.all(CERTIFICATES):
        name = certificate["metadata"]["name"]
        judged = {**certificate, "status": belongings.certificate_status(name)}
        script.world.storage.update_status(CERTIFICATES, judged)


def _limit_security(script: Script, cast: Cast) -> None:
    """A quota that leaves no room for the pods that were deleted since."""
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "security", "namespace": "security"},
        "spec": {"hard": {"pods": str(max(1, script.nodes - 3))}},
    }
    script.create(quota)
    for node in cast.of("cpu")[14:17]:
        _delete_on(script, "security", "falco", node)


def _update_driver(script: Script, cast: Cast) -> None:
    """A new driver, of which some pools have been updated by hand."""
    image = "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.48.0"
    _set_image(script, DAEMON_SETS, "kube-system", "ebs-csi-node", image)
    updated = {*cast.of("cp"), *cast.of("storage"), *cast.of("gpu"), *cast.of("cpu")[:4]}
    for pod in _pods(script, "kube-system", "ebs-csi-node"):
        if bound_node(pod) in updated:
            script.world.delete(PODS, pod)
    script.play(30)


def _lose_node(script: Script, cast: Cast) -> None:
    if cast.lost:
        # A Job whose pod is lost with its node cannot complete before somebody takes the node away.
        for _ in range(10):
            if not any(_at_work(pod) for pod in script.world.pods_on(cast.lost)):
                break
            script.play(60)
        script.agent.set_fault(cast.lost, Fault(silent=True))
        script.lifecycle.give_up(cast.lost)
        # Pods that tolerate a lost node for five minutes only leave it.
        script.play(330)


def _at_work(pod: Object) -> bool:
    owner = controller_of(pod)
    return owner is not None and owner["kind"] == "Job" and not is_terminal(pod)


def _trouble(script: Script, cast: Cast) -> None:
    """What went wrong within the last hour, and was not mended."""
    cast.troubled = True
    for node in cast.nodes:
        script.kubelet.wake(node)
    if cast.cordoned:
        _taint(script, cast.cordoned, {"key": "maintenance", "value": "memory-module", "effect": "NoSchedule"})
        script.edit(NODES, "", cast.cordoned, _cordon)
    if cast.evacuated:
        set_evacuation(script, cast.evacuated[0], wanted=True)
    if cast.full:
        script.agent.set_fault(cast.full, Fault(conditions=frozenset({"DiskPressure"})))
        _delete_on(script, "monitoring", "otel-agent", cast.full)
    if cast.stuck:
        _delete_on(script, "kube-system", "node-local-dns", cast.stuck)
    if cast.doubled:
        _double(script, cast.doubled)
    script.create()


def _taint(script: Script, node: str, taint: Object) -> None:
    def change(found: Object) -> None:
        found["spec"]["taints"] = [*(found["spec"].get("taints") or []), taint]

    script.edit(NODES, "", node, change)


def _cordon(node: Object) -> None:
    node["spec"]["unschedulable"] = True


def _double(script: Script, node: str) -> None:
    """A copy of the log shipper, made by hand for debugging; the controller may not delete it."""
    script.world.storage.admission.append(_guard)
    original = next(pod for pod in _pods(script, "logging", "fluent-bit") if bound_node(pod) == node)
    spec = {**original["spec"], "containers": [dict(each) for each in original["spec"]["containers"]]}
    copy: Object = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": "fluent-bit-debug",
            "namespace": "logging",
            "labels": dict(original["metadata"]["labels"]),
            "annotations": {PROTECTED: "OPS-4711"},
        },
        "spec": spec,
    }
    script.create(copy)


def _guard(verb: str, resource: Resource, thing: Object) -> None:
    """The admission webhook of a company that protects pods by an annotation."""
    ticket = (thing["metadata"].get("annotations") or {}).get(PROTECTED)
    if verb == "delete" and resource is PODS and ticket and not is_deleting(thing):
        name = f"{thing['metadata']['namespace']}/{thing['metadata']['name']}"
        why = f"pod {name} is protected by {ticket}; remove the annotation {PROTECTED} first"
        raise status.Forbidden(f'admission webhook "deletion-guard.example.com" denied the request: {why}')


def _set_image(script: Script, resource: Resource, namespace_name: str, name: str, image: str) -> None:
    def change(found: Object) -> None:
        found["spec"]["template"]["spec"]["containers"][0]["image"] = image

    script.edit(resource, namespace_name, name, change)


def _pods(script: Script, namespace_name: str, app: str) -> list[Object]:
    pods = script.world.all(PODS, namespace_name)
    return [pod for pod in pods if (pod["metadata"].get("labels") or {}).get(_CONTAINER) == app]


def _delete_on(script: Script, namespace_name: str, app: str, node: str) -> None:
    for pod in _pods(script, namespace_name, app):
        if bound_node(pod) == node:
            script.world.delete(PODS, pod)


SCENARIO = Scenario(
    "default", "a company's cluster, with everything that goes on in one", build, pace=REAL, age=timedelta(days=41)
)
