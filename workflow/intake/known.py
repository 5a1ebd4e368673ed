"""What the register knows of senders, codes and mails of ours, for whoever matches a mail."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from notifications.incoming.matching import plain_number
from workflow.actions.sort_mail import RECEIPT
from workflow.store import inbox
from workflow.store.reader import Reader


class Known:
    """`notifications.incoming.matching.Register` over the database. A case is named by its uuid."""

    def __init__(self, reader: Reader, on_day: date) -> None:
        """`on_day`: the day that the mail reached us, on which its sender has to be a contact."""
        self._reader, self._on_day = reader, on_day

    def of_our_mail(self, message_id: str) -> Sequence[str]:
        """The cases that a mail of ours was about; of a receipt, those to which what it receipts is sorted now."""
        found = self._reader.all(inbox.OURS, message_id=message_id)
        return list(dict.fromkeys(case for ours in found for case in self._cases(ours)))

    def _cases(self, ours: inbox.OurMail) -> Iterator[str]:
        if ours.cause_kind == RECEIPT:
            concerns = self._reader.all(inbox.CONCERNS_OF, mail=ours.cause_id)
            yield from (concern.case for concern in concerns if concern.submission)
        elif ours.case:
            yield ours.case

    def of_code(self, code: str) -> str | None:
        """The case of a reference code as we write it."""
        case = self._reader.one(inbox.CASE_BY_REFERENCE, code=code)
        return case.value if case else None

    def of_number(self, number: str) -> str | None:
        """The case of a register number, however it is spelled."""
        return self._numbers.get(number)

    def of_sender(self, address: str) -> Sequence[str]:
        """The cases whose unit is reached at that address on the day; "straße" is not "strasse"."""
        found = self._reader.all(inbox.CASES_OF_SENDER, address=address, day=self._on_day)
        return list(dict.fromkeys(case.value for case in found))

    def decided_for(self, address: str) -> Sequence[str]:
        """The cases to which a person has assigned its mails before."""
        return [case.value for case in self._reader.all(inbox.DECIDED_FOR, sender=address)]

    @cached_property
    def _numbers(self) -> dict[str, str]:
        return {plain_number(row.register_number): row.case for row in self._reader.all(inbox.REGISTER_NUMBERS)}
