"""Objects as people write them, so that a scenario reads like a list of what runs."""

from collections.abc import Mapping, Sequence

from ktui.demo.status import Object

EVERYWHERE: list[Object] = [{"operator": "Exists"}]
"""Tolerates every taint, as what a node needs does."""


def tolerate(key: str, effect: str = "NoSchedule") -> Object:
    """Tolerates one taint, whatever its value."""
    return {"key": key, "operator": "Exists", "effect": effect}


def container(
    name: str,
    image: str,
    cpu: str,
    memory: str,
    *,
    port: int = 0,
    probe: str = "",
    args: Sequence[str] = (),
    limits: Mapping[str, str] | None = None,
    mounts: Mapping[str, str] | None = None,
) -> Object:
    """One container.

    Args:
        name: its name.
        image: its image.
        cpu: what it requests.
        memory: what it requests, and may use.
        port: where it listens.
        probe: the path that says whether it is ready.
        args: its arguments.
        limits: what else it is limited to.
        mounts: volumes by the path where they are seen.
    """
    made: Object = {
        "name": name,
        "image": image,
        "resources": {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": memory, **(limits or {})}},
    }
    if args:
        made["args"] = list(args)
    if port:
        made["ports"] = [{"name": "http" if probe else "main", "containerPort": port}]
    if probe:
        made["readinessProbe"] = {"httpGet": {"path": probe, "port": port}, "periodSeconds": 10}
    if mounts:
        made["volumeMounts"] = [{"name": volume, "mountPath": path} for path, volume in mounts.items()]
    return made


def pod(containers: Sequence[Object], app: str, **spec: object) -> Object:
    """A pod template.

    Args:
        containers: its containers.
        app: its name as labels have it.
        spec: the rest of the spec; None leaves out.
    """
    rest = {part: value for part, value in spec.items() if value is not None}
    return {"metadata": {"labels": {"app.kubernetes.io/name": app}}, "spec": {"containers": list(containers), **rest}}


def host_paths(*paths: str) -> list[Object]:
    """Volumes of the node's own directories, named after them."""
    return [{"name": path.strip("/").replace("/", "-"), "hostPath": {"path": path}} for path in paths]


def daemon_set(namespace: str, name: str, template: Object, **spec: object) -> Object:
    """A DaemonSet."""
    return _workload("DaemonSet", namespace, name, template, spec)


def deployment(namespace: str, name: str, template: Object, replicas: int, **spec: object) -> Object:
    """A Deployment."""
    return _workload("Deployment", namespace, name, template, {"replicas": replicas, **spec})


def budget(namespace: str, name: str, least: int | str) -> Object:
    """A PodDisruptionBudget for the app of the same name."""
    selector = {"matchLabels": {"app.kubernetes.io/name": name}}
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"minAvailable": least, "selector": selector},
    }


def job(namespace: str, name: str, template: Object, **spec: object) -> Object:
    """A Job whose pods are not started again."""
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(template["metadata"]["labels"])},
        "spec": {"template": _ending(template), **spec},
    }


def cron_job(
    namespace: str,
    name: str,
    schedule: str,
    template: Object,
    *,
    jobs: Mapping[str, object] | None = None,
    **spec: object,
) -> Object:
    """A CronJob, and what its Jobs have besides the template."""
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "schedule": schedule,
            "jobTemplate": {"spec": {**(jobs or {}), "template": _ending(template)}},
            **spec,
        },
    }


def namespace(name: str) -> Object:
    """A namespace."""
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def _ending(template: Object) -> Object:
    return {**template, "spec": {"restartPolicy": "Never", **template["spec"]}}


def _workload(kind: str, namespace: str, name: str, template: Object, spec: Mapping[str, object]) -> Object:
    labels = template["metadata"]["labels"]
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "spec": {"selector": {"matchLabels": dict(labels)}, "template": template, **spec},
    }
