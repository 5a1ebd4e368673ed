"""utförare, avtal, enhet, kontakt, krav: whom the municipality has agreements with, about what, and where reached."""

import difflib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from states.identity_numbers import organisation_number
from workflow.actions.register import Registry, refuse_backwards
from workflow.errors import InputError
from workflow.store import lookup, registers
from workflow.store.alphabet import folded, same_number
from workflow.store.registers import AgreementLine, ContactLine, Register, UnitLine
from workflow.valid import wrong_address


@dataclass(frozen=True, slots=True)
class AgreementOrder:
    """What an agreement is. The days are inclusive; None: not stated."""

    number: str
    provider: str
    ruleset: str
    form: str = "annat"
    valid_from: date | None = None
    valid_to: date | None = None


def add_provider(registry: Registry, name: str, number: str = "") -> str:
    """Enter a provider. Raises InputError for a taken name or number, and for a number that is none."""
    kept = organisation(number)
    for line in registry.reader.all(registers.PROVIDERS):
        if folded(line.name) == folded(name) or (kept and line.organisation_number == kept):
            what = f"{line.name} ({line.organisation_number or 'nummer okänt'}) finns redan"
            raise InputError("utförare", what, f"brist utförare ändra '{line.name}' …")
    return registry.enter(Register.PROVIDER, name=name, organisation_number=kept)


def change_provider(registry: Registry, typed: str, name: str | None, number: str | None) -> None:
    """Another name or number; cases keep the name they were opened under."""
    line = lookup.provider(registry.reader, typed)
    fields: dict[str, Any] = {}
    if name is not None:
        fields["name"] = name
    if number is not None:
        fields["organisation_number"] = organisation(number)
    for other in registry.reader.all(registers.PROVIDERS):
        taken = name is not None and folded(other.name) == folded(name)
        if other.uuid != line.uuid and (taken or _is_same(other.organisation_number, fields)):
            raise InputError("utförare", f"{other.name} finns redan", "brist utförare lista")
    _change(registry, Register.PROVIDER, line.uuid, fields)


def _is_same(number: str, fields: dict[str, Any]) -> bool:
    return bool(number) and number == fields.get("organisation_number")


def organisation(written: str) -> str:
    """The number as it is kept; "" stays "". Raises InputError for one that is none."""
    if not written:
        return ""
    try:
        digits = organisation_number(written)
    except ValueError as wrong:
        raise InputError("organisationsnummer", str(wrong), "skriv det som i avtalet") from None
    return f"{digits[:6]}-{digits[6:]}"


def add_agreement(registry: Registry, order: AgreementOrder, known_rulesets: tuple[str, ...]) -> str:
    """Enter an agreement of a provider. Raises InputError for a taken number, an unknown rule set, days backwards."""
    of = lookup.provider(registry.reader, order.provider)
    if taken := registry.reader.one(registers.AGREEMENT_BY_NUMBER, folded=same_number(order.number)):
        raise InputError(
            "avtal", f"{taken.number} ({taken.provider}) finns redan", f"brist avtal ändra '{taken.number}'"
        )
    _known_ruleset(order.ruleset, known_rulesets)
    refuse_backwards(order.valid_from, order.valid_to, f"avtal {order.number}")
    return registry.enter(
        Register.AGREEMENT, provider=of.uuid, number=order.number, form=order.form, ruleset=order.ruleset,
        valid_from=order.valid_from, valid_to=order.valid_to,
    )  # fmt: skip


def change_agreement(
    registry: Registry, typed: str, fields: dict[str, Any], known_rulesets: tuple[str, ...]
) -> AgreementLine:
    """Other values of `form`, `ruleset`, `valid_from`, `valid_to`; running cases keep the rule set they began with."""
    line = lookup.agreement(registry.reader, typed)
    if "ruleset" in fields:
        _known_ruleset(fields["ruleset"], known_rulesets)
    first, last = fields.get("valid_from", line.valid_from), fields.get("valid_to", line.valid_to)
    refuse_backwards(first, last, f"avtal {line.number}")
    _change(registry, Register.AGREEMENT, line.uuid, fields)
    return line


def _known_ruleset(key: str, known: tuple[str, ...]) -> None:
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"menade du {near[0]}? Välj" if near else "välj"
        raise InputError("regler", f"'{key}' finns inte", f"{hint} en av: {', '.join(sorted(known))}")


def add_unit(registry: Registry, provider: str, name: str) -> str:
    """Enter a unit of a provider. Raises InputError where the provider has one of that name."""
    of = lookup.provider(registry.reader, provider)
    if line := lookup.unit_of(registry.reader, of.uuid, name):
        raise InputError("enhet", f"{line.provider} har redan {line.name}", "brist enhet lista")
    return registry.enter(Register.UNIT, provider=of.uuid, name=name)


def rename_unit(registry: Registry, typed: str, name: str) -> None:
    """Another name; cases keep the name they were opened under."""
    line = lookup.unit(registry.reader, typed)
    other = lookup.unit_of(registry.reader, line.provider_uuid, name)
    if other is not None and other.uuid != line.uuid:
        raise InputError("enhet", f"{line.provider} har redan {other.name}", "välj ett annat namn")
    registry.change(Register.UNIT, line.uuid, {"name": name})


@dataclass(frozen=True, slots=True)
class ContactOrder:
    """Somebody to reach a unit by. The days are inclusive.

    `position` None: after those there are. `role` None: that of the one who is replaced, else "utförare".
    """

    name: str
    address: str
    role: str | None = None
    position: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def add_contact(registry: Registry, unit: UnitLine, order: ContactOrder) -> str:
    """Enter a contact of the unit. Raises InputError for an address that is none or is there already."""
    if wrong := wrong_address(order.address):
        raise InputError("adress", f"'{order.address}' {wrong}", "skriv en e-postadress, som namn@utforaren.example")
    refuse_backwards(order.valid_from, order.valid_to, f"kontakt {order.address}")
    there = [c for c in contacts_of(registry, unit) if not _is_over(c, order.valid_from or registry.today)]
    if any(c.address.casefold() == order.address.casefold() for c in there):
        raise InputError("kontakt", f"{order.address} är redan kontakt för {unit.name}", "brist kontakt lista")
    position = order.position or max((c.position for c in there), default=0) + 1
    return registry.enter(
        Register.CONTACT, unit=unit.uuid, position=position, role=order.role or "utförare", name=order.name,
        address=order.address, valid_from=order.valid_from, valid_to=order.valid_to,
    )  # fmt: skip


def _is_over(contact: ContactLine, day: date) -> bool:
    return contact.valid_to is not None and contact.valid_to < day


def contacts_of(registry: Registry, unit: UnitLine) -> list[ContactLine]:
    """Every contact that the unit has had or has."""
    return [c for c in registry.reader.all(registers.CONTACTS) if c.unit_uuid == unit.uuid]


def end_contact(registry: Registry, unit: UnitLine, address: str, last_on: date) -> ContactLine:
    """The last day on which the address is used (inclusive); what has been sent stands. Raises NotFound-like errors."""
    for contact in contacts_of(registry, unit):
        if contact.address.casefold() == address.casefold() and not _is_over(contact, last_on):
            refuse_backwards(contact.valid_from, last_on, f"kontakt {address}")
            registry.change(Register.CONTACT, contact.uuid, {"valid_to": last_on})
            return contact
    raise InputError("kontakt", f"{address} är ingen kontakt för {unit.name}", "brist kontakt lista")


def replace_contact(registry: Registry, unit: UnitLine, old: str, order: ContactOrder) -> None:
    """From `valid_from` (or today) another person in the same place; only what is not yet sent goes to the new one."""
    begins = order.valid_from or registry.today
    before = end_contact(registry, unit, old, begins - timedelta(days=1))
    place = order.position or before.position
    new = ContactOrder(order.name, order.address, order.role or before.role, place, begins, order.valid_to)
    add_contact(registry, unit, new)


def add_requirement(registry: Registry, agreement: AgreementLine, number: str, name: str) -> str:
    """Enter a requirement; number and name together are the key, so that 3.4 can stand there five times."""
    for line in registry.reader.all(registers.REQUIREMENTS, agreement=agreement.uuid):
        if line.number == number and folded(line.name) == folded(name):
            raise InputError("krav", f"{line.key} finns redan i {agreement.number}", "brist krav lista")
    return registry.enter(Register.REQUIREMENT, agreement=agreement.uuid, number=number, name=name)


def _change(registry: Registry, register: Register, uuid: str, fields: dict[str, Any]) -> None:
    if not fields:
        raise InputError(register.value, "ingenting att ändra är angivet", "ange vad som ska få ett nytt värde")
    registry.change(register, uuid, fields)
