"""`rounds service retention`: remove what has been kept for long enough."""
# ruff: noqa: PLC0415 - only these commands pay for the database: the others start sooner

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from scheduler.cli.service.opening import DATA, DatabaseOption, DataOption, opened


def retention_command(
    document_days: Annotated[
        int, typer.Option(min=1, help="Plans, replaced team documents and jobs are kept so long.")
    ] = 365,
    audit_days: Annotated[
        int, typer.Option(min=1, help="Lines of the audit trail are kept so long.")
    ] = 1825,
    data: DataOption = DATA,
    database: DatabaseOption = None,
) -> None:
    """Remove documents and audit lines that are old enough; for a timer, once a day.

    Example: `rounds service retention --document-days 365`
    """
    from api.care.erasure import wipe_freed
    from api.care.retention import Keep, retain

    with opened(data, database) as kept:
        removed = retain(kept, Keep(document_days, audit_days), datetime.now(UTC))
        wipe_freed(kept, thorough=False)
    for each in removed:
        typer.echo(json.dumps(each.told()))
