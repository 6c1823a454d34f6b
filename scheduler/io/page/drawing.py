"""What the script of the page draws: map and timeline, as one small JSON document.

Names and addresses are not repeated here: the script reads them from the tables of the page.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import polyline

from scheduler.domain.location import Location
from scheduler.io.page.shapes import DateShape, RoundTable, Row, Sheet, clock, span
from scheduler.io.page.words import Words
from scheduler.io.report import PlanReport, Road, RoadClass
from scheduler.plan import StopKind
from scheduler.units import SECONDS_PER_HOUR, seconds_between

ROADS_BUDGET_BYTES: Final = 600_000
MARGIN: Final = 0.15
LEAST_MARGIN_DEGREES: Final = 0.003
Json = dict[str, Any]


def drawing(report: PlanReport, dates: Sequence[DateShape], words: Words) -> Json:
    """The document that the script reads, as JSON."""
    artist = _Artist(report)
    drawn = [artist.date(shape) for shape in dates]
    return {
        "words": words.for_script(),
        "credit": report.roads_credit,
        "dates": drawn,
        "lines": list(artist.lines),
        "roads": background(report),
    }


def background(report: PlanReport) -> dict[str, list[str]]:
    """Roads around the plan as encoded lines, by class; main roads first while there is room."""
    inside = _frame(report)
    room = ROADS_BUDGET_BYTES
    drawn: dict[str, list[str]] = {}
    for road_class in RoadClass:
        lines = [_encoded(road.line) for road in report.roads if _seen(road, road_class, inside)]
        room -= sum(len(line) + 3 for line in lines)
        if room < 0:
            break
        drawn[road_class.value] = lines
    return drawn


def _encoded(line: Iterable[Location]) -> str:
    """The line as text, to five decimals (about a metre); `map.js` reads it back."""
    return polyline.encode([(point.lat, point.lon) for point in line])


def _seen(road: Road, road_class: RoadClass, frame: tuple[Location, Location]) -> bool:
    low, high = frame
    return road.road_class is road_class and any(
        low.lat <= point.lat <= high.lat and low.lon <= point.lon <= high.lon for point in road.line
    )


def _frame(report: PlanReport) -> tuple[Location, Location]:
    """South-west and north-east corner of what the map shows, with a margin."""
    spots = {spot for each in report.plan.rounds for spot in report.locations(each)}
    spots.update(spot for path in report.paths.values() for spot in path)
    spots.add(report.team.base)
    south, north = _widened(spot.lat for spot in spots)
    west, east = _widened(spot.lon for spot in spots)
    return Location(south, west), Location(north, east)


def _widened(degrees: Iterable[float]) -> tuple[float, float]:
    listed = tuple(degrees)
    low, high = min(listed), max(listed)
    margin = max(LEAST_MARGIN_DEGREES, (high - low) * MARGIN)
    return low - margin, high + margin


class _Artist:
    """Draws dates; `lines` holds each line once, since days resemble each other."""

    def __init__(self, report: PlanReport) -> None:
        self.report = report
        self.lines: dict[str, int] = {}

    def date(self, shape: DateShape) -> Json:
        instants = [
            instant
            for sheet in shape.sheets
            for table in sheet.tables
            for instant in self._span(table)
        ]
        if not instants:
            return {"date": shape.day.isoformat(), "seconds": 0, "ticks": [], "sheets": []}
        begin = self._hour(min(instants))
        seconds = -(-seconds_between(begin, max(instants)) // SECONDS_PER_HOUR) * SECONDS_PER_HOUR
        hours = range(0, seconds + 1, SECONDS_PER_HOUR)
        return {
            "date": shape.day.isoformat(),
            "seconds": seconds,
            "ticks": [[at, clock(self.report, begin + timedelta(seconds=at))] for at in hours],
            "sheets": [self._sheet(sheet, begin) for sheet in shape.sheets],
        }

    def _span(self, table: RoundTable) -> tuple[datetime, ...]:
        shift, stops = self.report.shifts[table.each.shift], table.each.stops
        return shift.start, shift.end, stops[0].start, stops[-1].end

    def _hour(self, instant: datetime) -> datetime:
        local = instant.astimezone(self.report.team.timezone)
        return instant - timedelta(minutes=local.minute, seconds=local.second)

    def _sheet(self, sheet: Sheet, begin: datetime) -> Json:
        badge = sheet.badge
        return {
            "anchor": sheet.anchor,
            "letter": badge.letter,
            "colour": badge.colour,
            "dashed": badge.dashed,
            "name": badge.name,
            "shifts": [self._shift(table, begin) for table in sheet.tables],
            "stops": [
                self._stop(row, location, begin)
                for table in sheet.tables
                for row, location in zip(table.rows, self.report.locations(table.each), strict=True)
            ],
            "legs": [
                [self._line(drawn.line), int(drawn.estimated)]
                for table in sheet.tables
                for drawn in self.report.drawn_legs(table.each)
            ],
        }

    def _shift(self, table: RoundTable, begin: datetime) -> list[int]:
        shift = self.report.shifts[table.each.shift]
        return [seconds_between(begin, shift.start), seconds_between(begin, shift.end)]

    def _stop(self, row: Row, location: Location, begin: datetime) -> Json:
        stop = row.stop
        drawn: Json = {
            "row": row.anchor,
            "kind": row.kind,
            "at": [round(location.lat, 5), round(location.lon, 5)],
            "travel": stop.leg.seconds if stop.leg is not None else 0,
            "arrival": seconds_between(begin, stop.arrival),
            "start": seconds_between(begin, stop.start),
            "end": seconds_between(begin, stop.end),
        }
        if stop.kind is StopKind.VISIT and stop.visit is not None:
            visit = self.report.visits[stop.visit]
            drawn["mark"] = row.mark
            drawn["windows"] = [
                [
                    seconds_between(begin, window.opens),
                    seconds_between(begin, window.closes),
                    span(self.report, window.opens, window.closes),
                ]
                for window in visit.windows
            ]
            if row.new_face:
                drawn["newFace"] = 1
            if visit.wished_start is not None:
                drawn["wished"] = [
                    seconds_between(begin, visit.wished_start),
                    clock(self.report, visit.wished_start),
                ]
        return drawn

    def _line(self, line: Sequence[Location]) -> int:
        return self.lines.setdefault(_encoded(line), len(self.lines))
