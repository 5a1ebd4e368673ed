"""utförare, avtal, enhet, kontakt, krav, person; ärende tilldela."""

import argparse
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from workflow.cli.output import Table, Terminal, sort_key
from workflow.cli.session import actor, carried_out, reading, tell, writing
from workflow.store.alphabet import matches

if TYPE_CHECKING:
    from workflow.actions.providers import ContactOrder
    from workflow.actions.register import Registry
    from workflow.store.registers import ContactLine, UnitLine


def new_provider(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Enter a provider."""
    from workflow.actions.providers import add_provider as act

    _registered(arguments, terminal, act, arguments.name, arguments.number or "")
    return tell(arguments, terminal, f"{arguments.name} är införd bland utförarna.")


def change_provider(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Change a provider."""
    from workflow.actions.providers import change_provider as act

    _registered(arguments, terminal, act, arguments.provider, arguments.name, arguments.number)
    return tell(arguments, terminal, f"{arguments.provider} är ändrad.")


def new_agreement(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Enter an agreement."""
    from workflow.actions.providers import AgreementOrder
    from workflow.actions.providers import add_agreement as act

    order = AgreementOrder(
        arguments.number, arguments.provider, arguments.ruleset, arguments.form, arguments.valid_from,
        arguments.valid_to,
    )  # fmt: skip
    _registered(arguments, terminal, act, order, rulesets=True)
    return tell(arguments, terminal, f"Avtalet {arguments.number} är infört.")


def change_agreement(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Change an agreement."""
    from workflow.actions.providers import change_agreement as act

    fields = _given(arguments, "ruleset", "form", "valid_from", "valid_to")
    _registered(arguments, terminal, act, arguments.number, fields, rulesets=True)
    return tell(arguments, terminal, f"Avtalet {arguments.number} är ändrat.")


def new_unit(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Enter a unit."""
    from workflow.actions.providers import add_unit as act

    _registered(arguments, terminal, act, arguments.provider, arguments.name)
    return tell(arguments, terminal, f"Enheten {arguments.name} är införd.")


def change_unit(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Rename a unit."""
    from workflow.actions.providers import rename_unit as act

    _registered(arguments, terminal, act, arguments.unit, arguments.name)
    return tell(arguments, terminal, f"{arguments.unit} heter nu {arguments.name}.")


def new_contact(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Enter a contact."""
    from workflow.actions.providers import add_contact

    order = _order(arguments, arguments.valid_to)
    _registered(arguments, terminal, lambda registry: add_contact(registry, _unit(registry, arguments), order))
    return tell(arguments, terminal, f"{arguments.address} är kontakt för {arguments.unit}.")


def replace_contact(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Replace a contact."""
    from workflow.actions.providers import replace_contact as act

    order = _order(arguments, None)
    _registered(arguments, terminal, lambda registry: act(registry, _unit(registry, arguments), arguments.old, order))
    sentence = f"{arguments.address} ersätter {arguments.old} för {arguments.unit}; det som är avsänt står kvar."
    return tell(arguments, terminal, sentence)


def end_contact(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Stop using a contact."""
    from workflow.actions.providers import end_contact as act

    _registered(
        arguments,
        terminal,
        lambda registry: act(registry, _unit(registry, arguments), arguments.address, arguments.on_day),
    )
    return tell(arguments, terminal, f"{arguments.address} används till och med {arguments.on_day}.")


def new_requirement(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Enter a requirement."""
    from workflow.actions.providers import add_requirement
    from workflow.store import lookup

    number, name = arguments.requirement or "", arguments.name
    _registered(
        arguments,
        terminal,
        lambda registry: add_requirement(registry, lookup.agreement(registry.reader, arguments.number), number, name),
    )
    return tell(arguments, terminal, f"Kravet {number} {name} är infört i {arguments.number}.")


def new_person(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Enter a person."""
    from workflow.actions.people import Validity
    from workflow.actions.people import add_person as act
    from workflow.config import Person

    person = Person(arguments.user, arguments.name, arguments.role, arguments.address)
    _registered(arguments, terminal, act, person, Validity(arguments.valid_from, arguments.valid_to))
    return tell(arguments, terminal, f"{arguments.name} ({arguments.user}) är införd som {arguments.role}.")


def change_person(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Change a person."""
    from workflow.actions.people import change_person as act

    fields = _given(arguments, "name", "role", "address", "valid_from", "valid_to")
    _registered(arguments, terminal, act, arguments.user, fields)
    return tell(arguments, terminal, f"{arguments.user} är ändrad.")


def name_substitute(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Let somebody act for another."""
    from workflow.actions.people import name_substitute as act

    first, last = arguments.valid_from, arguments.valid_to
    _registered(arguments, terminal, act, arguments.user, arguments.stand_in, first, last)
    sentence = f"{arguments.stand_in} ersätter {arguments.user} från {first} till och med {last}."
    return tell(arguments, terminal, sentence)


def name_responsible(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Give a case to somebody."""
    from workflow.actions.responsible import name_responsible as act

    work = carried_out(arguments, terminal, act, arguments.user)
    return tell(arguments, terminal, f"Ärende {arguments.case} handläggs av {arguments.user}.", work)


def _registered(
    arguments: argparse.Namespace, terminal: Terminal, act: Any, *values: object, rulesets: bool = False
) -> None:
    """Carry out a change of the registers by the one who gives the command."""
    from workflow.actions.register import registering

    with writing(arguments, terminal) as context, registering(context, actor(arguments)) as registry:
        known = (tuple(context.rulesets),) if rulesets else ()
        act(registry, *values, *known)


def _given(arguments: argparse.Namespace, *names: str) -> dict[str, Any]:
    """The options that were given."""
    return {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}


def _unit(registry: "Registry", arguments: argparse.Namespace) -> "UnitLine":
    from workflow.store import lookup

    return lookup.unit(registry.reader, arguments.unit)


def _order(arguments: argparse.Namespace, valid_to: date | None) -> "ContactOrder":
    from workflow.actions.providers import ContactOrder

    return ContactOrder(
        arguments.name, arguments.address, arguments.role, arguments.position, arguments.valid_from, valid_to
    )


def list_providers(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the providers."""
    from workflow.store import registers

    with reading(arguments, terminal) as installation:
        found = installation.reader.all(registers.PROVIDERS)
    rows = [line for line in found if _is_sought(arguments, line.name, line.organisation_number)]
    rows.sort(key=lambda line: sort_key(line.name))
    cells = [(line.name, line.organisation_number or "okänt") for line in rows]
    return _listed(arguments, terminal, "utförare", rows, ("Utförare", "Organisationsnummer"), cells)


def list_agreements(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the agreements."""
    from workflow.store import registers

    with reading(arguments, terminal) as installation:
        found = installation.reader.all(registers.AGREEMENTS)
    rows = [line for line in found if _is_sought(arguments, line.number, line.provider)]
    rows.sort(key=lambda line: sort_key(line.number))
    cells = [(x.number, x.provider, x.form, x.ruleset, _span(x.valid_from, x.valid_to)) for x in rows]
    return _listed(arguments, terminal, "avtal", rows, ("Avtal", "Utförare", "Form", "Regler", "Gäller"), cells)


def list_units(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the units."""
    from workflow.store import registers

    with reading(arguments, terminal) as installation:
        found = installation.reader.all(registers.UNITS)
    rows = [line for line in found if _is_sought(arguments, line.name, line.provider)]
    rows.sort(key=lambda line: (sort_key(line.name), sort_key(line.provider)))
    cells = [(line.name, line.provider) for line in rows]
    return _listed(arguments, terminal, "enheter", rows, ("Enhet", "Utförare"), cells)


def list_contacts(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the contacts."""
    from workflow.store import lookup, registers

    with reading(arguments, terminal) as installation:
        reader = installation.reader
        units = {line.uuid: line for line in reader.all(registers.UNITS)}
        if arguments.unit:
            one = lookup.unit(reader, arguments.unit)
            units = {one.uuid: one}
        rows = [line for line in reader.all(registers.CONTACTS) if line.unit_uuid in units]
    rows.sort(key=lambda c: (sort_key(units[c.unit_uuid].name), c.position, c.valid_from or date.min))
    cells = [(units[line.unit_uuid].name, *_contact_cells(line)) for line in rows]
    headings = ("Enhet", "Ordning", "Namn", "Roll", "Adress", "Gäller")
    return _listed(arguments, terminal, "kontakter", rows, headings, cells)


def _contact_cells(line: "ContactLine") -> tuple[object, ...]:
    return line.position, line.name, line.role, line.address, _span(line.valid_from, line.valid_to)


def list_requirements(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List an agreement's requirements."""
    from workflow.store import lookup, registers

    with reading(arguments, terminal) as installation:
        agreement = lookup.agreement(installation.reader, arguments.number)
        rows = installation.reader.all(registers.REQUIREMENTS, agreement=agreement.uuid)
    cells = [(line.number, line.name) for line in rows]
    return _listed(arguments, terminal, "krav", rows, ("Nummer", "Kravpunkt"), cells)


def list_people(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the municipality's people."""
    from states.workdays import local_day
    from workflow.store import registers
    from workflow.store.people import People

    with reading(arguments, terminal) as installation:
        rows = installation.reader.all(registers.PEOPLE)
        people = People(installation.reader, local_day(installation.clock.now()))
    acting = {line.user: people.acting_for(line).user for line in rows}
    cells = [
        (
            line.user,
            line.name,
            line.role,
            line.address,
            _span(line.valid_from, line.valid_to),
            acting[line.user] if acting[line.user] != line.user else "",
        )
        for line in rows
    ]
    headings = ("Användare", "Namn", "Roll", "E-post", "Gäller", "Ersätts nu av")
    return _listed(arguments, terminal, "personer", rows, headings, cells)


def show_provider(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show a provider: agreements, units with their contacts, cases."""
    from workflow.status.provider import of_provider

    with reading(arguments, terminal) as installation:
        found = of_provider(installation.reader, arguments.provider)
    if arguments.json:
        terminal.say_json("utförare", found)
        return 0
    terminal.say(f"{found.provider.name}, {found.provider.organisation_number or 'organisationsnummer okänt'}")
    agreements = Table("Avtal", "Form", "Regler", "Gäller")
    for agreement in found.agreements:
        days = _span(agreement.valid_from, agreement.valid_to)
        agreements.add(agreement.number, agreement.form, agreement.ruleset, days)
    contacts = Table("Enhet", "Ordning", "Namn", "Roll", "Adress", "Gäller", right=(1,))
    for unit in found.units:
        for line in found.contacts.get(unit.uuid, ()):
            contacts.add(unit.name, *_contact_cells(line))
    cases = Table("Ärende", "Diarienummer", "Enhet", "Avtal", "Öppnat", right=(0,))
    for head in found.cases:
        cases.add(head.serial, head.register_number, head.unit, head.agreement, head.opened_on)
    for table in filter(None, (agreements, contacts, cases)):
        terminal.say("\n" + table.text(terminal.width))
    return 0


def _is_sought(arguments: argparse.Namespace, *texts: str) -> bool:
    return arguments.sought is None or matches(arguments.sought, *texts)


def _span(first: date | None, last: date | None) -> str:
    return f"{first or ''}–{last or ''}" if first or last else "tills vidare"


def _listed(
    arguments: argparse.Namespace,
    terminal: Terminal,
    kind: str,
    rows: list[Any],
    headings: tuple[str, ...],
    cells: Iterable[tuple[object, ...]],
) -> int:
    if arguments.json:
        terminal.say_json(kind, rows)
        return 0
    if not rows:
        terminal.say("Registret är tomt." if getattr(arguments, "sought", None) is None else "Inget motsvarar det.")
        return 0
    table = Table(*headings)
    for row in cells:
        table.add(*row)
    terminal.say(table.text(terminal.width))
    return 0
