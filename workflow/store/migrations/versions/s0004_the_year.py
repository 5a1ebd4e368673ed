"""The year beside the ladder: questions to the provider, pauses in its reminders, meetings with it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Three tables more; nothing that exists is changed."""
    _question()
    _reminder_pause()
    _meeting()


def _question() -> None:
    op.create_table(
        "question",
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deficiency", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_on", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_question_case_uuid")),
        sa.PrimaryKeyConstraint("case_uuid", "number", name=op.f("pk_question")),
    )


def _reminder_pause() -> None:
    op.create_table(
        "reminder_pause",
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("resumed_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_reminder_pause_case_uuid")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_reminder_pause")),
    )
    op.create_index(op.f("ix_reminder_pause_case_uuid"), "reminder_pause", ["case_uuid"], unique=False)


def _meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("case_uuid", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("booked_at", sa.Text(), nullable=False),
        sa.Column("called_on", sa.Text(), nullable=True),
        sa.Column("held_on", sa.Text(), nullable=True),
        sa.Column("cancelled_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_uuid"], ["followup_case.uuid"], name=op.f("fk_meeting_case_uuid")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_case_uuid"), "meeting", ["case_uuid"], unique=False)
