"""Create the table of jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "job",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("study", sa.String(80), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("error_code", sa.String(80), nullable=False),
        sa.Column("error_values", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_job_study", "job", ["study"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_index("ix_job_study", table_name="job")
    op.drop_table("job")
