"""Plans and studies in the HTTP service."""

from scheduler.codes.code import Code

PLANS_SERVICE: tuple[Code, ...] = (
    Code(
        "not-a-carer",
        "Somebody who is no carer offers a change, or answers an offer.",
        "Use the token of the carer: nobody offers, accepts or refuses for somebody else.",
    ),
    Code(
        "studies-not-installed",
        "The service runs without what studies are drawn with.",
        "Ask the operator to run it from a checkout of Rounds, with the extra studies.",
    ),
    Code(
        "study-too-large",
        "A study asks for more plans, dates or seeds than the service makes for one.",
        "Ask for fewer at a time, or ask the operator for a higher limit.",
    ),
)
