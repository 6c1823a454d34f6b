"""`rounds service`: what the keeper of a service does to its database."""

import typer

from scheduler.cli.service.audit import audit_app
from scheduler.cli.service.backup import backup_command, restore_command
from scheduler.cli.service.document import document_command
from scheduler.cli.service.erase import erase_app
from scheduler.cli.service.retention import retention_command
from scheduler.cli.service.tokens import token_app

__all__ = ["service_app"]

service_app = typer.Typer(
    help="What the service takes; its tokens, who looked, erasure, retention, backups.",
    no_args_is_help=True,
)
service_app.add_typer(audit_app, name="audit")
service_app.add_typer(erase_app, name="erase")
service_app.add_typer(token_app, name="token")
service_app.command("document")(document_command)
service_app.command("retention")(retention_command)
service_app.command("backup")(backup_command)
service_app.command("restore")(restore_command)
