"""Every word of the page that is not the team's own. Another language is another `Words`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from scheduler.domain.visit import Priority, VisitKind
from scheduler.units import hours_and_minutes


@dataclass(frozen=True)
class Words:
    """The page in English. `lang` is the language tag of the page (BCP 47)."""

    lang: str = "en"
    rounds: str = "Rounds"
    rounds_of: str = "Rounds of {team}"
    dates: str = "Dates"
    print_date: str = "Print this date"
    print_all: str = "Print all dates"
    skip: str = "Skip to the rounds"
    needs_script: str = "The map and the timeline need JavaScript; the rounds below do not."
    totals: str = "Totals"
    carers: str = "carers"
    visits: str = "visits"
    one_visit: str = "visit"
    unassigned: str = "left unassigned"
    on_the_road: str = "on the road"
    waiting: str = "waiting"
    distance: str = "km"
    new_faces: str = "new faces"
    estimated: str = (
        "Travel by {modes} is estimated from distances as the crow flies, not read off roads."
    )
    gap: str = "No plan can score more than {percent} better than this one."
    proven: str = "No plan can score better than this one."
    overview: str = "Overview"
    map: str = "Map"
    map_label: str = "Map of the rounds"
    map_hint: str = "Lines and marks bear the letter of the carer and the number of the stop."
    timeline: str = "Timeline"
    timeline_hint: str = (
        "Choose a visit to see when it may start and when the client wishes it. "
        "Arrow keys move from visit to visit."
    )
    travel: str = "Travel"
    visit: str = "Visit"
    window: str = "May start"
    wished: str = "Wished start"
    show: str = "On the map"
    carer: str = "Carer"
    shift: str = "Shift"
    back: str = "Back"
    time: str = "Time"
    client: str = "Client"
    what: str = "What"
    road: str = "Road"
    start: str = "Start"
    end: str = "End of the round"
    pause: str = "Break"
    appointment: str = "Appointment"
    home: str = "home"
    base: str = "team base"
    new_face: str = "new face"
    new_face_mark: str = "★"
    together_with: str = "together with {names}"
    protected: str = "{minutes} min protected"
    priority: Mapping[Priority, str] = field(
        default_factory=lambda: MappingProxyType(
            {Priority.MUST: "must", Priority.SHOULD: "should", Priority.MAY: "may"}
        )
    )
    visit_kind: Mapping[VisitKind, str] = field(
        default_factory=lambda: MappingProxyType(
            {
                VisitKind.CARE: "",
                VisitKind.FIRST: "first visit",
                VisitKind.JOINT: "joint visit",
                VisitKind.MEETING: "meeting",
            }
        )
    )
    unassigned_title: str = "Visits left unassigned"
    place: str = "place {place} of {places}"
    may_start: str = "may start {windows}"
    in_the_way: str = "What is in the way"
    no_reasons: str = "No single rule is in the way: the day has no room for it."
    continuity: str = "Continuity"
    continuity_hint: str = (
        "Carers a client met in the 14 and 28 days until {before}, without this plan, and until "
        "{after}, with it. UPC: share of visits by the most frequent carer. COC: 1 when one carer "
        "made all visits, 0 when every visit was made by another."
    )
    before_after: str = "{before} → {after}"
    carers_14_days: str = "Carers, 14 days"
    carers_28_days: str = "Carers, 28 days"
    team_mean: str = "Mean of the team"
    score: str = "Score"
    score_hint: str = "Less is better. Each rule costs its weight times its quantity."
    rule: str = "What the plan should keep"
    quantity: str = "Quantity"
    weight: str = "Weight"
    cost: str = "Cost"
    total: str = "Total"
    made_by: str = "Made by Rounds {version}; seed {seed}, {iterations} iterations, {stopped}."
    made_without_search: str = "Drawn by Rounds {version}. The plan was {stopped}."
    go_to_round: str = "Go to the round"
    none: str = "\N{EN DASH}"
    weekdays: tuple[str, ...] = (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    )
    months: tuple[str, ...] = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )

    def full_date(self, day: date) -> str:
        """A date in full."""
        return f"{self.weekdays[day.weekday()]} {day.day} {self.months[day.month - 1]} {day.year}"

    def short_date(self, day: date) -> str:
        """A date for a button."""
        return f"{self.weekdays[day.weekday()][:3]} {day.day} {self.months[day.month - 1][:3]}"

    def visit_count(self, count: int) -> str:
        """So many visits."""
        return f"{count} {self.one_visit if count == 1 else self.visits}"

    def duration(self, seconds: int) -> str:
        """Hours and minutes, to the nearest minute."""
        hours, minutes = hours_and_minutes(seconds)
        return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"

    def short_duration(self, seconds: int) -> str:
        """Hours and minutes for a narrow column."""
        text = self.duration(seconds)
        return text.removesuffix(" min") if " h " in text else text

    def kilometres(self, metres: int) -> str:
        """One decimal."""
        return f"{metres / 1000:.1f}"

    def for_script(self) -> dict[str, str]:
        """The words that the script of the page uses."""
        return {
            "travel": self.travel,
            "waiting": self.waiting,
            "window": self.window,
            "wished": self.wished,
            "goToRound": self.go_to_round,
            "mapLabel": self.map_label,
        }


ENGLISH: Final = Words()
