"""Two timelines on one axis: for every carer a lane of the old plan above one of the new.

Everything is a length in units of the drawing, which the page scales to its width. No script is
needed, so that the drawing is there on paper and for those who read the page without scripts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import product
from typing import Final

from scheduler.comparison import JudgedPlan, Move
from scheduler.domain.shift import Shift, ShiftKey
from scheduler.io.comparison_report import ComparisonReport
from scheduler.io.page.comparison_shapes import ComparisonShaper
from scheduler.io.page.shapes import Badge
from scheduler.plan import Round, Stop, StopKind
from scheduler.units import SECONDS_PER_HOUR, seconds_between

WIDTH: Final = 1240
LEFT: Final = 196
RIGHT: Final = 18
AXIS: Final = 26
LANE: Final = 20
BETWEEN: Final = 12
PADDING: Final = 7
ROW: Final = 2 * (LANE + PADDING) + BETWEEN
FIGURE: Final = 8
CROWDED: Final = 24
"""So many lines to other carers make a thicket: they are drawn faintly until one is chosen."""


@dataclass(frozen=True, slots=True)
class Box:
    """Something that lasts, in a lane."""

    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Block:
    """A visit, break or appointment in a lane.

    Attributes:
        kind: `same`, `moved`, `gone`, `come`, or what it is when it is no visit.
        number: of the move; 0 for what did not move.
        badge: of the carer in whose colour it is; None for what did not move.
        told: the whole of it in words.
    """

    box: Box
    kind: str
    number: int
    badge: Badge | None
    told: str

    @property
    def narrow(self) -> bool:
        """Whether its number needs smaller figures to stay within it."""
        return self.box.width < FIGURE * len(str(self.number))


@dataclass(frozen=True, slots=True)
class Link:
    """A line from the old place of a visit to the new one."""

    number: int
    badge: Badge
    path: str
    other_carer: bool


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A carer: two lanes."""

    badge: Badge
    y: int
    shifts: tuple[Box, ...]
    legs: tuple[Box, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class DoubleTimeline:
    """One date."""

    day: date
    label: str
    height: int
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[TimelineRow, ...]
    links: tuple[Link, ...]
    crowded: bool


def double_timelines(
    report: ComparisonReport, shaper: ComparisonShaper
) -> tuple[DoubleTimeline, ...]:
    """A drawing for every date on which either plan has a round."""
    dates = (_Date(report, shaper, day) for day in report.comparison.horizon.dates)
    return tuple(each.timeline() for each in dates if each.rounds_before or each.rounds_after)


class _Date:
    def __init__(self, report: ComparisonReport, shaper: ComparisonShaper, day: date) -> None:
        self.shaper = shaper
        self.words = shaper.words
        self.day = day
        self.zone = report.team.timezone
        self.report = report
        self.rounds_before = self._rounds(report.before)
        self.rounds_after = self._rounds(report.after)
        self.moves = {move.visit: move for move in report.comparison.moves}
        self.numbers = report.comparison.number_of
        self.places: dict[tuple[int, bool], list[tuple[Box, str]]] = {}

    def timeline(self) -> DoubleTimeline:
        badges = [
            badge
            for carer_id, badge in self.shaper.badges.items()
            if carer_id in self.rounds_before or carer_id in self.rounds_after
        ]
        rows = tuple(self._row(badge, AXIS + n * ROW) for n, badge in enumerate(badges))
        links = tuple(self._links())
        begin, seconds = self._span
        hours = range(0, seconds + 1, SECONDS_PER_HOUR)
        return DoubleTimeline(
            day=self.day,
            label=self.words.full_date(self.day),
            height=AXIS + len(rows) * ROW + 2,
            ticks=tuple(
                (self._x(instant), self.shaper.clock(instant))
                for instant in (begin + timedelta(seconds=at) for at in hours)
            ),
            rows=rows,
            links=links,
            crowded=sum(link.other_carer for link in links) > CROWDED,
        )

    def _rounds(self, side: JudgedPlan) -> Mapping[str, tuple[Round, ...]]:
        """The rounds of the date by carer."""
        of_date = {
            carer_id: tuple(
                each for each in rounds if each.shift.start.astimezone(self.zone).date() == self.day
            )
            for carer_id, rounds in side.rounds_of_carer.items()
        }
        return {carer_id: rounds for carer_id, rounds in of_date.items() if rounds}

    @cached_property
    def _span(self) -> tuple[datetime, int]:
        """Whole hours around everything there is to draw: the first instant, and seconds."""
        rounds = [
            each
            for side in (self.rounds_before, self.rounds_after)
            for listed in side.values()
            for each in listed
        ]
        begin = min(min(stop.arrival, stop.start) for each in rounds for stop in each.stops)
        end = max(stop.end for each in rounds for stop in each.stops)
        local = begin.astimezone(self.zone)
        begin -= timedelta(minutes=local.minute, seconds=local.second)
        hours = -(-seconds_between(begin, end) // SECONDS_PER_HOUR)
        return begin, max(1, hours) * SECONDS_PER_HOUR

    def _x(self, instant: datetime) -> float:
        begin, length = self._span
        seconds = min(max(0, seconds_between(begin, instant)), length)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * seconds / length, 2)

    def _box(self, start: datetime, end: datetime, y: int) -> Box:
        x = self._x(start)
        return Box(x, y, round(max(0.0, self._x(end) - x), 2))

    def _row(self, badge: Badge, y: int) -> TimelineRow:
        lanes = (
            (self.rounds_before, self.report.shifts_before, y + PADDING, False),
            (self.rounds_after, self.report.shifts_after, y + PADDING + LANE + BETWEEN, True),
        )
        shifts: list[Box] = []
        legs: list[Box] = []
        blocks: list[Block] = []
        for by_carer, known, lane, is_new in lanes:
            rounds = by_carer.get(badge.carer_id, ())
            shifts += self._shifts(known, rounds, lane)
            for stop in (stop for each in rounds for stop in each.stops):
                if stop.leg is not None and stop.leg.seconds:
                    left = stop.arrival - timedelta(seconds=stop.leg.seconds)
                    legs.append(self._box(left, stop.arrival, lane))
                if stop.end > stop.start:
                    blocks.append(self._block(stop, badge, lane, is_new=is_new))
        return TimelineRow(badge, y, tuple(shifts), tuple(legs), tuple(blocks))

    def _shifts(
        self, known: Mapping[ShiftKey, Shift], rounds: Iterable[Round], lane: int
    ) -> Iterator[Box]:
        for each in rounds:
            shift = known.get(each.shift)
            if shift is not None:
                yield self._box(shift.start, shift.end, lane)

    def _block(self, stop: Stop, badge: Badge, lane: int, *, is_new: bool) -> Block:
        box = self._box(stop.start, stop.end, lane)
        time = f"{self.shaper.clock(stop.start)}\N{EN DASH}{self.shaper.clock(stop.end)}"
        plan = self.words.new_plan if is_new else self.words.old_plan
        if stop.visit is None:
            pause = stop.kind is StopKind.BREAK
            told = f"{time} {self.words.pause if pause else self.words.appointment}"
            return Block(box, stop.kind.value, 0, None, told)
        move = self.moves.get(stop.visit)
        if move is None:
            return Block(box, "same", 0, None, f"{time} {self._client(stop.visit.visit_id)}")
        number = self.numbers[stop.visit]
        self.places.setdefault((number, is_new), []).append((box, badge.carer_id))
        kind = "moved" if move.before and move.after else "come" if is_new else "gone"
        told = f"{number}. {self._client(stop.visit.visit_id)}: {plan} {time}, {badge.name}"
        return Block(box, kind, number, self._colour(move), told)

    def _client(self, visit_id: str) -> str:
        for side in (self.report.after, self.report.before):
            client_id = side.client_of.get(visit_id)
            if client_id is not None:
                return self.report.clients[client_id].name
        return visit_id

    def _colour(self, move: Move) -> Badge:
        """Of the carer who made it before, or who makes it now if nobody did."""
        return self.shaper.badges[(move.before or move.after)[0].carer_id]

    def _links(self) -> Iterator[Link]:
        """From every old place to every new one, but between carers who stay in it."""
        by_number = {self.numbers[move.visit]: move for move in self.moves.values()}
        for (number, is_new), olds in self.places.items():
            if is_new:
                continue
            news = self.places.get((number, True), [])
            staying = {carer for _, carer in olds} & {carer for _, carer in news}
            for (old, giver), (new, taker) in product(olds, news):
                if giver != taker and (giver in staying or taker in staying):
                    continue
                colour = self._colour(by_number[number])
                yield Link(number, colour, _curve(old, new), giver != taker)


def _curve(old: Box, new: Box) -> str:
    """A path from the lower edge of the old block to the edge of the new one that is nearer."""
    x, y = old.x + old.width / 2, old.y + LANE
    to_x, to_y = new.x + new.width / 2, new.y
    if new.y < old.y:
        y, to_y = old.y, new.y + LANE
    bend = (to_y - y) / 2
    return f"M{x:.1f} {y} C{x:.1f} {y + bend:.1f} {to_x:.1f} {to_y - bend:.1f} {to_x:.1f} {to_y}"
