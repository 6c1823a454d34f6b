"""Rounds in the making on a street grid: legs, windows and service give the times."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon, visits_in
from scheduler.domain.location import Location
from scheduler.domain.shift import Appointment, Shift
from scheduler.domain.team import Team
from scheduler.domain.visit import (
    Visit,
    VisitKey,
)
from scheduler.io.report import PathKey, Road, RoadClass
from scheduler.plan import Leg, Round, Stop, StopKind
from scheduler.units import after, minutes, seconds_between

DAY = date(2026, 11, 23)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BLOCK_METRES = 150
BLOCK_LAT, BLOCK_LON = 0.00135, 0.00252
ACCESS_SECONDS = 60
METRES_PER_SECOND = 4


def corner(east: int, north: int) -> Location:
    """A street corner, in blocks from the base."""
    return Location(round(57.7 + north * BLOCK_LAT, 6), round(11.97 + east * BLOCK_LON, 6))


def local(hour: int, minute: int = 0, day: date = DAY, zone: ZoneInfo = AMSTERDAM) -> datetime:
    """A clock time in UTC."""
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)


def clock(hour: int, minute: int = 0) -> int:
    """A clock time in seconds of the day."""
    return minutes(60 * hour + minute)


def blocks(origin: Location, destination: Location) -> tuple[Location, ...]:
    """The way along the streets: first east or west, then north or south."""
    x, y = _grid(origin)
    to_x, to_y = _grid(destination)
    way = [corner(x, y)]
    while x != to_x:
        x += 1 if to_x > x else -1
        way.append(corner(x, y))
    while y != to_y:
        y += 1 if to_y > y else -1
        way.append(corner(x, y))
    return tuple(way)


def leg(mode: Mode, origin: Location, destination: Location) -> Leg:
    """A leg along the streets, with the access time that every leg between two places has."""
    metres = BLOCK_METRES * (len(blocks(origin, destination)) - 1)
    return Leg(metres // METRES_PER_SECOND + (ACCESS_SECONDS if metres else 0), metres, mode)


def _grid(location: Location) -> tuple[int, int]:
    return round((location.lon - 11.97) / BLOCK_LON), round((location.lat - 57.7) / BLOCK_LAT)


def grid_roads(size: int = 12) -> tuple[Road, ...]:
    """The streets of the grid: every fourth a main one, every other third a path."""
    span = range(-size, size + 1)
    kinds = {0: RoadClass.MAIN, 1: RoadClass.MINOR, 2: RoadClass.PATH, 3: RoadClass.MINOR}
    east = [Road(kinds[y % 4], tuple(corner(x, y) for x in span)) for y in span]
    north = [Road(kinds[x % 4], tuple(corner(x, y) for y in span)) for x in span]
    return tuple(east + north)


def dated(team: Team, horizon: Horizon) -> dict[VisitKey, Visit]:
    """The visits of the horizon by key."""
    return {visit.key: visit for visit in visits_in(team, horizon)}


@dataclass
class Draft:
    """A round in the making: times follow from the legs, the windows and the service."""

    team: Team
    horizon: Horizon
    shift: Shift
    paths: dict[PathKey, tuple[Location, ...]]
    stops: list[Stop] = field(default_factory=list)
    visits: dict[VisitKey, Visit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.visits = self.visits or dated(self.team, self.horizon)
        self.mode = self.team.carer_by_id[self.shift.carer_id].mode
        self.here = self.team.endpoint(self.shift.carer_id, self.shift.start_place)
        self.clock = self.shift.start
        self.stops.append(Stop(StopKind.START, None, self.clock, self.clock, self.clock))

    def arrival_at(self, key: VisitKey) -> datetime:
        """When the carer could start the visit."""
        visit = self.visits[key]
        client = self.team.client_by_id[visit.client_id]
        arrival = after(self.clock, leg(self.mode, self.here, client.location).seconds)
        return max(arrival, visit.windows[0].opens)

    def visit(self, visit_id: str, day: date = DAY, place: int = 1, start: datetime | None = None):
        """Go to a visit."""
        key = VisitKey(visit_id, day)
        visit = self.visits[key]
        begin = start or self.arrival_at(key)
        there = self.team.client_by_id[visit.client_id].location
        self._stop(StopKind.VISIT, there, begin, visit.service_seconds, key=key, place=place)
        return self

    def rest(self, earliest: datetime, seconds: int):
        """Take a break before leaving."""
        self._stop(StopKind.BREAK, self.here, max(earliest, self.clock), seconds)
        return self

    def rest_at_base(self, seconds: int):
        """Take a break on arrival at the base, where the next stop is."""
        self._stop(StopKind.BREAK, self.team.base, None, seconds)
        return self

    def attend(self, appointment: Appointment):
        """Go to an appointment."""
        there = self.team.endpoint(self.shift.carer_id, appointment.held_at)
        self._stop(StopKind.APPOINTMENT, there, appointment.start, appointment.seconds)
        return self

    def finish(self) -> Round:
        """Go to where the shift ends."""
        there = self.team.endpoint(self.shift.carer_id, self.shift.end_place)
        self._stop(StopKind.END, there, None, 0)
        return Round(self.shift.key, tuple(self.stops))

    def _stop(
        self,
        kind: StopKind,
        there: Location,
        begin: datetime | None,
        seconds: int,
        *,
        key: VisitKey | None = None,
        place: int = 0,
    ) -> None:
        travel = leg(self.mode, self.here, there)
        if there != self.here:
            self.paths[self.mode, self.here, there] = blocks(self.here, there)
        arrival = after(self.clock, travel.seconds)
        start = begin or arrival
        assert seconds_between(arrival, start) >= 0
        self.clock, self.here = after(start, seconds), there
        self.stops.append(Stop(kind, travel, arrival, start, self.clock, key, place))
