"""Changes that programs send: whatever stands in them, they are answered or refused with a code."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import judged
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from judged import ZONE, at
from kept_texts import KeptTexts
from publications import QUICK, signed
from pydantic import TypeAdapter, ValidationError

from scheduler.codes import CODES
from scheduler.domain.change import Budget, Change, OptionKind
from scheduler.domain.horizon import Horizon
from scheduler.domain.offer import Proposal
from scheduler.errors import InputError, RoundsError
from scheduler.io.change_document import ChangeEntry, change_entry
from scheduler.io.offer_document import OfferedEntry
from scheduler.io.offers import OfferEvents
from scheduler.io.report import Provenance
from scheduler.io.versions import Versions
from scheduler.planning.applying import Order, apply
from scheduler.planning.changes.options import Limits
from scheduler.planning.changes.preview import Preview, Search
from scheduler.planning.offering import Offering
from scheduler.planning.publication import Publication
from scheduler.planning.publishing import publish
from scheduler.planning.roads import Roads
from scheduler.solver.stopping import MaxIterations

CHANGE: TypeAdapter[ChangeEntry] = TypeAdapter(ChangeEntry)
OFFERED: TypeAdapter[OfferedEntry] = TypeAdapter(OfferedEntry)
NO_TIME = Search(Budget(), Limits(lambda: MaxIterations(20), lambda: MaxIterations(20)))
MADE = Provenance("0", 0, 0, "iterations", None, frozenset())
DAY = "2026-11-23"
T = TypeVar("T")


def published() -> Publication:
    """The hand-made team's legal plan with its joint visit, published as version 1."""
    publication = Publication(Versions(KeptTexts()), judged.team(), Roads(judged.travel()))
    publish(publication, judged.plan(), MADE, signed("06:00"))
    return publication


def visit(visit_id: str, date: str = DAY, **more: object) -> dict[str, object]:
    """A visit as documents name it."""
    return {"visit_id": visit_id, "date": date, **more}


def shift(carer_id: str, start: str = "07:00") -> dict[str, object]:
    """A shift as documents name it."""
    return {"carer_id": carer_id, "start": f"{DAY}T{start}:00+01:00"}


def new_visit(**changes: object) -> dict[str, object]:
    """A visit that can be made, with changes."""
    sound = {
        "kind": "new_visit",
        "visit_id": "v9",
        "client_id": "ca",
        "dates": DAY,
        "windows": [{"opens": "09:00", "closes": "11:00"}],
        "service_seconds": 600,
    }
    return {**sound, **changes}


def absence(since: str, until: str, carer_id: str = "c1") -> dict[str, object]:
    """Of a carer, on the day or on any other."""
    times = [each if "T" in each else f"{DAY}T{each}+01:00" for each in (since, until)]
    return {"kind": "absence", "carer_id": carer_id, "since": times[0], "until": times[1]}


def window(*shown: str) -> dict[str, object]:
    """New windows for v2."""
    spans = [dict(zip(("opens", "closes"), each.split("-"), strict=True)) for each in shown]
    return {"kind": "new_window", "visit": visit("v2"), "windows": spans}


def rule(text: str) -> dict[str, object]:
    """A new visit on the dates of a rule."""
    return new_visit(dates={"rule": text, "first_date": DAY})


def pin(**holds: object) -> dict[str, object]:
    """A pin of v2."""
    return {"kind": "new_pin", "visit": visit("v2"), **holds}


NASTY: Mapping[str, tuple[dict[str, Any], set[str]]] = {
    "swap of visits unknown": (
        {"kind": "swap", "first": visit("v1"), "second": visit("x")},
        {"change-visit-unknown"},
    ),
    "swap on another date": (
        {"kind": "swap", "first": visit("v1"), "second": visit("v4", "2026-11-24")},
        {"change-visit-unknown"},
    ),
    "swap on the last date there is": (
        {"kind": "swap", "first": visit("v1", "0001-01-01"), "second": visit("v4", "9999-12-31")},
        {"change-visit-unknown"},
    ),
    "swap of a visit with itself": (
        {"kind": "swap", "first": visit("v1"), "second": visit("v1")},
        {"change-of-nothing"},
    ),
    "swap of place seven of a single visit": (
        {"kind": "swap", "first": visit("v1", place=7), "second": visit("v4")},
        {"change-visit-unknown"},
    ),
    "swap within a joint visit": (
        {"kind": "swap", "first": visit("v3", place=1), "second": visit("v3", place=2)},
        {"change-impossible"},
    ),
    "hand-over to a stranger": (
        {"kind": "hand_over", "visit": visit("v1"), "carer_id": "nobody"},
        {"change-carer-unknown"},
    ),
    "hand-over to the carer beside": (
        {"kind": "hand_over", "visit": visit("v3", place=1), "carer_id": "c2"},
        {"change-impossible"},
    ),
    "exchange of one round": (
        {"kind": "exchange", "first": shift("c1"), "second": shift("c1")},
        {"change-of-nothing"},
    ),
    "exchange with a shift that is not there": (
        {"kind": "exchange", "first": shift("c1"), "second": shift("c2", "07:01")},
        {"change-carer-off"},
    ),
    "exchange with a stranger": (
        {"kind": "exchange", "first": shift("x"), "second": shift("y")},
        {"change-carer-off"},
    ),
    "absence of nothing": (absence("08:00:00", "08:00:00"), {"change-carer-off"}),
    "absence backwards": (absence("11:00:00", "08:00:00"), {"change-carer-off"}),
    "absence that is over": (absence("05:00:00", "06:59:00"), {"change-carer-off"}),
    "absence by halves of a second": (absence("08:00:00.5", "09:00:00"), {"not-a-date-time"}),
    "absence of a stranger": (absence("08:00:00", "09:00:00", "x"), {"change-carer-unknown"}),
    "overrun by less than nothing": (
        {"kind": "overrun", "visit": visit("v1"), "seconds": -600},
        {"number-out-of-range"},
    ),
    "overrun by ages": (
        {"kind": "overrun", "visit": visit("v1"), "seconds": 10**30},
        {"number-out-of-range"},
    ),
    "overrun of a visit unknown": (
        {"kind": "overrun", "visit": visit("v1", "2026-11-22"), "seconds": 600},
        {"change-visit-unknown"},
    ),
    "cancellation of a visit unknown": (
        {"kind": "cancellation", "visit": visit("v1", "2026-11-30")},
        {"change-visit-unknown"},
    ),
    "window that closes before it opens": (window("10:00-09:00"), {"window-reversed"}),
    "windows that share a time": (window("09:00-10:00", "09:30-11:00"), {"window-overlap"}),
    "no window": (window(), {"value-missing"}),
    "pin of nothing": (pin(), {"pin-empty"}),
    "pin by a fraction": (pin(start=f"{DAY}T09:00:00.25+01:00"), {"not-a-date-time"}),
    "pin of place seven": (
        {"kind": "new_pin", "visit": visit("v2", place=7), "carer_id": "c1"},
        {"pin-no-such-place"},
    ),
    "pin to a stranger": (pin(carer_id="x"), {"change-carer-unknown"}),
    "pin retired that is not there": (
        {"kind": "retired_pin", "visit": visit("x", "9999-12-31", place=7)},
        {"change-not-pinned"},
    ),
    "new visit with an id that there is": (new_visit(visit_id="v1"), {"id-duplicate"}),
    "new visit with an id that is none": (new_visit(visit_id="v9\n"), {"visit-not-as-read"}),
    "new visit to a stranger": (new_visit(client_id="x"), {"id-unknown"}),
    "new visit on another date": (new_visit(dates="2026-12-24"), {"change-visit-unknown"}),
    "new visit on the first date there is": (new_visit(dates="0001-01-01"), {"not-a-date"}),
    "new visit by seconds": (new_visit(service_seconds=61), {"visit-not-as-read"}),
    "new visit of ages": (new_visit(service_seconds=10**20 * 60), {"not-a-whole-number"}),
    "new visit with a window reversed": (
        new_visit(windows=[{"opens": "11:00", "closes": "09:00"}]),
        {"window-reversed"},
    ),
    "new visit with windows in disorder": (
        new_visit(
            windows=[{"opens": "10:00", "closes": "11:00"}, {"opens": "08:00", "closes": "09:00"}]
        ),
        {"visit-not-as-read"},
    ),
    "new visit wished at night": (new_visit(wished_start="23:00"), {"wished-outside-windows"}),
    "new visit after a stranger": (
        new_visit(dependency={"after_visit": "x"}),
        {"id-unknown"},
    ),
    "new visit after itself": (new_visit(dependency={"after_visit": "v9"}), {"after-itself"}),
    "new visit for a crowd": (new_visit(places=[[]] * 13), {"number-out-of-range"}),
    "new visit for hidden places": (new_visit(places=[["a|b"]]), {"places-disagree"}),
    "new visit for two in one": (new_visit(places=[["a;b"]]), {"visit-not-as-read"}),
    "new visit that never comes": (
        rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        {"recurrence-never"},
    ),
    "new visit every second": (rule("FREQ=SECONDLY"), {"recurrence-malformed"}),
    "new visit by no rule": (rule("as you like"), {"recurrence-malformed"}),
}


def codes(error: RoundsError) -> set[str]:
    """What was refused: every finding, or the one thing."""
    if isinstance(error, InputError):
        return {finding.code for finding in error.findings}
    return {error.code}


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_change_is_refused_with_its_code(name: str) -> None:
    """By what is wrong with it, when it is applied; no version is made."""
    document, expected = NASTY[name]
    publication = published()
    change = CHANGE.validate_python(document).change()
    with pytest.raises(RoundsError) as refused:
        apply(publication, Order(change, OptionKind.UNMOVED, NO_TIME, 1), signed("07:00"))
    assert codes(refused.value) == expected
    assert publication.versions.last() == 1


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_change_is_previewed_or_refused(name: str) -> None:
    """What is impossible has options that leave something out; the rest has the same codes."""
    document, expected = NASTY[name]
    publication = published()
    before = publication.published(publication.versions.head(), at("07:00"))
    change = CHANGE.validate_python(document).change()
    if expected == {"change-impossible"}:
        options = Preview(before, change, NO_TIME).options
        assert not any(each.as_asked for each in options)
        return
    with pytest.raises(InputError) as refused:
        Preview(before, change, NO_TIME)
    assert codes(refused.value) == expected


@pytest.mark.parametrize(
    "name", [name for name, (each, _) in NASTY.items() if each["kind"] in {"swap", "exchange"}]
)
def test_a_nasty_change_is_not_offered(name: str) -> None:
    """Nobody is bothered with it."""
    publication = published()
    events = OfferEvents(KeptTexts(), ZONE)
    offered = OFFERED.validate_python(NASTY[name][0]).change()
    with pytest.raises(RoundsError) as refused:
        _offer(publication, events, offered)
    assert codes(refused.value) & (NASTY[name][1] | {"offer-concerns-others"})
    assert events.all() == ()


def _offer(publication: Publication, events: OfferEvents, offered: Any) -> None:
    proposal = Proposal(offered, OptionKind.UNMOVED, Budget(), 0, None, 1, at("07:00"))
    offering = Offering(publication, events, NO_TIME.limits)
    offering.make(proposal, signed("07:00", "c1"))


@pytest.mark.parametrize("year", ["0001", "1968", "2202", "9999"])
def test_an_instant_at_the_end_of_the_calendar_is_no_part_of_a_document(year: str) -> None:
    """At the ends of the calendar no other offset could be told."""
    for offset in ("+14:00", "-12:00"):
        with pytest.raises(ValidationError):
            CHANGE.validate_python(absence(f"{year}-01-01T00:00:00{offset}", "08:00:00"))


def test_a_window_that_clocks_jump_past_is_refused() -> None:
    """On the night that leaves an hour out."""
    spring = judged.date(2027, 3, 28)
    team = judged.team(spring)
    plan = judged.plan_of(team, Horizon(spring))
    publication = Publication(Versions(KeptTexts()), team, Roads(judged.travel()))
    publish(publication, plan, MADE, signed("06:00"))
    document = {**window("02:15-02:45"), "visit": visit("v2", "2027-03-28")}
    change = CHANGE.validate_python(document).change()
    with pytest.raises(InputError) as refused:
        Preview(publication.published(publication.versions.head(), at("07:00")), change, QUICK)
    assert codes(refused.value) == {"window-skipped"}


VISITS = st.builds(
    visit,
    st.sampled_from(["v1", "v2", "v3", "v4", "v5", "x"]),
    st.sampled_from([DAY, DAY, DAY, "2026-11-24", "0001-01-01", "9999-12-31"]),
)
PLACES = st.builds(
    lambda each, place: {**each, "place": place}, VISITS, st.sampled_from([1, 1, 1, 2, 3, 10**20])
)
CARERS = st.sampled_from(["c1", "c2", "c3", "x"])
SHIFTS = st.builds(shift, CARERS, st.sampled_from(["07:00", "07:00", "06:00"]))
MINUTES = st.integers(0, 16 * 60)
SECONDS = st.one_of(st.integers(-1, 4 * 3600), st.integers())
INSTANTS = st.one_of(
    st.builds(lambda each: f"{DAY}T{each // 60:02}:{each % 60:02}:00+01:00", MINUTES),
    st.sampled_from([f"{DAY}T07:30:00.123+01:00", "2026-11-22T23:59:59Z", "2199-12-31T23:59:59Z"]),
)
CLOCKS = st.one_of(
    st.builds(lambda each: f"{each // 60:02}:{each % 60:02}", MINUTES),
    st.sampled_from(["00:00", "47:59", "24:30"]),
)
WINDOWS = st.lists(st.fixed_dictionaries({"opens": CLOCKS, "closes": CLOCKS}), max_size=3)
TEXTS = st.one_of(
    st.sampled_from(["insulin", "v9", "a;b", " v9", "=1+1", "x"]), st.text(max_size=6)
)
DATES = st.one_of(
    st.sampled_from([DAY, DAY, DAY, "2026-11-24", "0001-01-01", "9999-12-31"]),
    st.fixed_dictionaries(
        {
            "rule": st.one_of(
                st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO", "FREQ=DAILY;COUNT=1"]),
                st.text(alphabet="FREQ=DAILYWKMO;BUNTCV1290,-", max_size=24),
            ),
            "first_date": st.sampled_from([DAY, "1970-01-01", "9999-12-31"]),
        }
    ),
)
DEPENDENCIES = st.none() | st.fixed_dictionaries(
    {"after_visit": st.sampled_from(["v1", "v3", "v9", "x"])},
    optional={"min_gap_seconds": st.sampled_from([0, 600, 601, 10**9]), "max_gap_seconds": SECONDS},
)


def documents(kind: str, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Documents of a kind."""
    return st.fixed_dictionaries({"kind": st.just(kind), **parts})


OFFERS = st.one_of(
    documents("swap", first=PLACES, second=PLACES),
    documents("hand_over", visit=PLACES, carer_id=CARERS),
    documents("exchange", first=SHIFTS, second=SHIFTS),
)
CHANGES = st.one_of(
    OFFERS,
    documents("absence", carer_id=CARERS, since=INSTANTS, until=INSTANTS),
    documents("overrun", visit=VISITS, seconds=SECONDS),
    documents("cancellation", visit=VISITS),
    documents("new_window", visit=VISITS, windows=WINDOWS),
    documents("new_pin", visit=PLACES, carer_id=st.none() | CARERS, start=st.none() | INSTANTS),
    documents("retired_pin", visit=PLACES),
    documents(
        "new_visit",
        visit_id=TEXTS,
        client_id=st.sampled_from(["ca", "cb", "cc", "cd", "x"]),
        dates=DATES,
        windows=WINDOWS,
        service_seconds=st.sampled_from([60, 600, 600, 3600, 61]) | SECONDS,
        wished_start=st.none() | CLOCKS,
        places=st.lists(st.lists(TEXTS, max_size=2), max_size=3),
        priority=st.sampled_from([1, 2, 3]),
        dependency=DEPENDENCIES,
        protected_seconds=st.sampled_from([0, 60, 30]) | SECONDS,
        omaha=TEXTS,
        load=st.sampled_from([0, 1]) | SECONDS,
    ),
)
CLOCK = st.sampled_from(["06:00", "07:00", "07:45", "09:20", "11:00", "20:00"])
COUNTS = st.sampled_from([0, 3, 900]) | st.integers(0)


def validated(of: TypeAdapter[Any], document: Mapping[str, Any]) -> Any:
    """What a document asks for; None where it is none."""
    try:
        return of.validate_python(document).change()
    except ValidationError:
        return None


def answered(ask: Callable[[], T]) -> tuple[T | None, RoundsError | None]:
    """What came out, or why it was refused; anything else is raised."""
    try:
        return ask(), None
    except RoundsError as error:
        return None, error


def coded(error: RoundsError | None) -> bool:
    """Whether every code of a refusal is known, and it is no fault of ours."""
    assert error is not None
    return codes(error) <= CODES.keys() and error.code not in {"visit-not-read", "begun-work-moved"}


@settings(derandomize=True, deadline=None, max_examples=400)
@given(
    document=CHANGES,
    shown=CLOCK,
    option=st.sampled_from(list(OptionKind)),
    budget=st.builds(Budget, COUNTS, COUNTS),
)
@example(
    {"kind": "hand_over", "visit": visit("v4"), "carer_id": "c1"},
    "07:00",
    OptionKind.TEAM,
    Budget(10**30, 10**30),
)
@example(absence("08:00:00", "2199-12-31T23:59:59Z"), "07:00", OptionKind.UNMOVED, Budget())
def test_a_change_is_made_or_refused(
    document: dict[str, Any], shown: str, option: OptionKind, budget: Budget
) -> None:
    """Whatever stands in it: a version that can be read again, or a code."""
    change: Change | None = validated(CHANGE, document)
    if change is None:
        return
    texts = KeptTexts()
    publication = Publication(Versions(texts), judged.team(), Roads(judged.travel()))
    publish(publication, judged.plan(), MADE, signed("06:00"))
    search = Search(budget, NO_TIME.limits)
    order = Order(change, option, search, 1, leave_out=True)
    made, refused = answered(lambda: apply(publication, order, signed(shown)))
    if made is None:
        assert coded(refused), refused
        return
    assert Versions(texts).head() == made.version
    assert change_entry(change, ZONE).change() == change
    again = Publication(Versions(texts), judged.team(), Roads(judged.travel()))
    assert again.published(again.versions.head(), at(shown)).judged is not None


@settings(derandomize=True, deadline=None, max_examples=150)
@given(document=OFFERS, shown=CLOCK, by=CARERS)
def test_an_offer_is_made_or_refused(document: dict[str, Any], shown: str, by: str) -> None:
    """Whatever stands in it."""
    offered = validated(OFFERED, document)
    if offered is None:
        return
    events = OfferEvents(KeptTexts(), ZONE)
    proposal = Proposal(offered, OptionKind.UNMOVED, Budget(), 0, None, 1, at(shown))
    offering = Offering(published(), events, NO_TIME.limits)
    made, refused = answered(lambda: offering.make(proposal, signed(shown, by)))
    assert len(events.all()) == (made is not None)
    assert made is not None or coded(refused), refused
