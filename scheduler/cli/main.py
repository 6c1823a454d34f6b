"""The `rounds` command."""

import sys

import typer

from scheduler import __version__
from scheduler.cli.absent import absent_command
from scheduler.cli.apply import apply_app
from scheduler.cli.bench import bench_app
from scheduler.cli.check import check_command
from scheduler.cli.compare import compare_command
from scheduler.cli.explain import explain_command
from scheduler.cli.failures import failures_shown
from scheduler.cli.fit import fit_command
from scheduler.cli.generate import generate_command
from scheduler.cli.history import history_command
from scheduler.cli.network import network_app
from scheduler.cli.offer import (
    accept_command,
    offer_app,
    offers_command,
    refuse_command,
    withdraw_command,
)
from scheduler.cli.plan import plan_command
from scheduler.cli.preview import preview_app
from scheduler.cli.publish import publish_command
from scheduler.cli.serve import serve_command
from scheduler.cli.service import service_app
from scheduler.cli.show import show_command
from scheduler.cli.undo import undo_command

app = typer.Typer(
    name="rounds",
    help="Next day's rounds for neighbourhood care teams, on real roads.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command("plan")(plan_command)
app.command("check")(check_command)
app.command("show")(show_command)
app.command("compare")(compare_command)
app.command("publish")(publish_command)
app.add_typer(preview_app, name="preview")
app.add_typer(offer_app, name="offer")
app.command("offers")(offers_command)
app.command("accept")(accept_command)
app.command("refuse")(refuse_command)
app.command("withdraw")(withdraw_command)
app.add_typer(apply_app, name="apply")
app.command("absent")(absent_command)
app.command("undo")(undo_command)
app.command("history")(history_command)
app.command("fit")(fit_command)
app.command("explain")(explain_command)
app.command("serve")(serve_command)
app.add_typer(service_app, name="service")
app.add_typer(network_app, name="network")
app.add_typer(bench_app, name="bench")
bench_app.command("generate")(generate_command)


def _version(*, wanted: bool) -> None:
    if wanted:
        print(__version__)  # noqa: T201 - the result of this option
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: bool = typer.Option(
        False,
        "--version",
        callback=lambda wanted: _version(wanted=wanted),
        is_eager=True,
        help="Show the version.",
    ),
) -> None:
    del version


def main() -> None:
    """Run the command line; ends the process with the exit code of what happened."""
    with failures_shown(as_json="--json" in sys.argv[1:]):
        app()
