"""Benchmarks."""

from scheduler.codes.code import Code

BENCHMARKS: tuple[Code, ...] = (
    Code(
        "benchmarks-missing",
        "The benchmarks do not stand beside the package.",
        "Run the command in a checkout of Rounds that was installed with pip install -e.",
    ),
    Code(
        "benchmark-unknown",
        "A benchmark was asked for a peer or an instance that it does not have.",
        "Use one of the names that are listed.",
    ),
    Code(
        "benchmark-unfair",
        "Peers, which run on one core each, were asked for beside a search on several.",
        "Compare with --cores 1, or measure several cores with --peers none.",
    ),
    Code(
        "benchmark-unread",
        "The results of an earlier benchmark cannot be read.",
        "Give the folder that an earlier run wrote with --out.",
    ),
    Code(
        "instances-missing",
        "There are no instances of a published set in the folder given.",
        "Give their folder or the one above it; docs/benchmarks.md says where to get them.",
    ),
    Code(
        "instance-malformed",
        "An instance is not in the form of the published set that it was read as.",
        "Give the file as it was published, or leave it out with --only.",
    ),
    Code(
        "instance-not-stated",
        "An instance asks for something that the fast search has no words for.",
        "Choose other instances with --only; nothing was made up in its place.",
    ),
    Code(
        "solution-over-instance",
        "A solution would be written over the instance that it solves.",
        "Choose another folder with --out.",
    ),
    Code(
        "solution-refused",
        "The independent evaluator finds that a solution written breaks a rule or costs otherwise.",
        "This is a fault of Rounds: please report it with the instance and the seed.",
    ),
    Code(
        "held-out-of-reach",
        "No plan was found that makes all visits that are held and moves no more than may move.",
        "Hold fewer visits, let more of them move, or give a plan to begin from that keeps to it.",
    ),
    Code(
        "round-cannot-go-on",
        "After what has begun, a carer cannot keep the breaks, appointments and end of the shift.",
        "Give the shift a later end, or its break a later window, and try again.",
    ),
)
