"""diarium: the handlingar that have come in and gone out, as they are entered in a diary (5 kap. 2 § OSL).

Of each its day, its number, from or to whom, and shortly what it is. Nothing that somebody has written freely is shown:
what it is is told by its kind and by the codes of deficiencies and documents, so that it names no person.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from states.reminders import Role
from workflow.store.chain import StoredEvent
from workflow.store.corrections import counted
from workflow.store.kinds import Kind
from workflow.store.reader import Query, Reader

IN, OUT, MADE = "in", "ut", "upprättad"


@dataclass(frozen=True, slots=True)
class DiaryLine:
    """A handling. `number` counts the case's handlingar; `sha256` is "" where no file has been kept."""

    on_day: date
    register_number: str
    number: int
    direction: str
    party: str
    subject: str
    sha256: str


@dataclass(frozen=True, slots=True)
class _Entry:
    direction: str
    subject: str
    sha256: str = ""
    party: str | None = None  # None: the provider


@dataclass(frozen=True, slots=True)
class _Case:
    uuid: str
    register_number: str
    provider: str


_CASES = Query(
    "Every case with its register number.", "SELECT uuid, register_number, provider FROM followup_case", _Case
)


def diary(reader: Reader, first: date | None = None, last: date | None = None) -> list[DiaryLine]:
    """The handlingar from the first day to the last, both inclusive, in order of day, case and number."""
    lines = (line for case in reader.all(_CASES) for line in _of_case(reader, case))
    wanted = (line for line in lines if (first or date.min) <= line.on_day <= (last or date.max))
    return sorted(wanted, key=lambda line: (line.on_day, line.register_number, line.number))


def _of_case(reader: Reader, case: _Case) -> Iterator[DiaryLine]:
    number = 0
    documents: dict[str, str] = {}  # of the notices
    for event in counted(reader, case.uuid):
        for entry in _entries(event, documents):
            number += 1
            party = case.provider if entry.party is None else entry.party
            yield DiaryLine(
                event.effective_on, case.register_number, number, entry.direction, party, entry.subject, entry.sha256
            )


def _entries(event: StoredEvent, documents: dict[str, str]) -> Iterator[_Entry]:
    body = event.content
    if event.kind == Kind.NOTICE_DECIDED:
        documents[body["notice"]] = body["document"]
    told = _TOLD.get(Kind(event.kind))
    if told is not None:
        yield from told(body, documents)


def _submission(body: Any, documents: Mapping[str, str]) -> Iterator[_Entry]:
    subject = f"Svar: {', '.join(body['lines'])}"
    files = [part["sha256"] for part in body["documents"]] or [""]
    yield from (_Entry(IN, subject, sha256) for sha256 in files)


def _dispatched(body: Any, documents: Mapping[str, str]) -> Iterator[_Entry]:
    yield _Entry(OUT, f"Påpekande nr {body['number']}", documents[body["notice"]])


def _resent(body: Any, documents: Mapping[str, str]) -> Iterator[_Entry]:
    yield _Entry(OUT, f"Påpekande nr {body['number']}, omsänt", documents[body["notice"]])


def _mail(body: Any, documents: Mapping[str, str]) -> Iterator[_Entry]:
    """Only what goes to the provider: a list of tasks to the municipality's own people is no handling of the case."""
    if body.get("role", Role.PROVIDER) == Role.PROVIDER:
        about = ", ".join(dict.fromkeys(said.partition(": ")[2] for said in body["says"]))
        yield _Entry(OUT, f"Mejl: {about}", body["sha256"])


def _decision(body: Any, documents: Mapping[str, str]) -> Iterator[_Entry]:
    yield _Entry(IN, f"Beslut om väsentligt avtalsbrott {body['deficiency']}", body["document"], body["body"])


def _fixed(direction: str, subject: str) -> Callable[[Any, Mapping[str, str]], Iterator[_Entry]]:
    """A handling whose kind says what it is; the municipality's own has no party."""

    def told(body: Any, documents: Mapping[str, str]) -> Iterator[_Entry]:
        yield _Entry(direction, subject, body.get("document", ""), "" if direction == MADE else None)

    return told


def _asked(body: Any, documents: Mapping[str, str]) -> Iterator[_Entry]:
    yield _Entry(IN, f"Begäran om anstånd: {', '.join(body['lines'])}")


_TOLD: dict[Kind, Callable[[Any, Mapping[str, str]], Iterator[_Entry]]] = {
    Kind.SUBMISSION_REGISTERED: _submission,
    Kind.NOTICE_DISPATCHED: _dispatched,
    Kind.NOTICE_RESENT: _resent,
    Kind.MAIL_SENT: _mail,
    Kind.DECISION_REGISTERED: _decision,
    Kind.EXTENSION_ASKED_FOR: _asked,
    Kind.RECEIPT_CONFIRMED: _fixed(IN, "Mottagningsbekräftelse"),
    Kind.NOTICE_BOUNCED: _fixed(IN, "Påpekande i retur"),
    Kind.FACT_CHECK_SENT: _fixed(MADE, "Utkast för sakgranskning"),
    Kind.RESULT_DECIDED: _fixed(MADE, "Resultatbeslut"),
}
