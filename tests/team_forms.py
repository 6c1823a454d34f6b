"""One small good team with every column in use, and its three forms on disk."""

import copy
import csv
import json
from datetime import date, datetime, time
from pathlib import Path

import openpyxl

from scheduler.domain.team import Team
from scheduler.errors import Finding, InputError
from scheduler.io.team import read_team

SETTINGS = {
    "id": "kampen-south",
    "name": "Kampen Zuid",
    "timezone": "Europe/Amsterdam",
    "base.lat": 52.5551,
    "base.lon": 5.911,
    "network": "kampen.osm.pbf",
    "agreements.wished_tolerance_minutes": 10,
    "agreements.rest_hours": 11.5,
    "agreements.access_minutes.bike": 1.5,
    "weights.travel": 12,
}
CARERS = [
    {
        "carer_id": "c01",
        "name": "Zoë",
        "discipline": "nurse",
        "qualifications": "wound;injection",
        "mode": "ebike",
        "home_lat": 52.56,
        "home_lon": 5.92,
        "contract_minutes_per_week": 1440,
    },
    {"carer_id": "c02", "name": "Ben", "discipline": "assistant"},
    {"carer_id": "c03", "discipline": "physiotherapist", "mode": "car"},
]
SHIFTS = [
    {
        "carer_id": "c01",
        "start": "2026-11-23T07:00",
        "end": "2026-11-23T15:00",
        "start_place": "home",
        "end_place": "base",
        "break_minutes": 30,
        "break_earliest": "11:00",
        "break_latest": "13:30",
        "kind": "work",
        "load_cap": 20,
    },
    {"carer_id": "c02", "start": "2026-11-23T16:00", "end": "2026-11-24T00:30"},
    {"carer_id": "c03", "start": "2026-11-23T08:00", "end": "2026-11-23T12:00"},
    {
        "carer_id": "c01",
        "start": "2026-11-23T13:30",
        "end": "2026-11-23T14:15",
        "kind": "appointment",
    },
    {
        "carer_id": "c02",
        "start": "2026-11-24T08:00",
        "end": "2026-11-24T12:00",
        "kind": "on_call",
    },
]
CLIENTS = [
    {
        "client_id": "k01",
        "name": "J. Smit",
        "lat": 52.556,
        "lon": 5.915,
        "address": "Kade 1, Kampen",
        "primary_carer": "c01",
        "refuses": "c03",
        "wishes": "c01;c02",
    },
    {"client_id": "k02", "name": "A. de Vries", "lat": 52.55, "lon": 5.9},
    {"client_id": "k03", "lat": 52.5, "lon": 6.0},
]
VISITS = [
    {
        "visit_id": "v01",
        "client_id": "k01",
        "date": "2026-11-23",
        "windows": "07:00-09:30;16:00-18:00",
        "wished_start": "08:00",
        "minutes": 25,
        "qualifications": "wound;injection",
    },
    {
        "visit_id": "v02",
        "client_id": "k01",
        "date": "2026-11-23",
        "windows": "10:00-12:00",
        "minutes": 15,
        "after_visit": "v01",
        "min_gap_minutes": 120,
        "max_gap_minutes": 240,
    },
    {
        "visit_id": "v03",
        "client_id": "k02",
        "recurrence": "FREQ=WEEKLY;BYDAY=MO,TH",
        "first_date": "2026-11-02",
        "last_date": "2027-01-31",
        "minutes": 30,
        "priority": 2,
        "protected_minutes": 5,
        "omaha": "27-I",
        "load": 3,
    },
    {
        "visit_id": "v04",
        "client_id": "k03",
        "recurrence": "FREQ=DAILY",
        "first_date": "2026-11-02",
        "minutes": 40,
        "qualifications": "physiotherapist|assistant",
        "kind": "joint",
    },
    {
        "visit_id": "v05",
        "client_id": "k02",
        "recurrence": "FREQ=MONTHLY;BYDAY=1TU",
        "first_date": "2026-11-02",
        "windows": "22:00-25:30",
        "minutes": 10,
        "carers_needed": 2,
        "qualifications": "assistant",
    },
]
HISTORY = [
    {"date": "2026-11-20", "client_id": "k01", "carer_id": "c01"},
    {"date": "2026-11-16", "client_id": "k02", "carer_id": "c02"},
    {"date": "2026-10-01", "client_id": "k01", "carer_id": "left"},
    {"date": "2026-10-01", "client_id": "k99", "carer_id": "c01"},
]
PINS = [
    {"visit_id": "v01", "date": "2026-11-23", "carer_id": "c01", "start": "08:15"},
    {"visit_id": "v04", "date": "2026-11-23", "place": 2, "carer_id": "c02"},
]
AMENDMENTS = [
    {"visit_id": "v04", "date": "2026-11-24", "cancelled": "yes"},
    {
        "visit_id": "v03",
        "date": "2026-11-26",
        "cancelled": "no",
        "windows": "13:00-15:00;19:00-20:30",
        "minutes": 45,
    },
    {"visit_id": "v04", "date": "2026-12-01", "minutes": 20},
]
GOOD = {
    "team": SETTINGS,
    "carers": CARERS,
    "shifts": SHIFTS,
    "clients": CLIENTS,
    "visits": VISITS,
    "history": HISTORY,
    "pins": PINS,
    "amendments": AMENDMENTS,
}


def good() -> dict:
    """A copy of the good team to spoil."""
    return copy.deepcopy(GOOD)


def columns_of(rows: list[dict], key: str) -> list[str]:
    """Every column that a row uses, in order; those of the good team where there is no row."""
    return list(dict.fromkeys(name for row in rows or GOOD[key] for name in row))


def write_folder(tables: dict, folder: Path, separator: str = ",", encoding: str = "utf-8") -> Path:
    """The team as team.toml and CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, rows in tables.items():
        if key == "team":
            lines = [f"{name} = {json.dumps(value)}\n" for name, value in rows.items()]
            (folder / "team.toml").write_text("".join(lines), encoding="utf-8")
            continue
        columns = columns_of(rows, key)
        with (folder / f"{key}.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=separator)
            writer.writerow(columns)
            writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return folder


def write_workbook(tables: dict, path: Path, typed: bool = False) -> Path:
    """The team as a workbook; `typed` gives dates and times the types that Excel gives them."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for key, rows in tables.items():
        sheet = workbook.create_sheet(key)
        if key == "team":
            for name, value in rows.items():
                sheet.append([name, value])
            continue
        columns = columns_of(rows, key)
        sheet.append(columns)
        for row in rows:
            sheet.append([_typed(row.get(name)) if typed else row.get(name) for name in columns])
    workbook.save(path)
    return path


def _typed(value: object) -> object:
    """What Excel makes of a text that looks like a date or a time."""
    for read in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        if isinstance(value, str) and value.count("-") != 1:
            try:
                value = read(value)
            except ValueError:
                continue
    return value


def document(tables: dict) -> dict:
    """The team as a document."""
    settings: dict = {}
    for name, value in tables.get("team", {}).items():
        *groups, last = name.split(".")
        group = settings
        for each in groups:
            group = group.setdefault(each, {})
        group[last] = value
    return {key: settings if key == "team" else rows for key, rows in tables.items()}


def write_document(tables: dict, path: Path) -> Path:
    """The team as a .json file."""
    path.write_text(json.dumps(document(tables), ensure_ascii=False), encoding="utf-8")
    return path


def write_form(form: str, tables: dict, folder: Path) -> Path:
    """The team in the form named: folder, xlsx or json."""
    if form == "folder":
        return write_folder(tables, folder / "team")
    if form == "xlsx":
        return write_workbook(tables, folder / "team.xlsx")
    return write_document(tables, folder / "team.json")


def good_team(folder: Path) -> Team:
    """The good team, read from a folder."""
    return read_team(write_folder(good(), folder / "good"))


def findings_of(path: Path) -> tuple[Finding, ...]:
    """What is wrong with a team; nothing when it is read."""
    try:
        read_team(path)
    except InputError as error:
        return error.findings
    return ()


def places_of(findings: tuple[Finding, ...]) -> list[tuple[str, str, int, str]]:
    """Code, file, row and column of each finding."""
    return [(each.code, each.file, each.row, each.column) for each in findings]
