"""What Alembic runs: every step on the connection that it was given."""

from typing import Literal

from alembic import context

from api.storage.tables import Instant, Row


def _rendered(kind: str, given: object, _: object) -> str | Literal[False]:
    """Steps name plain types: a later change of ours must not alter what an old step did."""
    if kind == "type" and isinstance(given, Instant):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    compare_type=True,
    render_as_batch=True,
    render_item=_rendered,
)
with context.begin_transaction():
    context.run_migrations()
