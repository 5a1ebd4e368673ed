"""person: the municipality's people, their roles, and who acts for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.actions.register import Registry, refuse_backwards, registering
from workflow.config import ROLES, Person
from workflow.context import Context
from workflow.errors import InputError
from workflow.store import lookup, registers
from workflow.store.events import Actor
from workflow.store.reader import Reader
from workflow.store.registers import Register
from workflow.valid import wrong_address

CONFIGURATION = Actor("konfigurationen")


@dataclass(frozen=True, slots=True)
class Validity:
    """From the first day to the last, both inclusive; None: not stated."""

    first: date | None = None
    last: date | None = None


def add_person(registry: Registry, person: Person, validity: Validity = Validity()) -> str:
    """Enter one of the municipality's people. Raises InputError for a taken user name or an address that is none."""
    if any(line.user == person.user for line in registry.reader.all(registers.PEOPLE)):
        raise InputError("person", f"{person.user} finns redan", f"brist person ändra {person.user} …")
    _refuse_wrong({"address": person.address, "role": person.role})
    refuse_backwards(validity.first, validity.last, f"person {person.user}")
    return registry.enter(
        Register.PERSON, os_user=person.user, name=person.name, role=person.role, address=person.address,
        valid_from=validity.first, valid_to=validity.last,
    )  # fmt: skip


def enter_first_people(context: Context, people: tuple[Person, ...]) -> None:
    """Fill an empty register with those of the configuration; does nothing to one that holds somebody."""
    with context.engine.connect() as look:
        if Reader(look.connection.dbapi_connection).one(registers.PEOPLE):
            return
    with registering(context, CONFIGURATION) as registry:
        if registry.reader.one(registers.PEOPLE) is None:
            for person in people:
                add_person(registry, person)


def change_person(registry: Registry, user: str, fields: dict[str, Any]) -> None:
    """Other values of name, role, address, valid_from, valid_to; who has left gets a last day and is never removed."""
    line = lookup.person(registry.reader, user)
    if not fields:
        raise InputError("person", "ingenting att ändra är angivet", "ange vad som ska få ett nytt värde")
    _refuse_wrong(fields)
    first, last = fields.get("valid_from", line.valid_from), fields.get("valid_to", line.valid_to)
    refuse_backwards(first, last, f"person {user}")
    registry.change(Register.PERSON, line.uuid, fields)


def _refuse_wrong(fields: dict[str, Any]) -> None:
    if "address" in fields and (wrong := wrong_address(fields["address"])):
        raise InputError("epost", f"'{fields['address']}' {wrong}", "skriv personens e-postadress")
    if "role" in fields and fields["role"] not in ROLES:
        raise InputError("roll", f"'{fields['role']}' finns inte", f"välj en av: {', '.join(ROLES)}")


def name_substitute(registry: Registry, user: str, by: str, first: date, last: date) -> None:
    """Somebody acts for a person from one day to another, both inclusive; mails and tasks go there meanwhile."""
    person, stand_in = lookup.person(registry.reader, user), lookup.person(registry.reader, by)
    refuse_backwards(first, last, f"ersättare för {user}")
    if person.uuid == stand_in.uuid:
        raise InputError("--av", "ingen ersätter sig själv", "ange någon annan: brist person lista")
    for other in registry.reader.all(registers.SUBSTITUTES):
        if other.person == user and first <= other.valid_to and last >= other.valid_from:
            what = f"{user} har redan {other.stand_in} som ersättare {other.valid_from}–{other.valid_to}"
            raise InputError("ersättare", what, "välj dagar som inte krockar")
    registry.enter(Register.SUBSTITUTE, person=person.uuid, stand_in=stand_in.uuid, valid_from=first, valid_to=last)
