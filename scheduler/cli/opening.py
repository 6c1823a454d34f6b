"""What several commands open first: a team and its roads."""

from collections.abc import Collection
from pathlib import Path

from scheduler.cli.progress import ProgressLine
from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.planning.roads import Roads, estimated_roads, network_source, open_roads


def roads_of(
    team: Team,
    horizon: Horizon,
    path: Path,
    *,
    network: str | None,
    estimate: bool,
    progress: ProgressLine,
    besides: frozenset[Mode] = frozenset(),
    clients: Collection[str] = (),
) -> Roads:
    """The roads that a command was asked to use.

    Args:
        path: of the team; its own network is named relative to the folder it stands in.
        network: override of the team's own network.
        estimate: great-circle estimates instead of roads.
        besides: modes of carers who are in a plan and not on duty.
        clients: clients to whom a way is needed though they have no visit in the horizon.
    """
    if estimate:
        return estimated_roads(team, horizon, besides, clients)
    folder = path if path.is_dir() else path.parent
    source = network_source(team, folder, network)
    progress.say(f"opening the roads of {source}")
    return open_roads(
        team,
        horizon,
        source,
        on_network=lambda each: progress.say(f"{each.report.text}"),
        besides=besides,
        clients=clients,
    )
