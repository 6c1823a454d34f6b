"""`rounds network`: build, fetch and look at road networks."""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.options import JsonOption
from scheduler.cli.results import print_result
from scheduler.domain.carer import Mode
from scheduler.geo.earth import Bounds
from scheduler.geo.network import RoadNetwork
from scheduler.geo.network_file import NETWORK_SUFFIX, load_network, save_network
from scheduler.geo.source import build_network, fetch_network

network_app = typer.Typer(help="Road networks: build, fetch, look at.", no_args_is_help=True)

ModeOption = Annotated[Mode, typer.Option(help="How carers travel.", show_default=False)]
OutOption = Annotated[
    Path | None, typer.Option(help="File to write.", show_default="named after source and mode")
]
BoundsOption = Annotated[
    str | None,
    typer.Option(help="Keep only roads in south,west,north,east (degrees).", show_default=False),
]


@network_app.command("build")
def build_command(
    source: Annotated[Path, typer.Argument(help="Extract (.osm.pbf, .osm, .gz, .bz2) or GraphML.")],
    mode: ModeOption,
    out: OutOption = None,
    bounds: BoundsOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Build the network of one mode from an extract.

    Example: `rounds network build town.osm.pbf --mode bike`
    """
    network = build_network(source, mode, _box(bounds))
    stem = source.name.split(".", maxsplit=1)[0]
    _keep(network, out or Path(f"{stem}.{mode}{NETWORK_SUFFIX}"), as_json=as_json)


@network_app.command("fetch")
def fetch_command(
    place: Annotated[str, typer.Argument(help="A place that OpenStreetMap knows.")],
    mode: ModeOption,
    out: OutOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Fetch the network of a place from OpenStreetMap, online.

    Example: `rounds network fetch "Kampen, Netherlands" --mode bike`
    """
    network = fetch_network(place, mode)
    stem = "-".join("".join(c if c.isalnum() else " " for c in place.lower()).split())
    _keep(network, out or Path(f"{stem}.{mode}{NETWORK_SUFFIX}"), as_json=as_json)


@network_app.command("info")
def info_command(
    network: Annotated[Path, typer.Argument(help=f"A built network ({NETWORK_SUFFIX}).")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Say what is in a built network.

    Example: `rounds network info town.bike.rounds`
    """
    _show(load_network(network), None, as_json=as_json)


def _keep(network: RoadNetwork, out: Path, *, as_json: bool) -> None:
    save_network(network, out)
    _show(network, out, as_json=as_json)


def _show(network: RoadNetwork, out: Path | None, *, as_json: bool) -> None:
    text = network.report.text
    document: dict[str, object] = dataclasses.asdict(network.report)
    if out is not None:
        text += f"\nwritten to {out}"
        document["file"] = str(out)
    print_result(text, document, as_json=as_json)


def _box(text: str | None) -> Bounds | None:
    if text is None:
        return None
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not south,west,north,east") from error
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise typer.BadParameter(f"{text!r} is not a box: south,west,north,east in degrees")
    return Bounds(south, west, north, east)
