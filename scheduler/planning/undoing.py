"""Bringing back an earlier version, as far as the clock allows."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler import __version__
from scheduler.begun import begun, undone
from scheduler.checker import check
from scheduler.domain.change import VisitPlace
from scheduler.domain.shift import ShiftKey
from scheduler.domain.version import Signature, Version, VersionKind
from scheduler.domain.visit import VisitKey
from scheduler.errors import RoundsError
from scheduler.io.plan_json import provenance_of
from scheduler.io.report import Provenance
from scheduler.plan import Plan, Round, Stop, StopKind
from scheduler.planning.applying import CHANGED
from scheduler.planning.changes.options import Options
from scheduler.planning.changes.preview import Search
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import Request
from scheduler.planning.publication import Publication
from scheduler.units import after, seconds_between


@dataclass(frozen=True)
class Undone:
    """A version that brings back an earlier one.

    Attributes:
        stayed: what had begun, and is as in the version that stood.
    """

    version: Version
    stayed: tuple[VisitPlace, ...]


def undo(
    publication: Publication,
    search: Search,
    signature: Signature,
    seen: int | None = None,
    to: int | None = None,
) -> Undone:
    """Bring back an earlier plan.

    What has begun since then stays as it is, and the visits of its rounds give way to it; the rest
    is as it was.

    Args:
        seen: number of the version that stands; not compared when None.
        to: number of the version to bring back; the one before the newest when None.

    Raises:
        RoundsError: another version is the newest; there is none to bring back; or that plan is no
            longer possible, with the reasons.
    """
    head = publication.versions.head()
    if seen not in {None, head.number}:
        message = f"Version {head.number} stands, and not {seen}."
        raise RoundsError("undo-not-newest", message)
    restored = _to_bring_back(publication, head, to)
    team = publication.team_of(restored)
    before = publication.published(restored, signature.now)
    plan = _brought_back(publication.published(head, signature.now), before, search)
    version = Version(
        number=head.number + 1,
        parent=head.number,
        kind=VersionKind.UNDONE,
        author=signature.by,
        reason=signature.reason,
        made_at=signature.made_at,
        now=signature.now,
        plan=plan,
        restores=restored.number,
        digest=publication.digest(team, plan),
    )
    made = provenance_of(publication.plan_document(restored).provenance)
    if plan != restored.plan:
        made = Provenance(__version__, None, None, CHANGED, None, made.estimated)
    if not publication.add(version, team, made):
        message = f"Somebody else made version {version.number} at the same time."
        raise RoundsError("undo-not-newest", message)
    stayed = tuple(sorted(_stayed(head.plan, restored.plan, signature.now)))
    return Undone(version, stayed)


def _to_bring_back(publication: Publication, head: Version, to: int | None) -> Version:
    number = head.parent if to is None else to
    if number is None:
        raise RoundsError("undo-of-first", "Version 1 is the first one.")
    if number == head.number:
        raise RoundsError("change-of-nothing", f"Version {number} stands.")
    return publication.versions.version(number)


def _brought_back(head: Published, before: Published, search: Search) -> Plan:
    """The plan before, or the nearest to it that keeps what has begun."""
    now = head.now
    if not undone(head.plan, before.plan, now) and not undone(before.plan, head.plan, now):
        return before.plan
    _refuse_begun(head, before)
    united = replace(before, plan=_united(head, before.plan))
    option = Options(
        united,
        Request(None, before.team, {}),
        search.budget,
        limits=search.limits,
        seed=search.seed,
    ).unmoved
    texts = [f"{left.visit} finds no place any more." for left in option.left_out]
    known = {*before.judged.violations, *head.judged.violations}
    broken = check(before.team, before.travel, option.plan)
    texts += [each.text for each in broken if each not in known]
    texts += undone(head.plan, option.plan, now)
    if texts:
        raise RoundsError("undo-impossible", " ".join(texts))
    if option.plan == head.plan:
        raise RoundsError("undo-impossible", "Everything that was changed has begun since.")
    return option.plan


def _refuse_begun(head: Published, before: Published) -> None:
    """What has begun must have a place in the team of before.

    Raises:
        RoundsError: naming every visit and shift that has none.
    """
    shifts = {shift.key for shift in before.shifts}
    texts = []
    for shift, stop in _begun_visits(head.plan, head.now):
        if stop.visit not in before.visits:
            texts.append(f"Visit {stop.visit} has begun, and was not there before.")
        elif shift not in shifts:
            texts.append(f"Visit {stop.visit} has begun in a shift that was not there before.")
        elif _is_torn(head, before, stop):
            texts.append(f"Visit {stop.visit} has begun for one of its carers.")
    if texts:
        raise RoundsError("undo-impossible", " ".join(dict.fromkeys(texts)))


def _is_torn(head: Published, before: Published, stop: Stop) -> bool:
    """Whether one carer is at a joint visit, and the others were to be elsewhere then."""
    if stop.visit is None or len(before.visits[stop.visit].places) == 1:
        return False
    filled = head.judged.filled.get(stop.visit), before.judged.filled.get(stop.visit)
    count = sum(other.visit == stop.visit for _, other in _begun_visits(head.plan, head.now))
    return filled[0] != filled[1] and count < len(before.visits[stop.visit].places)


def _united(head: Published, before: Plan) -> Plan:
    """What has begun, and behind it the rounds of before, nothing of them in the past."""
    now = head.now
    done = begun(head.plan, now)
    made = {stop.visit for stops in done.values() for stop in stops if stop.visit is not None}
    legs: Counter[VisitKey] = Counter()
    for visit, _, stop in before.filled_places():
        legs[visit] = max(legs[visit], stop.leg.seconds if stop.leg else 0)
    rounds_before = {each.shift: each for each in before.rounds}
    rounds = []
    for shift in sorted(rounds_before.keys() | {key for key, stops in done.items() if stops}):
        first = done.get(shift, ())
        rest = rounds_before[shift].stops if shift in rounds_before else ()
        stops = (*first, *_behind(first, rest, made, legs, now))
        if any(stop.kind in {StopKind.VISIT, StopKind.APPOINTMENT} for stop in stops):
            rounds.append(Round(shift, stops))
    left = tuple(each for each in before.unassigned if each.visit not in made)
    return replace(before, rounds=tuple(rounds), unassigned=left)


def _behind(
    first: Sequence[Stop],
    rest: Iterable[Stop],
    made: Collection[VisitKey],
    legs: Mapping[VisitKey, int],
    now: datetime,
) -> Iterator[Stop]:
    """The stops of a round that are still to come, none of them before now."""
    taken = Counter(stop.kind for stop in first if stop.kind is not StopKind.VISIT)
    for stop in rest:
        if stop.visit in made:
            continue
        if stop.kind is not StopKind.VISIT and taken[stop.kind]:
            taken[stop.kind] -= 1
            continue
        leg = stop.leg.seconds if stop.leg else 0
        leg = legs[stop.visit] if stop.visit is not None else leg
        start = max(stop.start, after(now, leg + 1))
        if stop.kind in {StopKind.START, StopKind.APPOINTMENT} or start == stop.start:
            yield stop
        else:
            yield replace(
                stop, start=start, end=after(start, seconds_between(stop.start, stop.end))
            )


def _stayed(head: Plan, before: Plan, now: datetime) -> Iterator[VisitPlace]:
    """What had begun otherwise than before, and so stays as it is."""
    then = {
        (visit, stop.place): (each.shift, stop.start)
        for visit, each, stop in before.filled_places()
    }
    for shift, stop in _begun_visits(head, now):
        if stop.visit is not None and then.get((stop.visit, stop.place)) != (shift, stop.start):
            yield VisitPlace(stop.visit, stop.place)


def _begun_visits(plan: Plan, now: datetime) -> Iterator[tuple[ShiftKey, Stop]]:
    for shift, stops in begun(plan, now).items():
        for stop in stops:
            if stop.kind is StopKind.VISIT:
                yield shift, stop
