"""Count erasures in plans."""

import sqlalchemy as sa
from alembic import op

revision = "c1d7a0b36e52"
down_revision = "95aa219eb03e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erasures", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_column("erasures")
