"""`rounds bench`: measure the solver, beside others.

The benchmarks are no part of the installed package: they stand in the folder benchmarks of a
checkout, beside the package, and are imported only when a command asks for them.
"""

import importlib
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import scheduler
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
    )
    raise typer.Exit(command.run(asked, typer.echo, benchmark("circumstances").say))


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
