"""map.geojson: the rounds as lines and points (RFC 7946). Ids only."""

import json
from collections.abc import Iterator

from scheduler.domain.location import Location
from scheduler.io.report import PlanReport
from scheduler.plan import Round

DECIMALS = 6
Feature = dict[str, object]


def map_geojson(report: PlanReport) -> str:
    """A LineString for every leg that leads somewhere and a Point for every stop.

    `sequence` is that of rounds.csv: 0 is the start, and a leg bears the number of its stop.

    Raises:
        FaultError: a leg has no path, see `PlanReport.drawn_legs`.
    """
    features = [
        feature
        for each in report.plan.rounds
        for features_of in (_legs, _stops)
        for feature in features_of(report, each)
    ]
    collection: Feature = {"type": "FeatureCollection", "features": features}
    if report.roads_credit:
        collection["attribution"] = report.roads_credit
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n"


def _legs(report: PlanReport, each: Round) -> Iterator[Feature]:
    for drawn in report.drawn_legs(each):
        leg = drawn.leg
        line = [_position(location) for location in drawn.line]
        yield _feature(
            {"type": "LineString", "coordinates": line},
            _identity(report, each, drawn.sequence)
            | {
                "seconds": leg.seconds,
                "metres": leg.metres,
                "mode": leg.mode.value,
                "estimated": drawn.estimated,
            },
        )


def _stops(report: PlanReport, each: Round) -> Iterator[Feature]:
    zone = report.team.timezone
    stops = zip(each.stops, report.locations(each), strict=True)
    for sequence, (stop, location) in enumerate(stops):
        what: Feature = {
            "kind": stop.kind.value,
            "start": stop.start.astimezone(zone).isoformat(),
            "end": stop.end.astimezone(zone).isoformat(),
        }
        if stop.visit is not None:
            what |= {
                "visit_id": stop.visit.visit_id,
                "place": stop.place,
                "client_id": report.client_id(stop),
                "new_face": report.is_new_face(stop),
            }
        yield _feature(
            {"type": "Point", "coordinates": _position(location)},
            _identity(report, each, sequence) | what,
        )


def _identity(report: PlanReport, each: Round, sequence: int) -> Feature:
    return {
        "carer_id": each.shift.carer_id,
        "shift_start": each.shift.start.astimezone(report.team.timezone).isoformat(),
        "sequence": sequence,
    }


def _feature(geometry: Feature, properties: Feature) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _position(location: Location) -> list[float]:
    return [round(location.lon, DECIMALS), round(location.lat, DECIMALS)]
