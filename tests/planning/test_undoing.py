"""Taking versions back: exactly where nothing has begun since, as far as possible where it has."""

from dataclasses import replace
from pathlib import Path

import pytest
from judged import at, windows
from publications import (
    MADE,
    QUICK,
    carers,
    change,
    hand_over,
    key,
    opened,
    place,
    plan,
    published,
    round_of,
    show,
    signed,
    start_of,
)

from scheduler.begun import undone
from scheduler.checker import check
from scheduler.domain.change import Absence, Cancellation, NewVisit, NewWindow, Overrun
from scheduler.domain.version import Version, VersionKind
from scheduler.domain.visit import VisitAgreement
from scheduler.errors import RoundsError
from scheduler.planning.publication import Publication
from scheduler.planning.publishing import publish
from scheduler.planning.undoing import Undone, undo
from scheduler.units import minutes


def take_back(
    publication: Publication, shown: str = "07:00", seen: int | None = None, to: int | None = None
) -> Undone:
    """Bring back a version when the clock shows this."""
    return undo(publication, QUICK, signed(shown, by="c2", reason="not needed"), seen, to)


def assert_legal(publication: Publication, version: Version) -> None:
    """Every hard rule is kept in the team of the version."""
    team = publication.team_of(version)
    assert check(team, publication.roads.travel, version.plan) == ()


def test_undo_is_a_version_with_the_plan_and_the_team_before(tmp_path: Path) -> None:
    """Its parent is the version taken back; that one stays in the history."""
    publication = published(tmp_path)
    change(publication, Absence("c2", at("08:00"), at("14:00")))
    answer = take_back(publication)
    version = answer.version
    assert (version.number, version.parent, version.restores) == (3, 2, 1)
    assert (version.kind, version.author, version.reason) == (
        VersionKind.UNDONE,
        "c2",
        "not needed",
    )
    assert version.plan == plan()
    assert answer.stayed == ()
    again = opened(tmp_path)
    assert again.team_of(again.versions.head()) == again.team


def test_undo_of_an_undo_brings_the_change_back(tmp_path: Path) -> None:
    """With the team that it made."""
    publication = published(tmp_path)
    made = change(publication, Cancellation(key("v7"))).version
    take_back(publication)
    version = take_back(opened(tmp_path)).version
    assert version.restores == 2
    assert version.plan == made.plan
    again = opened(tmp_path)
    assert again.team_of(again.versions.head()).amendment_of[key("v7")].cancelled


@pytest.mark.parametrize("number", [1, 2, 3])
def test_any_earlier_version_can_be_brought_back(tmp_path: Path, number: int) -> None:
    """With its plan and its team, over versions made and undone in between."""
    publication = published(tmp_path)
    made = {1: publication.versions.head()}
    made[2] = change(publication, Absence("c2", at("08:00"), at("14:00"))).version
    made[3] = take_back(publication).version
    change(publication, Cancellation(key("v7")))
    version = take_back(opened(tmp_path), to=number).version
    assert (version.number, version.parent, version.restores) == (5, 4, number)
    assert version.plan == made[number].plan
    again = opened(tmp_path)
    assert again.team_of(version) == publication.team_of(made[number])


@pytest.mark.parametrize(("number", "code"), [(2, "change-of-nothing"), (9, "version-unknown")])
def test_what_cannot_be_brought_back_is_told(tmp_path: Path, number: int, code: str) -> None:
    """The version that stands, and one that nobody made; nothing is written."""
    publication = published(tmp_path)
    change(publication, Cancellation(key("v7")))
    with pytest.raises(RoundsError) as refused:
        take_back(publication, to=number)
    assert refused.value.code == code
    assert publication.versions.last() == 2


def test_a_change_can_follow_an_undo(tmp_path: Path) -> None:
    """It is made on the plan that came back."""
    publication = published(tmp_path)
    change(publication, Cancellation(key("v7")))
    take_back(publication)
    version = change(opened(tmp_path), hand_over("v7", "c1")).version
    assert version.number == 4
    assert carers(version)["v7"] == "c1"


def test_what_has_begun_since_stays_and_the_rest_comes_back(tmp_path: Path) -> None:
    """c1 was absent from nine on; c3 is with one of the visits, the other returns to c1."""
    publication = published(tmp_path)
    made = change(publication, Absence("c1", at("09:10"), at("14:00")), "08:00").version
    moved = {name for name in ("v2", "v3") if carers(made)[name] != "c1"}
    assert moved == {"v2", "v3"}
    first = min(moved, key=lambda name: start_of(made, name))
    (other,) = moved - {first}
    begun = f"{start_of(made, first).astimezone(publication.team.timezone):%H:%M}"
    answer = take_back(publication, begun)
    version = answer.version
    assert answer.stayed == (place(first),)
    assert carers(version)[first] == carers(made)[first]
    assert start_of(version, first) == start_of(made, first)
    assert carers(version)[other] == "c1"
    assert undone(made.plan, version.plan, at(begun)) == ()
    assert_legal(publication, version)


def test_a_visit_that_would_have_begun_by_now_comes_back_a_little_later(tmp_path: Path) -> None:
    """v4 was moved to eleven; at half past nine its old start is past, and it is made from now."""
    publication = published(tmp_path)
    change(publication, NewWindow(key("v4"), windows("11:00-13:00")), "07:00")
    answer = take_back(publication, "09:10")
    version = answer.version
    assert at("09:10") < start_of(version, "v4") <= at("13:00")
    assert_legal(publication, version)


def test_an_overrun_that_was_a_mistake_is_taken_back_while_the_visit_goes_on(
    tmp_path: Path,
) -> None:
    """What stood behind it returns to its time, or the first one after now."""
    publication = published(tmp_path)
    made = change(publication, Overrun(key("v1"), minutes(60)), "08:40").version
    assert made.plan != plan()
    version = take_back(publication, "08:50").version
    assert version.plan == plan()
    assert_legal(publication, version)


def test_a_new_visit_that_has_begun_cannot_be_undone(tmp_path: Path) -> None:
    """Somebody is there: the answer names the visit, and nothing is written."""
    publication = published(tmp_path)
    wanted = NewVisit(VisitAgreement("v8", "k8", key("v1").date, windows("08:00-08:20"), 1200))
    made = change(publication, wanted).version
    begun = f"{start_of(made, 'v8').astimezone(publication.team.timezone):%H:%M}"
    with pytest.raises(RoundsError) as refused:
        take_back(publication, begun)
    assert refused.value.code == "undo-impossible"
    assert "v8" in refused.value.message
    assert publication.versions.last() == 2


def test_a_cancellation_cannot_be_undone_once_the_window_has_closed(tmp_path: Path) -> None:
    """There is no start left for the visit."""
    publication = published(tmp_path)
    change(publication, Cancellation(key("v1")), "07:00")
    with pytest.raises(RoundsError) as refused:
        take_back(publication, "13:05")
    assert refused.value.code == "undo-impossible"
    assert "v1" in refused.value.message


def test_a_hand_over_whose_visit_has_begun_cannot_be_undone(tmp_path: Path) -> None:
    """There is nothing else that could come back."""
    publication = published(tmp_path)
    made = change(publication, hand_over("v7", "c1")).version
    begun = f"{start_of(made, 'v7').astimezone(publication.team.timezone):%H:%M}"
    with pytest.raises(RoundsError) as refused:
        take_back(publication, begun)
    assert refused.value.code == "undo-impossible"


def test_only_the_newest_version_is_undone_and_never_the_first(tmp_path: Path) -> None:
    """Who looked at another one is told which one stands."""
    publication = published(tmp_path)
    with pytest.raises(RoundsError) as refused:
        take_back(publication)
    assert refused.value.code == "undo-of-first"
    change(publication, hand_over("v1", "c3"))
    change(publication, hand_over("v5", "c3"))
    with pytest.raises(RoundsError) as refused:
        take_back(publication, seen=2)
    assert refused.value.code == "undo-not-newest"
    assert "Version 3" in refused.value.message


def test_a_plan_that_was_published_anew_is_undone_too(tmp_path: Path) -> None:
    """Back to the changed plan before it, with its team."""
    publication = published(tmp_path)
    made = change(publication, Cancellation(key("v6"))).version
    other = replace(plan(), rounds=(*plan().rounds[:2], round_of("c3", [("v7", "12:00")])))
    publish(publication, other, MADE, signed("07:00"), 2)
    show(tmp_path, publication)
    version = take_back(publication).version
    assert version.restores == 2
    assert version.plan == made.plan
