"""Figures for Prometheus: of requests in this process, of jobs and the trail from the database.

No label names a client, a carer, a team or a caller: labels are routes, methods, status codes,
kinds and states, of which there are few.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Row, Select, case, func

from api.jobs.states import Lane, State
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
        with self._database.read() as session:
            groups = session.execute(_groups_of_jobs()).all()
            lines = session.execute(
                rows_of_service(AuditHeadRow).with_only_columns(func.sum(AuditHeadRow.number))
            ).scalar_one()
        by_state = GaugeMetricFamily(
            "rounds_jobs", "Jobs that can be read.", labels=("kind", "lane", "state")
        )
        for group in groups:
            by_state.add_metric((group.kind, group.lane, group.state), group.jobs)
        yield by_state
        yield from _queues([each for each in groups if each.state == State.QUEUED])
        yield GaugeMetricFamily(
            "rounds_job_leases_lost",
            "Times that a job that can be read was taken up again: its worker was not heard of.",
            value=sum(group.again for group in groups),
        )
        yield GaugeMetricFamily(
            "rounds_audit_lines",
            "Lines ever added to the audit trail.",
            value=lines or 0,
        )


def _groups_of_jobs() -> Select[str, str, str, int, datetime, int]:
    """Jobs by kind, lane and state: how many, since when, and how often taken up again."""
    of = (JobRow.kind, JobRow.lane, JobRow.state)
    again = case((JobRow.attempt > 1, JobRow.attempt - 1), else_=0)
    return (
        rows_of_all_teams(JobRow)
        .with_only_columns(
            *of,
            func.count().label("jobs"),
            func.min(JobRow.made_at).label("since"),
            func.sum(again).label("again"),
        )
        .group_by(*of)
        .order_by(*of)
    )


def _queues(waiting: Sequence[Row[str, str, str, int, datetime, int]]) -> Iterator[Metric]:
    now = datetime.now(UTC)
    length = GaugeMetricFamily("rounds_jobs_waiting", "Jobs in the queue.", labels=("lane",))
    age = GaugeMetricFamily(
        "rounds_jobs_oldest_seconds", "Age of the oldest job in the queue.", labels=("lane",)
    )
    for lane in Lane:
        groups = [each for each in waiting if each.lane == lane]
        length.add_metric((lane,), sum(each.jobs for each in groups))
        since = min((each.since for each in groups), default=now)
        age.add_metric((lane,), max(0.0, (now - since).total_seconds()))
    yield length
    yield age
