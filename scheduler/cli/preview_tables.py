"""Answers to a change in the terminal: is it possible, what moves, whom to call. Ids, no names."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from scheduler.cli.comparison_tables import comparison_view
from scheduler.cli.tables import PRIORITY, clock, count, duration, reasons_text, table
from scheduler.domain.change import Budget, OptionKind
from scheduler.domain.horizon import Horizon
from scheduler.io.change_words import change_text
from scheduler.io.comparison_document import ComparisonDocument
from scheduler.io.plan_document import UnassignedEntry
from scheduler.io.preview_document import AppliedDocument, OptionEntry, PreviewDocument

TITLE = {
    OptionKind.UNMOVED: "As asked, nothing else moved",
    OptionKind.ROUNDS: "As asked, the rounds concerned planned again",
    OptionKind.TEAM: "As asked, the team planned again within the budget",
}


def preview_view(document: PreviewDocument, zone: ZoneInfo, dates: Horizon) -> Group:
    """The options beside each other, then what each of them moves."""
    change = change_text(document.change.change(), zone, dates)
    heading = f"Version {document.version} at {clock(document.now, zone)}: {change}"
    parts: list[RenderableType] = [Text(heading, style="bold"), Text()]
    parts += [options_table(document), Text()]
    shown: list[OptionEntry] = []
    possible = any(option.as_asked for option in document.options)
    for option in document.options:
        if any(option.comparison == other.comparison for other in shown):
            continue
        parts.append(Text(TITLE[option.kind], style="bold underline"))
        # what nobody would choose is not shown in full beside what can be chosen
        brief = (possible and not option.as_asked) or (not possible and bool(shown))
        parts += [obstacles_table(option.left_out)] if brief else option_view(option)
        parts.append(Text())
        shown.append(option)
    return Group(*parts[:-1])


def options_table(document: PreviewDocument) -> Table:
    """A row per option."""
    listed = table("Options")
    listed.add_column("option", style="bold", no_wrap=True)
    listed.add_column("what may move", no_wrap=True)
    listed.add_column("possible", no_wrap=True)
    for name in ("visits moved", "other carer", "to call", "road"):
        listed.add_column(name, justify="right", no_wrap=True)
    listed.add_column("all in all", no_wrap=True)
    listed.add_column("left out", ratio=1)
    for number, option in enumerate(document.options):
        moves = option.comparison.moves
        others = [move for move in moves if move.before and move.newcomers]
        travel = sum(each.difference.travel_seconds for each in option.comparison.carers)
        listed.add_row(
            option.kind.value,
            _what_may_move(option.kind, document.budget.budget()),
            "yes" if option.as_asked else "no",
            str(len(moves)),
            str(len(others)),
            str(len(option.comparison.call_list)),
            signed_minutes(travel),
            _standing(option, document.options[:number], document.options),
            Text(" ".join(each.visit_id for each in option.left_out)),
        )
    return listed


def _what_may_move(kind: OptionKind, budget: Budget) -> str:
    match kind:
        case OptionKind.UNMOVED:
            return "nothing else"
        case OptionKind.ROUNDS:
            return "the rounds concerned"
        case OptionKind.TEAM:
            visits = count(budget.visits, "more visit")
            return f"{visits}, starts by {duration(budget.seconds)}"


def _standing(
    option: OptionEntry, earlier: Sequence[OptionEntry], options: Sequence[OptionEntry]
) -> str:
    """Whether an option is one shown already, or the best of those that are possible."""
    for each in earlier:
        if each.comparison == option.comparison:
            return f"as {each.kind.value}"
    fewest = min((each.points for each in options if each.as_asked), default=None)
    return "best" if option.as_asked and option.points == fewest else ""


def option_view(option: OptionEntry) -> Sequence[RenderableType]:
    """What is in the way, and what is different."""
    parts: list[RenderableType] = []
    if option.left_out:
        parts += [obstacles_table(option.left_out), Text()]
    return [*parts, comparison_view(option.comparison)]


def obstacles_table(left_out: Iterable[UnassignedEntry]) -> Table:
    """A row per place that nobody fills now, with the rules in the way."""
    listed = table("Left out", style="red")
    listed.add_column("visit", style="bold", overflow="fold")
    listed.add_column("place", justify="right")
    listed.add_column("priority", no_wrap=True)
    listed.add_column("in the way", ratio=1)
    for left in left_out:
        listed.add_row(
            Text(left.visit_id), str(left.place), PRIORITY[left.priority], reasons_text(left)
        )
    return listed


def asked_table(comparison: ComparisonDocument, zone: ZoneInfo) -> Table:
    """A row per carer who is asked to do something: which visits, and until when."""
    listed = table("What is asked of whom")
    listed.add_column("carer", style="bold", overflow="fold")
    listed.add_column("takes over", ratio=2)
    listed.add_column("own visits at another time", ratio=1)
    listed.add_column("overtime", justify="right", no_wrap=True)
    by_number = {move.number: move for move in comparison.moves}
    for carer in comparison.carers:
        if not carer.gained and not carer.restarted:
            continue
        gained, restarted = (
            [
                f"{clock(move.after[0].start, zone)} {move.client_id or ''} ({move.visit_id})"
                for move in map(by_number.__getitem__, numbers)
                if move.after
            ]
            for numbers in (carer.gained, carer.restarted)
        )
        overtime = carer.after.overtime_seconds
        listed.add_row(
            Text(carer.carer_id),
            Text("\n".join(gained)),
            Text("\n".join(restarted)),
            duration(overtime) if overtime else "",
        )
    return listed


def applied_view(document: AppliedDocument, zone: ZoneInfo, dates: Horizon) -> Group:
    """The version made, what had changed in between, and what it moves."""
    change = change_text(document.change.change(), zone, dates)
    parts: list[RenderableType] = []
    if document.since is not None:
        text = "Other versions were made since the one that you looked at. They changed:"
        parts += [Text(text, style="bold"), comparison_view(document.since), Text()]
    parts.append(Text(f"Version {document.version}: {change}", style="bold"))
    if document.option is None:
        return Group(*parts, Text("Somebody else had completed it already."))
    return Group(*parts, *option_view(document.option))


def signed_minutes(seconds: int) -> str:
    """`+4 min`, `-1h05`; nothing for what rounds to no minute."""
    text = duration(abs(seconds))
    return "" if text == duration(0) else f"{'+' if seconds > 0 else '-'}{text}"


def absence_view(document: PreviewDocument, zone: ZoneInfo, dates: Horizon) -> Group:
    """What is asked of whom, what is left out, and everything that moves."""
    change = change_text(document.change.change(), zone, dates)
    heading = f"Version {document.version} at {clock(document.now, zone)}: {change}"
    parts: list[RenderableType] = [Text(heading, style="bold"), Text()]
    for option in document.options:
        parts += [asked_table(option.comparison, zone), Text(), *option_view(option)]
    return Group(*parts)
