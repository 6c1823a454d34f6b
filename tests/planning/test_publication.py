"""Versions of a published plan: made, kept whole, changed from two sides, shown."""

import contextlib
import json
import multiprocessing
import os
from dataclasses import replace
from pathlib import Path
from threading import BrokenBarrierError

import pytest
from judged import at
from publications import (
    MADE,
    QUICK,
    carers,
    change,
    hand_over,
    key,
    longer,
    opened,
    plan,
    published,
    round_of,
    show,
    signed,
    start_of,
    swap,
    team,
)

from scheduler.domain.change import Absence, Cancellation, NewVisit, Overrun
from scheduler.domain.client import Client
from scheduler.domain.location import Location
from scheduler.domain.version import VersionKind
from scheduler.domain.visit import VisitAgreement
from scheduler.errors import InputError, RoundsError
from scheduler.io.numbered_files import NumberedFiles
from scheduler.io.plan_json import read_plan
from scheduler.io.versions import Versions
from scheduler.plan import Plan
from scheduler.planning import publication_folder as module
from scheduler.planning.publication import Publication
from scheduler.planning.publishing import publish
from scheduler.planning.undoing import undo
from scheduler.units import minutes


def text_of(folder: Path, number: int) -> str:
    """A version as it stands in its file."""
    return (folder / "versions" / f"{number:04}.json").read_text("utf-8")


def other_plan() -> Plan:
    """The plan with v7 of c3 at another time."""
    return replace(plan(), rounds=(*plan().rounds[:2], round_of("c3", [("v7", "12:00")])))


def test_publishing_makes_version_one(tmp_path: Path) -> None:
    """With its author, reason and clock; the files beside show it."""
    publication = published(tmp_path)
    head = publication.versions.head()
    assert (head.number, head.parent, head.kind) == (1, None, VersionKind.PUBLISHED)
    assert (head.author, head.reason, head.now) == ("c1", "evening before", at("06:00"))
    assert head.plan == plan() == read_plan(tmp_path / "plan.json")


def test_a_version_holds_ids_and_no_names(tmp_path: Path) -> None:
    """Neither of clients nor of carers, nor where they live."""
    publication = published(tmp_path)
    change(publication, hand_over("v1", "c3"))
    text = text_of(tmp_path, 1) + text_of(tmp_path, 2)
    assert "Client" not in text
    assert "52.5" not in text


def test_nothing_is_published_over_a_version_that_was_not_named(tmp_path: Path) -> None:
    """Nor over one that is not the newest; named, it becomes the next version."""
    publication = published(tmp_path)
    for seen in (None, 2):
        with pytest.raises(RoundsError) as refused:
            publish(publication, other_plan(), MADE, signed("07:00"), seen)
        assert refused.value.code == "publish-over-version"
    version = publish(publication, other_plan(), MADE, signed("07:00"), 1)
    assert (version.number, version.parent) == (2, 1)
    assert start_of(publication.versions.head(), "v7") == at("12:00")


def test_publishing_the_newest_plan_again_is_refused(tmp_path: Path) -> None:
    """It would say nothing."""
    with pytest.raises(RoundsError) as refused:
        publish(published(tmp_path), plan(), MADE, signed("07:00"), 1)
    assert refused.value.code == "change-of-nothing"


def test_a_plan_that_moves_what_has_begun_is_not_published(tmp_path: Path) -> None:
    """At half past eleven c3 is with v7."""
    with pytest.raises(RoundsError) as refused:
        publish(published(tmp_path), other_plan(), MADE, signed("11:30"), 1)
    assert refused.value.code == "publish-moves-begun"
    assert "v7" in refused.value.message


def test_a_change_makes_the_next_version_and_leaves_the_one_before(tmp_path: Path) -> None:
    """With parent, author, change and option; the files show it, version 1 is as it was."""
    publication = published(tmp_path)
    before = text_of(tmp_path, 1)
    version = change(publication, hand_over("v1", "c3")).version
    show(tmp_path, publication)
    assert (version.number, version.parent, version.kind) == (2, 1, VersionKind.CHANGED)
    assert version.taken is not None
    assert version.taken.change == hand_over("v1", "c3")
    assert carers(version) == {**carers(publication.versions.version(1)), "v1": "c3"}
    assert text_of(tmp_path, 1) == before
    assert read_plan(tmp_path / "plan.json") == version.plan


def test_a_changed_plan_claims_no_search(tmp_path: Path) -> None:
    """The search of the plan it came from is none of its own; brought back, it is again."""
    publication = published(tmp_path)
    version = change(publication, hand_over("v1", "c3")).version
    made = publication.plan_document(version).provenance
    assert (made.seed, made.iterations, made.stopped) == (None, None, "changed")
    back = undo(publication, QUICK, signed("07:00")).version
    assert publication.plan_document(back).provenance.stopped == "iterations"


def test_a_version_is_judged_by_the_team_after_its_changes(tmp_path: Path) -> None:
    """Also by somebody who opens the folder afresh."""
    publication = published(tmp_path)
    version = change(publication, Absence("c2", at("09:00"), at("14:00"))).version
    again = opened(tmp_path)
    assert again.judging_team(version) == publication.team_of(version) != team()


def test_a_version_that_altered_no_team_is_judged_by_the_team_as_it_is_now(
    tmp_path: Path,
) -> None:
    """Like a plan that was never published; one that did cannot be, and says so."""
    publication = published(tmp_path)
    swapped = change(publication, swap("v1", "v4")).version
    absent = change(publication, Absence("c2", at("09:00"), at("14:00"))).version
    later = longer(team(), "v3")
    assert opened(tmp_path, later).judging_team(swapped) == later
    with pytest.raises(RoundsError) as refused:
        opened(tmp_path, later).judging_team(absent)
    assert refused.value.code == "team-changed-since"


def test_versions_are_read_again_as_they_were_made(tmp_path: Path) -> None:
    """By somebody who opens the folder afresh, with the same team."""
    publication = published(tmp_path)
    wanted = NewVisit(VisitAgreement("v8", "k8", key("v1").date, team().visits[0].windows, 1200))
    version = change(publication, wanted).version
    again = opened(tmp_path)
    assert again.versions.head() == version
    assert again.team_of(version) == publication.team_of(version)
    assert "v8" in {each.visit_id for each in again.team_of(version).visits}


def test_the_team_of_a_version_has_all_changes_up_to_it(tmp_path: Path) -> None:
    """An absence, a visit that takes longer and a cancellation, one upon the other."""
    publication = published(tmp_path)
    change(publication, Absence("c2", at("09:00"), at("14:00")))
    change(publication, Overrun(key("v1"), minutes(20)))
    change(publication, Cancellation(key("v7")))
    again = opened(tmp_path)
    of = again.team_of(again.versions.head())
    ends = {each.carer_id: each.end for each in of.shifts}
    assert ends["c2"] < at("09:10")
    assert of.amendment_of[key("v1")].service_seconds == minutes(50)
    assert of.amendment_of[key("v7")].cancelled


def test_two_changes_on_one_parent_that_have_nothing_to_do_with_each_other(
    tmp_path: Path,
) -> None:
    """The second is made as well, and says what the first has changed."""
    publication = published(tmp_path)
    change(publication, hand_over("v1", "c3"), seen=1)
    applied = change(opened(tmp_path), hand_over("v5", "c3"), seen=1)
    assert applied.version.number == 3
    assert applied.prepared is not None
    assert applied.prepared.since is not None
    assert [move.visit.visit_id for move in applied.prepared.since.moves] == ["v1"]
    assert (carers(applied.version)["v1"], carers(applied.version)["v5"]) == ("c3", "c3")


def test_a_second_change_on_one_parent_is_refused_where_the_first_changed_it(
    tmp_path: Path,
) -> None:
    """v1 went to c3 meanwhile, so that the swap would mean another carer: nothing is written."""
    publication = published(tmp_path)
    change(publication, hand_over("v1", "c3"), seen=1)
    with pytest.raises(RoundsError) as refused:
        change(opened(tmp_path), swap("v1", "v4"), seen=1)
    assert refused.value.code == "change-overtaken"
    assert "v1 on 2026-11-23: c1 at 08:30 before, c3 at 08:30 now." in refused.value.message
    assert "--seen 2" in refused.value.remedy
    assert publication.versions.last() == 2
    assert change(opened(tmp_path), swap("v1", "v4"), seen=2).version.number == 3


def test_a_second_change_that_is_no_longer_possible_says_what_changed(tmp_path: Path) -> None:
    """The visit was cancelled meanwhile."""
    publication = published(tmp_path)
    change(publication, Cancellation(key("v1")), seen=1)
    with pytest.raises(RoundsError) as refused:
        change(publication, hand_over("v1", "c3"), seen=1)
    assert refused.value.code == "change-overtaken"
    assert "The plan has no visit v1" in refused.value.message


def test_a_wrong_change_of_the_newest_version_is_plain_bad_input(tmp_path: Path) -> None:
    """Nobody else is to blame for it."""
    with pytest.raises(InputError) as refused:
        change(published(tmp_path), hand_over("v9", "c9"))
    assert {each.code for each in refused.value.findings} == {
        "change-visit-unknown",
        "change-carer-unknown",
    }


def test_a_wish_that_leaves_out_a_visit_is_refused(tmp_path: Path) -> None:
    """c1 has no room for v4 while v1 is made, when the window leaves no other start."""
    narrow = replace(
        team(),
        visits=tuple(
            replace(each, windows=(replace(each.windows[0], closes=30600),))
            if each.visit_id in {"v1", "v4"}
            else each
            for each in team().visits
        ),
    )
    publication = opened(tmp_path, narrow)
    publish(publication, plan(), MADE, signed("06:00"))
    with pytest.raises(RoundsError) as refused:
        change(publication, hand_over("v4", "c1"))
    assert refused.value.code == "change-impossible"
    assert "left out" in refused.value.message
    assert publication.versions.last() == 1


def apply_at_once(folder: str, visit_id: str, barrier: object, answers: object) -> None:
    """In a process of its own: hand a visit to c3, and add it when the other is ready to."""
    add = NumberedFiles.add

    def together(self: NumberedFiles, number: int, text: str) -> bool:
        with contextlib.suppress(BrokenBarrierError):
            barrier.wait(60)
        return add(self, number, text)

    NumberedFiles.add = together
    applied = change(opened(Path(folder)), hand_over(visit_id, "c3"), seen=1)
    barrier.abort()
    since = applied.prepared.since if applied.prepared else None
    answers.put((visit_id, applied.version.number, since is not None))


def test_of_two_processes_one_gets_the_number_and_the_other_is_asked_again(
    tmp_path: Path,
) -> None:
    """Both write at one moment: two versions, nothing lost, and the later saw the earlier."""
    published(tmp_path)
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(2), context.Queue()
    both = [
        context.Process(target=apply_at_once, args=(str(tmp_path), visit_id, barrier, answers))
        for visit_id in ("v1", "v5")
    ]
    for each in both:
        each.start()
    told = sorted((answers.get(timeout=120) for _ in both), key=lambda each: each[1])
    for each in both:
        each.join()
        assert each.exitcode == 0
    assert [(number, saw) for _, number, saw in told] == [(2, False), (3, True)]
    final = carers(Versions.of_folder(tmp_path).head())
    assert (final["v1"], final["v5"]) == ("c3", "c3")


def test_a_crash_before_a_version_is_linked_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number stays free, and what was written aside is no version."""
    publication = published(tmp_path)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "link", crash)
    with pytest.raises(KeyboardInterrupt):
        change(publication, hand_over("v1", "c3"))
    monkeypatch.undo()
    (tmp_path / "versions" / ".rounds-left.part").write_text("half", encoding="utf-8")
    assert Versions.of_folder(tmp_path).last() == 1
    assert change(opened(tmp_path), hand_over("v1", "c3")).version.number == 2


def test_a_disk_that_cannot_link_is_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One error that names the file."""
    publication = published(tmp_path)

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(RoundsError) as refused:
        change(publication, hand_over("v1", "c3"))
    assert refused.value.code == "version-not-written"
    assert "0002.json" in refused.value.message
    assert sorted(path.name for path in (tmp_path / "versions").iterdir()) == ["0001.json"]


def test_a_crash_before_the_files_are_written_is_mended_by_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version stands; plan.json still shows the one before, which is no unknown plan."""
    publication = published(tmp_path)
    change(publication, hand_over("v1", "c3"))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "write_plan", crash)
    with pytest.raises(KeyboardInterrupt):
        show(tmp_path, publication)
    monkeypatch.undo()
    again = opened(tmp_path)
    assert read_plan(tmp_path / "plan.json") == plan()
    version = change(again, hand_over("v5", "c3")).version
    show(tmp_path, again)
    assert read_plan(tmp_path / "plan.json") == version.plan


def test_files_that_were_overtaken_while_they_were_written_are_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process made a version in between: the files end up as that one."""
    publication = published(tmp_path)
    change(publication, hand_over("v1", "c3"))
    write, others = module.write_plan, []

    def overtaken(*given: object) -> object:
        if not others:
            others.append(change(opened(tmp_path), hand_over("v5", "c3")).version)
        return write(*given)

    monkeypatch.setattr(module, "write_plan", overtaken)
    show(tmp_path, publication)
    assert read_plan(tmp_path / "plan.json") == others[0].plan


def test_a_plan_made_since_is_not_overwritten(tmp_path: Path) -> None:
    """Somebody planned again into the folder: that is noticed before anything is written."""
    publication = published(tmp_path)
    path = tmp_path / "plan.json"
    path.write_text(path.read_text("utf-8").replace("v7", "v9"), encoding="utf-8")
    with pytest.raises(RoundsError) as refused:
        module.PublicationFolder(tmp_path, publication).refuse_unpublished()
    assert refused.value.code == "plan-unpublished"


def test_a_team_that_changed_since_is_noticed_and_its_file_named(tmp_path: Path) -> None:
    """A visit agreed anew on the dates of the plan; a new client is no matter."""
    published(tmp_path)
    with pytest.raises(RoundsError) as refused:
        change(opened(tmp_path, longer(team(), "v3")), hand_over("v1", "c3"))
    assert refused.value.code == "team-changed-since"
    assert "visits.csv" in refused.value.message
    more = replace(team(), clients=(*team().clients, Client("k9", "", Location(52.5, 5.9))))
    assert change(opened(tmp_path, more), hand_over("v1", "c3")).version.number == 2


def test_estimates_and_roads_are_not_mixed(tmp_path: Path) -> None:
    """The plan was made by estimate; roads give other times."""
    publication = published(tmp_path)
    travel = replace(publication.roads.travel, estimated=frozenset())
    other = Publication(publication.versions, team(), replace(publication.roads, travel=travel))
    with pytest.raises(RoundsError) as refused:
        change(other, hand_over("v1", "c3"))
    assert refused.value.code == "version-of-other-roads"


def test_a_missing_version_is_told(tmp_path: Path) -> None:
    """Nothing can be said of what came after it."""
    publication = published(tmp_path)
    change(publication, hand_over("v1", "c3"))
    (tmp_path / "versions" / "0001.json").unlink()
    with pytest.raises(RoundsError) as refused:
        opened(tmp_path).versions.head()
    assert refused.value.code == "version-missing"
    assert "0001.json" in refused.value.message


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.pop("digest"),
        lambda document: document.update(number=2),
        lambda document: document["plan"].update(days=0),
        lambda document: document.update(kind="changed"),
    ],
    ids=["without digest", "another number", "no days", "changed by nothing"],
)
def test_a_damaged_version_is_told(tmp_path: Path, spoil: object) -> None:
    """Whatever is missing or does not belong together."""
    published(tmp_path)
    path = tmp_path / "versions" / "0001.json"
    document = json.loads(path.read_text("utf-8"))
    spoil(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(RoundsError) as refused:
        opened(tmp_path).versions.head()
    assert refused.value.code == "version-damaged"


def test_a_folder_without_versions_says_how_to_publish(tmp_path: Path) -> None:
    """And a number that is not there which there are."""
    with pytest.raises(RoundsError) as refused:
        Versions.of_folder(tmp_path).head()
    assert refused.value.code == "plan-not-published"
    published(tmp_path)
    with pytest.raises(RoundsError) as refused:
        Versions.of_folder(tmp_path).version(7)
    assert refused.value.code == "version-unknown"
    assert "the last one is 1" in refused.value.message
