"""Jobs of the service: plans and networks that it works on."""

from scheduler.codes.code import Code

JOBS: tuple[Code, ...] = (
    Code(
        "job-failed",
        "A job ended by a fault of the service.",
        "Try again; if it fails again, the operator finds the place in the log by the job's id.",
    ),
    Code(
        "job-poisonous",
        "The workers that did the job died three times; it is not tried again.",
        "Ask for less at a time, or tell the operator: memory may be short.",
    ),
    Code(
        "job-cancelled",
        "The job was cancelled before it was done.",
        "Ask again if the answer is needed after all.",
    ),
    Code(
        "search-too-long",
        "The search was asked to take longer than the service allows.",
        "Ask for less time, or ask the operator for a higher limit.",
    ),
    Code(
        "draft-unlike-plan",
        "Another draft of a plan was asked for, for other dates or another kind of travel.",
        "Ask for the dates and the travel of the plan, or for a new plan.",
    ),
    Code(
        "network-name-unfit",
        "A network cannot be stored by this name.",
        "Name it with lower case letters, digits and hyphens, and the ending of its form.",
    ),
    Code(
        "network-not-stored",
        "The team's document names a road network that was not stored for the team.",
        "PUT it to /teams/TEAM/networks/NAME and name it so in the team, or ask for estimates.",
    ),
)
