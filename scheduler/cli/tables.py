"""A plan in the terminal: rounds, visits left unassigned, score, totals.

Shows ids and no names: what a terminal shows ends up in logs and in tickets.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rich import box
from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from scheduler.io.plan_document import PlanDocument, RoundEntry, StopEntry, UnassignedEntry
from scheduler.plan import StopKind
from scheduler.rules import RULE, RuleId
from scheduler.units import SECONDS_PER_MINUTE, hours_and_minutes, seconds_between

NEW_FACE = "★"
PRIORITY = {1: "must", 2: "should", 3: "may"}


def plan_view(document: PlanDocument) -> Group:
    """Everything there is to say about a plan: rounds by date, what is left out, score, totals."""
    parts: list[RenderableType] = []
    for day, rounds in groupby(document.rounds, key=lambda each: _date(document, each)):
        parts += [rounds_table(document, tuple(rounds), f"{day:%A} {day.isoformat()}"), Text()]
    if document.unassigned:
        parts += [unassigned_table(document), Text()]
    parts += [score_table(document), Text(), totals_line(document)]
    return Group(*parts)


def rounds_table(
    document: PlanDocument, rounds: Sequence[RoundEntry], title: str = "Rounds"
) -> Table:
    """A row per round: when, how much, and its stops in order."""
    zone = ZoneInfo(document.timezone)
    listed = table(title)
    listed.add_column("carer", style="bold", overflow="fold")
    listed.add_column("from-to", no_wrap=True)
    listed.add_column("visits", justify="right")
    listed.add_column("road", justify="right", no_wrap=True)
    listed.add_column("km", justify="right")
    listed.add_column("stops (client, ★ new face)", ratio=1)
    for each in rounds:
        listed.add_row(
            Text(each.carer_id),
            f"{clock(each.stops[0].start, zone)}-{clock(each.stops[-1].end, zone)}",
            str(sum(stop.kind is StopKind.VISIT for stop in each.stops)),
            duration(_travel_seconds([each])),
            _kilometres([each]),
            _stops(each.stops, zone),
        )
    return listed


def unassigned_table(document: PlanDocument) -> Table:
    """A row per place that nobody fills, with its reasons, those of one rule together."""
    listed = table("Left unassigned", style="red")
    listed.add_column("visit", style="bold", overflow="fold")
    listed.add_column("date", no_wrap=True)
    listed.add_column("place", justify="right")
    listed.add_column("priority")
    listed.add_column("in the way", ratio=1)
    for left in document.unassigned:
        listed.add_row(
            Text(left.visit_id),
            left.date.isoformat(),
            str(left.place),
            PRIORITY[left.priority],
            reasons_text(left),
        )
    return listed


def score_table(document: PlanDocument) -> Table:
    """A row per rule that is not kept in full, with the points it costs, and the total."""
    listed = table("Score: the fewer points, the better", show_footer=True)
    listed.add_column("rule", footer="total", ratio=1)
    listed.add_column("how much", justify="right", no_wrap=True)
    listed.add_column(
        "points", justify="right", no_wrap=True, footer=f"{document.score.total:,}", style="bold"
    )
    for line in document.score.lines:
        if line.quantity:
            listed.add_row(
                RULE[line.rule].sentence, quantity(line.rule, line.quantity), f"{line.cost:,}"
            )
    return listed


def totals_line(document: PlanDocument) -> Text:
    """One paragraph: visits, road, waiting, continuity, and how far from the best possible."""
    rounds, made = document.rounds, document.provenance
    stops = [stop for each in rounds for stop in each.stops]
    waiting = sum(seconds_between(stop.arrival, stop.start) for stop in stops)
    visits = {(stop.visit_id, stop.date) for stop in stops if stop.kind is StopKind.VISIT}
    left = {(entry.visit_id, entry.date) for entry in document.unassigned}
    facts = [
        count(len(rounds), "round"),
        count(len(visits), "visit"),
        f"{len(left)} left unassigned",
        f"{duration(_travel_seconds(rounds))} on the road ({_kilometres(rounds)} km)",
        f"{duration(waiting)} waiting",
        count(sum(stop.new_face for stop in stops), "new face"),
    ]
    if made.gap is not None:
        facts.append(f"within {made.gap:.1%} of the best possible")
    text = Text(" · ".join(facts), style="bold")
    if made.estimated_modes:
        modes = ", ".join(made.estimated_modes)
        text.append(f"\nTravel by {modes} is estimated as the crow flies.", style="yellow")
    return text


def table(title: str, *, style: str = "", show_footer: bool = False) -> Table:
    """An empty table as all commands show them."""
    return Table(
        title=title,
        title_justify="left",
        title_style=f"bold {style}",
        box=box.SIMPLE_HEAD,
        expand=True,
        show_footer=show_footer,
        padding=(0, 1, 0, 0),
    )


def _stops(stops: Iterable[StopEntry], zone: ZoneInfo) -> Columns:
    """`08:00 k03★`, as many beside each other as the width allows."""
    return Columns(
        (_stop(stop, zone) for stop in stops if stop.kind not in {StopKind.START, StopKind.END}),
        padding=(0, 2, 0, 0),
    )


def _stop(stop: StopEntry, zone: ZoneInfo) -> Text:
    text = Text(f"{clock(stop.start, zone)} ", style="dim", no_wrap=True)
    text.append(stop.client_id or stop.kind.value, style="not dim")
    text.append(NEW_FACE if stop.new_face else "", style="not dim yellow")
    return text


def reasons_text(left: UnassignedEntry) -> Text:
    """What is in the way of a visit; carers are told together who have the same in the way."""
    if not left.reasons:
        return Text("no single rule: there is no room for it")
    text = Text()
    carers: defaultdict[RuleId, defaultdict[str, list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for reason in left.reasons:
        carers[reason.rule][reason.text].append(reason.carer_id)
    for rule, by_text in carers.items():
        text.append("\n" if text else "")
        text.append(f"{RULE[rule].sentence} ", style="italic")
        told = ((", ".join(ids), why) for why, ids in by_text.items())
        text.append("; ".join(f"{ids}: {why}" if why else ids for ids, why in told))
    return text


def _date(document: PlanDocument, each: RoundEntry) -> date:
    return each.shift_start.astimezone(ZoneInfo(document.timezone)).date()


def clock(instant: datetime, zone: ZoneInfo) -> str:
    """The clock time in a zone."""
    return f"{instant.astimezone(zone):%H:%M}"


def _travel_seconds(rounds: Iterable[RoundEntry]) -> int:
    return sum(stop.leg.seconds for each in rounds for stop in each.stops if stop.leg)


def _kilometres(rounds: Iterable[RoundEntry]) -> str:
    metres = sum(stop.leg.metres for each in rounds for stop in each.stops if stop.leg)
    return f"{metres / 1000:.1f}"


def count(number: int, noun: str) -> str:
    """So many of them."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def duration(seconds: int) -> str:
    """Hours and minutes, to the nearest minute."""
    hours, minutes = hours_and_minutes(seconds)
    return f"{hours}h{minutes:02}" if hours else f"{minutes} min"


def length(seconds: int) -> str:
    """The same; what is less than a minute in seconds."""
    return f"{seconds} s" if 0 < seconds < SECONDS_PER_MINUTE else duration(seconds)


def quantity(rule_id: RuleId, number: int) -> str:
    """How much of a rule is not kept, for people."""
    match RULE[rule_id].unit:
        case "seconds":
            return length(number)
        case "permille":
            return f"{number / 10:.1f} %"
        case unit:
            return count(number, unit.removesuffix("s"))
