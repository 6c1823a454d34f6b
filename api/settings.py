"""What the service is told when it starts: where it keeps things, and how much it takes on.

The values are checked when settings are made, wherever they come from: a file of settings
(`api/settings_file.py`), the command line, or a test.
"""

from dataclasses import field
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from api.access.addresses import refuse_insecure
from scheduler.cores import cores
from scheduler.units import SECONDS_PER_HOUR

MEGABYTE = 1_000_000
KILOBYTE = 1_000
SECONDS_PER_DAY = 24 * SECONDS_PER_HOUR
_CHECKED = ConfigDict(extra="forbid")

Word = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]


@dataclass(frozen=True, config=_CHECKED)
class Issuer:
    """Who signs bearer tokens that are taken as they are.

    Attributes:
        url: of the issuer, as it stands in the claim `iss`: https, unless it is on this machine.
        audience: what the claim `aud` must hold.
        roles_claim, teams_claim, carer_claim: where the token says who somebody is; dots lead
            into claims within claims.
    """

    url: Word
    audience: Word
    roles_claim: Word = "rounds_roles"
    teams_claim: Word = "rounds_teams"
    carer_claim: Word = "rounds_carer"

    def __post_init__(self) -> None:
        refuse_insecure(self.url)


@dataclass(frozen=True, config=_CHECKED)
class Limits:
    """How much one team and one caller may ask for.

    Attributes:
        body_bytes, network_bytes: of one request, and of one that brings a road network.
        url_bytes, header_bytes: of path and query, and of all headers of one request.
        rows: of all tables of a team document together.
        running_jobs, queued_jobs: of one team; more of the first wait, more of the second are
            refused.
        requests_per_minute: of one caller; of nobody known, of one address.
        failures_per_minute: requests with a token that is not taken, of one address.
        search_seconds: the longest that one search may be asked to take.
        study_cells: plans of one study.
        study_dates, study_seeds: of one study; seeds are its teams, or its searches of each date.
        job_seconds: how long a job that ended can be read.
        replay_seconds: how long an idempotency key is remembered.
    """

    body_bytes: Count = 8 * MEGABYTE
    network_bytes: Count = 200 * MEGABYTE
    url_bytes: Count = 4 * KILOBYTE
    header_bytes: Count = 16 * KILOBYTE
    rows: Count = 50_000
    running_jobs: Count = 2
    queued_jobs: Count = 20
    requests_per_minute: Count = 1200
    failures_per_minute: Count = 30
    search_seconds: Count = SECONDS_PER_HOUR
    study_cells: Count = 500
    study_dates: Count = 31
    study_seeds: Count = 50
    job_seconds: Count = SECONDS_PER_DAY
    replay_seconds: Count = SECONDS_PER_DAY


@dataclass(frozen=True, config=_CHECKED)
class Listening:
    """Where the service listens.

    Attributes:
        host, port: a name or address of this machine; not used where there is a socket.
        socket: a UNIX socket to listen on instead.
        tls_cert, tls_key: files in PEM form: the certificate with its chain, and its key.
        behind_proxy: whether a reverse proxy stands before the service. It has TLS then, and its
            X-Forwarded-For and X-Forwarded-Proto are believed.
        proxies: addresses or networks of that proxy; whoever reaches the socket is one.
    """

    host: Word = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    socket: Path | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    behind_proxy: bool = False
    proxies: tuple[Word, ...] = ("127.0.0.1", "::1")


@dataclass(frozen=True, config=_CHECKED)
class Settings:
    """All of them.

    Attributes:
        database_url: SQLAlchemy's form; SQLite or PostgreSQL.
        cache: folder of what can be made again: networks on disk, shortest paths.
        issuers: of bearer tokens; none where there are local tokens only.
        workers: processes for searches; one per core where nothing is said.
        short_workers: processes for questions that somebody waits for.
        lease_seconds: a job whose worker has not been heard of for so long is taken up by another.
        stop_seconds: how long a stopping service lets its jobs finish.
    """

    database_url: Word
    cache: Path
    issuers: tuple[Issuer, ...] = ()
    limits: Limits = field(default_factory=Limits)
    listening: Listening = field(default_factory=Listening)
    workers: Count = field(default_factory=cores)
    short_workers: Count = 1
    lease_seconds: Seconds = 15.0
    stop_seconds: Seconds = 8.0
