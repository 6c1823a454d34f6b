"""What may be published, and the version that it becomes. Nothing is searched, scored or stored."""

from scheduler.begun import undone
from scheduler.domain.team import Team
from scheduler.domain.version import Signature, Version, VersionKind
from scheduler.errors import RoundsError
from scheduler.io.report import Provenance
from scheduler.io.team_digest import team_digest
from scheduler.plan import Plan


def refuse_other_roads(came_about: Provenance, *, estimated: bool) -> None:
    """Keep plans by road and plans by estimate apart.

    Args:
        estimated: whether travel of the publication is a great-circle estimate.

    Raises:
        RoundsError: `version-of-other-roads`.
    """
    if bool(came_about.estimated) != estimated:
        how = "by estimate" if came_about.estimated else "by road"
        raise RoundsError("version-of-other-roads", f"Travel of the plan is {how}.")


def published_version(
    head: Version | None, team: Team, plan: Plan, signature: Signature
) -> Version:
    """The version that a plan becomes by being published.

    Args:
        head: the newest version, in whose place it is put; None for the first one.
        team: that the plan was made for.

    Raises:
        RoundsError: the plan is that of `head` already, is for other dates, or moves what has
            begun.
    """
    if head is not None:
        _refuse_in_place_of(head, plan, signature)
    return Version(
        number=1 if head is None else head.number + 1,
        parent=None if head is None else head.number,
        kind=VersionKind.PUBLISHED,
        author=signature.by,
        reason=signature.reason,
        made_at=signature.made_at,
        now=signature.now,
        plan=plan,
        digest=team_digest(team, plan.horizon),
    )


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
