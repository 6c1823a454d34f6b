"""A day of a team over HTTP, from the plan to the calendars of its carers."""

from planned import BEFORE, COUNT, Caller, carers_of, swapped


def test_a_morning_from_plan_to_calendar(member: Caller, carer: Caller, published: str) -> None:
    """Preview, offer, accept, absence, undo: each as agreed, every version kept and exported."""
    before = carers_of(member.get(published).json())
    assert set(before.values()) == {"c1", "c2", "c3"}
    swap = swapped(before, "c1", "c2")
    mine, theirs = swap["first"]["visit_id"], swap["second"]["visit_id"]

    look = member.post(f"{published}/previews", {**COUNT, "change": swap})
    assert [each["kind"] for each in look.json()["options"]] == ["unmoved", "rounds", "team"]
    assert carers_of(member.get(published).json()) == before  # nothing has moved

    made = member.post(f"{published}/offers", {**COUNT, "offered": swap, "option": "rounds"})
    assert (made.status_code, made.json()["by"]) == (200, "c1"), made.json()
    number = made.json()["number"]
    accepted = carer.post(f"{published}/offers/{number}/accept", COUNT)
    assert accepted.json()["version"] == 2, accepted.json()
    after = carers_of(member.get(published).json())
    assert (after[mine], after[theirs]) == ("c2", "c1")

    ill = {**COUNT, "carer_id": "c3", "reason": "ill"}
    absent = member.post(f"{published}/absences", ill, **{"If-Match": '"v2"'})
    assert absent.json()["version"] == 3, absent.json()
    assert "c3" not in carers_of(member.get(published).json()).values()

    back = {"at": BEFORE, "to": 2, "reason": "c3 is here after all"}
    undone = member.post(f"{published}/undo", back, **{"If-Match": '"v3"'})
    assert (undone.json()["version"], undone.json()["restores"]) == (4, 2)
    assert carers_of(member.get(published).json()) == after

    listed = member.get(f"{published}/versions").json()["versions"]
    assert [(each["kind"], each["author"], each["reason"]) for each in listed] == [
        ("published", "c1", "evening before"),
        ("changed", "c1", ""),
        ("changed", "c1", "ill"),
        ("undone", "c1", "c3 is here after all"),
    ]
    calendar = carer.get(f"{published}/files/c2.ics")
    assert calendar.headers["etag"] == '"v4"'
    assert calendar.text.count("BEGIN:VEVENT") == list(after.values()).count("c2")
    bundle = carer.get(f"{published}/fhir").json()
    booked = [e["resource"] for e in bundle["entry"] if e["resource"]["status"] == "booked"]
    assert len(booked) == len(after)
