"""What can be varied, in the words of planners: the question, the axis, its values."""

from dataclasses import dataclass

from scheduler.io.study_document import FIGURE

OWN = "own"
MODES = {None: "as they are", "walk": "on foot", "bike": "bike", "ebike": "e-bike", "car": "car"}


@dataclass(frozen=True)
class Axis:
    """How an axis is shown.

    Attributes:
        question: heading of its section.
        about: what is varied and what is not, in a sentence or two.
        label: below the axis.
        measures: names of those that are drawn.
        logarithmic: whether equal factors stand equally far apart.
    """

    question: str
    about: str
    label: str
    measures: tuple[str, ...]
    logarithmic: bool = False


TIME = ("road_minutes_per_visit", "client_share")

AXES = {
    "team_size": Axis(
        "Is this the right size for a team here?",
        "A larger team has more clients, and so serves a larger part of the place; how close "
        "together its clients live stays the same.",
        "carers in the team",
        (*TIME, "carers_14_days", "familiar_share", "left_out_share", "punctual_share"),
    ),
    "carers": Axis(
        "What does a carer more or less change?",
        "The same number of clients, with more or fewer carers.",
        "carers in the team",
        (*TIME, "left_out_share", "overtime_minutes", "carers_14_days", "punctual_share"),
    ),
    "clients": Axis(
        "What do more clients change?",
        "The same number of carers, with more or fewer clients.",
        "clients of the team",
        (*TIME, "left_out_share", "visits_per_shift", "familiar_share", "punctual_share"),
    ),
    "mode": Axis(
        "How should carers travel?",
        "The same teams, all carers by one means of transport. “As they are” is the mix of the "
        "profile.",
        "",
        (*TIME, "km_per_visit", "left_out_share", "punctual_share", "familiar_share"),
    ),
    "window": Axis(
        "What is a wider time window worth?",
        "The same teams, with every window of the clients made so many times as wide about its "
        "wished start. No window gets narrower than ten minutes.",
        "times as wide as agreed",
        (*TIME, "left_out_share", "punctual_share", "visits_per_shift", "familiar_share"),
        logarithmic=True,
    ),
    "continuity": Axis(
        "What does a familiar face cost?",
        "The same teams and visits, planned with more or fewer points for a continuity step; a "
        "second on the road costs 10 points.",
        "points for a continuity step",
        (
            "road_minutes_per_visit",
            "familiar_share",
            "primary_share",
            "new_faces",
            "carers_14_days",
            "punctual_share",
        ),
    ),
    "profile": Axis(
        "What do other profiles change?",
        "Teams drawn at the same place by other profiles: other needs, other windows, other means "
        "of transport.",
        "",
        (*TIME, "visits_per_shift", "left_out_share", "familiar_share", "punctual_share"),
    ),
    "agreement": Axis(
        "What do other agreements change?",
        "The same teams with other agreements.",
        "",
        (*TIME, "left_out_share", "punctual_share", "familiar_share", "overtime_minutes"),
    ),
    f"{FIGURE}clients.per_1000_inhabitants": Axis(
        "What does density change?",
        "Clients live closer together or further apart: more or fewer of each 1,000 inhabitants "
        "are clients of the team.",
        "clients per 1,000 inhabitants",
        (*TIME, "km_per_visit", "left_out_share", "familiar_share", "punctual_share"),
        logarithmic=True,
    ),
}


def axis_of(name: str) -> Axis:
    """How an axis is shown; a figure without words of its own is called by its name."""
    if name in AXES:
        return AXES[name]
    figure = name.removeprefix(FIGURE)
    return Axis(
        f"What does {figure} change?",
        f"Teams drawn with other values of {figure}, all else as in the profile.",
        figure,
        (*TIME, "visits_per_shift", "left_out_share", "familiar_share", "punctual_share"),
    )


def shown_value(axis: str, value: object) -> str:
    """A value of an axis, for people."""
    if axis == "mode":
        return MODES[value if value is None else str(value)]
    if value is None or value == "":
        return OWN
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ", ".join(f"{part:g}" for part in value)
    return str(value)
