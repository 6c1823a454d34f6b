"""Versions of a plan."""

from scheduler.codes.code import Code

VERSIONS: tuple[Code, ...] = (
    Code(
        "plan-not-published",
        "A plan has no versions.",
        "Publish the plan first: `rounds publish TEAM PLAN`.",
    ),
    Code(
        "plan-unpublished",
        "A plan was made after the newest version; the next one would overwrite its files.",
        "Publish it with --seen, or move it to another folder.",
    ),
    Code(
        "publish-over-version",
        "A plan would be published over a version that was not named.",
        "Look at the newest version (`rounds history`) and name it with --seen.",
    ),
    Code(
        "publish-moves-begun",
        "A plan to be published moves visits that have begun by the newest version.",
        "Change the newest version instead, or publish a plan that keeps what has begun.",
    ),
    Code(
        "team-changed-since",
        "The team is no longer what the plan was published for.",
        "Put it back, or publish a plan for the team as it is now with --seen.",
    ),
    Code(
        "version-of-other-roads",
        "A version was made with roads where estimates are used now, or the other way round.",
        "Give --estimate for versions whose travel is estimated, and for no others.",
    ),
    Code(
        "clock-after-plan",
        "By the clock the dates of the plan are over.",
        "Say which moment of them is meant: --at, or `at` in what is sent to the service.",
    ),
    Code(
        "version-unknown",
        "There is no version of that number.",
        "Look at the versions with `rounds history`.",
    ),
    Code(
        "version-missing",
        "Texts are missing among those that are numbered.",
        "Restore them from a copy; nothing can be told or added without them.",
    ),
    Code(
        "version-not-read",
        "A numbered text, or the store of these texts, cannot be opened.",
        "Check that you may read it.",
    ),
    Code(
        "version-damaged",
        "A numbered text is not as Rounds wrote it.",
        "Restore it from a copy; these texts are never changed once they are written.",
    ),
    Code(
        "version-not-written",
        "A numbered text could not be written; nothing has changed.",
        "Make room; a folder needs a disk on which files can be linked.",
    ),
    Code(
        "undo-not-newest",
        "A version to be taken back is not the newest.",
        "Look at what came after it with `rounds history`, and take that back first.",
    ),
    Code(
        "undo-of-first",
        "There is no version before the one to be taken back.",
        "Publish another plan with --seen, or change this one.",
    ),
    Code(
        "undo-impossible",
        "What has begun since leaves no way back to the plan before.",
        "Change the newest version instead: preview what is still possible.",
    ),
)
