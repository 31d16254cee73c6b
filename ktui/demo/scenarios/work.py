"""Jobs of every type in every state, for the scenario ``batch``."""

from ktui.demo.scenarios.manifests import container, job, pod
from ktui.demo.status import Object

LONG = 7200
"""Seconds of grace of pods that take their time to end."""
ARCHIVED = "archive.example.com/results"
"""A finalizer that keeps a Job that was deleted until somebody has put its results away."""


def shards(number: int) -> Object:
    """64 indexes, three of which are broken; each has a retry of its own."""
    return _work("ml", "embed", number, completionMode="Indexed", completions=64, parallelism=8,
                 backoffLimitPerIndex=1, maxFailedIndexes=6)  # fmt: skip


def frames(number: int) -> Object:
    """1,000 indexes."""
    return _work("render", "frames", number, completionMode="Indexed", completions=1000, parallelism=12,
                 backoffLimitPerIndex=0, activeDeadlineSeconds=28800)  # fmt: skip


def parts(number: int) -> Object:
    """A fixed number of completions; some pods fail and are tried again."""
    return _work("etl", "import", number, completions=40, parallelism=4, backoffLimit=20)


def queue(number: int) -> Object:
    """A work queue."""
    return _work("mail", "newsletter", number, parallelism=3)


def single(number: int) -> Object:
    """One pod."""
    return _work("reports", "invoice-run", number, ttlSecondsAfterFinished=1800)


def standing() -> list[Object]:
    """Jobs that do not go on by themselves, and those that have ended in each of the ways."""
    return [
        _work("db", "migrate", 42, backoffLimit=2),
        _work("etl", "slow-join", 7, activeDeadlineSeconds=600),
        _work("ml", "train", 3, completions=4, parallelism=2, podFailurePolicy=_FAIL_ON_42),
        _work("ml", "evaluate", 3, completionMode="Indexed", completions=6, parallelism=6, backoffLimitPerIndex=0,
              podFailurePolicy=_FAIL_INDEX_ON_42),
        _work("ml", "label", 5, completionMode="Indexed", completions=8, parallelism=8, backoffLimitPerIndex=0,
              maxFailedIndexes=1),
        _work("etl", "flaky-sync", 11, backoffLimit=30),
        _work("etl", "reload", 2, "OnFailure", completions=2, parallelism=2, backoffLimit=200),
        _work("reports", "quarter", 4, completions=12, parallelism=2, suspend=True),
        _work("reports", "cohorts", 9, completions=20, parallelism=0, activeDeadlineSeconds=86400),
        _work("fleet", "sweep", 1, completionMode="Indexed", completions=100_000, parallelism=500,
              managedBy="kueue.x-k8s.io/multikueue"),
    ]  # fmt: skip


def ending() -> list[Object]:
    """Jobs whose verdict is there, while their pods still end."""
    return [
        _work("etl", "export", 6, completions=4, parallelism=4, activeDeadlineSeconds=240, grace=LONG),
        _work("ml", "search", 8, completionMode="Indexed", completions=8, parallelism=8, grace=LONG,
              successPolicy={"rules": [{"succeededCount": 1}]}),
        _deletable(_work("etl", "purge", 2, completions=6, parallelism=2)),
    ]  # fmt: skip


_FAIL_ON_42 = {"rules": [{"action": "FailJob", "onExitCodes": {"operator": "In", "values": [42]}}]}
_FAIL_INDEX_ON_42 = {
    "rules": [
        {"action": "FailIndex", "onExitCodes": {"operator": "In", "values": [42]}},
        {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]},
    ]
}


def _work(
    namespace: str, name: str, number: int, restart: str = "Never", *, grace: int | None = None, **spec: object
) -> Object:
    image = f"registry.example.com/{namespace}/{name}:1.{number}.0"
    template = pod(
        [container("work", image, "100m", "128Mi")],
        name,
        nodeSelector={"pool": "cpu"},
        restartPolicy=restart,
        terminationGracePeriodSeconds=grace,
    )
    return job(namespace, f"{name}-{number}", template, **spec)


def _deletable(made: Object) -> Object:
    made["metadata"]["finalizers"] = [ARCHIVED]
    return made
