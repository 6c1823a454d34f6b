"""Two plans beside each other in the terminal: calls, moves, carers, rules. Ids and no names."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from scheduler.cli.tables import clock, count, duration, length, quantity, table
from scheduler.comparison import MoveKind
from scheduler.continuity import Familiarity
from scheduler.io.comparison_document import (
    ComparisonDocument,
    ConcernedCarerEntry,
    FilledPlaceEntry,
    MoveEntry,
    NewcomerEntry,
    RoundTimesEntry,
    RuleEntry,
    ViolationEntry,
)
from scheduler.rules import RULE

ARROW = "→"
NOBODY = "nobody"
KNOWN_AS = {
    Familiarity.PRIMARY: "is the primary carer",
    Familiarity.KNOWN: "is known",
    Familiarity.KNOWN_LONGER_AGO: "was known longer ago",
    Familiarity.NEW: "is a ★ new face",
}
BECAME = {
    MoveKind.MOVED: "",
    MoveKind.NEWLY_ASSIGNED: "was left out",
    MoveKind.NEWLY_LEFT_OUT: "now left out",
    MoveKind.ADDED: "new visit",
    MoveKind.REMOVED: "no longer planned",
}


def comparison_view(document: ComparisonDocument) -> Group:
    """Everything that is different, whom to call first, and one line that sums it up."""
    calls = [move for move in document.moves if move.call]
    others = [move for move in document.moves if not move.call]
    parts: list[RenderableType] = []
    if document.call_list:
        title = f"Clients to call: {len(document.call_list)}"
        parts += [moves_table(document, _in_order_of_calls(document, calls), title), Text()]
    if others:
        parts += [moves_table(document, others, "Other visits that moved"), Text()]
    if document.carers:
        parts += [carers_table(document), Text()]
    changed = [each for each in document.rules if each.difference.quantity or each.difference.cost]
    if changed:
        parts += [rules_table(document, changed), Text()]
    for title, violations in (
        ("Hard rules that only the new plan breaks", document.violations.new),
        ("Hard rules that only the old plan breaks", document.violations.gone),
    ):
        if violations:
            parts += [violations_table(title, violations), Text()]
    return Group(*parts, summary(document))


def _in_order_of_calls(document: ComparisonDocument, moves: Sequence[MoveEntry]) -> list[MoveEntry]:
    by_number = {move.number: move for move in moves}
    return [by_number[number] for call in document.call_list for number in call.moves]


def moves_table(document: ComparisonDocument, moves: Iterable[MoveEntry], title: str) -> Table:
    """A row per visit: who came and comes, when, and how well the client knows them."""
    zone = ZoneInfo(document.timezone)
    several = document.days > 1
    listed = table(title)
    listed.add_column("#", justify="right", style="dim")
    listed.add_column("client", style="bold", overflow="fold")
    listed.add_column("visit", overflow="fold")
    if several:
        listed.add_column("date", no_wrap=True)
    listed.add_column("start", no_wrap=True)
    listed.add_column("moved", justify="right", no_wrap=True)
    listed.add_column("carer")
    listed.add_column("for the client", ratio=1)
    for move in moves:
        remarks = [*_known_as(move.newcomers), *filter(None, [BECAME[move.kind]])]
        listed.add_row(
            str(move.number),
            Text(move.client_id or ""),
            Text(move.visit_id),
            *([move.date.isoformat()] if several else []),
            _became(_start(move.before, zone), _start(move.after, zone)),
            signed_duration(move.moved_seconds) if move.moved_seconds else "",
            Text(_became(_carers(move.before), _carers(move.after))),
            Text("; ".join(remarks)),
        )
    return listed


def carers_table(document: ComparisonDocument) -> Table:
    """A row per carer for whom anything differs; overtime is left out where nobody has any."""
    zone = ZoneInfo(document.timezone)
    listed = table("Carers")
    listed.add_column("carer", style="bold", overflow="fold")
    listed.add_column("visits", no_wrap=True)
    listed.add_column("takes over #")
    listed.add_column("hands over #")
    figures = ["service", "road", "waiting"]
    if any(each.before.overtime_seconds or each.after.overtime_seconds for each in document.carers):
        figures.append("overtime")
    for name in figures:
        listed.add_column(name, justify="right")
    listed.add_column("ends", no_wrap=True)
    for carer in document.carers:
        listed.add_row(
            Text(carer.carer_id),
            _became(str(carer.before.visits), str(carer.after.visits)),
            " ".join(map(str, carer.gained)),
            " ".join(map(str, carer.lost)),
            *list(_durations(carer))[: len(figures)],
            "\n".join(_ends(each, zone) for each in carer.rounds),
        )
    return listed


def rules_table(document: ComparisonDocument, rules: Iterable[RuleEntry]) -> Table:
    """A row per soft rule whose quantity or cost differs, and the totals."""
    listed = table("Rules: the fewer points, the better", show_footer=True)
    score = document.score
    difference = score.difference or 0
    listed.add_column("rule", footer="total", ratio=1)
    listed.add_column("before", justify="right", no_wrap=True, footer=_points(score.before))
    listed.add_column("after", justify="right", no_wrap=True, footer=_points(score.after))
    listed.add_column("points", justify="right", no_wrap=True, footer=f"{difference:+,}")
    listed.add_column("", no_wrap=True, footer=_verdict(difference))
    for each in rules:
        listed.add_row(
            RULE[each.rule].sentence,
            quantity(each.rule, each.before.quantity),
            quantity(each.rule, each.after.quantity),
            f"{each.difference.cost:+,}",
            _verdict(each.difference.cost),
        )
    return listed


def violations_table(title: str, violations: Iterable[ViolationEntry]) -> Table:
    """A row per hard rule broken."""
    listed = table(title, style="red")
    listed.add_column("rule", style="bold", no_wrap=True)
    listed.add_column("what is wrong", ratio=1)
    for each in violations:
        listed.add_row(each.rule.value, Text(each.text))
    return listed


def summary(document: ComparisonDocument) -> Text:
    """One line: what moved, whom it concerns, and whether the plan is better."""
    if not document.moves and not document.carers:
        return Text("Nothing is different: same visits, carers and starts.", style="bold")
    facts = [
        f"{count(len(document.moves), 'visit')} moved",
        f"{count(len(document.clients), 'client')} concerned",
        f"{len(document.call_list)} to call",
        f"{count(len(document.carers), 'carer')} concerned",
    ]
    then, now = document.continuity.before.team, document.continuity.after.team
    if then.carers_28_days is not None and now.carers_28_days is not None:
        carers = _became(f"{then.carers_28_days:.2f}", f"{now.carers_28_days:.2f}")
        facts.append(f"carers per client in 28 days {carers}")
    difference = document.score.difference
    if difference is None:
        facts.append("the plans cannot both be scored")
    elif difference:
        facts.append(f"{_verdict(difference)} by {abs(difference):,} points")
    return Text(" · ".join(facts), style="bold")


def signed_duration(seconds: int) -> str:
    """`+40 min` later, `-1h05` earlier; what is less than a minute in seconds."""
    return f"{'+' if seconds > 0 else '-'}{length(abs(seconds))}"


def _became(before: str, after: str) -> str:
    return before if before == after else f"{before} {ARROW} {after}"


def _start(places: Sequence[FilledPlaceEntry], zone: ZoneInfo) -> str:
    return clock(places[0].start, zone) if places else "-"


def _carers(places: Sequence[FilledPlaceEntry]) -> str:
    return ", ".join(filled.carer_id for filled in places) or NOBODY


def _known_as(newcomers: Iterable[NewcomerEntry]) -> list[str]:
    return [f"{each.carer_id} {KNOWN_AS[each.familiarity]}" for each in newcomers]


def _durations(carer: ConcernedCarerEntry) -> Iterable[str]:
    then, now = carer.before, carer.after
    for before, after in (
        (then.service_seconds, now.service_seconds),
        (then.travel_seconds, now.travel_seconds),
        (then.waiting_seconds, now.waiting_seconds),
        (then.overtime_seconds, now.overtime_seconds),
    ):
        yield _became(duration(before), duration(after))


def _ends(times: RoundTimesEntry, zone: ZoneInfo) -> str:
    def shown(end: datetime | None) -> str:
        return "-" if end is None else clock(end, zone)

    before = shown(times.before.end if times.before else None)
    return _became(before, shown(times.after.end if times.after else None))


def _points(total: int | None) -> str:
    return "-" if total is None else f"{total:,}"


def _verdict(difference: int) -> str:
    if not difference:
        return ""
    return "▼ better" if difference < 0 else "▲ worse"
