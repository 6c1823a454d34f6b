"""Figures for Prometheus: of requests in this process, of jobs and the trail from the database.

No label names a client, a carer, a team or a caller: labels are routes, methods, status codes,
kinds and states, of which there are few.
"""

from collections import Counter as Count
from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.storage.database import Database
from api.storage.scope import rows_of_all_teams, rows_of_service
from api.storage.tables import AuditHeadRow, JobRow

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Figures:
    """What the service counts.

    Args:
        database: where jobs and the audit trail are counted, each time that they are asked for.
    """

    def __init__(self, database: Database) -> None:
        self._registry = CollectorRegistry()
        labels = ("route", "method", "status")
        self._requests = Counter(
            "rounds_requests", "Requests answered.", labels, registry=self._registry
        )
        self._seconds = Histogram(
            "rounds_request_seconds",
            "Time until the last byte of an answer.",
            ("route", "method"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._problems = Counter(
            "rounds_problems", "Problems answered, by code.", ("code",), registry=self._registry
        )
        self._registry.register(_Kept(database))

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answer.

        Args:
            route: the template of the path.
        """
        known = method if method in METHODS else OTHER
        self._requests.labels(route, known, str(status)).inc()
        self._seconds.labels(route, known).observe(seconds)

    def count_problem(self, code: str) -> None:
        """Count a problem; those of the database have the code storage-unavailable."""
        self._problems.labels(code).inc()

    def text(self) -> bytes:
        """All figures in Prometheus' format.

        Raises:
            RoundsError: `storage-unavailable`.
        """
        return generate_latest(self._registry)


class _Kept(Collector):
    """Figures of what the database holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: the database is asked when somebody asks for figures."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """Of jobs by kind, lane and state; of those that wait; of the trail."""
        asked = rows_of_all_teams(JobRow).with_only_columns(
            JobRow.kind, JobRow.lane, JobRow.state, JobRow.attempt, JobRow.made_at
        )
        with self._database.read() as session:
            jobs = session.execute(asked).all()
            heads = session.scalars(rows_of_service(AuditHeadRow)).all()
        counted = Count((job.kind, job.lane, job.state) for job in jobs)
        by_state = GaugeMetricFamily(
            "rounds_jobs", "Jobs that can be read.", labels=("kind", "lane", "state")
        )
        for labels, number in sorted(counted.items()):
            by_state.add_metric(labels, number)
        yield by_state
        yield from _queues([(job.lane, job.made_at) for job in jobs if job.state == "queued"])
        yield GaugeMetricFamily(
            "rounds_job_leases_lost",
            "Times that a job that can be read was taken up again: its worker was not heard of.",
            value=sum(max(0, job.attempt - 1) for job in jobs),
        )
        yield GaugeMetricFamily(
            "rounds_audit_lines",
            "Lines ever added to the audit trail.",
            value=sum(head.number for head in heads),
        )


def _queues(waiting: list[tuple[str, datetime]]) -> Iterator[Metric]:
    now = datetime.now(UTC)
    length = GaugeMetricFamily("rounds_jobs_waiting", "Jobs in the queue.", labels=("lane",))
    age = GaugeMetricFamily(
        "rounds_jobs_oldest_seconds", "Age of the oldest job in the queue.", labels=("lane",)
    )
    for lane in ("long", "short"):
        since = [made_at for of, made_at in waiting if of == lane]
        length.add_metric((lane,), len(since))
        oldest = (now - min(since)).total_seconds() if since else 0.0
        age.add_metric((lane,), max(0.0, oldest))
    yield length
    yield age
