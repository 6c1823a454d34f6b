"""Plans as FHIR appointments: what the standard asks of each, and what a re-import needs."""

import json
from datetime import datetime
from typing import Any

import judged
import pytest
from judged import MONDAY, at, plan, plan_of

from scheduler.domain.horizon import Horizon
from scheduler.io.fhir import appointment_bundle
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_json import plan_document
from scheduler.plan import Plan
from scheduler.planning.judging import report_of


def document_of(of: Plan) -> PlanDocument:
    """The plan of the hand-made team as plan.json has it."""
    return plan_document(report_of(judged.team(), judged.travel(), of))


def appointments(of: Plan) -> dict[str, dict[str, Any]]:
    """The appointments of a plan, by the id of their visit."""
    entries = appointment_bundle(document_of(of))["entry"]
    assert isinstance(entries, list)
    resources = [each["resource"] for each in entries]
    return {each["identifier"][0]["value"].partition("/")[0]: each for each in resources}


def actors(appointment: dict[str, Any], resource: str) -> list[str]:
    """The ids of those of one kind who take part."""
    return [
        each["actor"]["identifier"]["value"]
        for each in appointment["participant"]
        if each["actor"]["type"] == resource
    ]


def test_every_visit_is_one_appointment() -> None:
    """Whether it is made or left out, by one carer or two."""
    found = appointments(plan())
    assert sorted(found) == ["v1", "v2", "v3", "v4", "v5"]
    assert {name: each["status"] for name, each in found.items()} == {
        "v1": "booked", "v2": "booked", "v3": "booked", "v4": "booked", "v5": "proposed",
    }  # fmt: skip


def test_an_appointment_names_client_carer_and_times() -> None:
    """Instants bear the offset of the team's zone."""
    found = appointments(plan())["v1"]
    assert (actors(found, "Patient"), actors(found, "Practitioner")) == (["ca"], ["c1"])
    start, end = (datetime.fromisoformat(found[name]) for name in ("start", "end"))
    assert (start, end) == (at("07:30"), at("08:00"))
    assert found["start"].endswith("+01:00")
    assert found["minutesDuration"] == 30


def test_all_carers_of_a_joint_visit_are_in_its_appointment() -> None:
    """In the order of its places."""
    assert actors(appointments(plan())["v3"], "Practitioner") == ["c1", "c2"]


def test_a_visit_left_out_is_settled_with_nobody() -> None:
    """It is asked for on its date, and has no carer and no start."""
    found = appointments(plan())["v5"]
    assert actors(found, "Practitioner") == []
    assert not found.keys() & {"start", "end", "minutesDuration"}
    assert found["requestedPeriod"] == [{"start": str(MONDAY), "end": str(MONDAY)}]


def test_a_later_plan_has_the_same_ids() -> None:
    """Also of a visit that nobody makes any more: an import updates it."""
    before = appointments(plan())
    after = appointments(plan_of(judged.team(), Horizon(MONDAY)))
    assert {name: each["id"] for name, each in before.items()} == {
        name: each["id"] for name, each in after.items()
    }
    assert {each["status"] for each in after.values()} == {"proposed"}


@pytest.mark.parametrize("of", [plan(), plan_of(judged.team(), Horizon(MONDAY))])
def test_the_constraints_of_an_appointment_hold(of: Plan) -> None:
    """app-1 to app-4 of R4."""
    for each in appointments(of).values():
        assert all(some.get("type") or some.get("actor") for some in each["participant"])
        assert ("start" in each) == ("end" in each)
        assert "start" in each or each["status"] in {"proposed", "cancelled", "waitlist"}
        assert "cancelationReason" not in each or each["status"] in {"cancelled", "noshow"}


@pytest.mark.parametrize("of", [plan(), plan_of(judged.team(), Horizon(MONDAY))])
def test_a_reader_of_the_standard_takes_it(of: Plan) -> None:
    """`fhir.resources` reads the bundle and writes the same again."""
    bundle = pytest.importorskip("fhir.resources.R4B.bundle")
    made = json.loads(json.dumps(appointment_bundle(document_of(of))))
    read = bundle.Bundle.model_validate(made)
    assert json.loads(read.model_dump_json()) == made


def test_equal_plans_give_equal_bundles() -> None:
    """No clock time and nothing by chance."""
    assert appointment_bundle(document_of(plan())) == appointment_bundle(document_of(plan()))
