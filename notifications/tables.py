"""The tables of mail: what is planned, and what has been composed, tried and answered.

Instants and days are TEXT (`states.instants`), the same on both databases.
"""

from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class PlannedMail(SQLModel, table=True):
    """Something that ought to be said, written in the transaction of what caused it."""

    __tablename__: ClassVar[str] = "planned_mail"
    __table_args__ = (
        UniqueConstraint("cause_kind", "cause_id", "cause_version", "rung", "recipient_role"),
        CheckConstraint("status IN ('planerad', 'struken', 'ingår')", name="status"),
        CheckConstraint("bundle IN ('samlad', 'ensam')", name="bundle"),
        Index("ix_planned_mail_open", "planned_at", sqlite_where=text("status = 'planerad'"),
              postgresql_where=text("status = 'planerad'")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    uuid: str = Field(sa_type=Text, unique=True)
    cause_kind: str = Field(sa_type=Text)
    cause_id: str = Field(sa_type=Text)
    cause_version: int
    rung: str = Field(sa_type=Text)
    recipient_role: str = Field(sa_type=Text)
    case_uuid: str = Field(sa_type=Text, index=True)
    bundle: str = Field(sa_type=Text)
    planned_at: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    mail_id: int | None = Field(default=None, foreign_key="mail.id", index=True)


class Mail(SQLModel, table=True):
    """One message with frozen bytes; retries send the same bytes under the same Message-ID."""

    __tablename__: ClassVar[str] = "mail"
    __table_args__ = (
        UniqueConstraint("contact", "bundle", "bundle_key"),
        CheckConstraint(
            "status IN ('köad', 'påbörjad', 'avsänd', 'ej avsänd', 'nekad', 'oklart')", name="status"
        ),
        Index("ix_mail_queued", "next_try_at", sqlite_where=text("status = 'köad'"),
              postgresql_where=text("status = 'köad'")),
        Index("ix_mail_begun", "lease_until_ms", sqlite_where=text("status = 'påbörjad'"),
              postgresql_where=text("status = 'påbörjad'")),
        Index("ix_mail_troubled", "id", sqlite_where=text("status IN ('oklart', 'nekad')"),
              postgresql_where=text("status IN ('oklart', 'nekad')")),
        Index("ix_mail_fence", "fence"),
        Index("ix_mail_tried", "tried_at_ms"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    uuid: str = Field(sa_type=Text, unique=True)
    contact: str = Field(sa_type=Text)
    bundle: str = Field(sa_type=Text)
    bundle_key: str = Field(sa_type=Text)
    message_id: str = Field(sa_type=Text, unique=True)
    address: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    raw: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(sa_type=Text)
    composed_at: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    attempts: int
    next_try_at: str = Field(sa_type=Text)
    reply: str = Field(sa_type=Text)
    settled_at: str | None = Field(default=None, sa_type=Text)
    fence: int | None = Field(default=None)  # the number of the latest claim; see notifications/claims.py
    lease_until_ms: int | None = Field(default=None, sa_type=BigInteger)  # machine time, as the next
    tried_at_ms: int | None = Field(default=None, sa_type=BigInteger)
