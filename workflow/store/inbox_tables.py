"""The tables of what has come in by mail. Copies of the events of the chain `register:inkorg`, but for the cursors.

No row points at a case's row: a correction writes that one anew.
"""

from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

_WAITING = "status IN ('inkommet', 'karantän', 'bänk', 'sorterat')"


class IncomingMail(SQLModel, table=True):
    """One mail that has come in, its bytes under their hash in the archive.

    `reached_at` is the earliest proven instant at which it had reached the municipality (states 22 §
    förvaltningslagen); `copy_of` the mail that it is another rendering of, or "".
    """

    __tablename__: ClassVar[str] = "incoming_mail"
    __table_args__ = (
        CheckConstraint(
            "status IN ('inkommet', 'karantän', 'bänk', 'sorterat', 'klart', 'åsido', 'noterat', 'kopia')",
            name="status",
        ),
        Index("ix_incoming_mail_waiting", "number", sqlite_where=text(_WAITING), postgresql_where=text(_WAITING)),
    )  # fmt: skip

    uuid: str = Field(sa_type=Text, primary_key=True)
    number: int = Field(unique=True)
    sha256: str = Field(sa_type=Text, unique=True)
    size: int
    mailbox: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    sender: str = Field(sa_type=Text, index=True)
    sender_name: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    message_id: str = Field(sa_type=Text)
    identity: str = Field(sa_type=Text, index=True)
    copy_of: str = Field(sa_type=Text)
    network_at: str | None = Field(default=None, sa_type=Text)
    mailbox_at: str | None = Field(default=None, sa_type=Text)
    registered_at: str = Field(sa_type=Text)
    reached_at: str = Field(sa_type=Text)
    away_until: str | None = Field(default=None, sa_type=Text)
    why: str = Field(sa_type=Text)  # why it waits, or what became of it


class IncomingPlace(SQLModel, table=True):
    """Where it was found: one mail may lie in several folders."""

    __tablename__: ClassVar[str] = "incoming_place"

    source: str = Field(sa_type=Text, primary_key=True)
    place: str = Field(sa_type=Text, primary_key=True)
    mail: str = Field(sa_type=Text, foreign_key="incoming_mail.uuid", index=True)


class IncomingCase(SQLModel, table=True):
    """Which case it concerns: guessed, sorted by the program, or said by a person."""

    __tablename__: ClassVar[str] = "incoming_case"
    __table_args__ = (CheckConstraint("how IN ('gissning', 'automatiskt', 'människa')", name="how"),)

    mail: str = Field(sa_type=Text, primary_key=True, foreign_key="incoming_mail.uuid")
    of_case: str = Field(sa_type=Text, primary_key=True, index=True)
    how: str = Field(sa_type=Text)
    score: int
    reasons: str = Field(sa_type=Text)  # one a line
    lines: str = Field(sa_type=Text)  # comma between
    submission: str = Field(sa_type=Text)
    unticked: str | None = Field(default=None, sa_type=Text)  # what is left to look at; NULL: nothing


class IncomingFile(SQLModel, table=True):
    """An attachment, kept under its hash. `finding`: what was the matter with it; `proposal`: what it seems to be."""

    __tablename__: ClassVar[str] = "incoming_file"

    mail: str = Field(sa_type=Text, primary_key=True, foreign_key="incoming_mail.uuid")
    position: int = Field(primary_key=True)
    sha256: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    size: int
    finding: str = Field(sa_type=Text)
    proposal: str = Field(sa_type=Text)


class IntakeCursor(SQLModel, table=True):
    """How far a folder has been fetched. No fact: without it everything is fetched again, and known again."""

    __tablename__: ClassVar[str] = "intake_cursor"

    source: str = Field(sa_type=Text, primary_key=True)
    folder: str = Field(sa_type=Text, primary_key=True)
    uidvalidity: int = Field(sa_type=BigInteger)
    uid: int = Field(sa_type=BigInteger)
