"""The whole lifecycle: four states more, deadlines with other causes, requests for time, what has been done.

A database that already holds cases was made by a version that was never released; its rule sets and events have an
older form. It is refused, and nothing is changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

STATES = ("sakgranskning", "noterad", "återkallad", "avslutad")


def upgrade() -> None:
    """Refuse what cannot be carried over, then make the tables those of the models."""
    if op.get_bind().execute(sa.text("SELECT COUNT(*) FROM followup_case")).scalar_one():
        raise ValueError(
            "databasen har ärenden från en version som aldrig gavs ut; de kan inte föras över. "
            "Gör en ny datamapp med brist databas skapa"
        )
    op.bulk_insert(sa.table("deficiency_state", sa.column("value")), [{"value": value} for value in STATES])
    _columns()
    _deadline()
    _new_tables()


def _columns() -> None:
    with op.batch_alter_table("deficiency") as table:
        table.add_column(sa.Column("is_requirement", sa.Integer(), nullable=False))
        table.add_column(sa.Column("grade", sa.Text(), nullable=False))
    op.add_column("subpoint", sa.Column("withdrawn_on", sa.Text()))
    op.add_column("notice", sa.Column("bounced_on", sa.Text()))
    op.add_column("notice", sa.Column("resent_on", sa.Text()))


def _deadline() -> None:
    """It is empty: no case, no deadline. Made anew, because SQLite cannot drop a key."""
    op.drop_table("deadline")
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("deficiency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Text(), nullable=True),
        sa.Column("look_again_at", sa.Text(), nullable=True),
        sa.Column("subpoints", sa.Text(), nullable=False),
        sa.Column("length", sa.Text(), nullable=False),
        sa.Column("counted_from", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('vilande', 'löpande', 'hållen', 'flyttad', 'avbruten', 'utebliven')",
            name=op.f("ck_deadline_status"),
        ),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_deadline_case_uuid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint(
            "cause",
            "deficiency",
            "kind",
            "item",
            "version",
            name=op.f("uq_deadline_cause_deficiency_kind_item_version"),
        ),
    )
    op.create_index(op.f("ix_deadline_case_uuid"), "deadline", ["case_uuid"], unique=False)
    op.create_index(
        "ix_deadline_look",
        "deadline",
        ["look_again_at"],
        unique=False,
        sqlite_where=sa.text("look_again_at IS NOT NULL"),
        postgresql_where=sa.text("look_again_at IS NOT NULL"),
    )


def _new_tables() -> None:
    op.create_table(
        "extension_request",
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Text(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_extension_request_case_uuid")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_extension_request")),
    )
    op.create_index(op.f("ix_extension_request_case_uuid"), "extension_request", ["case_uuid"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("deficiency", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_milestone_case_uuid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index(op.f("ix_milestone_case_uuid"), "milestone", ["case_uuid"], unique=False)
