"""Judging, comparing, writing and reading plans."""

from scheduler.codes.code import Code

PLANS: tuple[Code, ...] = (
    # judging a plan
    Code(
        "plan-of-another-team",
        "A plan speaks of visits or shifts that the team does not have on the plan's dates.",
        "Judge the plan with the team folder it was made from, or make a new plan.",
    ),
    Code(
        "travel-lacks-place",
        "A plan was judged with travel times that miss one of the team's places or modes.",
        "This is a fault of whoever made the travel times: they must cover locations_in().",
    ),
    # comparing plans
    Code(
        "plans-of-other-dates",
        "Two plans to compare are not for the same dates.",
        "Give two plans that have at least one date in common.",
    ),
    Code(
        "comparison-not-written",
        "The files of a comparison could not all be written; those of before are as they were.",
        "Make room, close or free the file named, or choose another folder with --out.",
    ),
    # writing and reading a plan
    Code(
        "path-missing",
        "A leg of the plan has no path on the roads it was planned on; nothing was written.",
        "This is a fault of Rounds: please report it with the leg shown.",
    ),
    Code(
        "plan-not-written",
        "The files of the plan could not all be written; those of before are as they were.",
        "Make room, close or free the file named, or choose another folder with --out.",
    ),
    Code(
        "plan-not-read",
        "The file of the plan cannot be opened.",
        "Give the path of a plan.json that `rounds plan --out` wrote.",
    ),
    Code(
        "plan-not-json",
        "The file of the plan is not JSON text in UTF-8.",
        "Give the plan.json itself, as `rounds plan --out` wrote it.",
    ),
    Code(
        "plan-version",
        "The plan was written by a version of Rounds with another form of plan.json.",
        "Make the plan again with this version, or read it with the version that wrote it.",
    ),
    Code(
        "plan-malformed",
        "A value of plan.json is missing, unknown or not of the form that its schema asks.",
        "Compare the file with docs/plan.schema.json, or make the plan again.",
    ),
    Code(
        "client-of-another-visit",
        "A row names a visit and a client whose visit it is not.",
        "Correct the visit_id, or clear the client_id: it follows from the visit.",
    ),
    Code(
        "team-not-named",
        "A table of rounds is to be shown, and nothing says for which team it is.",
        "Name the team with --team.",
    ),
    Code(
        "plan-without-dates",
        "A table of rounds has no row that tells for which date the plan is.",
        "Say the date with --date.",
    ),
    Code(
        "plan-dates-apart",
        "The dates in a table of rounds lie further apart than any plan does.",
        "Correct the date of one of the starts named.",
    ),
)
