"""The tables of the registers: providers, agreements, units, contacts, the municipality's people, requirements.

Copies of the events of the chains `register:<name>`, as the case tables are of theirs. Nothing is ever removed: what
is no longer valid has a last day. `folded` is the name as it is searched (see `alphabet`).
"""

from typing import ClassVar

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Provider(SQLModel, table=True):
    """A utförare. `organisation_number` is "" where it is not known."""

    __tablename__: ClassVar[str] = "provider"

    uuid: str = Field(sa_type=Text, primary_key=True)
    name: str = Field(sa_type=Text)
    folded: str = Field(sa_type=Text, unique=True)
    organisation_number: str = Field(sa_type=Text)


class Agreement(SQLModel, table=True):
    """An avtal. `ruleset` is the key that new cases begin with; it decides the regime."""

    __tablename__: ClassVar[str] = "agreement"

    uuid: str = Field(sa_type=Text, primary_key=True)
    provider: str = Field(sa_type=Text, foreign_key="provider.uuid", index=True)
    number: str = Field(sa_type=Text)
    folded: str = Field(sa_type=Text, unique=True)
    form: str = Field(sa_type=Text)
    ruleset: str = Field(sa_type=Text)
    valid_from: str | None = Field(default=None, sa_type=Text)
    valid_to: str | None = Field(default=None, sa_type=Text)


class Unit(SQLModel, table=True):
    """An enhet of a provider."""

    __tablename__: ClassVar[str] = "unit"
    __table_args__ = (UniqueConstraint("provider", "folded"),)

    uuid: str = Field(sa_type=Text, primary_key=True)
    provider: str = Field(sa_type=Text, foreign_key="provider.uuid")
    name: str = Field(sa_type=Text)
    folded: str = Field(sa_type=Text)


class Contact(SQLModel, table=True):
    """Where a unit is reached; the valid one with the lowest `position` gets the mail when it is composed."""

    __tablename__: ClassVar[str] = "contact"

    uuid: str = Field(sa_type=Text, primary_key=True)
    unit: str = Field(sa_type=Text, foreign_key="unit.uuid", index=True)
    position: int
    role: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    address: str = Field(sa_type=Text)
    valid_from: str | None = Field(default=None, sa_type=Text)
    valid_to: str | None = Field(default=None, sa_type=Text)


class PersonRow(SQLModel, table=True):
    """One of the municipality's people; `os_user` is the operating system's name."""

    __tablename__: ClassVar[str] = "person"

    uuid: str = Field(sa_type=Text, primary_key=True)
    os_user: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    address: str = Field(sa_type=Text)
    valid_from: str | None = Field(default=None, sa_type=Text)
    valid_to: str | None = Field(default=None, sa_type=Text)


class Substitute(SQLModel, table=True):
    """Who acts for somebody, from one day to another, both inclusive."""

    __tablename__: ClassVar[str] = "substitute"

    uuid: str = Field(sa_type=Text, primary_key=True)
    person: str = Field(sa_type=Text, foreign_key="person.uuid", index=True)
    stand_in: str = Field(sa_type=Text, foreign_key="person.uuid")
    valid_from: str = Field(sa_type=Text)
    valid_to: str = Field(sa_type=Text)


class Requirement(SQLModel, table=True):
    """A krav of an agreement: its number and name together are the key (rapport Sov 609/2022 has 3.4 five times)."""

    __tablename__: ClassVar[str] = "requirement"
    __table_args__ = (UniqueConstraint("agreement", "number", "folded"),)

    uuid: str = Field(sa_type=Text, primary_key=True)
    agreement: str = Field(sa_type=Text, foreign_key="agreement.uuid")
    number: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    folded: str = Field(sa_type=Text)
