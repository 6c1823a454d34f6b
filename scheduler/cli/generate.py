"""`rounds bench generate`: a made-up team for a place, in a checkout of Rounds."""

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.bench import benchmark
from scheduler.domain.carer import Mode


def generate_command(
    place: Annotated[Path, typer.Argument(help="TOML file that names a network and a box.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the team.")],
    profile: Annotated[
        str | None,
        typer.Option(
            help="urbanisation-1 to urbanisation-5, or a TOML file.",
            show_default="as urban as the place is",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another team.")] = 0,
    carers: Annotated[
        int | None, typer.Option(min=1, help="How many.", show_default="as the clients need")
    ] = None,
    clients: Annotated[
        int | None, typer.Option(min=1, help="How many.", show_default="as the profile says")
    ] = None,
    mode: Annotated[
        Mode | None,
        typer.Option(help="How all carers travel.", show_default="as the profile says"),
    ] = None,
) -> None:
    """Draw a team for a place: made-up persons on real roads, from figures with their sources.

    Example: `rounds bench generate data/places/liechtenstein.toml --seed 1 --out made-up-team`
    """
    command = benchmark("neighbourhoods.command")
    asked = command.Asked(
        place=place,
        out=out,
        seed=seed,
        profile=profile,
        carers=carers,
        clients=clients,
        mode=mode,
    )
    command.run(asked, typer.echo, benchmark("circumstances").say)
