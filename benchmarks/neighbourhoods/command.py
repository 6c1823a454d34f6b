"""`rounds bench generate`: a team folder for a place."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.neighbourhoods.generator import FIRST_DATE, generate
from benchmarks.neighbourhoods.neighbourhood import read_neighbourhood
from benchmarks.neighbourhoods.place import read_place
from benchmarks.neighbourhoods.profile import load_profile
from benchmarks.neighbourhoods.team_folder import write_team
from scheduler.domain.carer import Mode


@dataclass(frozen=True)
class Asked:
    """What to generate; without a profile, that of the place's own degree of urbanisation."""

    place: Path
    out: Path
    seed: int
    profile: str | None = None
    carers: int | None = None
    clients: int | None = None
    mode: Mode | None = None


def run(asked: Asked, show: Callable[[str], object], progress: Callable[[str], object]) -> None:
    """Generate a team, write it, and say what it is.

    Args:
        show: told the place and the team.
        progress: told what goes on.

    Raises:
        RoundsError: place, profile or network cannot be used, or the folder cannot be written.
    """
    place = read_place(asked.place)
    progress(f"reading {place.name}")
    neighbourhood = read_neighbourhood(place, asked.place.parent)
    profile = load_profile(asked.profile or f"urbanisation-{neighbourhood.urbanisation}")
    show(neighbourhood.text)
    show(
        f"profile {profile.name} ({profile.title}): {len(profile.figures)} figures, "
        f"{profile.share_with_source:.0%} of them with a source, the others assumptions"
    )
    progress("drawing a team")
    team = generate(
        neighbourhood,
        profile,
        asked.seed,
        carers=asked.carers,
        clients=asked.clients,
        mode=asked.mode,
    )
    write_team(team, asked.out)
    show(
        f"{len(team.carers)} carers, {len(team.clients)} clients, {len(team.visits)} agreements, "
        f"shifts from {FIRST_DATE.isoformat()} on: {asked.out}"
    )
