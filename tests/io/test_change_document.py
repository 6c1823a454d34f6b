"""Changes, versions and offers as documents."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from judged import MONDAY, ZONE, at, windows
from publications import HORIZON, change, hand_over, key, place, published, signed, swap
from pydantic import TypeAdapter, ValidationError

from scheduler.domain.change import (
    Absence,
    Budget,
    Cancellation,
    Change,
    Exchange,
    HandOver,
    NewPin,
    NewVisit,
    NewWindow,
    OptionKind,
    Overrun,
    RetiredPin,
    Swap,
)
from scheduler.domain.horizon import Horizon
from scheduler.domain.offer import OfferEvent, OfferEventKind, OpenHandOver, Proposal
from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import (
    Dependency,
    Pin,
    Priority,
    Recurrence,
    VisitAgreement,
    VisitKind,
)
from scheduler.io.change_document import ChangeEntry, change_entry
from scheduler.io.change_words import change_text
from scheduler.io.document import Entry, schema_text
from scheduler.io.offer_document import OfferEventDocument
from scheduler.io.offers import OfferEvents
from scheduler.io.preview_document import PreviewDocument
from scheduler.io.version_document import VersionDocument
from scheduler.planning.offering import Offering

DOCS = Path(__file__).parents[2] / "docs"
FULL = VisitAgreement(
    visit_id="v8",
    client_id="k8",
    dates=Recurrence("FREQ=DAILY", MONDAY, date(2026, 12, 1)),
    windows=windows("10:00-12:00", "23:30-24:30"),
    service_seconds=1230,
    wished_start=11 * 3600,
    places=(frozenset({"wound", "iv"}), frozenset()),
    priority=Priority.SHOULD,
    dependency=Dependency("v1", 600, 7200),
    kind=VisitKind.JOINT,
    protected_seconds=300,
    omaha="38",
    load=2,
)
CHANGES: tuple[Change, ...] = (
    Swap(place("v1"), replace(place("v4"), place=2)),
    HandOver(place("v1"), "c3"),
    Exchange(ShiftKey("c1", at("08:00")), ShiftKey("c2", at("08:00"))),
    Absence("c1", at("09:00"), at("14:00")),
    Overrun(key("v1"), 2400),
    Cancellation(key("v1")),
    NewWindow(key("v1"), windows("10:00-12:00")),
    NewPin(Pin(key("v1"), 1, "c3", at("09:30"))),
    NewPin(Pin(key("v1"), 1, "c3")),
    RetiredPin(place("v1")),
    NewVisit(FULL),
    NewVisit(VisitAgreement("v8", "k8", MONDAY, windows("10:00-12:00"), 1200)),
)
READER: TypeAdapter[ChangeEntry] = TypeAdapter(ChangeEntry)


def kind(change: object) -> str:
    """The name of a change."""
    return type(change).__name__


@pytest.mark.parametrize("wanted", CHANGES, ids=kind)
def test_a_change_is_read_as_it_was_written(wanted: Change) -> None:
    """Through the text of a document and back."""
    text = change_entry(wanted, ZONE).model_dump_json()
    assert READER.validate_json(text).change() == wanted


def test_every_kind_of_change_is_written_under_a_name_of_its_own() -> None:
    """None can be taken for another."""
    names = {(kind(each), change_entry(each, ZONE).kind) for each in CHANGES}
    assert len(names) == len({kind(each) for each in CHANGES})
    assert len({name for _, name in names}) == len(names)


@pytest.mark.parametrize("wanted", CHANGES, ids=kind)
def test_every_change_has_words_with_its_ids(wanted: Change) -> None:
    """A carer can tell what is meant."""
    text = change_text(wanted, ZONE, HORIZON)
    assert any(part in text for part in ("v1", "v8", "c1"))
    assert "2026" not in text


def test_a_visit_is_named_with_its_date_where_a_plan_has_several() -> None:
    """And with its place where that is not the first one."""
    both = Horizon(MONDAY, 2)
    assert change_text(CHANGES[0], ZONE, HORIZON) == "swap v1 and place 2 of v4"
    text = "swap v1 on 2026-11-23 and place 2 of v4 on 2026-11-23"
    assert change_text(CHANGES[0], ZONE, both) == text


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "swap", "first": {"visit_id": "v1", "date": "2026-11-23"}},
        {"kind": "cancelled", "visit": {"visit_id": "v1", "date": "2026-11-23"}},
        {"kind": "absence", "carer_id": "c1", "since": "2026-11-23T08:00", "until": "x"},
        {
            "kind": "new_window",
            "visit": {"visit_id": "v1", "date": "2026-11-23"},
            "windows": [{"opens": "25 past", "closes": "12:00"}],
        },
        {
            "kind": "hand_over",
            "visit": {"visit_id": "v1", "date": "2026-11-23", "place": 0},
            "carer_id": "c1",
        },
        {"kind": "cancellation", "visit": {"visit_id": "v1", "date": "2026-11-23"}, "name": "x"},
    ],
    ids=["half a swap", "no kind", "no offset", "no clock", "no place", "more than is known"],
)
def test_what_is_no_change_is_refused(document: dict[str, object]) -> None:
    """Missing, unknown and malformed values."""
    with pytest.raises(ValidationError):
        READER.validate_json(json.dumps(document))


@pytest.mark.parametrize(
    ("name", "document"),
    [("version", VersionDocument), ("preview", PreviewDocument), ("offer", OfferEventDocument)],
)
def test_the_schemas_in_the_docs_are_those_of_the_code(name: str, document: type[Entry]) -> None:
    """They are written from it and not by hand."""
    assert (DOCS / f"{name}.schema.json").read_text("utf-8") == schema_text(document)


def test_version_files_keep_to_their_schema(tmp_path: Path) -> None:
    """Whether published, changed or undone."""
    publication = published(tmp_path)
    change(publication, hand_over("v1", "c3"))
    validator = Draft202012Validator(json.loads(schema_text(VersionDocument)))
    for path in sorted((tmp_path / "versions").iterdir()):
        validator.validate(json.loads(path.read_text("utf-8")))


def test_offer_files_keep_to_their_schema(tmp_path: Path) -> None:
    """The event that makes an offer, and one that answers it."""
    publication = published(tmp_path)
    offering = Offering(publication, OfferEvents.of_folder(tmp_path, ZONE))
    proposal = Proposal(swap("v1", "v4"), OptionKind.UNMOVED, Budget(), 0, None, 1, at("07:00"))
    offering.make(proposal, signed("07:00"))
    offering.refuse(1, signed("07:01", "c2"))
    validator = Draft202012Validator(json.loads(schema_text(OfferEventDocument)))
    paths = sorted((tmp_path / "offers").iterdir())
    assert len(paths) == 2
    for path in paths:
        validator.validate(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize(
    "offered",
    [swap("v1", "v4"), hand_over("v1", "c3"), OpenHandOver(place("v1")), CHANGES[2]],
    ids=kind,
)
def test_an_event_is_read_as_it_was_written(offered: object) -> None:
    """Whatever is offered."""
    proposal = Proposal(offered, OptionKind.ROUNDS, Budget(2, 60), 3, "c2", 1, at("07:00"))
    event = OfferEvent(4, 4, OfferEventKind.MADE, "c1", at("07:01"), "why", proposal)
    text = OfferEventDocument.of(event, ZONE).model_dump_json()
    assert OfferEventDocument.model_validate_json(text).event() == event
