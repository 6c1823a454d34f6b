"""Continuity: how few, and how well known, the carers are that a client meets.

Two views on one history. `Acquaintance` says how well a carer is known to a client when a horizon
begins: the continuity rule counts its steps by it. `continuity` measures a stretch of days with the
indices of the literature. Definitions, formulas and sources stand in docs/continuity.md.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from scheduler.domain.client import PastVisit
from scheduler.domain.team import Team
from scheduler.domain.visit import VisitKey
from scheduler.plan import Plan

SHORT_DAYS: Final = 14
LONG_DAYS: Final = 28


class Familiarity(StrEnum):
    """How well a carer is known to a client, best first."""

    PRIMARY = "primary"
    KNOWN = "known"
    KNOWN_LONGER_AGO = "known_longer_ago"
    NEW = "new"


MEETING_STEPS: Final[Mapping[Familiarity, int]] = MappingProxyType(
    {
        Familiarity.PRIMARY: 0,
        Familiarity.KNOWN: 0,
        Familiarity.KNOWN_LONGER_AGO: 2,
        Familiarity.NEW: 5,
    }
)
"""Continuity steps, once per client and round, by who comes."""

VISIT_STEPS: Final = 1
"""Continuity steps of every visit by a carer who is neither the primary carer nor wished for."""


class Acquaintance:
    """Who knows whom when a horizon begins: the history before `first_date`, and nothing later.

    A carer the client wishes for counts as known whether history shows a visit or not.

    Args:
        team: whose clients and history are read, once.
        first_date: first date of the horizon; visits on it or later are no history yet.
    """

    def __init__(self, team: Team, first_date: date) -> None:
        self._primary = {client.client_id: client.primary_carer for client in team.clients}
        self._wishes = {client.client_id: client.wishes for client in team.clients}
        self._long_ago = first_date - timedelta(days=LONG_DAYS)
        self._last_met: dict[tuple[str, str], date] = {}
        for past in team.history:
            if past.date < first_date:
                pair = past.client_id, past.carer_id
                self._last_met[pair] = max(past.date, self._last_met.get(pair, past.date))

    def familiarity(self, client_id: str, carer_id: str) -> Familiarity:
        """How well the carer is known to the client.

        Raises:
            KeyError: when the team has no such client.
        """
        if self._primary[client_id] == carer_id:
            return Familiarity.PRIMARY
        if carer_id in self._wishes[client_id]:
            return Familiarity.KNOWN
        last_met = self._last_met.get((client_id, carer_id))
        if last_met is None:
            return Familiarity.NEW
        return Familiarity.KNOWN if last_met >= self._long_ago else Familiarity.KNOWN_LONGER_AGO

    def meeting_steps(self, client_id: str, carer_id: str) -> int:
        """Continuity steps of the meeting as such, once per client and round."""
        return MEETING_STEPS[self.familiarity(client_id, carer_id)]

    def visit_steps(self, client_id: str, carer_id: str) -> int:
        """Continuity steps of each visit."""
        favoured = self._primary[client_id] == carer_id or carer_id in self._wishes[client_id]
        return 0 if favoured else VISIT_STEPS


@dataclass(frozen=True, slots=True)
class ClientContinuity:
    """The indices of one client; windows end on the date that `continuity` was asked for.

    Attributes:
        visits: visits in the 28 days, a joint visit once for each of its carers.
        carers_14_days: distinct carers in the 14 days.
        carers_28_days: distinct carers in the 28 days.
        upc: usual provider of care index over the 28 days; None without visits.
        coc: Bice-Boxerman continuity of care index over the 28 days; None with fewer than two
            visits.
    """

    client_id: str
    visits: int
    carers_14_days: int
    carers_28_days: int
    upc: Fraction | None
    coc: Fraction | None


@dataclass(frozen=True, slots=True)
class TeamContinuity:
    """Means over the clients for whom the figure exists; None where it exists for nobody.

    Attributes:
        clients: how many clients had a visit in the 28 days.
        carers_14_days: mean over the clients with a visit in the 14 days.
        carers_28_days: mean over the clients with a visit in the 28 days.
        upc: mean over the same clients.
        coc: mean over the clients with at least two visits in the 28 days.
    """

    clients: int
    carers_14_days: Fraction | None
    carers_28_days: Fraction | None
    upc: Fraction | None
    coc: Fraction | None


@dataclass(frozen=True, slots=True)
class Continuity:
    """Continuity of a team in the 14 and 28 days that end on `until` (included).

    Attributes:
        clients: every client of the team, in the team's order.
    """

    until: date
    clients: tuple[ClientContinuity, ...]
    team: TeamContinuity


class RecentVisits:
    """The visits of the weeks that end on a date, by client. Keep it to judge several plans.

    A client who meets the same carers in two plans is worked out once.

    Args:
        until: last date that counts.
        before: history on this date or later is left out, because a plan says what comes instead.
    """

    def __init__(self, team: Team, until: date, before: date | None = None) -> None:
        self._until = until
        self._met: dict[str, list[PastVisit]] = {client.client_id: [] for client in team.clients}
        for past in team.history:
            if self._counts(past.date) and (before is None or past.date < before):
                self._met[past.client_id].append(past)
        self._known: dict[tuple[str, tuple[tuple[date, str], ...]], ClientContinuity] = {}

    def continuity(self, planned: Iterable[PastVisit] = ()) -> Continuity:
        """The indices, once these visits are made as well."""
        more: dict[str, list[PastVisit]] = {}
        for past in planned:
            if self._counts(past.date):
                more.setdefault(past.client_id, []).append(past)
        clients = tuple(self._client(each, more.get(each, [])) for each in self._met)
        return Continuity(self._until, clients, _of_team(clients))

    def _counts(self, day: date) -> bool:
        return self._until - timedelta(days=LONG_DAYS) < day <= self._until

    def _client(self, client_id: str, planned: list[PastVisit]) -> ClientContinuity:
        key = client_id, tuple(sorted((past.date, past.carer_id) for past in planned))
        if key not in self._known:
            met = [*self._met[client_id], *planned]
            self._known[key] = _of_client(client_id, met, self._until)
        return self._known[key]


def continuity(team: Team, until: date, plan: Plan | None = None) -> Continuity:
    """The indices of every client and their means, over windows that end on `until`.

    With a plan, history counts up to the day before its horizon and the plan's visits from there
    on; without one, history counts up to `until`.
    """
    if plan is None:
        return RecentVisits(team, until).continuity()
    recent = RecentVisits(team, until, plan.horizon.first_date)
    return recent.continuity(planned_visits(team, plan))


def before_and_after(team: Team, plan: Plan) -> tuple[Continuity, Continuity]:
    """Continuity on the eve of the plan's horizon, and on its last date with the plan carried out.

    Both windows are equally long; docs/continuity.md says what their difference means.
    """
    eve = plan.horizon.first_date - timedelta(days=1)
    return continuity(team, eve), continuity(team, plan.horizon.last_date, plan)


def new_faces(team: Team, plan: Plan) -> frozenset[tuple[VisitKey, int]]:
    """The visits (with the place) at which a client meets a carer for the first time.

    One for each client and new carer, the first in time. The primary carer and carers the client
    wishes for are never new faces, whatever history shows.
    """
    known = Acquaintance(team, plan.horizon.first_date)
    client_of = {agreement.visit_id: agreement.client_id for agreement in team.visits}
    first: dict[tuple[str, str], tuple[VisitKey, int]] = {}
    for carer_id, visit, place in _in_order_of_start(plan):
        client_id = client_of[visit.visit_id]
        if known.familiarity(client_id, carer_id) is Familiarity.NEW:
            first.setdefault((client_id, carer_id), (visit, place))
    return frozenset(first.values())


def _in_order_of_start(plan: Plan) -> Iterator[tuple[str, VisitKey, int]]:
    stops = [
        (stop.start, each.shift.carer_id, key, stop.place)
        for key, each, stop in plan.filled_places()
    ]
    return ((carer_id, visit, place) for _, carer_id, visit, place in sorted(stops))


def planned_visits(team: Team, plan: Plan) -> Iterator[PastVisit]:
    """The plan's visits as the history they will be; a night visit counts on its visit's date."""
    client_of = {agreement.visit_id: agreement.client_id for agreement in team.visits}
    for carer_id, visit, _ in _in_order_of_start(plan):
        yield PastVisit(visit.date, client_of[visit.visit_id], carer_id)


def _of_client(client_id: str, met: list[PastVisit], until: date) -> ClientContinuity:
    visits_by_carer = Counter(past.carer_id for past in met)
    short = until - timedelta(days=SHORT_DAYS)
    return ClientContinuity(
        client_id=client_id,
        visits=visits_by_carer.total(),
        carers_14_days=len({past.carer_id for past in met if past.date > short}),
        carers_28_days=len(visits_by_carer),
        upc=usual_provider_index(visits_by_carer.values()),
        coc=bice_boxerman_index(visits_by_carer.values()),
    )


def usual_provider_index(visits_by_carer: Iterable[int]) -> Fraction | None:
    """Share of the visits made by the most frequent carer; None without visits.

    The usual provider of care index of Breslau and Reeb (1975), the usual provider being the most
    frequent one and not the one who was assigned.
    """
    counts = tuple(visits_by_carer)
    total = sum(counts)
    return Fraction(max(counts), total) if total else None


def bice_boxerman_index(visits_by_carer: Iterable[int]) -> Fraction | None:
    """The continuity of care index of Bice and Boxerman (1977); None with fewer than two visits.

    1 when one carer made all visits, 0 when every visit was made by another.
    """
    counts = tuple(visits_by_carer)
    total = sum(counts)
    if total < 2:
        return None
    return Fraction(sum(count * count for count in counts) - total, total * (total - 1))


def _of_team(clients: tuple[ClientContinuity, ...]) -> TeamContinuity:
    seen = [client for client in clients if client.visits]
    return TeamContinuity(
        clients=len(seen),
        carers_14_days=_mean(c.carers_14_days for c in seen if c.carers_14_days),
        carers_28_days=_mean(client.carers_28_days for client in seen),
        upc=_mean(client.upc for client in seen if client.upc is not None),
        coc=_mean(client.coc for client in seen if client.coc is not None),
    )


def _mean(figures: Iterable[int | Fraction]) -> Fraction | None:
    listed = [Fraction(figure) for figure in figures]
    return sum(listed, Fraction()) / len(listed) if listed else None
