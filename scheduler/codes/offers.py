"""Offers."""

from scheduler.codes.code import Code

OFFERS: tuple[Code, ...] = (
    Code(
        "offer-unknown",
        "There is no offer of that number.",
        "Look at the offers with `rounds offers`.",
    ),
    Code(
        "offer-not-open",
        "An offer was accepted, refused or withdrawn, or has lapsed.",
        "Look at the offers with `rounds offers`, or make a new one.",
    ),
    Code(
        "offer-not-for-carer",
        "A carer answers an offer that others have to answer.",
        "Nobody accepts or refuses for somebody else, nor what they offered themselves.",
    ),
    Code(
        "offer-not-makers",
        "Somebody else than its maker withdraws an offer.",
        "Refuse it instead, or ask its maker.",
    ),
    Code(
        "offer-concerns-others",
        "An offer moves visits of carers who are neither its maker nor asked.",
        "Offer only what the two of you can settle, or apply the change as a team.",
    ),
)
