"""Add studies."""

import sqlalchemy as sa
from alembic import op

revision = "95aa219eb03e"
down_revision = "8a0b91cb8df2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "studies",
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team_revision", sa.Integer(), nullable=True),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("results", sa.LargeBinary(), nullable=False),
        sa.Column("report_html", sa.LargeBinary(), nullable=False),
        sa.Column("results_csv", sa.LargeBinary(), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"]),
        sa.PrimaryKeyConstraint("study_id"),
        sa.UniqueConstraint("job_id"),
    )
    with op.batch_alter_table("studies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_studies_team_id"), ["team_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("studies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_studies_team_id"))

    op.drop_table("studies")
