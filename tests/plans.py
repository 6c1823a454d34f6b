"""Plans made by hand on a street grid, for the tests of what is written and shown.

`small_report` is a day of four carers and twelve clients with one of everything: a joint visit, a
break, an appointment, a new face, a dependency, an unassigned visit with reasons, and names that
a careless page would run as a script. `large_report` is a full team over any number of days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.continuity import before_and_after, new_faces
from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Carer, Discipline, Mode
from scheduler.domain.client import Client, PastVisit
from scheduler.domain.horizon import Horizon, visits_in
from scheduler.domain.location import Location
from scheduler.domain.shift import Appointment, Break, Endpoint, Shift
from scheduler.domain.team import Team
from scheduler.domain.visit import (
    ClockWindow,
    Dependency,
    Priority,
    Recurrence,
    Visit,
    VisitAgreement,
    VisitKey,
    VisitKind,
)
from scheduler.io.report import PathKey, PlanReport, Provenance, Road, RoadClass
from scheduler.plan import Leg, Plan, Reason, Round, Stop, StopKind, Unassigned
from scheduler.rules import RuleId
from scheduler.score import score
from scheduler.units import after, minutes, seconds_between

DAY = date(2026, 11, 23)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BLOCK_METRES = 150
BLOCK_LAT, BLOCK_LON = 0.00135, 0.00252
ACCESS_SECONDS = 60
METRES_PER_SECOND = 4

SCRIPT_NAME = '<script>window.broken=true</script> "O\'Neill" & Zn'
RIGHT_TO_LEFT_NAME = "מרים לוי"
EMOJI_NAME = "🌻 Bloem-de Wit"
CONTROL_ADDRESS = "Tuinstraat 5;\nachterom, 2e deur \\ links"


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


def _carer(carer_id: str, name: str, mode: Mode = Mode.BIKE, **more: object) -> Carer:
    given = {
        "discipline": Discipline.NURSE,
        "qualifications": frozenset({"wound_care"}),
        "home": None,
    } | more
    return Carer(carer_id=carer_id, name=name, mode=mode, **given)


def _visit(visit_id: str, client_id: str, opens: int, closes: int, length: int, **more: object):
    given = {"dates": DAY, "windows": (ClockWindow(opens, closes),)} | more
    return VisitAgreement(
        visit_id=visit_id, client_id=client_id, service_seconds=minutes(length), **given
    )


def small_team(zone: ZoneInfo = AMSTERDAM) -> Team:
    """Four carers, twelve clients, fourteen visits on one date."""
    carers = (
        _carer("c01", "Anna Bakker", home=corner(-3, 2)),
        _carer("c02", SCRIPT_NAME, Mode.EBIKE),
        _carer("c03", "Fatima Öz", discipline=Discipline.ASSISTANT, qualifications=frozenset()),
        _carer("c04", "Koen Visser", Mode.CAR, discipline=Discipline.PHYSIOTHERAPIST),
    )
    meeting = Appointment(local(13, zone=zone), local(14, zone=zone), Endpoint.BASE)
    lunch = Break(minutes(30), local(11, 30, zone=zone), local(14, zone=zone))
    early, late = local(7, zone=zone), local(15, 30, zone=zone)
    shifts = (
        Shift("c01", early, late, breaks=(lunch,), appointments=(meeting,)),
        Shift("c02", early, late, Endpoint.BASE, Endpoint.BASE, breaks=(lunch,)),
        Shift("c03", local(7, 30, zone=zone), local(12, zone=zone)),
        Shift("c04", local(9, zone=zone), local(13, zone=zone), appointments=()),
    )
    names = (
        "Mevr. J. de Vries",
        SCRIPT_NAME,
        RIGHT_TO_LEFT_NAME,
        EMOJI_NAME,
        "Ayşe Çelik",
        "P. Jansen",
        "Dhr. van der Berg-Oosterhout tot Nieuwenhuizen",
        "L. Smit",
        "M. Mulder",
        "T. Bos",
        "R. Peeters",
        "+31 H. Vos",
    )
    corners = ((1, 1), (3, 1), (2, 4), (-2, 3), (-4, 1), (-1, -2))
    corners += ((2, -3), (5, -2), (6, 2), (-5, -3), (0, 5), (4, 5))
    clients = tuple(
        Client(
            client_id=f"k{number:02}",
            name=name,
            location=corner(*place),
            address=CONTROL_ADDRESS if number == 2 else f"Lindelaan {number}, 8261 AB Kampen",
            primary_carer=("c01", "c02", "c03", None)[number % 4],
            refuses=frozenset({"c02"}) if number == 12 else frozenset(),
        )
        for number, (name, place) in enumerate(zip(names, corners, strict=True), start=1)
    )
    wound = (frozenset({"wound_care"}),)
    visits = (
        _visit("v01", "k01", clock(7), clock(9), 30, wished_start=clock(7, 30), places=wound),
        _visit("v02", "k02", clock(7), clock(10), 45, protected_seconds=minutes(10)),
        _visit("v03", "k03", clock(8), clock(11), 20, places=wound),
        _visit("v04", "k04", clock(7), clock(9, 30), 25, wished_start=clock(8)),
        _visit("v05", "k05", clock(8), clock(12), 40, kind=VisitKind.FIRST),
        _visit("v06", "k06", clock(7, 30), clock(10), 15, priority=Priority.SHOULD),
        _visit("v07", "k07", clock(8), clock(11), 30),
        _visit("v08", "k08", clock(9), clock(12), 35, priority=Priority.MAY),
        _visit(
            "v09",
            "k09",
            clock(10),
            clock(11),
            45,
            kind=VisitKind.JOINT,
            places=(frozenset({"wound_care"}), frozenset({"physiotherapist"})),
        ),
        _visit("v10", "k10", clock(9), clock(12), 20, omaha="13/02"),
        _visit("v11", "k11", clock(7), clock(15), 15),
        _visit(
            "v12",
            "k12",
            clock(7),
            clock(8),
            60,
            places=(frozenset({"wound_care", "infusion"}),),
            priority=Priority.SHOULD,
        ),
        _visit("v13", "k01", clock(14), clock(15), 15, dependency=Dependency("v01", minutes(240))),
        _visit("v14", "k08", clock(9), clock(12), 30, priority=Priority.MAY),
    )
    history = tuple(
        PastVisit(DAY - timedelta(days=back), f"k{number:02}", carer)
        for number in range(1, 12)
        for back, carer in enumerate(("c01", "c02", "c01", "c03", "c01"), start=1)
        if (number + back) % 4
    )
    return Team(
        team_id="kampen-zuid",
        name="Kampen Zuid <b>&</b> Brunnepe",
        timezone=zone,
        base=corner(0, 0),
        network="kampen.osm.pbf",
        agreements=Agreements(),
        carers=carers,
        shifts=tuple(sorted(shifts, key=lambda shift: (shift.start, shift.carer_id))),
        clients=clients,
        visits=visits,
        history=history,
    )


def small_plan(team: Team) -> tuple[Plan, dict[PathKey, tuple[Location, ...]]]:
    """The day of `small_team`, and the paths of its legs."""
    horizon, zone = Horizon(DAY), team.timezone
    paths: dict[PathKey, tuple[Location, ...]] = {}
    first, second, third, fourth = (
        Draft(team, horizon, shift, paths)
        for shift in sorted(team.shifts, key=lambda shift: shift.carer_id)
    )
    first.visit("v01").visit("v03")
    second.visit("v02").visit("v07")
    fourth.visit("v08")
    joint = VisitKey("v09", DAY)
    together = max(second.arrival_at(joint), fourth.arrival_at(joint))
    second.visit("v09", place=1, start=together).rest(local(11, 30, zone=zone), minutes(30))
    fourth.visit("v09", place=2, start=together)
    first.visit("v11").rest(local(11, 30, zone=zone), minutes(30))
    first.attend(first.shift.appointments[0]).visit("v13")
    third.visit("v04").visit("v06").visit("v05").visit("v10")
    reasons = (
        Reason("c01", RuleId.QUALIFICATION, "lacks infusion"),
        Reason("c02", RuleId.REFUSAL, "k12 refuses c02"),
        Reason("c03", RuleId.QUALIFICATION, "lacks infusion and wound_care"),
        Reason("c04", RuleId.WINDOW, "shift starts at 09:00, the window closes at 08:00"),
    )
    left = (
        Unassigned(VisitKey("v12", DAY), 1, Priority.SHOULD, reasons),
        Unassigned(VisitKey("v14", DAY), 1, Priority.MAY),
    )
    rounds = sorted(
        (draft.finish() for draft in (first, second, third, fourth)),
        key=lambda each: (each.shift.start, each.shift.carer_id),
    )
    return Plan(team.team_id, horizon, tuple(rounds), left), paths


def report_of(
    team: Team, plan: Plan, paths: dict[PathKey, tuple[Location, ...]], **more: object
) -> PlanReport:
    """A report with the score and continuity that the plan has."""
    before, afterwards = before_and_after(team, plan)
    given = {
        "roads": grid_roads(),
        "roads_credit": "© OpenStreetMap contributors",
        "provenance": Provenance("0.1.0", 7, 1000, "iterations", lower_bound=1),
    } | more
    return PlanReport(
        team=team,
        plan=plan,
        score=score(team, plan),
        continuity_before=before,
        continuity_after=afterwards,
        new_faces=new_faces(team, plan),
        paths=paths,
        **given,
    )


def small_report(zone: ZoneInfo = AMSTERDAM, **more: object) -> PlanReport:
    """A day with one of everything."""
    team = small_team(zone)
    return report_of(team, *small_plan(team), **more)


def large_team(days: int, carers: int, visits_each: int, first: date) -> Team:
    """Carers who all start at the base, and a daily visit for every client."""
    daily = Recurrence("FREQ=DAILY", first)
    clients = [
        Client(
            f"k{number:03}",
            f"Client number {number}",
            corner(number % 17 - 8, number * 7 % 19 - 9),
            f"Lindelaan {number}, 8261 AB Kampen",
        )
        for number in range(carers * visits_each)
    ]
    visits = [
        _visit(f"v{client.client_id[1:]}", client.client_id, clock(7), clock(15), 25, dates=daily)
        for client in clients
    ]
    return Team(
        team_id="large",
        name="A large team",
        timezone=AMSTERDAM,
        base=corner(0, 0),
        network="",
        agreements=Agreements(),
        carers=tuple(_carer(f"c{n:02}", f"Carer number {n}") for n in range(carers)),
        shifts=tuple(
            Shift(f"c{number:02}", local(7, 0, day), local(15, 30, day))
            for day in Horizon(first, days).dates
            for number in range(carers)
        ),
        clients=tuple(clients),
        visits=tuple(visits),
    )


def large_report(
    days: int = 1, carers: int = 12, visits_each: int = 10, first: date = DAY
) -> PlanReport:
    """A full team over any number of days, nothing left unassigned."""
    team = large_team(days, carers, visits_each, first)
    horizon = Horizon(first, days)
    paths: dict[PathKey, tuple[Location, ...]] = {}
    rounds = tuple(_large_rounds(team, horizon, visits_each, paths))
    return report_of(team, Plan(team.team_id, horizon, rounds, ()), paths)


def _large_rounds(
    team: Team, horizon: Horizon, visits_each: int, paths: dict[PathKey, tuple[Location, ...]]
) -> Iterator[Round]:
    visits = dated(team, horizon)
    for position, shift in enumerate(team.shifts):
        draft = Draft(team, horizon, shift, paths, visits=visits)
        day = shift.start.astimezone(team.timezone).date()
        number = position % len(team.carers) * visits_each
        mine: Sequence[VisitAgreement] = team.visits[number : number + visits_each]
        for agreement in mine:
            draft.visit(agreement.visit_id, day)
        yield draft.finish()


def night_report(day: date) -> PlanReport:
    """A round from 23:00 of `day` to 07:00, with a visit in every hour of the night."""
    horizon = Horizon(day)
    start, end = local(23, 0, day), local(7, 0, day + timedelta(days=1))
    hours = seconds_between(start, end) // 3600
    visits = tuple(
        _visit(f"n{n}", "k1", clock(23), clock(31), 15, dates=day) for n in range(hours - 1)
    )
    team = Team(
        team_id="night",
        name="Night",
        timezone=AMSTERDAM,
        base=corner(0, 0),
        network="",
        agreements=Agreements(break_after_seconds=minutes(600)),
        carers=(_carer("c1", "Night Carer"),),
        shifts=(Shift("c1", start, end),),
        clients=(Client("k1", "Client", corner(2, 1), "Lindelaan 1"),),
        visits=visits,
    )
    paths: dict[PathKey, tuple[Location, ...]] = {}
    draft = Draft(team, horizon, team.shifts[0], paths)
    for n in range(hours - 1):
        draft.visit(f"n{n}", day, start=after(start, minutes(60 * n + 30)))
    return report_of(team, Plan("night", horizon, (draft.finish(),), ()), paths)


def split_report() -> PlanReport:
    """One carer with an early and a late shift on one date, six visits each."""
    team = large_team(1, 1, 12, DAY)
    shifts = (Shift("c00", local(7), local(11)), Shift("c00", local(11, 30), local(15)))
    team = replace(team, shifts=shifts)
    paths: dict[PathKey, tuple[Location, ...]] = {}
    rounds = []
    for shift, mine in zip(shifts, (team.visits[:6], team.visits[6:]), strict=True):
        draft = Draft(team, Horizon(DAY), shift, paths)
        for agreement in mine:
            draft.visit(agreement.visit_id)
        rounds.append(draft.finish())
    return report_of(team, Plan(team.team_id, Horizon(DAY), tuple(rounds), ()), paths)
