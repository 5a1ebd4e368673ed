"""Who has a role on a day, and who acts for them then."""

from collections.abc import Iterator
from datetime import date

from workflow.store import registers
from workflow.store.reader import Reader
from workflow.store.registers import PersonLine


class People:
    """The municipality's people on one day."""

    def __init__(self, reader: Reader, day: date) -> None:
        """Read the register as it is."""
        self._all = {line.user: line for line in reader.all(registers.PEOPLE)}
        self._day = day
        self._stand_ins = {
            line.person: line.stand_in
            for line in reader.all(registers.SUBSTITUTES)
            if line.valid_from <= day <= line.valid_to
        }

    @property
    def is_empty(self) -> bool:
        """Nobody has been entered yet."""
        return not self._all

    def having(self, role: str) -> Iterator[PersonLine]:
        """Those who have the role today, by user name."""
        return (line for line in self._all.values() if line.role == role and self._is_here(line))

    def for_role(self, role: str, responsible: str = "") -> PersonLine | None:
        """Whom a mail or a task for the role goes to: the case's own handläggare if it is theirs, else the first.

        A substitute takes the place of whom they act for. None where nobody has the role.
        """
        person = self.named(role, responsible)
        return self.acting_for(person) if person else None

    def named(self, role: str, responsible: str = "") -> PersonLine | None:
        """Whose it is, whether or not somebody acts for them today."""
        return min(self.having(role), key=lambda line: (line.user != responsible, line.user), default=None)

    def acting_for(self, person: PersonLine) -> PersonLine:
        """The person's substitute today, or the person. A substitute's own substitute is not asked for."""
        stand_in = self._all.get(self._stand_ins.get(person.user, ""))
        return stand_in if stand_in is not None and self._is_here(stand_in) else person

    def stand_ins_of(self, user: str) -> list[str]:
        """The users for whom that user acts today."""
        return sorted(person for person, stand_in in self._stand_ins.items() if stand_in == user)

    def _is_here(self, line: PersonLine) -> bool:
        first, last = line.valid_from or date.min, line.valid_to or date.max
        return first <= self._day <= last
