"""What in a sorted mail nobody has ticked off in a case: until a person has looked at it, nothing is said to be missing."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """One column; what was sorted before holds nothing back."""
    op.add_column("incoming_case", sa.Column("unticked", sa.Text(), nullable=True))
