"""One provider with everything that the registers and the cases have about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from states.facts import CaseHead
from workflow.store import lookup, queries, registers
from workflow.store.reader import Reader
from workflow.store.registers import AgreementLine, ContactLine, ProviderLine, UnitLine


@dataclass(frozen=True, slots=True)
class ProviderView:
    """The provider's agreements and units, the contacts by unit, and its cases."""

    provider: ProviderLine
    agreements: tuple[AgreementLine, ...]
    units: tuple[UnitLine, ...]
    contacts: Mapping[str, tuple[ContactLine, ...]]
    cases: tuple[CaseHead, ...]


def of_provider(reader: Reader, typed: str) -> ProviderView:
    """By name, however it is spelled, or organisation number. Raises NotFound."""
    provider = lookup.provider(reader, typed)
    agreements = tuple(a for a in reader.all(registers.AGREEMENTS) if a.provider_uuid == provider.uuid)
    units = tuple(u for u in reader.all(registers.UNITS) if u.provider_uuid == provider.uuid)
    contacts = reader.all(registers.CONTACTS)
    by_unit = {unit.uuid: tuple(c for c in contacts if c.unit_uuid == unit.uuid) for unit in units}
    cases = [case for a in agreements for case in reader.all(queries.CASES_OF_AGREEMENT, agreement=a.uuid)]
    return ProviderView(provider, agreements, units, by_unit, tuple(cases))
