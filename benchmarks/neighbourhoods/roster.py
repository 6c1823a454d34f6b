"""Carers with their working week: rows of carers.csv and shifts.csv."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from benchmarks.neighbourhoods.dice import Dice
from benchmarks.neighbourhoods.dwelling import Dwelling

Row = dict[str, str]

MONDAY = date(2026, 11, 23)
DAYS = 7
MEETING_DAY = MONDAY + timedelta(days=2)
MEETING = ("14:00", "15:00")


@dataclass(frozen=True)
class Stretch:
    """Hours of one letter of a working week; a split shift has two stretches.

    Without `break_minutes` the cell stays blank and the team's agreement decides.
    """

    start: str
    hours: float
    break_minutes: str = ""
    break_earliest: str = ""
    break_latest: str = ""
    kind: str = "work"


HOURS: Mapping[str, tuple[Stretch, ...]] = {
    "E": (Stretch("07:00", 8, "30", "11:00", "13:30"),),
    "L": (Stretch("15:00", 8),),
    "M": (Stretch("07:00", 5),),
    "N": (Stretch("17:30", 5),),
    "S": (Stretch("07:00", 4, "0"), Stretch("17:00", 4, "0")),
    "T": (Stretch("09:00", 4),),
    "U": (Stretch("12:30", 4),),
    "O": (Stretch("23:00", 8, "0", kind="on_call"),),
    "P": (Stretch("07:00", 4),),
    "Q": (Stretch("18:30", 4),),
    "W": (Stretch("23:00", 8),),
    "-": (),
}
# The team meets as early carers stop and late ones begin: time to get there, and home from there.
MEETING_HOURS: Mapping[str, tuple[Stretch, ...]] = {
    "E": (Stretch("07:00", 8.5, "30", "11:00", "13:30"),),
    "L": (Stretch("13:30", 9.5, "45", "16:30", "20:00"),),
}


@dataclass(frozen=True)
class Post:
    """What a carer is in a team: everything but the person.

    Attributes:
        week: a letter of `HOURS` for Monday to Sunday, several where there is more in a day.
        starts_at: home or base, where rounds start and end.
        contract_minutes: agreed per week; 0 for what the week holds.
        load_cap: most load points in a shift, empty for no cap.
    """

    carer_id: str
    discipline: str
    qualifications: frozenset[str]
    mode: str
    week: str
    starts_at: str = "home"
    load_cap: str = ""
    contract_minutes: int = 0
    days: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", tuple(self.week.split()))

    @property
    def skills(self) -> frozenset[str]:
        """What a visit may ask of this carer, the discipline included."""
        return self.qualifications | {self.discipline}

    def shifts(self, day: int) -> tuple[str, ...]:
        """The letters of one day of the week, 0 for Monday."""
        return tuple(letter for letter in self.days[day] if HOURS[letter])

    @property
    def minutes_per_week(self) -> int:
        """Working time of the week, on call not counted."""
        return round(
            sum(
                60 * stretch.hours
                for number, letters in enumerate(self.days)
                for letter in letters
                for stretch in _hours(letter, MONDAY + timedelta(days=number))
                if stretch.kind == "work"
            )
        )


def carer_rows(posts: Sequence[Post], names: Sequence[str], homes: Sequence[Dwelling]) -> list[Row]:
    """Rows of carers.csv; carers who start at the base have no home in the file."""
    return [
        {
            "carer_id": post.carer_id,
            "name": name,
            "discipline": post.discipline,
            "qualifications": ";".join(sorted(post.qualifications)),
            "mode": post.mode,
            "home_lat": f"{home.lat:.6f}" if post.starts_at == "home" else "",
            "home_lon": f"{home.lon:.6f}" if post.starts_at == "home" else "",
            "contract_minutes_per_week": str(post.contract_minutes or post.minutes_per_week),
        }
        for post, name, home in zip(posts, names, homes, strict=True)
    ]


def shift_rows(posts: Sequence[Post]) -> list[Row]:
    """Rows of shifts.csv for the week, by date and carer, the team meeting among them."""
    rows: list[Row] = []
    for number in range(7):
        day = MONDAY + timedelta(days=number)
        for post in posts:
            rows += [
                _shift(post, day, stretch)
                for letter in post.days[number]
                for stretch in _hours(letter, day)
            ]
            if day == MEETING_DAY and set(post.days[number]) & set(MEETING_HOURS):
                rows.append(_meeting(post, day))
    return rows


def circle_weights(posts: Sequence[Post]) -> dict[str, float]:
    """How often each carer of a discipline that works all week long is anybody's, by hours."""
    return {
        post.carer_id: float(post.minutes_per_week)
        for post in posts
        if post.discipline in {"nurse", "assistant"}
    }


def invented_names(dice: Dice, first: Sequence[str], last: Sequence[str], count: int) -> list[str]:
    """That many different pairs of a first and a last name."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[f"{dice.pick(first)} {dice.pick(last)}"] = None
    return list(found)


def _hours(letter: str, day: date) -> tuple[Stretch, ...]:
    return MEETING_HOURS.get(letter, HOURS[letter]) if day == MEETING_DAY else HOURS[letter]


def _shift(post: Post, day: date, stretch: Stretch) -> Row:
    start = datetime.combine(day, time.fromisoformat(stretch.start))
    return {
        "carer_id": post.carer_id,
        "start": start.isoformat(timespec="minutes"),
        "end": (start + timedelta(hours=stretch.hours)).isoformat(timespec="minutes"),
        "start_place": post.starts_at,
        "end_place": post.starts_at,
        "break_minutes": stretch.break_minutes,
        "break_earliest": stretch.break_earliest,
        "break_latest": stretch.break_latest,
        "kind": stretch.kind,
        "load_cap": post.load_cap if stretch.kind == "work" else "",
    }


def _meeting(post: Post, day: date) -> Row:
    start, end = (f"{day.isoformat()}T{clock}" for clock in MEETING)
    row = {"carer_id": post.carer_id, "start": start, "end": end, "kind": "appointment"}
    return row | {"start_place": "base", "end_place": "base"}
