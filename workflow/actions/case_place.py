"""Where a case belongs: the agreement, the unit and its contacts, found in the registers or entered there.

What the case file tells and the registers lack is entered in the case's own transaction; what the two tell
differently is refused, and never corrected silently.
"""

import difflib
from dataclasses import dataclass

from states.ruleset import Ruleset
from workflow.actions import providers
from workflow.actions.providers import AgreementOrder, ContactOrder
from workflow.actions.register import Registry
from workflow.errors import InputError, InputErrors, NotFound
from workflow.importers.case_file import CaseFile, ContactTable
from workflow.store import lookup, registers
from workflow.store.alphabet import folded
from workflow.store.registers import AgreementLine, ProviderLine, UnitLine


@dataclass(frozen=True, slots=True)
class Place:
    """The agreement and the unit of a case."""

    agreement: AgreementLine
    unit: UnitLine


def placed(registry: Registry, file: CaseFile, ruleset: Ruleset) -> Place:
    """The case's place, entered where it is new.

    Raises InputError where the register has another provider, number or rule set for the agreement, the agreement
    does not hold on the day, a requirement is not in the agreement's catalogue, the handläggare is nobody, or the
    unit has no valid contact: such a case could never be mailed about.
    """
    provider = _provider(registry, file)
    agreement = _agreement(registry, file, ruleset, provider)
    unit = _unit(registry, file, provider)
    for contact in file.kontakt:
        _contact(registry, unit, contact)
    if not registry.reader.all(registers.VALID_CONTACTS, unit=unit.uuid, day=registry.today):
        what = f"{unit.name} har ingen giltig kontakt: inget kan skickas"
        raise InputError("kontakt", what, "lägg till [[kontakt]] i filen, eller: brist kontakt ny")
    _refuse_unknown_requirements(registry, file, agreement)
    if file.arende.handlaggare:
        _refuse_nobody(registry, file.arende.handlaggare)
    return Place(agreement, unit)


def _provider(registry: Registry, file: CaseFile) -> ProviderLine:
    name, number = file.utforare.namn, file.utforare.organisationsnummer
    try:
        found = lookup.provider(registry.reader, name)
    except NotFound:
        providers.add_provider(registry, name, number)
        return lookup.provider(registry.reader, name)
    written = providers.organisation(number)
    if written and found.organisation_number not in ("", written):
        what = f"{number} är inte {found.name}, som har {found.organisation_number} i registret"
        raise InputError("utforare.organisationsnummer", what, "rätta filen, eller brist utförare ändra")
    return found


def _agreement(registry: Registry, file: CaseFile, ruleset: Ruleset, provider: ProviderLine) -> AgreementLine:
    number, day = file.arende.avtal, file.arende.oppnat
    try:
        found = lookup.agreement(registry.reader, number)
    except NotFound:
        order = AgreementOrder(number, provider.name, ruleset.key)
        providers.add_agreement(registry, order, (ruleset.key,))
        return lookup.agreement(registry.reader, number)
    if found.provider_uuid != provider.uuid:
        what = f"{found.number} är {found.provider}s avtal i registret, inte {provider.name}s"
        raise InputError("arende.avtal", what, "rätta filen, eller brist avtal lista")
    if found.ruleset != ruleset.key:
        what = f"'{ruleset.key}' är inte avtalets regler: {found.number} följer {found.ruleset}"
        raise InputError("arende.regler", what, f"rätta filen, eller brist avtal ändra '{found.number}' --regler …")
    if (found.valid_from and day < found.valid_from) or (found.valid_to and day > found.valid_to):
        what = f"{found.number} gäller {found.valid_from or '…'}–{found.valid_to or '…'}, inte {day}"
        raise InputError("arende.oppnat", what, f"rätta dagen, eller brist avtal ändra '{found.number}' --till …")
    return found


def _unit(registry: Registry, file: CaseFile, provider: ProviderLine) -> UnitLine:
    name = file.utforare.enhet
    if (found := lookup.unit_of(registry.reader, provider.uuid, name)) is None:
        providers.add_unit(registry, provider.name, name)
        found = lookup.unit_of(registry.reader, provider.uuid, name)
    assert found is not None
    return found


def _contact(registry: Registry, unit: UnitLine, contact: ContactTable) -> None:
    known = registry.reader.all(registers.VALID_CONTACTS, unit=unit.uuid, day=registry.today)
    if not any(line.address.casefold() == contact.adress.casefold() for line in known):
        providers.add_contact(registry, unit, ContactOrder(contact.namn, contact.adress, contact.roll))


def _refuse_unknown_requirements(registry: Registry, file: CaseFile, agreement: AgreementLine) -> None:
    """An agreement without a catalogue takes any requirement."""
    catalogue = registry.reader.all(registers.REQUIREMENTS, agreement=agreement.uuid)
    keys = {(line.number, folded(line.name)) for line in catalogue}
    problems = [
        InputError(
            f"brist {found.kod}",
            f"kravet '{found.krav} {found.punkt}' finns inte i {agreement.number}",
            f"menade du {_nearest(f'{found.krav} {found.punkt}', catalogue)}? Annars: brist krav ny",
        )
        for found in file.brist
        if catalogue and (found.krav, folded(found.punkt)) not in keys
    ]
    if problems:
        raise InputErrors(problems)


def _nearest(written: str, catalogue: list[registers.RequirementLine]) -> str:
    near = difflib.get_close_matches(written, [line.key for line in catalogue], n=1, cutoff=0)
    return f"'{near[0]}'"


def _refuse_nobody(registry: Registry, user: str) -> None:
    try:
        lookup.person(registry.reader, user)
    except NotFound:
        raise InputError("arende.handlaggare", f"'{user}' finns inte", "brist person lista") from None
