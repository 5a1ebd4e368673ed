"""How well the corpus is understood: one confusion matrix per task, counted against the labels."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifications.incoming.arrival import Ours, arrivals, is_suspect
from notifications.incoming.mail import Message
from notifications.incoming.matching import Match, match, plain_number
from notifications.incoming.message import read
from notifications.incoming.plans import read_plan
from notifications.incoming.proposals import Line, Named, propose
from notifications.incoming.texts import texts_of
from states.workdays import local_day
from tests.corpus import Labelled, world
from tests.corpus.world import case

OURS = Ours.of(["mx1.exempelkommunen.example", "mail.exempelkommunen.example"], ["192.0.2.0/24"])
AUTHSERV = ("mx1.exempelkommunen.example",)


class Register:
    """The invented world, asked as the database is. A case is named by its reference."""

    def __init__(self, mail: Labelled) -> None:
        self.cases, self.outgoing = world()["cases"], world()["outgoing"]
        self.day = local_day(mail.network_at)

    def of_our_mail(self, message_id: str) -> Sequence[str]:
        return [case for sent in self.outgoing if sent["message_id"] == message_id for case in sent["cases"]]

    def of_code(self, code: str) -> str | None:
        return next((case["reference"] for case in self.cases if case["reference"] == code), None)

    def of_number(self, number: str) -> str | None:
        found = (case["reference"] for case in self.cases if plain_number(case["register_number"]) == number)
        return next(found, None)

    def of_sender(self, address: str) -> Sequence[str]:
        return [
            case["reference"]
            for case in self.cases
            if any(one["address"].lower() == address and self._is_valid(one) for one in case["contacts"])
        ]

    def decided_for(self, address: str) -> Sequence[str]:
        return []

    def _is_valid(self, contact: dict[str, Any]) -> bool:
        return contact.get("valid_from", self.day) <= self.day <= contact.get("valid_to", self.day)


@dataclass(frozen=True)
class Judged:
    """What the program makes of a mail, beside its label."""

    mail: Labelled
    message: Message
    match: Match
    network_at: datetime | None

    @property
    def lines(self) -> set[tuple[str, str]]:
        """The demanded lines that the attachments, or a plan in the text, are clear for, in each case of the label."""
        files = [
            Named(file.name, text.text, file.media_type, len(file.content), has_plan=read_plan(text).is_plan)
            for file, text in zip(self.message.attachments, texts_of(self.message.attachments), strict=True)
        ]
        if read_plan(self.message.own_text).is_plan:
            files.append(Named("mejlets text", has_plan=True))
        return {
            (reference, one.line.code)
            for reference in self.mail.cases
            for one in propose(_asked(reference), files)
            if one.is_clear and one.line
        }

    @property
    def assignment(self) -> str:
        """rätt, fel or människa – and fel is anything at all that the label does not say."""
        if not self.match.certain:
            return "människa"
        return "rätt" if set(self.match.certain) == set(self.mail.cases) else "fel"


def judged(mail: Labelled) -> Judged:
    message = read(mail.raw, "exempelkommunen.example")
    forged = is_suspect(message.headers, AUTHSERV, OURS, message.sender)
    arrival = arrivals(message.headers, OURS, mailbox_at=mail.mailbox_at, registered_at=mail.mailbox_at)
    return Judged(mail, message, match(message, Register(mail), is_forged=forged), arrival.earliest)


def report(mails: Iterable[Labelled]) -> Iterator[str]:
    """The confusion matrices in lines, and each mail that is not as its label says."""
    found = [judged(mail) for mail in mails]
    yield f"{len(found)} mejl"
    yield from _matrix(
        "Slag (rad: facit, kolumn: programmet)", ((one.mail.kind, one.message.kind.value) for one in found)
    )
    yield from _matrix(
        "Ärende (rad: facit, kolumn: programmet)",
        (("säkert" if one.mail.certain else "för en människa", one.assignment) for one in found),
    )
    certain = [one for one in found if one.mail.certain]
    alone = sum(one.assignment == "rätt" for one in certain)
    yield f"Utan människa: {alone} av {len(certain)} säkra ({alone / max(1, len(certain)):.0%})"
    yield from _matrix(
        "Ankomst (rad: facit, kolumn: programmet)",
        (("nätets tid", "rätt" if one.network_at == one.mail.network_at else "fel") for one in found),
    )
    answers = [one for one in found if one.mail.kind == "svar" and one.mail.certain]
    yield from _matrix("Rader (rad: facit, kolumn: programmet)", (pair for one in answers for pair in _lines(one)))
    for one in found:
        yield from _differences(one)


def _lines(one: Judged) -> Iterator[tuple[str, str]]:
    """For each demanded line of its cases: whether it came, and whether it is ticked."""
    came = {(reference, line) for reference, lines in one.mail.lines.items() for line in lines}
    ticked = one.lines
    for reference in one.mail.cases:
        for line in _asked(reference):
            key = (reference, line.code)
            yield ("kom" if key in came else "kom inte", "prickas av" if key in ticked else "för en människa")


def _asked(reference: str) -> list[Line]:
    return [Line(line["code"], line["name"]) for line in case(reference)["lines"]]


def _differences(one: Judged) -> Iterator[str]:
    label = one.mail
    if one.message.kind.value != label.kind:
        yield f"  slag    {label.name}: {one.message.kind} i stället för {label.kind}"
    if (
        one.assignment == "fel"
        or (label.certain and one.assignment == "människa")
        or (not label.certain and one.match.certain)
    ):
        told = ", ".join(one.match.certain) or "; ".join(one.match.doubts)
        yield f"  ärende  {label.name}: {told} i stället för {', '.join(label.cases) or 'inget'} ({'säkert' if label.certain else 'osäkert'})"
    if one.network_at != label.network_at:
        yield f"  ankomst {label.name}: {one.network_at} i stället för {label.network_at}"


def _matrix(title: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    counted = Counter(pairs)
    rows, columns = sorted({row for row, _ in counted}), sorted({column for _, column in counted})
    yield ""
    yield title
    yield " " * 18 + "".join(f"{column:>16}" for column in columns)
    for row in rows:
        yield f"{row:<18}" + "".join(f"{counted[row, column]:>16}" for column in columns)
