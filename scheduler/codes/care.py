"""Client data: the audit trail, erasure, retention, backups."""

from scheduler.codes.code import Code

CARE: tuple[Code, ...] = (
    Code(
        "audit-broken",
        "Lines of the audit trail were changed, removed, inserted or reordered.",
        "Keep the database as it is, compare it with the newest backup whose trail is whole, and "
        "find out who could write to it.",
    ),
    Code(
        "not-ready",
        "The service cannot do its work: the database, its tables, or a part does not answer.",
        "Try again shortly; the operator looks at the log of the service and at its database.",
    ),
    Code(
        "retention-too-short",
        "The audit trail would be kept for a shorter time than the documents that it is about.",
        "Keep it at least as long as the documents.",
    ),
    Code(
        "backup-by-server",
        "The database is kept by a server, which makes its own backups.",
        "Use pg_dump --format=custom and pg_restore, then `rounds service audit verify`.",
    ),
    Code(
        "backup-exists",
        "There is a file already where one is to be written; it was left as it is.",
        "Name a new file or an empty folder.",
    ),
    Code(
        "backup-unreadable",
        "The file is no whole database of Rounds that this version can read.",
        "Take an older backup, or the version of Rounds that made this one or a newer.",
    ),
)
