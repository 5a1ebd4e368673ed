"""The registers beside the cases, and the named queries about them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflow.store.reader import Query


class Register(StrEnum):
    """A register; its events lie in the chain `register:<value>`."""

    PROVIDER = "utförare"
    AGREEMENT = "avtal"
    UNIT = "enhet"
    CONTACT = "kontakt"
    PERSON = "person"
    SUBSTITUTE = "ersättare"
    REQUIREMENT = "krav"


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """A utförare."""

    uuid: str
    name: str
    organisation_number: str


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An avtal with its provider's name. The days are inclusive; None: not stated."""

    uuid: str
    number: str
    provider_uuid: str
    provider: str
    form: str
    ruleset: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """An enhet with its provider's name."""

    uuid: str
    name: str
    provider_uuid: str
    provider: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Where a unit is reached. The days are inclusive; None: not stated."""

    uuid: str
    unit_uuid: str
    position: int
    role: str
    name: str
    address: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One of the municipality's people, with who acts for them now ("" where nobody does)."""

    uuid: str
    user: str
    name: str
    role: str
    address: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class SubstituteLine:
    """Who acts for whom, from one day to another, both inclusive."""

    uuid: str
    person: str
    stand_in: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """A krav of an agreement."""

    uuid: str
    agreement_uuid: str
    number: str
    name: str

    @property
    def key(self) -> str:
        """Number and name together: "3.4 Samverkan"."""
        return f"{self.number} {self.name}".strip()


_AGREEMENT = (
    "SELECT a.uuid, a.number, a.provider, p.name, a.form, a.ruleset, a.valid_from, a.valid_to FROM agreement a "
    "JOIN provider p ON p.uuid = a.provider "
)
_UNIT = "SELECT u.uuid, u.name, u.provider, p.name FROM unit u JOIN provider p ON p.uuid = u.provider "
_CONTACT = "SELECT c.uuid, c.unit, c.position, c.role, c.name, c.address, c.valid_from, c.valid_to FROM contact c "
_VALID = "(c.valid_from IS NULL OR c.valid_from <= :day) AND (c.valid_to IS NULL OR c.valid_to >= :day) "
_BY_RANK = "ORDER BY c.position, c.valid_from DESC, c.uuid"

PROVIDERS = Query("Every provider.", "SELECT uuid, name, organisation_number FROM provider ORDER BY uuid", ProviderLine)
AGREEMENTS = Query("Every agreement.", _AGREEMENT + "ORDER BY a.uuid", AgreementLine)
AGREEMENT_BY_NUMBER = Query("The agreement of a number.", _AGREEMENT + "WHERE a.folded = :folded", AgreementLine)
PROVIDER_NAMED = Query(
    "The provider of a name or an organisation number.",
    "SELECT uuid, name, organisation_number FROM provider WHERE folded = :folded OR organisation_number = :number "
    "ORDER BY uuid",
    ProviderLine,
)
UNITS_NAMED = Query("The units of a name.", _UNIT + "WHERE u.folded = :folded ORDER BY u.uuid", UnitLine)
UNITS = Query("Every unit.", _UNIT + "ORDER BY u.uuid", UnitLine)
CONTACTS = Query("Every contact.", _CONTACT + "ORDER BY c.unit, c.position, c.uuid", ContactLine)
VALID_CONTACTS = Query(
    "Where a unit is reached on a day, the first to be used first.",
    _CONTACT + f"WHERE c.unit = :unit AND {_VALID}{_BY_RANK}",
    ContactLine,
)
CONTACTS_OF_CASE = Query(
    "Where the unit of a case is reached on a day, the first to be used first.",
    _CONTACT + f"JOIN followup_case f ON f.unit_uuid = c.unit WHERE f.uuid = :case AND {_VALID}{_BY_RANK}",
    ContactLine,
)
PEOPLE = Query(
    "Every person of the municipality.",
    "SELECT uuid, os_user, name, role, address, valid_from, valid_to FROM person ORDER BY os_user",
    PersonLine,
)
SUBSTITUTES = Query(
    "Who acts for whom, and when.",
    "SELECT s.uuid, p.os_user, b.os_user, s.valid_from, s.valid_to FROM substitute s "
    "JOIN person p ON p.uuid = s.person JOIN person b ON b.uuid = s.stand_in ORDER BY s.valid_from, s.uuid",
    SubstituteLine,
)
REQUIREMENTS = Query(
    "The requirement catalogue of an agreement.",
    "SELECT uuid, agreement, number, name FROM requirement WHERE agreement = :agreement ORDER BY number, name, uuid",
    RequirementLine,
)
