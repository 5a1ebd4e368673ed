"""What comes in by mail: the mails, where they lay, which cases they concern, how far each folder has been fetched."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Five tables more, and an index over the sent mails that a person has to look at."""
    _incoming_mail()
    _incoming_place()
    _incoming_case()
    _incoming_file()
    op.create_table(
        "intake_cursor",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "folder", name=op.f("pk_intake_cursor")),
    )
    troubled = sa.text("status IN ('oklart', 'nekad')")
    op.create_index("ix_mail_troubled", "mail", ["id"], unique=False, sqlite_where=troubled, postgresql_where=troubled)


def _incoming_mail() -> None:
    waiting = sa.text("status IN ('inkommet', 'karantän', 'bänk', 'sorterat')")
    op.create_table(
        "incoming_mail",
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("copy_of", sa.Text(), nullable=False),
        sa.Column("network_at", sa.Text(), nullable=True),
        sa.Column("mailbox_at", sa.Text(), nullable=True),
        sa.Column("registered_at", sa.Text(), nullable=False),
        sa.Column("reached_at", sa.Text(), nullable=False),
        sa.Column("away_until", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('inkommet', 'karantän', 'bänk', 'sorterat', 'klart', 'åsido', 'noterat', 'kopia')",
            name=op.f("ck_incoming_mail_status"),
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("number", name=op.f("uq_incoming_mail_number")),
        sa.UniqueConstraint("sha256", name=op.f("uq_incoming_mail_sha256")),
    )
    op.create_index(op.f("ix_incoming_mail_sender"), "incoming_mail", ["sender"], unique=False)
    op.create_index(op.f("ix_incoming_mail_identity"), "incoming_mail", ["identity"], unique=False)
    op.create_index(
        "ix_incoming_mail_waiting", "incoming_mail", ["number"], unique=False,
        sqlite_where=waiting, postgresql_where=waiting,
    )  # fmt: skip


def _incoming_place() -> None:
    op.create_table(
        "incoming_place",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mail"], ["incoming_mail.uuid"], name=op.f("fk_incoming_place_mail")),
        sa.PrimaryKeyConstraint("source", "place", name=op.f("pk_incoming_place")),
    )
    op.create_index(op.f("ix_incoming_place_mail"), "incoming_place", ["mail"], unique=False)


def _incoming_case() -> None:
    op.create_table(
        "incoming_case",
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("of_case", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.CheckConstraint("how IN ('gissning', 'automatiskt', 'människa')", name=op.f("ck_incoming_case_how")),
        sa.ForeignKeyConstraint(["mail"], ["incoming_mail.uuid"], name=op.f("fk_incoming_case_mail")),
        sa.PrimaryKeyConstraint("mail", "of_case", name=op.f("pk_incoming_case")),
    )
    op.create_index(op.f("ix_incoming_case_of_case"), "incoming_case", ["of_case"], unique=False)


def _incoming_file() -> None:
    op.create_table(
        "incoming_file",
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mail"], ["incoming_mail.uuid"], name=op.f("fk_incoming_file_mail")),
        sa.PrimaryKeyConstraint("mail", "position", name=op.f("pk_incoming_file")),
    )
