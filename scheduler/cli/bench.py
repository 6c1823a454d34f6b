"""`rounds bench`: measure the solver, beside others.

The benchmarks are no part of the installed package: they stand in the folder benchmarks of a
checkout, beside the package, and are imported only when a command asks for them.
"""

import datetime
import importlib
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import scheduler
from scheduler.cli.options import NetworkOption, TeamArgument
from scheduler.cores import cores
from scheduler.domain.carer import Mode
from scheduler.errors import RoundsError

bench_app = typer.Typer(help="Benchmarks, in a checkout of Rounds.", no_args_is_help=True)
solver_app = typer.Typer(help="The solver beside others.", no_args_is_help=True)
bench_app.add_typer(solver_app, name="solver")

NO_PEERS = "none"


@solver_app.command("team")
def team_command(
    *,
    peers: Annotated[
        str, typer.Option(help="Which solvers to compare with, or none.")
    ] = "pyvrp,vroom,ortools,timefold",
    seconds: Annotated[str, typer.Option(help="Times to search, one or several.")] = "2,10",
    seeds: Annotated[int, typer.Option(min=1, help="Runs of each engine that draws.")] = 3,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results as JSON.", show_default=False)
    ] = None,
    only: Annotated[
        str, typer.Option(help="Instances with one of these in their names.", show_default="all")
    ] = "",
    against: Annotated[
        Path | None, typer.Option(help="Folder of an earlier run.", show_default=False)
    ] = None,
    best_known: Annotated[
        Path | None,
        typer.Option(help="File of the best known plans.", show_default="that of the checkout"),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes at a time.")] = 1,
    cores: Annotated[int, typer.Option(min=1, help="Cores of a search, without peers.")] = 1,
) -> None:
    """Twelve team days; ends with 0 only when we are ahead of every peer that can state the rules.

    Example: `rounds bench solver team --only light-1 --peers none --seconds 1 --best-known b.json`
    """
    command = benchmark("team_days.command")
    asked = command.Asked(
        peers=tuple(name for name in _listed(peers) if name != NO_PEERS),
        seconds=_times(seconds),
        seeds=seeds,
        out=out,
        only=_listed(only),
        against=against,
        best_known=best_known or command.FILE,
        workers=workers,
        cores=cores,
    )
    raise typer.Exit(command.run(asked, typer.echo, benchmark("circumstances").say))


def _published(name: str, example: str, about: str, workers: int) -> None:
    """Adds the command of a published set."""

    @solver_app.command(name, help=f"{about}\n\nExample: `rounds bench solver {name} {example}`")
    def command(
        *,
        instances: Annotated[
            Path, typer.Option(help="Folder of the published files.", exists=True, file_okay=False)
        ],
        seconds: Annotated[
            str, typer.Option(help="Times at which to look; the search ends at the last.")
        ] = "2,10,30,60",
        seed: Annotated[int, typer.Option(min=0, help="The first seed.")] = 0,
        seeds: Annotated[int, typer.Option(min=1, help="Searches of each instance.")] = 1,
        out: Annotated[
            Path | None,
            typer.Option(help="Folder for solutions and results.", show_default=False),
        ] = None,
        only: Annotated[
            str, typer.Option(help="Names of instances, or parts of them.", show_default="all")
        ] = "",
        against: Annotated[
            Path | None, typer.Option(help="Folder of an earlier run.", show_default=False)
        ] = None,
        workers: Annotated[int, typer.Option(min=1, help="Cores of one search.")] = workers,
        at_once: Annotated[int, typer.Option(min=1, help="Searches at a time.")] = 1,
    ) -> None:
        runner = benchmark("published.command")
        asked = runner.Asked(
            published=name,
            instances=instances,
            marks=tuple(sorted(set(_times(seconds)))),
            seed=seed,
            seeds=seeds,
            out=out,
            only=_listed(only),
            against=against,
            workers=workers,
            at_once=at_once,
        )
        raise typer.Exit(runner.run(asked, typer.echo, benchmark("circumstances").say))


EXAMPLES = "--instances benchmarks/published/examples"
for _name, _about, _workers in (
    ("mankowska", "Home care of Mankowska and others (2014).", 2),
    ("kummer", "Home care of Kummer (2021).", 2),
    ("uhhc", "Unified home healthcare (2026): the instances without breaks and wishes.", 2),
    ("solomon", "Vehicle routing of Solomon (1987), by distance.", 1),
):
    _published(
        _name,
        f"{EXAMPLES}/{'home_care' if _name in {'mankowska', 'kummer'} else _name} --seconds 0.2",
        f"{_about} Ends with 0 only when every solution is valid.",
        _workers,
    )


@bench_app.command("neighbourhoods")
def neighbourhoods_command(
    study: Annotated[
        Path, typer.Argument(help="TOML file of the study.", exists=True, dir_okay=False)
    ],
    *,
    out: Annotated[
        Path, typer.Option(help="Folder for results, plans and report.", show_default=False)
    ],
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Plans at a time.", show_default="one for each core"),
    ] = None,
) -> None:
    """What care costs here and there: teams drawn in several places, planned and compared.

    A run that was stopped goes on where it was when it is asked for again.

    Example: `rounds bench neighbourhoods data/studies/first-look.toml --out first-look/`
    """
    command = benchmark("neighbourhoods.study.command")
    command.run(study, out, workers or cores(), typer.echo, benchmark("circumstances").say)


@bench_app.command("what-if")
def what_if_command(
    team: TeamArgument,
    *,
    date: Annotated[
        datetime.datetime,
        typer.Option(formats=["%Y-%m-%d"], help="First date to look at.", show_default=False),
    ],
    out: Annotated[
        Path, typer.Option(help="Folder for answers, teams and plans.", show_default=False)
    ],
    days: Annotated[int, typer.Option(min=1, max=60, help="Dates to look at.")] = 7,
    carer_more: Annotated[
        list[str] | None, typer.Option(help="A carer more, who works like this one.")
    ] = None,
    carer_less: Annotated[list[str] | None, typer.Option(help="Without this carer.")] = None,
    clients: Annotated[list[int] | None, typer.Option(help="So many clients more.")] = None,
    mode: Annotated[
        list[Mode] | None,
        typer.Option(help="All by it; ebike: only those who walk or cycle."),
    ] = None,
    base: Annotated[list[str] | None, typer.Option(help="The base there, LAT,LON.")] = None,
    windows: Annotated[
        list[float] | None, typer.Option(help="Windows so many times as wide.")
    ] = None,
    split: Annotated[
        bool, typer.Option("--split", help="Two teams, by the better border.")
    ] = False,
    beside: Annotated[
        Path | None,
        typer.Option(help="The team beside: one of both, or another border.", show_default=False),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Searches of every date.")] = 2,
    seconds: Annotated[float, typer.Option(min=0, help="Length of a search.")] = 2.0,
    iterations: Annotated[
        int | None,
        typer.Option(min=0, help="Stop searches by count: the same answers on every run."),
    ] = None,
    network: NetworkOption = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Plans at a time.", show_default="one for each core"),
    ] = None,
) -> None:
    """What if: a carer more or less, other bikes, another base or border, answered by plans.

    Without a question it asks what can be asked of any team.

    Example: `rounds bench what-if my-team/ --date 2026-11-23 --days 1 --clients 1 --out what-if/`
    """
    command = benchmark("neighbourhoods.what_if.command")
    asked = command.Asked(
        carers_more=tuple(carer_more or ()),
        carers_less=tuple(carer_less or ()),
        travel=tuple(mode or ()),
        bases=tuple(base or ()),
        windows=tuple(windows or ()),
        clients=tuple(clients or ()),
        split=split,
    )
    request = command.Request(
        team=team,
        asked=asked,
        date=date.date(),
        days=days,
        seeds=seeds,
        effort=command.Effort(iterations, seconds if iterations is None else None),
        out=out,
        other=beside,
        network=network,
        at_once=workers or cores(),
    )
    command.run(request, typer.echo, benchmark("circumstances").say)


def benchmark(module: str, root: Path | None = None) -> Any:  # noqa: ANN401 - a module
    """A module of the benchmarks.

    Raises:
        RoundsError: `benchmarks-missing` when the package does not stand in a checkout.
    """
    root = root or Path(scheduler.__file__).resolve().parents[1]
    path = root.joinpath("benchmarks", *module.split(".")).with_suffix(".py")
    if not path.is_file():
        raise RoundsError("benchmarks-missing", f"There is no {path}.")
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    return importlib.import_module(f"benchmarks.{module}")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _times(text: str) -> tuple[float, ...]:
    try:
        times = tuple(float(part) for part in _listed(text))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a list of seconds") from error
    if not times or min(times) <= 0:
        raise typer.BadParameter(f"{text!r} holds no times above 0")
    return times
