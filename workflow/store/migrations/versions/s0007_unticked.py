"""What in a sorted mail nobody has ticked off in a case: until a person has looked at it, nothing is said to be missing."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """One column; of a mail that was sorted before, and that nobody has confirmed, a person looks at it all."""
    op.add_column("incoming_case", sa.Column("unticked", sa.Text(), nullable=True))
    op.execute(
        "UPDATE incoming_case SET unticked = 'sorterat av en tidigare version' WHERE how = 'automatiskt' "
        "AND mail IN (SELECT uuid FROM incoming_mail WHERE status = 'sorterat')"
    )
