"""A team as a document: what `read_team_document` turns into the same team again."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Carer
from scheduler.domain.client import Client
from scheduler.domain.shift import Break, Shift, ShiftKind
from scheduler.domain.team import Team
from scheduler.domain.visit import Amendment, ClockWindow, Pin, Recurrence, VisitAgreement
from scheduler.io.team.cells import clock_text
from scheduler.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

Cells = dict[str, object]


def write_team_document(team: Team) -> dict[str, object]:
    """The team as texts, numbers and lists, ready for JSON; instants in UTC.

    Raises:
        ValueError: when a duration is not in whole minutes, or a shift has several breaks, neither
            of which a team that was read can have.
    """
    return {
        "team": _settings(team),
        "carers": [_carer(carer) for carer in team.carers],
        "shifts": [row for shift in team.shifts for row in _shift_rows(shift)],
        "clients": [_client(client) for client in team.clients],
        "visits": [_visit(visit) for visit in team.visits],
        "history": [
            {
                "date": past.date.isoformat(),
                "client_id": past.client_id,
                "carer_id": past.carer_id,
            }
            for past in team.history
        ],
        "pins": [_pin(pin) for pin in team.pins],
        **_amendments(team),
    }


def visit_cells(visit: VisitAgreement) -> dict[str, str]:
    """The row of visits.csv that a visit would be, as text by column.

    Raises:
        ValueError: when a duration is not in whole minutes.
    """
    return {
        column: ";".join(value) if isinstance(value, list) else str(value)
        for column, value in _visit(visit).items()
    }


def _settings(team: Team) -> Cells:
    return _filled(
        {
            "id": team.team_id,
            "name": team.name,
            "timezone": team.timezone.key,
            "base": {"lat": team.base.lat, "lon": team.base.lon},
            "network": team.network,
            "agreements": _agreements(team.agreements),
            "weights": dict(team.agreements.weights),
        }
    )


def _agreements(agreements: Agreements) -> Cells:
    return {
        "wished_tolerance_minutes": _minutes(agreements.wished_tolerance_seconds),
        "change_tolerance_minutes": _minutes(agreements.change_tolerance_seconds),
        "overtime_limit_minutes": _minutes(agreements.overtime_limit_seconds),
        "break_after_minutes": _minutes(agreements.break_after_seconds),
        "break_minutes": _minutes(agreements.break_seconds),
        "rest_hours": agreements.rest_seconds / SECONDS_PER_HOUR,
        "snap_limit_metres": agreements.snap_limit_metres,
        "access_minutes": {
            mode.value: seconds / SECONDS_PER_MINUTE
            for mode, seconds in agreements.access_seconds.items()
        },
    }


def _carer(carer: Carer) -> Cells:
    weekly = carer.contract_seconds_per_week
    return _filled(
        {
            "carer_id": carer.carer_id,
            "name": carer.name,
            "discipline": carer.discipline.value,
            "qualifications": sorted(carer.qualifications),
            "mode": carer.mode.value,
            "home_lat": carer.home.lat if carer.home else None,
            "home_lon": carer.home.lon if carer.home else None,
            "contract_minutes_per_week": None if weekly is None else _minutes(weekly),
        }
    )


def _client(client: Client) -> Cells:
    return _filled(
        {
            "client_id": client.client_id,
            "name": client.name,
            "lat": client.location.lat,
            "lon": client.location.lon,
            "address": client.address,
            "primary_carer": client.primary_carer,
            "refuses": sorted(client.refuses),
            "wishes": sorted(client.wishes),
        }
    )


def _shift_rows(shift: Shift) -> list[Cells]:
    if len(shift.breaks) > 1:
        raise ValueError(f"shift of {shift.carer_id} has {len(shift.breaks)} breaks, not one")
    pause: Break | None = shift.breaks[0] if shift.breaks else None
    row: Cells = {
        "carer_id": shift.carer_id,
        "kind": shift.kind.value,
        "start": _instant(shift.start),
        "end": _instant(shift.end),
        "start_place": shift.start_place.value,
        "end_place": shift.end_place.value,
        "load_cap": shift.load_cap,
        "break_minutes": 0 if shift.kind is ShiftKind.WORK else None,
    }
    if pause is not None:
        row["break_minutes"] = _minutes(pause.seconds)
        row["break_earliest"] = _instant(pause.earliest)
        row["break_latest"] = _instant(pause.latest)
    appointments: list[Cells] = [
        {
            "carer_id": shift.carer_id,
            "kind": "appointment",
            "start": _instant(appointment.start),
            "end": _instant(appointment.end),
            "start_place": appointment.held_at.value,
        }
        for appointment in shift.appointments
    ]
    return [_filled(row), *appointments]


def _visit(visit: VisitAgreement) -> Cells:
    dependency = visit.dependency
    longest = dependency.max_gap_seconds if dependency else None
    places = "|".join(";".join(sorted(place)) for place in visit.places)
    return _filled(
        {
            "visit_id": visit.visit_id,
            "client_id": visit.client_id,
            **_dates(visit.dates),
            "windows": [_window(window) for window in visit.windows],
            "wished_start": None if visit.wished_start is None else clock_text(visit.wished_start),
            "minutes": _minutes(visit.service_seconds),
            "carers_needed": len(visit.places),
            "qualifications": places if any(visit.places) else "",
            "priority": visit.priority.value,
            "after_visit": dependency.after_visit if dependency else None,
            "min_gap_minutes": _minutes(dependency.min_gap_seconds) if dependency else None,
            "max_gap_minutes": None if longest is None else _minutes(longest),
            "kind": visit.kind.value,
            "protected_minutes": _minutes(visit.protected_seconds),
            "omaha": visit.omaha,
            "load": visit.load,
        }
    )


def _dates(dates: date | Recurrence) -> Mapping[str, object]:
    if isinstance(dates, date):
        return {"date": dates.isoformat()}
    return {
        "recurrence": dates.rule,
        "first_date": dates.first_date.isoformat(),
        "last_date": None if dates.last_date is None else dates.last_date.isoformat(),
    }


def _pin(pin: Pin) -> Cells:
    return _filled(
        {
            "visit_id": pin.visit.visit_id,
            "date": pin.visit.date.isoformat(),
            "place": pin.place,
            "carer_id": pin.carer_id,
            "start": None if pin.start is None else _instant(pin.start),
        }
    )


def _amendments(team: Team) -> Cells:
    """No key where nothing differs: documents of such teams are kept and compared byte by byte."""
    rows = [_amendment(amendment) for amendment in team.amendments]
    return {"amendments": rows} if rows else {}


def _amendment(amendment: Amendment) -> Cells:
    seconds = amendment.service_seconds
    return _filled(
        {
            "visit_id": amendment.visit.visit_id,
            "date": amendment.visit.date.isoformat(),
            "cancelled": "yes" if amendment.cancelled else None,
            "windows": [_window(window) for window in amendment.windows or ()],
            "minutes": None if seconds is None else _minutes(seconds),
        }
    )


def _filled(cells: Cells) -> Cells:
    """Without what is blank anyway."""
    return {name: value for name, value in cells.items() if value not in (None, "", [], {})}


def _minutes(seconds: int) -> int:
    count, rest = divmod(seconds, SECONDS_PER_MINUTE)
    if rest:
        raise ValueError(f"{seconds} seconds are not whole minutes")
    return count


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _window(window: ClockWindow) -> str:
    return f"{clock_text(window.opens)}-{clock_text(window.closes)}"
