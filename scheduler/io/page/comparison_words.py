"""Every word of comparison.html that rounds.html does not have, in the same manner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from scheduler.comparison import MoveKind
from scheduler.continuity import Familiarity
from scheduler.io.page.words import Words
from scheduler.units import SECONDS_PER_MINUTE

MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class ComparisonWords(Words):
    """The page in English."""

    compared: str = "Two plans compared"
    title: str = "Two plans of {team}"
    skip: str = "Skip to the lists"
    old: str = "old"
    new: str = "new"
    old_plan: str = "Old plan"
    new_plan: str = "New plan"
    print_page: str = "Print"
    nothing: str = "Nothing is different: the same visits, carers and starts in both plans."
    visits_moved: str = "visits moved"
    clients_concerned: str = "clients concerned"
    to_call: str = "to call"
    carers_concerned: str = "carers concerned"
    points: str = "points"
    both_rounds: str = "Rounds, old above new"
    timeline_hint: str = (
        "Visits that moved bear the number of their line in the lists below, in the colour of the "
        "carer who made them in the old plan. A line leads from the old place to the new one: "
        "solid to another carer, dotted to another time. Choose a visit to see both places."
    )
    key_same: str = "visit in both plans alike"
    key_moved: str = "visit that moved, with its number"
    key_gone: str = "only in the old plan, or now left out"
    key_come: str = "only in the new plan, or no longer left out"
    key_other: str = "break, appointment"
    calls: str = "Clients to call"
    calls_hint: str = (
        "Another carer comes, or the start moves by more than {tolerance}. In order of the new "
        "start."
    )
    called: str = "Called"
    other_moves: str = "Other visits that moved"
    other_moves_hint: str = "The same carer, and a start within {tolerance} of the old one."
    number: str = "No."
    earlier: str = "{time} earlier"
    later: str = "{time} later"
    seconds: str = "{count} s"
    nobody: str = "nobody"
    who_comes: str = "Who comes"
    remarks: str = "Remarks"
    gains: str = "Gains"
    gives_up: str = "Gives up"
    service: str = "Service"
    overtime: str = "Overtime"
    round: str = "Round"
    no_round: str = "no round"
    rules: str = "Rules"
    before: str = "Before"
    after: str = "After"
    difference: str = "Difference"
    better: str = "▼ better"
    worse: str = "▲ worse"
    not_scored: str = "One of the plans cannot be scored: it speaks of what its team does not have."
    violations_new: str = "Hard rules that only the new plan breaks"
    violations_gone: str = "Hard rules that only the old plan breaks"
    continuity_hint: str = (
        "With either plan carried out until {until}; clients for whom nothing differs are left "
        "out. UPC: share of visits by the most frequent carer. COC: 1 when one carer made all "
        "visits, 0 when every visit was made by another."
    )
    compared_by: str = "Compared by Rounds {version}."
    known_as: Mapping[Familiarity, str] = field(
        default_factory=lambda: MappingProxyType(
            {
                Familiarity.PRIMARY: "primary carer",
                Familiarity.KNOWN: "known",
                Familiarity.KNOWN_LONGER_AGO: "known longer ago",
                Familiarity.NEW: "new face",
            }
        )
    )
    became: Mapping[MoveKind, str] = field(
        default_factory=lambda: MappingProxyType(
            {
                MoveKind.MOVED: "",
                MoveKind.NEWLY_ASSIGNED: "was left out",
                MoveKind.NEWLY_LEFT_OUT: "now left out",
                MoveKind.ADDED: "new visit",
                MoveKind.REMOVED: "no longer planned",
            }
        )
    )

    def moved(self, seconds: int | None) -> str:
        """How much earlier or later; empty when neither."""
        if not seconds:
            return ""
        length = abs(seconds)
        short = length < SECONDS_PER_MINUTE
        time = self.seconds.format(count=length) if short else self.duration(length)
        return (self.later if seconds > 0 else self.earlier).format(time=time)

    def signed(self, seconds: int) -> str:
        """A difference of durations, to the nearest minute."""
        text = self.duration(abs(seconds))
        if text == self.duration(0):
            return text
        return f"{'+' if seconds > 0 else MINUS}{text}"

    def verdict(self, difference: int) -> str:
        """Whether fewer or more points are better; empty for none."""
        if not difference:
            return ""
        return self.better if difference < 0 else self.worse


ENGLISH_COMPARISON: Final = ComparisonWords()
