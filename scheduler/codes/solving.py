"""Solving and planning."""

from scheduler.codes.code import Code

SOLVING: tuple[Code, ...] = (
    # solving
    Code(
        "problem-invalid",
        "The problem handed to the solver contradicts itself.",
        "This is a fault of whoever made the problem: compare it with scheduler.solver.problem.",
    ),
    Code(
        "parameters-unreadable",
        "The file of parameters cannot be read, or is no TOML.",
        "Give a TOML file of lines like `blink = 0.01`; docs/search.md lists the names.",
    ),
    Code(
        "parameter-invalid",
        "Some parameters of the search have no such name, or no such value.",
        "Correct them, or leave them out: docs/search.md lists names, defaults and limits.",
    ),
    Code(
        "orders-impossible",
        "No starts keep all rules for the orders given.",
        "Change the order of the visits, or let some of them be left out.",
    ),
    Code(
        "oracle-out-of-time",
        "The exact solver reached its limit before it found any plan.",
        "Give it more time, or plan fewer visits: it is meant for small cases.",
    ),
    Code(
        "oracle-disagrees",
        "The exact model and the score give the same plan different costs.",
        "This is a fault of Rounds: please report it with the numbers shown.",
    ),
    Code(
        "appointment-out-of-reach",
        "A carer cannot keep all appointments of a shift, even without any visit.",
        "Look at the times and places of the appointments, the breaks, the ends of the shift, and "
        "the rest after the shift before.",
    ),
    Code(
        "search-disagrees",
        "The search reckons with another cost than the rounds it hands out have.",
        "This is a fault of Rounds: please report it with the numbers shown.",
    ),
    Code(
        "bound-above-cost",
        "The proven bound exceeds the cost of a plan that is said to be legal.",
        "This is a fault of Rounds, or the plan breaks a rule: run `rounds check` on it first.",
    ),
    # planning
    Code(
        "network-not-named",
        "The team names no road network.",
        "Set `network` in team.toml to an extract or a place name, or give --network.",
    ),
    Code(
        "score-disagrees",
        "Solver and scorer give the same plan different scores; nothing was written.",
        "This is a fault of Rounds: please report it with the numbers shown.",
    ),
    Code(
        "plan-breaks-rule",
        "The checker found a hard rule broken in a new plan; nothing was written.",
        "This is a fault of Rounds: please report it with the rules shown.",
    ),
)
