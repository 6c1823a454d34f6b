"""A published plan: its versions, and the team as of each of them.

The team as of a version is the team as it was taken in with the changes up to there made to it; a
digest in every version tells whether that is still the one that the plan was published for.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import cached_property

from scheduler.domain.carer import Mode
from scheduler.domain.change import Change, NewVisit
from scheduler.domain.horizon import visits_in
from scheduler.domain.team import Team
from scheduler.domain.version import Version, VersionKind
from scheduler.errors import RoundsError
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_json import plan_document, provenance_of
from scheduler.io.report import PlanReport, Provenance, Road
from scheduler.io.team_digest import changed_parts, team_digest
from scheduler.io.versions import Versions
from scheduler.plan import Plan
from scheduler.planning.changes.agreed import Places, agreed_in
from scheduler.planning.changes.amended import amended
from scheduler.planning.changes.published import Published
from scheduler.planning.drawing import background
from scheduler.planning.roads import Roads
from scheduler.planning.rounds import plan_report
from scheduler.score import score


class Publication:
    """The versions of a plan with its team and its roads.

    Args:
        team: as it was taken in, without the changes that the versions made to it.
        roads: between all places of the plan's dates and of `clients_needed`.
    """

    def __init__(self, versions: Versions, team: Team, roads: Roads) -> None:
        self.versions = versions
        self.team = team
        self.roads = roads
        self._teams: dict[int, Team] = {}

    def team_of(self, version: Version) -> Team:
        """The team as of a version.

        Raises:
            RoundsError: the team folder is no longer what the plan was published for, or travel
                is estimated where it was not, or the other way round.
        """
        if version.number not in self._teams:
            self._check_roads(version)
            self._check_digest(self._root_of(version), self.team)
            team = self._folded(version)
            self._check_digest(version, team)
            self._check_ways(version, team)
            self._teams[version.number] = team
        return self._teams[version.number]

    def judging_team(self, version: Version) -> Team:
        """The team that a version is judged by: as of that version, where changes altered it.

        Any other version is judged by the team folder as it is now, like a plan that was never
        published.

        Raises:
            RoundsError: as `team_of`, where changes altered the team.
        """
        if version.digest == self._root_of(version).digest:
            return self.team
        return self.team_of(version)

    def published(self, version: Version, now: datetime) -> Published:
        """A version, looked at by the clock."""
        team, agreed = self.team_of(version), self.agreed(version)
        return Published(team, self.roads.travel, version.plan, now, agreed)

    def agreed(self, version: Version) -> Places:
        """The places whose carers agreed to have them, in changes up to a version."""
        return agreed_in(self._steps(version))

    def digest(self, team: Team, plan: Plan) -> dict[str, str]:
        """What to keep of a team with a version of its plan."""
        return team_digest(team, plan.horizon)

    def add(self, version: Version, team: Team, came_about: Provenance) -> bool:
        """Add a version; False when its number is taken, and nothing is written.

        Args:
            team: as of this version.
            came_about: how the plan did.
        """
        return self.keep(version, self._report(team, version.plan, came_about, ()))

    def keep(self, version: Version, report: PlanReport) -> bool:
        """Add a version that was reported already; False when its number is taken."""
        if not self.versions.add(version, plan_document(report)):
            return False
        self._teams[version.number] = report.team
        return True

    def report(self, version: Version) -> PlanReport:
        """What there is to show of a version, with the roads that its map draws.

        Raises:
            RoundsError: as `team_of`.
        """
        made = provenance_of(self.plan_document(version).provenance)
        return self.drawn(self.team_of(version), version.plan, made)

    def drawn(self, team: Team, plan: Plan, came_about: Provenance) -> PlanReport:
        """What there is to show of a plan, with the roads that its map draws."""
        return self._report(team, plan, came_about, self._streets)

    def plan_document(self, version: Version) -> PlanDocument:
        """The plan of a version as plan.json has it."""
        return self.versions.document(version.number).plan

    def _report(
        self, team: Team, plan: Plan, came_about: Provenance, streets: tuple[Road, ...]
    ) -> PlanReport:
        scored = score(team, plan)
        return plan_report(team, self.roads, plan, scored, came_about=came_about, streets=streets)

    @cached_property
    def _streets(self) -> tuple[Road, ...]:
        return background(self.roads)

    def _root_of(self, version: Version) -> Version:
        """The version from which on changes were made to the team of the folder."""
        return self._made(version)[0]

    def _folded(self, version: Version) -> Team:
        """The team of the folder with the changes made to it up to a version."""
        team = self.team
        for made in self._made(version):
            if made.number in self._teams:
                team = self._teams[made.number]
            elif made.taken is not None:
                parent = self.versions.version(made.number - 1)
                before = Published(team, self.roads.travel, parent.plan, made.now)
                team = amended(made.taken.change, before)
        return team

    def _steps(self, version: Version) -> Iterator[tuple[Change, Plan, Plan]]:
        """The changes that made a version, each with the plans before and after."""
        for made in self._made(version):
            if made.taken is not None:
                parent = self.versions.version(made.number - 1)
                yield made.taken.change, parent.plan, made.plan

    def _made(self, version: Version) -> list[Version]:
        """A version and those that it was made of, the published one first.

        Those that were undone are not among them, nor those that undid them.
        """
        made = [version]
        while made[-1].kind is not VersionKind.PUBLISHED:
            made.append(self.versions.version(made[-1].restores or made[-1].number - 1))
        return made[::-1]

    def _check_digest(self, version: Version, team: Team) -> None:
        files = changed_parts(version.digest, team_digest(team, version.plan.horizon))
        if files:
            message = (
                f"Version {version.number} was made for another state of {', '.join(files)} on "
                f"the dates of the plan."
            )
            raise RoundsError("team-changed-since", message)

    def _check_ways(self, version: Version, team: Team) -> None:
        """Another process may have made a version since the roads were opened."""
        known = self.roads.travel.index
        clients = [
            visit.client_id
            for visit in visits_in(team, version.plan.horizon)
            if team.client_by_id[visit.client_id].location not in known
        ]
        if clients:
            message = f"Version {version.number} visits {', '.join(sorted(set(clients)))}."
            remedy = "Ask again: roads are opened for the newest version then."
            raise RoundsError("travel-lacks-place", message, remedy)

    def _check_roads(self, version: Version) -> None:
        estimated = bool(self.plan_document(version).provenance.estimated_modes)
        if estimated != bool(self.roads.travel.estimated):
            how = "by estimate" if estimated else "by road"
            message = f"Travel of version {version.number} is {how}."
            raise RoundsError("version-of-other-roads", message)


def clients_needed(versions: Versions, besides: Collection[str] = ()) -> frozenset[str]:
    """Ids of the clients who got a visit by a change: a way to them is needed.

    Args:
        besides: more of them, who may get one.
    """
    return frozenset(_visited(versions)).union(besides)


def modes_needed(team: Team, plan: Plan) -> frozenset[Mode]:
    """How the carers of a plan travel, on duty or not."""
    carers = (team.carer_by_id.get(each.shift.carer_id) for each in plan.rounds)
    return frozenset(carer.mode for carer in carers if carer is not None)


def _visited(versions: Versions) -> Iterator[str]:
    for number in range(1, versions.last() + 1):
        taken = versions.version(number).taken
        if taken is not None and isinstance(taken.change, NewVisit):
            yield taken.change.agreement.client_id
