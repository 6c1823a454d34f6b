"""Making a change a version: asked again on the newest version if that is another by now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scheduler import __version__
from scheduler.comparison import Comparison, FilledPlace, compare
from scheduler.domain.change import Absence, Change, OptionKind, Overrun, VisitPlace
from scheduler.domain.version import Signature, Taken, Version, VersionKind
from scheduler.errors import InputError, RoundsError
from scheduler.io.report import Provenance
from scheduler.planning.changes.options import Option
from scheduler.planning.changes.preview import Preview, Search, concerned_visits
from scheduler.planning.publication import Publication
from scheduler.units import seconds_between

CHANGED = "changed"
"""What stands in place of why a search stopped: a plan that answers a change of another."""


@dataclass(frozen=True)
class Order:
    """A change to be made.

    Attributes:
        seen: number of the version that it was decided on.
        leave_out: whether it is made even where that leaves out visits; an absence and a visit
            that takes longer are facts, and made in any case.
        offer: number of the offer that it was agreed by.
        accepted_by: who accepted that offer.
    """

    change: Change
    option: OptionKind
    search: Search
    seen: int
    leave_out: bool = False
    offer: int | None = None
    accepted_by: str | None = None

    @property
    def taken(self) -> Taken:
        """What a version keeps of it."""
        search = self.search
        return Taken(
            self.change, self.option, search.budget, search.seed, self.offer, self.accepted_by
        )


@dataclass(frozen=True)
class Prepared:
    """A change that can be made on a version.

    Attributes:
        since: what other versions had changed since the one it was decided on; None when there
            were none.
    """

    parent: Version
    preview: Preview
    option: Option
    since: Comparison | None


@dataclass(frozen=True)
class Applied:
    """A change that is a version now.

    Attributes:
        prepared: what it was made of; None when somebody else had finished the same offer.
    """

    version: Version
    prepared: Prepared | None


def prepare(publication: Publication, order: Order, now: datetime) -> Prepared:
    """Ask for a change on the newest version.

    Where that is not the one that was seen, the visits that the change is about must end up as
    they would have.

    Raises:
        InputError: it cannot be asked of the plan at this time.
        RoundsError: `change-impossible` when it leaves out visits, `change-overtaken` when
            another version has changed what it is about.
    """
    head = publication.versions.head()
    try:
        preview, option = _asked_on(publication, head, order, now)
    except InputError as error:
        if head.number == order.seen:
            raise
        moved = compared(publication, publication.versions.version(order.seen), head)
        raise _overtaken(publication, moved, head, order, _findings(error)) from error
    since: Comparison | None = None
    if head.number != order.seen:
        since = _unchanged_since(publication, head, order, now, (preview, option))
    _refuse_left_out(preview, option, order)
    return Prepared(head, preview, option, since)


def apply(
    publication: Publication,
    order: Order,
    signature: Signature,
    prepared: Prepared | None = None,
) -> Applied:
    """Make a change a version.

    Args:
        prepared: the change as it was prepared, which spares asking again.

    Raises:
        InputError, RoundsError: as `prepare`; somebody else may have made a version meanwhile.
    """
    while True:
        made = version_of_offer(publication, order.offer)
        if made is not None:
            return Applied(made, None)
        if prepared is None or prepared.parent.number != publication.versions.last():
            prepared = prepare(publication, order, signature.now)
        version = _version(publication, prepared, order, signature)
        estimated = publication.roads.travel.estimated
        made_by = Provenance(__version__, None, None, CHANGED, None, estimated)
        if publication.add(version, prepared.preview.request.team, made_by):
            return Applied(version, prepared)


def version_of_offer(publication: Publication, offer: int | None) -> Version | None:
    """The version that an offer became, if it did."""
    numbers = range(1, publication.versions.last() + 1) if offer is not None else ()
    for number in numbers:
        version = publication.versions.version(number)
        if version.taken is not None and version.taken.offer == offer:
            return version
    return None


def _version(
    publication: Publication, prepared: Prepared, order: Order, signature: Signature
) -> Version:
    plan = prepared.option.plan
    return Version(
        number=prepared.parent.number + 1,
        parent=prepared.parent.number,
        kind=VersionKind.CHANGED,
        author=signature.by,
        reason=signature.reason,
        made_at=signature.made_at,
        now=signature.now,
        plan=plan,
        taken=order.taken,
        digest=publication.digest(prepared.preview.request.team, plan),
    )


def compared(publication: Publication, before: Version, after: Version) -> Comparison:
    """What is different between two versions, each judged with its own team."""
    return compare(
        publication.published(before, before.now).judged,
        publication.published(after, after.now).judged,
    )


def told(places: Iterable[FilledPlace], publication: Publication) -> str:
    """Who makes a visit and when, in a few words."""
    zone = publication.team.timezone
    texts = [f"{each.carer_id} at {each.start.astimezone(zone):%H:%M}" for each in places]
    return " and ".join(texts) or "nobody"


def _asked_on(
    publication: Publication, version: Version, order: Order, now: datetime
) -> tuple[Preview, Option]:
    preview = Preview(publication.published(version, now), order.change, order.search)
    return preview, preview.option(order.option)


def _unchanged_since(
    publication: Publication,
    head: Version,
    order: Order,
    now: datetime,
    answer: tuple[Preview, Option],
) -> Comparison:
    """What changed since the version that was seen, as long as the change still does the same.

    Raises:
        RoundsError: it does not.
    """
    seen = publication.versions.version(order.seen)
    since = compared(publication, seen, head)
    preview, option = answer
    try:
        then, option_then = _asked_on(publication, seen, order, now)
    except InputError as error:
        raise _overtaken(publication, since, head, order, _findings(error)) from error
    concerned = concerned_visits(preview.published, preview.request)
    concerned |= concerned_visits(then.published, then.request)
    tolerance = publication.team.agreements.change_tolerance_seconds
    differing = [
        visit
        for visit in sorted(concerned)
        if not _alike(
            option_then.judged.filled.get(visit, ()),
            option.judged.filled.get(visit, ()),
            tolerance,
        )
    ]
    if differing:
        texts = [
            f"{visit} would have gone to "
            f"{told(option_then.judged.filled.get(visit, ()), publication)}, and would go to "
            f"{told(option.judged.filled.get(visit, ()), publication)} now."
            for visit in differing
        ]
        raise _overtaken(publication, since, head, order, " ".join(texts))
    return since


def _alike(
    one: tuple[FilledPlace, ...], other: tuple[FilledPlace, ...], tolerance_seconds: int
) -> bool:
    """Whether the same carers come, at starts that are no matter of a call."""
    if [(each.place, each.carer_id) for each in one] != [
        (each.place, each.carer_id) for each in other
    ]:
        return False
    return all(
        abs(seconds_between(a.start, b.start)) <= tolerance_seconds
        for a, b in zip(one, other, strict=True)
    )


def _overtaken(
    publication: Publication, since: Comparison, head: Version, order: Order, why: str
) -> RoundsError:
    moves = [
        f"{move.visit}: {told(move.before, publication)} before, "
        f"{told(move.after, publication)} now."
        for move in since.moves
    ]
    changed = " ".join(moves) or "No visit moved."
    message = (
        f"Version {head.number} stands, and not {order.seen} any more. {why} Changed since: "
        f"{changed}"
    )
    remedy = f"Look at version {head.number} and repeat the change with --seen {head.number}."
    return RoundsError("change-overtaken", message, remedy)


def _findings(error: InputError) -> str:
    return " ".join(finding.message for finding in error.findings)


def _refuse_left_out(preview: Preview, option: Option, order: Order) -> None:
    if option.as_asked or order.leave_out or isinstance(order.change, Absence | Overrun):
        return
    texts = []
    for left in preview.obstacles(option):
        place = VisitPlace(left.visit, left.place)
        carers = preview.request.asked.get(place)
        reasons = "; ".join(f"{each.carer_id} {each.text}" for each in left.reasons)
        why = f" ({reasons})" if carers is not None and reasons else ""
        texts.append(f"{place} is left out{why}.")
    raise RoundsError("change-impossible", " ".join(texts))
