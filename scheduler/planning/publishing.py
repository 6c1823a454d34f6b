"""Publishing a plan: from then on it has versions, and only changes move it."""

from scheduler.domain.version import Signature, Version
from scheduler.errors import RoundsError
from scheduler.io.report import Provenance
from scheduler.plan import Plan
from scheduler.planning.publication import Publication
from scheduler.planning.published_version import published_version, refuse_other_roads


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
    refuse_other_roads(came_about, estimated=bool(publication.roads.travel.estimated))
    head = publication.versions.version(last) if last else None
    version = published_version(head, publication.team, plan, signature)
    if not publication.add(version, publication.team, came_about):
        message = f"Somebody else made version {version.number} at the same time."
        raise RoundsError("publish-over-version", message)
    return version
