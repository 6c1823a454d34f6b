"""What the service is told when it starts: where it keeps things, and how much it takes on."""

from dataclasses import dataclass, field
from pathlib import Path

from scheduler.units import SECONDS_PER_HOUR

MEGABYTE = 1_000_000
SECONDS_PER_DAY = 24 * SECONDS_PER_HOUR


@dataclass(frozen=True)
class Issuer:
    """Who signs bearer tokens that are taken as they are.

    Attributes:
        url: of the issuer, as it stands in the claim `iss`.
        audience: what the claim `aud` must hold.
        roles_claim, teams_claim, carer_claim: where the token says who somebody is.
    """

    url: str
    audience: str
    roles_claim: str = "rounds_roles"
    teams_claim: str = "rounds_teams"
    carer_claim: str = "rounds_carer"


@dataclass(frozen=True)
class Limits:
    """How much one team and one caller may ask for.

    Attributes:
        body_bytes, network_bytes: of one request, and of one that brings a road network.
        rows: of all tables of a team document together.
        running_jobs, queued_jobs: of one team; more of the first wait, more of the second are
            refused.
        requests_per_minute: of one caller; before anybody is known, of one address.
        search_seconds: the longest that one search may be asked to take.
        job_seconds: how long a job that ended can be read.
        replay_seconds: how long an idempotency key is remembered.
    """

    body_bytes: int = 8 * MEGABYTE
    network_bytes: int = 200 * MEGABYTE
    rows: int = 50_000
    running_jobs: int = 2
    queued_jobs: int = 20
    requests_per_minute: int = 1200
    search_seconds: int = SECONDS_PER_HOUR
    job_seconds: int = SECONDS_PER_DAY
    replay_seconds: int = SECONDS_PER_DAY


@dataclass(frozen=True)
class Settings:
    """All of them.

    Attributes:
        database_url: SQLAlchemy's form; SQLite or PostgreSQL.
        cache: folder of what can be made again: networks on disk, shortest paths.
        issuers: of bearer tokens; none where there are local tokens only.
        workers: processes for searches.
        short_workers: processes for questions that somebody waits for.
        lease_seconds: a job whose worker has not been heard of for so long is taken up by another.
        stop_seconds: how long a stopping service lets its jobs finish.
    """

    database_url: str
    cache: Path
    issuers: tuple[Issuer, ...] = ()
    limits: Limits = field(default_factory=Limits)
    workers: int = 1
    short_workers: int = 1
    lease_seconds: float = 15.0
    stop_seconds: float = 8.0
