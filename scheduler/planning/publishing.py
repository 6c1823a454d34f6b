"""Publishing a plan: from then on it has versions, and only changes move it."""

from scheduler.begun import undone
from scheduler.domain.version import Version, VersionKind
from scheduler.errors import RoundsError
from scheduler.io.report import Provenance
from scheduler.plan import Plan
from scheduler.planning.applying import Signature
from scheduler.planning.publication import Publication


def publish(
    publication: Publication,
    plan: Plan,
    came_about: Provenance,
    signature: Signature,
    seen: int | None = None,
) -> Version:
    """Make a plan the newest version: the first one, or one in place of those before.

    A plan that breaks hard rules is published too: whoever publishes knows better.

    Args:
        plan: of this team.
        seen: number of the newest version, to put the plan in its place.

    Raises:
        RoundsError: there are versions and `seen` does not name the newest; the plan is that of
            the newest already; it is for other dates, moves what has begun, or speaks of visits
            or shifts that the team does not have.
    """
    last = publication.versions.last()
    if last != (seen or 0):
        there = f"Version {last} stands" if last else "There is no version"
        named = "none was named" if seen is None else f"not {seen}"
        raise RoundsError("publish-over-version", f"{there}, {named}.")
    if bool(came_about.estimated) != bool(publication.roads.travel.estimated):
        how = "by estimate" if came_about.estimated else "by road"
        raise RoundsError("version-of-other-roads", f"Travel of the plan is {how}.")
    if last:
        _refuse_in_place_of(publication.versions.version(last), plan, signature)
    version = Version(
        number=last + 1,
        parent=last or None,
        kind=VersionKind.PUBLISHED,
        author=signature.by,
        reason=signature.reason,
        made_at=signature.made_at,
        now=signature.now,
        plan=plan,
        digest=publication.digest(publication.team, plan),
    )
    if not publication.add(version, publication.team, came_about):
        message = f"Somebody else made version {version.number} at the same time."
        raise RoundsError("publish-over-version", message)
    return version


def _refuse_in_place_of(head: Version, plan: Plan, signature: Signature) -> None:
    if plan == head.plan:
        message = f"The plan is that of version {head.number}."
        raise RoundsError("change-of-nothing", message)
    if (plan.team_id, plan.horizon) != (head.plan.team_id, head.plan.horizon):
        message = (
            f"Version {head.number} is of team {head.plan.team_id} from "
            f"{head.plan.horizon.first_date} to {head.plan.horizon.last_date}."
        )
        raise RoundsError("plans-of-other-dates", message)
    lost = undone(head.plan, plan, signature.now)
    if lost:
        raise RoundsError("publish-moves-begun", " ".join(lost))
