"""CronJobs that do well and badly in every way, for the scenario ``nightly``."""

from collections.abc import Mapping

from ktui.demo.scenarios.manifests import container, cron_job, pod
from ktui.demo.status import Object


def nightly() -> list[Object]:
    """What runs once a day or less: its past is played run by run."""
    return [
        _clock("db", "backup", "30 2 * * *", zone="Europe/Paris", policy="Forbid", successfulJobsHistoryLimit=7),
        _clock("db", "vacuum", "15 1 * * *", zone="America/New_York", successfulJobsHistoryLimit=7,
               failedJobsHistoryLimit=3),
        _clock("reports", "statement", "0 4 * * *", zone="Asia/Tokyo", successfulJobsHistoryLimit=7,
               jobs={"backoffLimit": 1}),
        _clock("reports", "reconcile", "45 3 * * *", zone="Australia/Lord_Howe", policy="Replace",
               successfulJobsHistoryLimit=7),
        _clock("etl", "rebuild-index", "0 5 * * *", zone="Pacific/Apia", jobs={"backoffLimit": 0},
               failedJobsHistoryLimit=3),
        _clock("reports", "weekly-revenue", "0 6 * * 1", zone="America/New_York"),
        _clock("etl", "retention", "0 0 13 * 5", zone="Europe/London", failedJobsHistoryLimit=0),
    ]  # fmt: skip


def hourly() -> list[Object]:
    """What runs all the time."""
    return [
        _clock("etl", "export", "5 * * * *", zone="UTC"),
        _clock("etl", "crawl", "*/10 * * * *", policy="Forbid", startingDeadlineSeconds=120),
        _clock("monitoring", "probe", "*/2 * * * *", policy="Replace", zone="UTC"),
        _clock("monitoring", "heartbeat", "@every 7m"),
        _clock("etl", "legacy-sync", "*/20 * * * *", jobs={"backoffLimit": 1}, failedJobsHistoryLimit=3),
        _clock("etl", "cleanup", "*/30 * * * *", zone="Europe/Berlin", suspend=True),
        _clock("reports", "leap", "0 0 31 2 *", zone="UTC"),
        _clock("reports", "year-end", "0 3 1 1 *", zone="America/Los_Angeles"),
    ]


def _clock(
    namespace: str,
    name: str,
    schedule: str,
    *,
    zone: str | None = None,
    policy: str | None = None,
    jobs: Mapping[str, object] | None = None,
    **spec: object,
) -> Object:
    image = f"registry.example.com/{namespace}/{name}:4.2.0"
    template = pod([container("task", image, "100m", "128Mi")], name, nodeSelector={"pool": "cpu"})
    rest = {"timeZone": zone, "concurrencyPolicy": policy, **spec}
    given = {part: value for part, value in rest.items() if value is not None}
    return cron_job(namespace, name, schedule, template, jobs=jobs, **given)
