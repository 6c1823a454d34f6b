"""What the template shows: the report in words, numbers and dates, ready to print.

Times are clock times in the team's zone, minutes rounded down.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, product
from string import ascii_uppercase

from scheduler.domain.client import Client
from scheduler.domain.shift import Endpoint
from scheduler.domain.visit import VisitKind
from scheduler.io.page.words import Words
from scheduler.io.report import PlanReport
from scheduler.plan import Round, Stop, StopKind, Unassigned
from scheduler.rules import RULE
from scheduler.units import SECONDS_PER_MINUTE, seconds_between

COLOURS = 9
ROOMY_ROWS = 16
DENSE_ROWS = 22


@dataclass(frozen=True, slots=True)
class Badge:
    """How a carer is recognised on the page: a letter, one of nine colours, plain or dashed."""

    carer_id: str
    name: str
    letter: str
    colour: int
    dashed: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over some rounds."""

    carers: int
    visits: int
    unassigned: int
    travel_seconds: int
    waiting_seconds: int
    metres: int
    new_faces: int


@dataclass(frozen=True, slots=True)
class Row:
    """One stop in the table of a round.

    Attributes:
        anchor: id of the row in the page.
        mark: number of the visit in the carer's date; empty for other stops.
        title: the client's name, or what else the carer does.
        subtitle: the client's address.
        what: in words, what the visit is.
        travel: minutes on the road before; empty without a leg.
    """

    anchor: str
    kind: str
    mark: str
    start: str
    end: str
    title: str
    subtitle: str
    client_id: str
    what: tuple[str, ...]
    new_face: bool
    travel: str
    kilometres: str
    waiting: str
    stop: Stop


@dataclass(frozen=True, slots=True)
class RoundTable:
    """A round as a table."""

    shift: str
    rows: tuple[Row, ...]
    each: Round


@dataclass(frozen=True, slots=True)
class Sheet:
    """One carer's date: what is printed on one page."""

    anchor: str
    badge: Badge
    shift: str
    back: str
    tables: tuple[RoundTable, ...]
    totals: Totals

    @property
    def density(self) -> str:
        """How closely the stops must be set to fit on one page of paper."""
        rows = sum(len(table.rows) for table in self.tables)
        return "densest" if rows > DENSE_ROWS else "dense" if rows > ROOMY_ROWS else "roomy"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule in the way of a visit, and for whom: name of the carer, and details."""

    sentence: str
    carers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A place of a visit that nobody fills."""

    visit_id: str
    client: Client
    priority: str
    what: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class DateShape:
    """One date of the horizon."""

    day: date
    label: str
    short_label: str
    sheets: tuple[Sheet, ...]
    unassigned: tuple[LeftOut, ...]
    totals: Totals


def badges(report: PlanReport) -> dict[str, Badge]:
    """A badge for every carer with a round, the same on every date of the plan."""
    busy = {each.shift.carer_id for each in report.plan.rounds}
    carers = ((carer.carer_id, carer.name) for carer in report.team.carers)
    return badges_of((carer_id, name) for carer_id, name in carers if carer_id in busy)


def badges_of(carers: Iterable[tuple[str, str]]) -> dict[str, Badge]:
    """Badges for carers, given by id and name, in this order."""
    return {
        carer_id: Badge(carer_id, name, letters, n % COLOURS, dashed=n // COLOURS % 2 == 1)
        for n, ((carer_id, name), letters) in enumerate(zip(carers, _letters(), strict=False))
    }


def date_shapes(report: PlanReport, words: Words) -> tuple[DateShape, ...]:
    """Every date of the horizon, in order."""
    shaper = _Shaper(report, words)
    return tuple(shaper.date(day) for day in report.plan.horizon.dates)


def totals(report: PlanReport, rounds: Iterable[Round], unassigned: int) -> Totals:
    """Sums over rounds; `unassigned` is the number of visits left out beside them."""
    listed = tuple(rounds)
    stops = [stop for each in listed for stop in each.stops]
    legs = [stop.leg for stop in stops if stop.leg is not None]
    return Totals(
        carers=len({each.shift.carer_id for each in listed}),
        visits=len({stop.visit for stop in stops if stop.visit is not None}),
        unassigned=unassigned,
        travel_seconds=sum(leg.seconds for leg in legs),
        waiting_seconds=sum(stop.waiting_seconds for stop in stops),
        metres=sum(leg.metres for leg in legs),
        new_faces=sum(report.is_new_face(stop) for stop in stops),
    )


def clock(report: PlanReport, instant: datetime) -> str:
    """The clock time in the team's zone."""
    return f"{instant.astimezone(report.team.timezone):%H:%M}"


def span(report: PlanReport, start: datetime, end: datetime) -> str:
    """From clock time to clock time."""
    return f"{clock(report, start)}\N{EN DASH}{clock(report, end)}"


def _letters() -> Iterator[str]:
    """A, B, ... Z, AA, AB, ..."""
    length = 1
    while True:
        yield from ("".join(signs) for signs in product(ascii_uppercase, repeat=length))
        length += 1


class _Shaper:
    def __init__(self, report: PlanReport, words: Words) -> None:
        self.report = report
        self.words = words
        self.badges = badges(report)
        self.anchors = (f"s{number}" for number in range(10**9))

    def date(self, day: date) -> DateShape:
        report = self.report
        rounds = sorted(
            (each for each in report.plan.rounds if report.local_date(each) == day),
            key=lambda each: (list(self.badges).index(each.shift.carer_id), each.shift.start),
        )
        left = [entry for entry in report.plan.unassigned if entry.visit.date == day]
        sheets = tuple(
            self._sheet(carer_id, tuple(mine), f"sheet-{day.isoformat()}")
            for carer_id, mine in groupby(rounds, key=lambda each: each.shift.carer_id)
        )
        return DateShape(
            day=day,
            label=self.words.full_date(day),
            short_label=self.words.short_date(day),
            sheets=sheets,
            unassigned=tuple(self._left_out(entry) for entry in left),
            totals=totals(report, rounds, len({entry.visit for entry in left})),
        )

    def _sheet(self, carer_id: str, rounds: tuple[Round, ...], prefix: str) -> Sheet:
        marks = iter(range(1, 10**9))
        tables = tuple(self._table(each, marks) for each in rounds)
        badge = self.badges[carer_id]
        return Sheet(
            anchor=f"{prefix}-{badge.letter}",
            badge=badge,
            shift=", ".join(table.shift for table in tables),
            back=clock(self.report, rounds[-1].stops[-1].end),
            tables=tables,
            totals=totals(self.report, rounds, 0),
        )

    def _table(self, each: Round, marks: Iterator[int]) -> RoundTable:
        shift = self.report.shifts[each.shift]
        return RoundTable(
            shift=span(self.report, shift.start, shift.end),
            rows=tuple(self._row(each, stop, marks) for stop in each.stops),
            each=each,
        )

    def _row(self, each: Round, stop: Stop, marks: Iterator[int]) -> Row:
        report, words, leg = self.report, self.words, stop.leg
        moves = leg is not None and (leg.seconds > 0 or leg.metres > 0)
        title, subtitle = self._titles(each, stop)
        return Row(
            anchor=next(self.anchors),
            kind=stop.kind.value,
            mark=str(next(marks)) if stop.kind is StopKind.VISIT else "",
            start=clock(report, stop.start),
            end=clock(report, stop.end),
            title=title,
            subtitle=subtitle,
            client_id=report.client_id(stop),
            what=tuple(self._what(each, stop)),
            new_face=report.is_new_face(stop),
            travel=words.duration(leg.seconds) if leg is not None and moves else "",
            kilometres=words.kilometres(leg.metres) if leg is not None and moves else "",
            waiting=(
                words.duration(stop.waiting_seconds)
                if stop.waiting_seconds >= SECONDS_PER_MINUTE
                else ""
            ),
            stop=stop,
        )

    def _titles(self, each: Round, stop: Stop) -> tuple[str, str]:
        words, shift = self.words, self.report.shifts[each.shift]
        has_home = self.report.team.carer_by_id[each.shift.carer_id].home is not None
        where = {Endpoint.HOME: words.home if has_home else words.base, Endpoint.BASE: words.base}
        match stop.kind:
            case StopKind.VISIT:
                client = self.report.team.client_by_id[self.report.client_id(stop)]
                return client.name, client.address
            case StopKind.START:
                return words.start, where[shift.start_place]
            case StopKind.END:
                return words.end, where[shift.end_place]
            case StopKind.BREAK:
                return words.pause, ""
            case StopKind.APPOINTMENT:
                held_at = next(a.held_at for a in shift.appointments if a.start == stop.start)
                return words.appointment, where[held_at]

    def _what(self, each: Round, stop: Stop) -> Iterator[str]:
        report, words = self.report, self.words
        if stop.start != stop.end:
            yield words.duration(seconds_between(stop.start, stop.end))
        if stop.visit is None:
            return
        visit, agreement = report.visits[stop.visit], report.agreements[stop.visit.visit_id]
        yield from (text.replace("_", " ") for text in sorted(visit.places[stop.place - 1]))
        if companions := report.companions(each, stop):
            names = ", ".join(report.team.carer_by_id[carer].name for carer in companions)
            yield words.together_with.format(names=names)
        elif kind := words.visit_kind[agreement.kind]:
            yield kind
        if agreement.protected_seconds:
            minutes = agreement.protected_seconds // SECONDS_PER_MINUTE
            yield words.protected.format(minutes=minutes)

    def _left_out(self, left: Unassigned) -> LeftOut:
        report, words = self.report, self.words
        visit = report.visits[left.visit]
        return LeftOut(
            visit_id=left.visit.visit_id,
            client=report.team.client_by_id[visit.client_id],
            priority=words.priority[left.priority],
            what=tuple(self._left_out_what(left)),
            obstacles=tuple(self._obstacles(left)),
        )

    def _left_out_what(self, left: Unassigned) -> Iterator[str]:
        report, words = self.report, self.words
        visit = report.visits[left.visit]
        yield words.duration(visit.service_seconds)
        windows = ", ".join(span(report, w.opens, w.closes) for w in visit.windows)
        yield words.may_start.format(windows=windows)
        yield from (text.replace("_", " ") for text in sorted(visit.places[left.place - 1]))
        if len(visit.places) > 1:
            yield words.place.format(place=left.place, places=len(visit.places))
        elif visit.kind is not VisitKind.CARE:
            yield words.visit_kind[visit.kind]

    def _obstacles(self, left: Unassigned) -> Iterator[Obstacle]:
        """The reasons, those of one rule together, in the order of the first of each."""
        names = self.report.team.carer_by_id
        for rule in dict.fromkeys(reason.rule for reason in left.reasons):
            carers = (
                (names[reason.carer_id].name, reason.text)
                for reason in left.reasons
                if reason.rule is rule
            )
            yield Obstacle(RULE[rule].sentence, tuple(carers))
