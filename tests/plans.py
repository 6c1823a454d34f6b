"""Plans made by hand on a street grid, for the tests of what is written and shown.

`small_report` is a day of four carers and twelve clients with one of everything: a joint visit, a
break, an appointment, a new face, a dependency, an unassigned visit with reasons, and names that
a careless page would run as a script. `large_report` is a full team over any number of days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from drafts import AMSTERDAM, DAY, Draft, clock, corner, dated, grid_roads, local

from scheduler.continuity import before_and_after, new_faces
from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Carer, Discipline, Mode
from scheduler.domain.client import Client, PastVisit
from scheduler.domain.horizon import Horizon
from scheduler.domain.location import Location
from scheduler.domain.shift import Appointment, Break, Endpoint, Shift
from scheduler.domain.team import Team
from scheduler.domain.visit import (
    ClockWindow,
    Dependency,
    Priority,
    Recurrence,
    VisitAgreement,
    VisitKey,
    VisitKind,
)
from scheduler.io.report import PathKey, PlanReport, Provenance
from scheduler.plan import Plan, Reason, Round, Unassigned
from scheduler.rules import RuleId
from scheduler.score import score
from scheduler.units import after, minutes, seconds_between

SCRIPT_NAME = '<script>window.broken=true</script> "O\'Neill" & Zn'
RIGHT_TO_LEFT_NAME = "מרים לוי"
EMOJI_NAME = "🌻 Bloem-de Wit"
CONTROL_ADDRESS = "Tuinstraat 5;\nachterom, 2e deur \\ links"


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


def _carers() -> tuple[Carer, ...]:
    return (
        _carer("c01", "Anna Bakker", home=corner(-3, 2)),
        _carer("c02", SCRIPT_NAME, Mode.EBIKE),
        _carer("c03", "Fatima Öz", discipline=Discipline.ASSISTANT, qualifications=frozenset()),
        _carer("c04", "Koen Visser", Mode.CAR, discipline=Discipline.PHYSIOTHERAPIST),
    )


def _shifts(zone: ZoneInfo) -> tuple[Shift, ...]:
    meeting = Appointment(local(13, zone=zone), local(14, zone=zone), Endpoint.BASE)
    lunch = Break(minutes(30), local(11, 30, zone=zone), local(14, zone=zone))
    early, late = local(7, zone=zone), local(15, 30, zone=zone)
    return (
        Shift("c01", early, late, breaks=(lunch,), appointments=(meeting,)),
        Shift("c02", early, late, Endpoint.BASE, Endpoint.BASE, breaks=(lunch,)),
        Shift("c03", local(7, 30, zone=zone), local(12, zone=zone)),
        Shift("c04", local(9, zone=zone), local(13, zone=zone), appointments=()),
    )


def _clients() -> tuple[Client, ...]:
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
    return tuple(
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


def _visits() -> tuple[VisitAgreement, ...]:
    wound = (frozenset({"wound_care"}),)
    return (
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


def _history() -> tuple[PastVisit, ...]:
    return tuple(
        PastVisit(DAY - timedelta(days=back), f"k{number:02}", carer)
        for number in range(1, 12)
        for back, carer in enumerate(("c01", "c02", "c01", "c03", "c01"), start=1)
        if (number + back) % 4
    )


def small_team(zone: ZoneInfo = AMSTERDAM) -> Team:
    """Four carers, twelve clients, fourteen visits on one date."""
    return Team(
        team_id="kampen-zuid",
        name="Kampen Zuid <b>&</b> Brunnepe",
        timezone=zone,
        base=corner(0, 0),
        network="kampen.osm.pbf",
        agreements=Agreements(),
        carers=_carers(),
        shifts=tuple(sorted(_shifts(zone), key=lambda shift: (shift.start, shift.carer_id))),
        clients=_clients(),
        visits=_visits(),
        history=_history(),
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
