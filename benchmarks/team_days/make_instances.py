"""Make the instances again, byte for byte.

    python -m benchmarks.team_days.make_instances [--out FOLDER]

Every person, address and agreement is drawn by a seeded generator; nobody is real. The streets are.
"""

import argparse
import dataclasses
import json
import tempfile
from datetime import time, timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from benchmarks.team_days.days import DAYS, Day, many
from benchmarks.team_days.instances import DATE, FOLDER
from scheduler.domain.agreements import Agreements
from scheduler.domain.client import PastVisit
from scheduler.domain.horizon import occurrences
from scheduler.domain.rule_id import RuleId
from scheduler.domain.shift import Appointment, Endpoint, Shift
from scheduler.domain.team import Team
from scheduler.domain.visit import VisitAgreement
from scheduler.io.team import read_team, write_team_document

from make_teams import team_files  # isort: skip (found on the path that days.py sets)

NETWORKS = "../../../data"
"""From the folder of the instances to that of the extracts."""

LIGHT_WEIGHTS: dict[str, int] = {
    RuleId.UNASSIGNED_MUST: 2_000_000,
    RuleId.UNASSIGNED_SHOULD: 600_000,
    RuleId.UNASSIGNED_MAY: 200_000,
    RuleId.WISHED_START: 0,
    RuleId.WORST_LATENESS: 0,
    RuleId.FAIR_LOAD: 0,
    RuleId.WAITING_SPREAD: 0,
}
"""Weights of a day with few rules: what peers can add up, and prizes they can count with."""

MEETING_LASTS = timedelta(minutes=40)
MEETING_ENDS_BEFORE = timedelta(minutes=20)


def instance_text(day: Day) -> str:
    """The team document of a day, one row a line."""
    document = write_team_document(made_team(day))
    parts = []
    for key, value in document.items():
        if isinstance(value, list):
            rows = ",\n".join(f"  {_line(row)}" for row in value)
            parts.append(f" {_line(key)}: [\n{rows}\n ]" if value else f" {_line(key)}: []")
        else:
            parts.append(f" {_line(key)}: {_line(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def made_team(day: Day) -> Team:
    """The team of a day, drawn as a demo team is and cut down to the one date."""
    here = dataclasses.replace(
        day.here,
        team_id=day.name,
        name=day.name,
        posts=day.posts,
        packages=many(day.packages, day.visits),
        extras=(),
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, text in team_files(here).items():
            (Path(folder) / name).write_text(text, encoding="utf-8", newline="\n")
        drawn = read_team(Path(folder))
    visits = _visits(drawn, day)
    met = {visit.client_id for visit in visits}
    return dataclasses.replace(
        drawn,
        network=f"{NETWORKS}/{day.here.extract}",
        agreements=Agreements(
            weights=MappingProxyType(LIGHT_WEIGHTS if day.rule_light else {}),
        ),
        shifts=tuple(_shift(shift, day, drawn.timezone) for shift in drawn.shifts),
        clients=tuple(
            dataclasses.replace(client, address="")
            for client in drawn.clients
            if client.client_id in met
        ),
        visits=visits,
        history=_last_met(drawn, met),
    )


def _visits(drawn: Team, day: Day) -> tuple[VisitAgreement, ...]:
    """So many visits of the date as the day has, dated; clients drawn last lose the first ones."""
    today = [each for each in drawn.visits if any(occurrences(each.dates, DATE, DATE))]
    ids = {each.visit_id for each in today}
    leading = {each.dependency.after_visit for each in today if each.dependency}
    surplus = len(today) - day.visits
    kept: list[VisitAgreement] = []
    for each in reversed(today):
        tied = each.dependency or each.visit_id in leading or len(each.places) > 1
        if surplus > 0 and not tied:
            surplus -= 1
            continue
        dependency = each.dependency
        kept.append(
            dataclasses.replace(
                each,
                dates=DATE,
                wished_start=None if day.rule_light else each.wished_start,
                dependency=dependency if dependency and dependency.after_visit in ids else None,
                omaha="",
            )
        )
    if len(kept) != day.visits:
        raise SystemExit(f"{day.name}: {len(kept)} visits on the date and not {day.visits}")
    return tuple(reversed(kept))


def _shift(shift: Shift, day: Day, zone: ZoneInfo) -> Shift:
    """The shift with a team meeting towards its end, for every other carer who starts early.

    The others keep the afternoon's visits going meanwhile.
    """
    if day.rule_light:
        return dataclasses.replace(shift, breaks=())
    starts_early = shift.start.astimezone(zone).time() < time(8)
    lasts_long = shift.seconds >= timedelta(hours=8).total_seconds()
    if not (starts_early and lasts_long and int(shift.carer_id.removeprefix("c")) % 2):
        return shift
    end = shift.end - MEETING_ENDS_BEFORE
    return dataclasses.replace(
        shift, appointments=(Appointment(end - MEETING_LASTS, end, Endpoint.BASE),)
    )


def _last_met(drawn: Team, met: set[str]) -> tuple[PastVisit, ...]:
    """For every pair of client and carer the last visit: all that continuity asks of a day."""
    last = {(past.client_id, past.carer_id): past for past in drawn.history}
    return tuple(sorted(past for past in last.values() if past.client_id in met))


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Write every instance."""
    parser = argparse.ArgumentParser(description="Make the instances of the team days.")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write to")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for day in DAYS:
        target = out / f"{day.name}.json"
        beside = target.with_name(f"new-{target.name}")
        beside.write_text(instance_text(day), encoding="utf-8", newline="\n")
        beside.replace(target)
        print(target)


if __name__ == "__main__":
    main()
