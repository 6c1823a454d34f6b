"""Options that several commands have, said once: one by one, and in sets that go together.

An option set is a frozen dataclass whose every field is an option, with its help and its default.
A command takes a whole set as one parameter; `with_options` shows typer the options in it.
"""

import dataclasses
import functools
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

TeamArgument = Annotated[
    Path, typer.Argument(help="Team folder, .xlsx workbook or .json document.", show_default=False)
]
DateOption = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help="Date of starts in a .csv that have none.", show_default=False
    ),
]
NetworkOption = Annotated[
    str | None,
    typer.Option(help="Extract, built network or place name, instead of the team's own."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="The result as JSON, for programs.")]


_NEEDED = inspect.Parameter.empty


class OptionSet:
    """Options that go together."""


@dataclass(frozen=True)
class RoadOptions(OptionSet):
    """Which roads to travel by."""

    network: NetworkOption = None
    estimate: Annotated[
        bool,
        typer.Option("--estimate", help="No roads: great-circle estimates, and the plan says so."),
    ] = False


@dataclass(frozen=True)
class ResultOptions(OptionSet):
    """How a command tells what it found."""

    as_json: JsonOption = False
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on stderr.")] = False


def with_options(function: Callable[..., None]) -> Callable[..., None]:
    """The function as a command: every option of its option sets is a parameter of its own."""
    parameters = inspect.signature(function).parameters.values()
    sets = {each.name: each.annotation for each in parameters if _is_set(each.annotation)}

    @functools.wraps(function)
    def command(*given: object, **typed: Any) -> None:  # noqa: ANN401 - as typed
        made = {
            name: kind(**{each.name: typed.pop(each.name) for each in dataclasses.fields(kind)})
            for name, kind in sets.items()
        }
        function(*given, **typed, **made)

    shown: list[inspect.Parameter] = []
    for each in parameters:
        shown += _fields(sets[each.name]) if each.name in sets else [each]
    return with_parameters(command, shown)


def with_parameters(
    command: Callable[..., None], parameters: Iterable[inspect.Parameter]
) -> Callable[..., None]:
    """The function, which tells typer that it has these parameters."""
    told = tuple(parameters)
    vars(command)["__signature__"] = inspect.Signature(told, return_annotation=None)
    command.__annotations__ = {each.name: each.annotation for each in told}
    return command


def _is_set(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, OptionSet)


def _fields(kind: Any) -> list[inspect.Parameter]:  # noqa: ANN401 - some option set
    return [
        inspect.Parameter(
            each.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_NEEDED if each.default is dataclasses.MISSING else each.default,
            annotation=each.type,
        )
        for each in dataclasses.fields(kind)
    ]
