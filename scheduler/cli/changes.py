"""The kinds of changes as sub-commands: `preview`, `apply` and `offer` have the same ones.

A kind is a function of a reader and of what is typed; an act is what a command does with the
change. `sub_commands` makes one command of each pair: the arguments of the kind, the options of
the act.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from scheduler.cli.change_reader import ChangeReader
from scheduler.cli.options import with_parameters
from scheduler.domain.change import (
    Absence,
    Cancellation,
    Change,
    Exchange,
    HandOver,
    NewPin,
    NewVisit,
    NewWindow,
    Overrun,
    RetiredPin,
    Swap,
)
from scheduler.domain.offer import Offered, OpenHandOver
from scheduler.domain.visit import Pin

Visit = Annotated[
    str, typer.Argument(help="Visit: v12, v12:2026-11-24, or v12/2.", show_default=False)
]
Carer = Annotated[str, typer.Argument(help="Id of a carer.", show_default=False)]
Shift = Annotated[
    str, typer.Argument(help="Carer, or carer:start of one of several shifts.", show_default=False)
]
SinceOption = Annotated[
    str | None, typer.Option("--from", help="From when on.", show_default="--at")
]
UntilOption = Annotated[
    str | None, typer.Option("--until", help="Until when.", show_default="end of the shift")
]
Minutes = Annotated[int, typer.Argument(help="Minutes.", show_default=False)]

Kind = Callable[..., Change | Offered | None]


def swap(reader: ChangeReader, *, first: Visit, second: Visit) -> Change | None:
    """Two carers make each other's visit."""
    one, other = reader.place("first", first), reader.place("second", second)
    return None if one is None or other is None else Swap(one, other)


def hand_over(reader: ChangeReader, *, visit: Visit, carer: Carer) -> Change | None:
    """Another carer makes a visit."""
    place = reader.place("visit", visit)
    return None if place is None else HandOver(place, carer)


def offered_hand_over(
    reader: ChangeReader,
    *,
    visit: Visit,
    carer: Annotated[
        str | None, typer.Argument(help="Who is asked; else the whole team.", show_default=False)
    ] = None,
) -> Offered | None:
    """Another carer makes a visit: the one named, or whoever accepts first."""
    place = reader.place("visit", visit)
    if place is None:
        return None
    return OpenHandOver(place) if carer is None else HandOver(place, carer)


def exchange(reader: ChangeReader, *, first: Shift, second: Shift) -> Change | None:
    """Two carers exchange what is left of their rounds."""
    one, other = reader.shift("first", first), reader.shift("second", second)
    return None if one is None or other is None else Exchange(one, other)


def absent(
    reader: ChangeReader,
    *,
    carer: Carer,
    since: SinceOption = None,
    until: UntilOption = None,
) -> Change | None:
    """A carer does not work for a while; a visit that has begun is finished."""
    begin = reader.moment("--from", since) or reader.now
    end = reader.moment("--until", until) or reader.absence_ends(carer, begin)
    if end <= begin:
        message = "The absence ends before it begins."
        reader.report("--until", "dates-reversed", until or "", message)
    return Absence(carer, begin, end)


def overrun(reader: ChangeReader, *, visit: Visit, minutes: Minutes) -> Change | None:
    """A visit takes so many minutes longer than agreed."""
    key, seconds = reader.visit("visit", visit), reader.seconds("minutes", minutes)
    return None if key is None else Overrun(key, seconds)


def new_visit(
    reader: ChangeReader,
    *,
    client: Annotated[str, typer.Argument(help="Id of a client.", show_default=False)],
    minutes: Annotated[int, typer.Option(help="How long it takes.", show_default=False)],
    window: Annotated[
        list[str] | None, typer.Option(help="When it may start.", show_default="any time")
    ] = None,
    qualifications: Annotated[
        str, typer.Option(help="What it asks for, as in visits.csv.", show_default="none")
    ] = "",
    carers: Annotated[str, typer.Option(help="How many carers it needs.", show_default="1")] = "",
    priority: Annotated[str, typer.Option(help="1 must, 2 should, 3 may.")] = "1",
    wished: Annotated[str, typer.Option(help="Wished start.", show_default="none")] = "",
    date: Annotated[str, typer.Option(help="Date.", show_default="that of --at")] = "",
    visit_id: Annotated[
        str, typer.Option("--id", help="Its id.", show_default="CLIENT-new-1 and so on")
    ] = "",
) -> Change | None:
    """A visit that was not there, such as an urgent one."""
    agreement = reader.new_visit(
        {
            "visit_id": visit_id or reader.free_id(client),
            "client_id": client,
            "date": date or reader.date_shown().isoformat(),
            "minutes": str(minutes),
            "windows": ";".join(window or ()),
            "qualifications": qualifications,
            "carers_needed": carers,
            "priority": priority,
            "wished_start": wished,
        }
    )
    return None if agreement is None else NewVisit(agreement)


def cancel(reader: ChangeReader, *, visit: Visit) -> Change | None:
    """A visit is not made."""
    key = reader.visit("visit", visit)
    return None if key is None else Cancellation(key)


def new_window(
    reader: ChangeReader,
    *,
    visit: Visit,
    windows: Annotated[
        list[str], typer.Argument(help="10:00-12:00, one or several.", show_default=False)
    ],
) -> Change | None:
    """A visit starts within other windows than agreed."""
    key, spans = reader.visit("visit", visit), reader.windows("windows", windows)
    return None if key is None else NewWindow(key, spans)


def pin(
    reader: ChangeReader,
    *,
    visit: Visit,
    carer: Annotated[
        str | None, typer.Option(help="Who makes it, from now on.", show_default=False)
    ] = None,
    start: Annotated[
        str | None, typer.Option(help="When it starts, from now on.", show_default=False)
    ] = None,
) -> Change | None:
    """A visit's carer, its start or both may not change any more."""
    place, instant = reader.place("visit", visit), reader.moment("--start", start)
    return None if place is None else NewPin(Pin(place.visit, place.place, carer, instant))


def unpin(reader: ChangeReader, *, visit: Visit) -> Change | None:
    """What was pinned of a visit may change again."""
    place = reader.place("visit", visit)
    return None if place is None else RetiredPin(place)


KINDS: Mapping[str, Kind] = {
    "swap": swap,
    "hand-over": hand_over,
    "exchange": exchange,
    "absent": absent,
    "overrun": overrun,
    "new-visit": new_visit,
    "cancel": cancel,
    "window": new_window,
    "pin": pin,
    "unpin": unpin,
}
OFFERED_KINDS: Mapping[str, Kind] = {
    "swap": swap,
    "hand-over": offered_hand_over,
    "exchange": exchange,
}
EXAMPLES: Mapping[str, str] = {
    "swap": "swap k01-bedtime k05-bedtime",
    "hand-over": "hand-over k01-morning c02",
    "exchange": "exchange c01 c02",
    "absent": "absent c01 --from 12:00",
    "overrun": "overrun k01-morning 40",
    "new-visit": "new-visit k01 --minutes 20 --window 12:00-16:00",
    "cancel": "cancel k07-shower",
    "window": "window k01-morning 10:00-12:00",
    "pin": "pin k01-morning --carer c02",
    "unpin": "unpin k01-morning",
}


@dataclass(frozen=True)
class Asked:
    """What was typed of a change.

    Attributes:
        team: path of the team.
        folder: the plan folder.
        clients: ids of clients that it names.
        read: makes the change; None where something was wrong with it.
    """

    team: Path
    folder: Path
    clients: frozenset[str]
    read: Callable[[ChangeReader], Change | Offered | None]


def sub_commands(
    group: typer.Typer,
    name: str,
    kinds: Mapping[str, Kind],
    act: Callable[..., None],
    needed: str = "",
) -> None:
    """Add a command for every kind to a group that takes TEAM and PLAN.

    Args:
        name: of the group.
        act: called with what was asked and with its own options.
        needed: options that its examples cannot do without.
    """
    for kind, read in kinds.items():
        about = f"{inspect.getdoc(read)}\n\n"
        words = f"{EXAMPLES[kind]} --at 06:30{needed}"
        example = f"Example: `rounds {name} my-team/ tomorrow/ {words}`"
        group.command(kind, help=f"{about}{example}")(_joined(read, act))


def _joined(kind: Kind, act: Callable[..., None]) -> Callable[..., None]:
    """A function whose parameters are those of a kind and those of an act."""
    asked, options = _own_parameters(kind), _own_parameters(act)

    def command(context: typer.Context, **typed: Any) -> None:  # noqa: ANN401 - as typed
        words = {each.name: typed[each.name] for each in asked}
        team, folder = context.obj
        client = {words["client"]} if "client" in words else set()
        act(
            Asked(team, folder, frozenset(client), lambda reader: kind(reader, **words)),
            **{each.name: typed[each.name] for each in options},
        )

    context = inspect.Parameter(
        "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )
    return with_parameters(command, [context, *asked, *options])


def _own_parameters(function: Callable[..., object]) -> Iterable[inspect.Parameter]:
    """Its parameters but the first, which a command fills in; all of them by name."""
    first, *others = inspect.signature(function).parameters.values()
    del first
    return [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in others]


def remember_paths(
    context: typer.Context,
    team: Annotated[Path, typer.Argument(help="Team folder, .xlsx or .json.", show_default=False)],
    plan: Annotated[Path, typer.Argument(help="Folder of the plan.", show_default=False)],
) -> None:
    """What stands before the kind of change."""
    context.obj = (team, plan)
