"""What commands open first: a team, its roads, and plans in whatever form they come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scheduler.cli.options import RoadOptions
from scheduler.cli.progress import ProgressLine
from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.io.brought_plan import read_brought_plan
from scheduler.io.shown_version import ShownVersion, shown_version
from scheduler.io.team import read_team
from scheduler.plan import Plan
from scheduler.planning.changes.agreed import Places
from scheduler.planning.publication import Publication, clients_needed, modes_needed
from scheduler.planning.roads import Roads, estimated_roads, network_source, open_roads


def roads_of(
    team: Team,
    horizon: Horizon,
    path: Path,
    options: RoadOptions,
    progress: ProgressLine,
    *,
    besides: frozenset[Mode] = frozenset(),
    clients: Collection[str] = (),
) -> Roads:
    """The roads that a command was asked to use.

    Args:
        path: of the team; its own network is named relative to the folder it stands in.
        besides: modes of carers who are in a plan and not on duty.
        clients: clients to whom a way is needed though they have no visit in the horizon.
    """
    if options.estimate:
        return estimated_roads(team, horizon, besides, clients)
    folder = path if path.is_dir() else path.parent
    source = network_source(team, folder, options.network)
    progress.say(f"opening the roads of {source}")
    return open_roads(
        team,
        horizon,
        source,
        on_network=lambda each: progress.say(f"{each.report.text}"),
        besides=besides,
        clients=clients,
    )


@dataclass(frozen=True)
class OpenedPlan:
    """A plan and what it is judged with.

    Attributes:
        team: that of the team folder; as it was after its changes, for a version made by them.
        claimed: the score that the file says the plan has; None when it says none.
        agreed: places whose carers agreed to have them, in the changes of a version.
    """

    team: Team
    travel: Travel
    plan: Plan
    claimed: int | None
    agreed: Places = frozenset()


class PlanOpener:
    """Opens plans with their teams and roads; what several plans share is opened once.

    Args:
        first_date: for a table of rounds, the date of starts that have none.
    """

    def __init__(
        self, options: RoadOptions, progress: ProgressLine, first_date: date | None = None
    ) -> None:
        self._options = options
        self._progress = progress
        self._first_date = first_date
        self._teams: dict[Path, Team] = {}
        self._roads: dict[tuple[object, ...], Roads] = {}

    def open(self, plan: Path, team: Path) -> OpenedPlan:
        """A plan from a file, a plan folder, or a version of a published plan.

        Raises:
            RoundsError: the team, the plan or the roads cannot be read, or the team folder is no
                longer what the changes of a version were made to.
            InputError: with everything in them that cannot be read.
        """
        shown = shown_version(plan)
        if shown is not None:
            return self._version(shown, team)
        brought = read_brought_plan(plan, self._team(team), self._first_date)
        roads = self._opened(brought.team, brought.horizon, team, brought.modes, frozenset())
        travel = roads.travel
        return OpenedPlan(brought.team, travel, brought.plan(travel), brought.claimed)

    def _version(self, shown: ShownVersion, team: Path) -> OpenedPlan:
        taken, plan = self._team(team), shown.version.plan
        modes, clients = modes_needed(taken, plan), clients_needed(shown.versions)
        roads = self._opened(taken, plan.horizon, team, modes, clients)
        publication, version = Publication(shown.versions, taken, roads), shown.version
        after, agreed = publication.judging_team(version), publication.agreed(version)
        return OpenedPlan(after, roads.travel, plan, shown.document.score.total, agreed)

    def _team(self, path: Path) -> Team:
        if path not in self._teams:
            self._teams[path] = read_team(path)
        return self._teams[path]

    def _opened(
        self,
        team: Team,
        horizon: Horizon,
        path: Path,
        modes: frozenset[Mode],
        clients: frozenset[str],
    ) -> Roads:
        wanted = path, horizon, modes, clients
        if wanted not in self._roads:
            self._roads[wanted] = roads_of(
                team,
                horizon,
                path,
                self._options,
                self._progress,
                besides=modes,
                clients=clients,
            )
        return self._roads[wanted]
