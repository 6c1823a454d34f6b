"""Questions about plans over HTTP: answers as the command line prints them."""

from planned import BEFORE, DATE, Caller, carers_of, handed_over, to_make, visit

from scheduler.io.comparison_document import ComparisonDocument

NEW_VISIT = {
    "kind": "new_visit",
    "visit_id": "n1",
    "client_id": "k8",
    "dates": DATE,
    "windows": [{"opens": "08:00", "closes": "11:00"}],
    "service_seconds": 1200,
}


def test_a_new_visit_finds_room(member: Caller, plan: str) -> None:
    """Also in a draft, and for a client who had no visit on the date; each in another round."""
    answer = member.post(f"{plan}/fits", {"at": BEFORE, "wanted": NEW_VISIT, "best": 2})
    fits = answer.json()["fits"]
    assert len(fits) == 2
    assert all(each["visit_id"] == "n1" and each["legal"] for each in fits)
    assert fits[0]["points"] <= fits[1]["points"]


def test_a_meeting_finds_room(member: Caller, published: str) -> None:
    """Times at which both can be at the base."""
    wanted = {"kind": "meeting", "carers": ["c1", "c2"], "seconds": 1800, "date": DATE}
    meetings = member.post(f"{published}/fits", {"at": BEFORE, "wanted": wanted}).json()["meetings"]
    assert meetings
    assert all(each["left_out"] == [] for each in meetings)


def test_a_series_finds_no_room_without_enough_days(member: Caller, published: str) -> None:
    """Twice a week cannot be in a plan of one day: an empty answer, not an error."""
    wanted = {"kind": "series", "visit": NEW_VISIT, "times": 2}
    answer = member.post(f"{published}/fits", {"at": BEFORE, "wanted": wanted})
    assert (answer.status_code, answer.json()) == (200, {"series": []})


def test_a_visit_that_somebody_makes_needs_no_room(member: Caller, published: str) -> None:
    """422 with the code of the command line, and 422 for a visit that is not there."""
    for visit_id, code in (("v1", "fit-of-an-assigned-visit"), ("v9", "change-visit-unknown")):
        wanted = {"kind": "unassigned", **visit(visit_id)}
        answer = member.post(f"{published}/fits", {"at": BEFORE, "wanted": wanted})
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_why_not_another_carer(member: Caller, published: str) -> None:
    """The answer is about that visit and that carer."""
    who = carers_of(member.get(published).json())
    asked = {"at": BEFORE, "visit": visit("v1"), "carer_id": "c2", "iterations": 20}
    told = member.post(f"{published}/explanations", asked).json()
    assert (told["visit_id"], told["carers"]) == ("v1", [who["v1"]])
    assert told["rather"]["carer_id"] == "c2"


def test_versions_and_drafts_are_compared(member: Caller, published: str) -> None:
    """What a change moved stands between two versions; nothing between a version and its draft."""
    who = carers_of(member.get(published).json())
    change = handed_over(who, "c1", "c2")
    member.post(f"{published}/changes", to_make(change), **{"If-Match": '"v1"'})
    plan_id = published.rpartition("/")[2]

    def compared(before: dict[str, int], after: dict[str, int]) -> ComparisonDocument:
        asked = {"before": {"plan_id": plan_id, **before}, "after": {"plan_id": plan_id, **after}}
        answer = member.post("/teams/t1/comparisons", asked)
        assert answer.status_code == 200, answer.json()
        return ComparisonDocument.model_validate(answer.json())

    moves = compared({"version": 1}, {}).moves
    assert change["visit"]["visit_id"] in {each.visit_id for each in moves}
    assert compared({"version": 1}, {"draft": 1}).moves == ()


def test_plans_that_are_not_there_are_not_compared(member: Caller, published: str) -> None:
    """404 for an unknown plan, version or draft; 422 for a version and a draft at once."""
    plan_id = published.rpartition("/")[2]
    for side, status in (
        ({"plan_id": "x"}, 404),
        ({"plan_id": plan_id, "version": 9}, 404),
        ({"plan_id": plan_id, "draft": 9}, 404),
        ({"plan_id": plan_id, "draft": 1, "version": 1}, 422),
    ):
        asked = {"before": {"plan_id": plan_id}, "after": side}
        assert member.post("/teams/t1/comparisons", asked).status_code == status
