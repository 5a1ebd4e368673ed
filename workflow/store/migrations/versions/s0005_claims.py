"""Several daemons share one outbox: who has a mail in hand, until when, and when it was last tried."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Three columns and their indexes; a mail from before has been claimed by nobody."""
    op.add_column("mail", sa.Column("fence", sa.Integer(), nullable=True))
    op.add_column("mail", sa.Column("lease_until_ms", sa.BigInteger(), nullable=True))
    op.add_column("mail", sa.Column("tried_at_ms", sa.BigInteger(), nullable=True))
    op.create_index("ix_mail_fence", "mail", ["fence"], unique=False)
    op.create_index("ix_mail_tried", "mail", ["tried_at_ms"], unique=False)
    begun = sa.text("status = 'påbörjad'")
    op.create_index(
        "ix_mail_begun", "mail", ["lease_until_ms"], unique=False, sqlite_where=begun, postgresql_where=begun
    )
