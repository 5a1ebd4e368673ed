"""What a person means by the name of a provider, an agreement, a unit or a colleague."""

from workflow.errors import InputError, NotFound
from workflow.store import registers
from workflow.store.alphabet import folded, same_number
from workflow.store.reader import Reader
from workflow.store.registers import AgreementLine, PersonLine, ProviderLine, UnitLine


def provider(reader: Reader, typed: str) -> ProviderLine:
    """By name, however it is spelled, or by organisation number. Raises NotFound."""
    line = reader.one(registers.PROVIDER_NAMED, folded=folded(typed), number=typed)
    if line is None:
        raise NotFound("utförare", typed, "brist utförare lista")
    return line


def agreement(reader: Reader, typed: str) -> AgreementLine:
    """By number in any of its spellings (SUN 2022–149, sun 2022-149). Raises NotFound."""
    line = reader.one(registers.AGREEMENT_BY_NUMBER, folded=same_number(typed))
    if line is None:
        raise NotFound("avtal", typed, "brist avtal lista")
    return line


def unit(reader: Reader, typed: str) -> UnitLine:
    """By name, or by "utförare/enhet" where two providers have a unit of that name. Raises NotFound or InputError."""
    of, _, name = typed.rpartition("/")
    named = reader.all(registers.UNITS_NAMED, folded=folded(name))
    found = [line for line in named if not of or folded(line.provider) == folded(of)]
    if not found:
        raise NotFound("enhet", typed, "brist enhet lista")
    if len(found) > 1:
        choices = ", ".join(f"'{line.provider}/{line.name}'" for line in found)
        raise InputError("ENHET", f"'{typed}' finns hos flera utförare", f"skriv en av: {choices}")
    return found[0]


def unit_of(reader: Reader, provider_uuid: str, name: str) -> UnitLine | None:
    """The provider's unit of that name, however it is spelled; None if it has none."""
    named = reader.all(registers.UNITS_NAMED, folded=folded(name))
    return next((line for line in named if line.provider_uuid == provider_uuid), None)


def person(reader: Reader, typed: str) -> PersonLine:
    """By the operating system's name. Raises NotFound."""
    for line in reader.all(registers.PEOPLE):
        if line.user == typed:
            return line
    raise NotFound("person", typed, "brist person lista")
