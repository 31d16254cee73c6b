"""The Jobs and CronJobs of a cluster that looks like a real one."""

from ktui.demo.scenarios.manifests import container, cron_job, job, pod, tolerate
from ktui.demo.status import Object


def all_cron_jobs() -> list[Object]:
    """What runs by the clock."""
    return [
        cron_job(
            "db",
            "postgres-backup",
            "0 2 * * *",
            _task("backup", "registry.example.com/db/pg-backup:16.4", "postgres-backup", "500m", "1Gi"),
            timeZone="Europe/Paris",
            concurrencyPolicy="Forbid",
            successfulJobsHistoryLimit=7,
        ),
        cron_job(
            "db",
            "mongo-backup",
            "30 */6 * * *",
            _task("dump", "registry.example.com/db/mongo-backup:8.0", "mongo-backup", "500m", "1Gi"),
            timeZone="Europe/Paris",
            concurrencyPolicy="Forbid",
        ),
        cron_job(
            "kube-system",
            "etcd-snapshot",
            "*/15 * * * *",
            pod(
                [
                    container(
                        "snapshot",
                        "registry.k8s.io/etcd:3.6.5-0",
                        "100m",
                        "128Mi",
                        args=["etcdctl", "snapshot", "save"],
                    )
                ],
                "etcd-snapshot",
                nodeSelector={"node-role.kubernetes.io/control-plane": ""},
                tolerations=[tolerate("node-role.kubernetes.io/control-plane")],
            ),
            startingDeadlineSeconds=300,
        ),
        cron_job(
            "etl",
            "hourly-export",
            "5 * * * *",
            _task("export", "registry.example.com/etl/export:7.3.1", "hourly-export", "500m", "512Mi"),
            timeZone="UTC",
        ),
        cron_job(
            "etl",
            "legacy-sync",
            "*/20 * * * *",
            _task("sync", "registry.example.com/etl/legacy-sync:0.9.14", "legacy-sync", "200m", "256Mi"),
            jobs={"backoffLimit": 1},
            failedJobsHistoryLimit=3,
        ),
        cron_job(
            "reports",
            "weekly-revenue",
            "0 6 * * 1",
            _task("report", "registry.example.com/reports/revenue:3.0.2", "weekly-revenue", "1", "2Gi"),
            timeZone="America/New_York",
            suspend=True,
        ),
    ]


def shards(number: int) -> Object:
    """An Indexed Job: a corpus in 64 parts, two of which are broken."""
    return job(
        "ml",
        f"embed-corpus-{number}",
        _task("embed", "registry.example.com/ml/embed:2.4.0", "embed-corpus", "500m", "512Mi"),
        completionMode="Indexed",
        completions=64,
        parallelism=8,
        backoffLimitPerIndex=1,
        maxFailedIndexes=6,
    )


def mail_queue(number: int) -> Object:
    """A work queue: three workers until the queue is empty."""
    return job(
        "mail",
        f"newsletter-{number}",
        _task("worker", "registry.example.com/mail/worker:1.30.0", "newsletter", "200m", "256Mi"),
        parallelism=3,
    )


def import_parts(number: int) -> Object:
    """A Job with a fixed number of completions."""
    return job(
        "etl",
        f"import-{number}",
        _task("import", "registry.example.com/etl/import:5.1.0", "import", "500m", "512Mi"),
        completions=10,
        parallelism=2,
    )


def migration() -> Object:
    """A Job that has failed for good."""
    return job(
        "db",
        "migrate-orders-v42",
        _task("migrate", "registry.example.com/db/migrate:42", "migrate-orders", "200m", "256Mi"),
        backoffLimit=2,
    )


def _task(name: str, image: str, app: str, cpu: str, memory: str) -> Object:
    return pod([container(name, image, cpu, memory)], app, nodeSelector={"pool": "cpu"})
