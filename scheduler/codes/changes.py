"""Asking for a change."""

from scheduler.codes.code import Code

CHANGES: tuple[Code, ...] = (
    Code(
        "begun-work-moved",
        "A changed plan moves a visit that had begun; it was not offered.",
        "This is a fault of Rounds: please report it with the plan and the change.",
    ),
    Code(
        "change-visit-unknown",
        "A change speaks of a visit, a place or a date that the plan does not have.",
        "Look up the visit in the plan (`rounds show`); a joint visit's places count from 1.",
    ),
    Code(
        "change-visit-begun",
        "A change concerns a visit that has begun, or that a carer is on the way to.",
        "Change what is still to come; what is done stays as it is.",
    ),
    Code(
        "change-visit-unassigned",
        "A change concerns a visit that nobody makes.",
        "Hand it to a carer, or ask where it would fit.",
    ),
    Code(
        "change-carer-unknown",
        "A change names a carer that the team does not have.",
        "Check the id against carers.csv; ids are case-sensitive.",
    ),
    Code(
        "change-carer-off",
        "A change concerns a carer who has no shift there on the dates of the plan.",
        "Choose a carer who works then, or add the shift to the team.",
    ),
    Code(
        "change-of-nothing",
        "The plan is already as the change asks for.",
        "Nothing needs to be done; check the ids if something else was meant.",
    ),
    Code(
        "change-not-pinned",
        "A pin is to be retired that is not there.",
        "Check the visit, the date and the place against the pins of the team.",
    ),
    Code(
        "change-window-closed",
        "Every new window of a visit has closed by the clock given.",
        "Give a window that is still to come.",
    ),
    Code(
        "change-impossible",
        "What a change asks for cannot be done with what may move for it.",
        "Let more move with --option rounds or team, or make it all the same with --leave-out.",
    ),
    Code(
        "change-overtaken",
        "Another version has changed what a change is about since it was decided on.",
        "Look at the newest version and repeat the change with its number.",
    ),
    Code(
        "change-visit-ambiguous",
        "A visit or a shift is named that the plan has on several dates, or at several times.",
        "Name the one that is meant, as shown.",
    ),
    Code(
        "visit-not-as-read",
        "A new visit is written in a way that a row of visits.csv cannot be.",
        "Leave out blanks around texts, and give windows in order and durations in whole minutes.",
    ),
    Code(
        "visit-not-read",
        "A new visit without any mistake could not be read.",
        "This is a fault of Rounds: please report it with the visit.",
    ),
)
