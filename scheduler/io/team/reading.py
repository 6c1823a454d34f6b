"""From raw tables to a validated team: one way for folders, workbooks and documents."""

from collections.abc import Mapping
from pathlib import Path

from scheduler.domain.team import Team
from scheduler.io.team.amendments import read_amendments
from scheduler.io.team.dependencies import check_dependencies
from scheduler.io.team.document import document_tables, json_tables
from scheduler.io.team.fields import Fields
from scheduler.io.team.folder import folder_tables
from scheduler.io.team.ids import KnownIds
from scheduler.io.team.persons import TeamIds, read_carers, read_clients, read_history
from scheduler.io.team.pins import Agreed, read_pins
from scheduler.io.team.places import NOWHERE, Places
from scheduler.io.team.problems import Problems
from scheduler.io.team.settings import read_settings
from scheduler.io.team.shifts import read_shifts
from scheduler.io.team.tables import RawTeam
from scheduler.io.team.visits import read_visits


def read_team(path: Path) -> Team:
    """Read and validate a team: a folder, one .xlsx workbook, or one .json document.

    Raises:
        InputError: with every problem of every file, sheet or key.
    """
    problems = Problems()
    if path.is_dir():
        return _team(folder_tables(path, problems), problems)
    if not path.exists():
        problems.refuse(path.name, "team-missing", "There is no such folder or file.")
    match path.suffix.lower():
        case ".xlsx":
            # only those who have a workbook wait for the library that reads it
            from scheduler.io.team.workbook import workbook_tables  # noqa: PLC0415

            return _team(workbook_tables(path, problems), problems)
        case ".json":
            return _team(json_tables(path, problems), problems)
        case _:
            message = "A team is a folder, an .xlsx workbook or a .json document."
            return problems.refuse(path.name, "team-form-unknown", message)


def read_team_document(document: Mapping[str, object]) -> Team:
    """Read and validate a team given as a document (the content of a .json file).

    Raises:
        InputError: with every problem of every key.
    """
    problems = Problems()
    return _team(document_tables(document, problems), problems)


def _team(raw: RawTeam, problems: Problems) -> Team:
    settings_fields = Fields(raw.settings, raw.settings.rows[0], problems)
    settings = read_settings(settings_fields)
    tables, zone, places = raw.tables, settings.timezone, Places()
    ids = TeamIds(
        carers=KnownIds(tables["carers"], "carer_id"),
        clients=KnownIds(tables["clients"], "client_id"),
        visits=KnownIds(tables["visits"], "visit_id"),
    )
    carers = read_carers(tables["carers"], ids, places, problems)
    clients = read_clients(tables["clients"], ids, places, problems)
    shifts = read_shifts(tables["shifts"], ids.carers, settings.agreements, zone, problems)
    visits = read_visits(tables["visits"], ids, zone, problems)
    check_dependencies(visits, zone)
    amendments = read_amendments(tables["amendments"], ids, visits, zone, problems)
    pins = read_pins(tables["pins"], ids, Agreed(visits, amendments, zone), problems)
    history = read_history(tables["history"], ids, problems)
    if settings.base != NOWHERE:
        places.judge(settings.base, settings_fields)
    problems.raise_if_any()
    return Team(
        team_id=settings.team_id,
        name=settings.name,
        timezone=zone,
        base=settings.base,
        network=settings.network,
        agreements=settings.agreements,
        carers=carers,
        shifts=shifts,
        clients=clients,
        visits=tuple(row.agreement for row in visits if row.agreement is not None),
        history=history,
        pins=pins,
        amendments=tuple(row.amendment for row in amendments),
    )
