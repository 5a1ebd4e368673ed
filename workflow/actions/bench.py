"""inkorg fördela, lägg-åt-sidan, ångra, bekräfta: what a person says of a mail that has come in.

Each is one transaction: the mail's event, the submissions in every case, their deadlines and the receipt.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from states.trigger import Cause
from workflow.actions.correct import make_correction
from workflow.actions.sort_mail import Sorted, record, register_mail
from workflow.clockwork import catch_up
from workflow.context import Context
from workflow.documents.archive import Document
from workflow.engine import part_of, transaction
from workflow.errors import InputError, NotFound
from workflow.store import inbox
from workflow.store.corrections import counted
from workflow.store.database import taking_turns
from workflow.store.events import Actor
from workflow.store.facts import find_case
from workflow.store.inbox import CHAIN, Concern, Incoming, Status, eml_name
from workflow.store.kinds import Kind
from workflow.store.reader import Reader

PERSON = "människa"
_HAS_BEEN_SORTED = (Status.SORTED, Status.DONE)


class _Bench:
    """One act on one mail, in a transaction that is undone as a whole."""

    def __init__(self, context: Context, connection: Connection, number: int, actor: Actor) -> None:
        self.context, self.connection, self.actor = context, connection, actor
        self.act, self.now = str(uuid4()), context.clock.now()
        self.reader = Reader(connection.connection.dbapi_connection)
        found = self.reader.one(inbox.BY_NUMBER, number=number)
        if found is None:
            raise NotFound("inkommet mejl", str(number), "brist inkorg")
        self.mail: Incoming = found

    def tell(self, kind: Kind, **body: Any) -> None:
        record(self.context, self.connection, kind, self.act, self.actor, {"mail": self.mail.uuid, **body})

    def refuse_unless(self, allowed: Sequence[Status], instead: str) -> None:
        if self.mail.status not in allowed:
            raise InputError(f"mejl {self.mail.number}", f"är {self.mail.status}", instead.format(self.mail.number))


@contextmanager
def _bench(context: Context, number: int, actor: Actor) -> Iterator[_Bench]:
    with transaction(context) as connection:
        taking_turns(connection, CHAIN)
        yield _Bench(context, connection, number, actor)


def assign(
    context: Context, number: int, places: Sequence[tuple[str, tuple[str, ...]]], reason: str, actor: Actor
) -> list[int]:
    """The mail concerns these cases, and answers these lines in each; returns the cases' serial numbers.

    Raises NotFound, Refused and InputError as `registrera` does – then nothing at all has been done – and InputError
    for a mail that has been sorted already: it is taken back first.
    """
    with _bench(context, number, actor) as bench:
        waiting = (Status.BENCH, Status.QUARANTINE, Status.ASIDE, Status.NOTED, Status.COPY)
        bench.refuse_unless(waiting, "ta först tillbaka det: brist inkorg ångra {} --skäl TEXT")
        heads = [(find_case(bench.reader, case), lines) for case, lines in places]
        if len({head.uuid for head, _ in heads}) < len(heads):
            raise InputError("--ärende", "samma ärende står två gånger", "skriv raderna efter varandra: --avser R2,R5")
        documents = kept_with(bench.reader, bench.mail)
        found = []
        for head, lines in sorted(heads, key=lambda place: place[0].uuid):
            submission = _registered(context, bench, head.uuid, lines, documents)
            found.append(Sorted(head.uuid, PERSON, lines, submission=submission))
        bench.tell(Kind.MAIL_ASSIGNED, cases=[one.body for one in found], reason=reason)
        return sorted(head.serial for head, _ in heads)


def _registered(
    context: Context, bench: _Bench, case: str, lines: tuple[str, ...], documents: Sequence[Document]
) -> str:
    """The submission that the mail becomes in the case."""
    with part_of(context, bench.connection, case, bench.now, bench.actor) as work:
        work.act_id = bench.act
        catch_up(work)
        submission = register_mail(work, bench.mail, lines, documents, Cause.PERSON)
        catch_up(work)
    return submission


def put_aside(context: Context, number: int, reason: str, actor: Actor) -> None:
    """It needs nothing more, and stays where it is kept. Raises NotFound, and InputError where it has been sorted."""
    with _bench(context, number, actor) as bench:
        waiting = (Status.BENCH, Status.QUARANTINE, Status.NOTED, Status.COPY)
        bench.refuse_unless(waiting, "ta först tillbaka det: brist inkorg ångra {} --skäl TEXT")
        bench.tell(Kind.MAIL_PUT_ASIDE, reason=reason)


def confirm(context: Context, number: int, case: str | None, lines: tuple[str, ...], actor: Actor) -> list[int]:
    """The program sorted it right, and it answers these lines as well, which the program could not tick off.

    Of a mail that was sorted to several cases `case` says in which; None: in all of them, and then without lines.
    Returns the serial numbers of the cases in which it still has something to be looked at. Raises NotFound, Refused,
    and InputError for a mail that does not wait for that or a line that nobody has asked for.
    """
    with _bench(context, number, actor) as bench:
        bench.refuse_unless((Status.SORTED,), "se vad som väntar: brist inkorg")
        concerns = bench.reader.all(inbox.CONCERNS_OF, mail=bench.mail.uuid)
        seen = _named(bench, concerns, case, alone=bool(lines))
        ticked = [_ticked(context, bench, seen[0], lines)] if lines else []
        left = [one.serial for one in concerns if one.unticked and one not in seen]
        bench.tell(
            Kind.MAIL_CONFIRMED,
            cases=[one.body for one in ticked],
            looked_at=[one.case for one in seen],
            status=(Status.SORTED if left else Status.DONE).value,
        )
        return sorted(left)


def _named(bench: _Bench, concerns: list[Concern], case: str | None, *, alone: bool) -> list[Concern]:
    """Those that the command is about. Raises InputError for a case that is none of them, or for several if `alone`."""
    named = {one.case for one in concerns} if case is None else {find_case(bench.reader, case).uuid}
    found = [one for one in concerns if one.case in named]
    if not found or (alone and len(found) > 1):
        serials = ", ".join(str(one.serial) for one in concerns)
        raise InputError(
            "--ärende", "säger inte ett av ärendena som mejlet är sorterat till", f"välj ett av: {serials}"
        )
    return found


def _ticked(context: Context, bench: _Bench, concern: Concern, lines: tuple[str, ...]) -> Sorted:
    documents = kept_with(bench.reader, bench.mail)
    submission = _registered(context, bench, concern.case, lines, documents)
    both = (*(line for line in concern.lines.split(",") if line), *lines)
    return Sorted(concern.case, PERSON, both, concern.score, tuple(concern.reasons.splitlines()), submission)


def take_back(context: Context, number: int, reason: str, actor: Actor) -> list[int]:
    """What it was sorted to never counted: its submissions become void, and it waits for a person again.

    A receipt that has not left yet says how the mail is sorted when it leaves.
    Returns the cases' serial numbers. Raises Refused, naming them, where later acts rest on a submission.
    """
    with _bench(context, number, actor) as bench:
        is_noted = bench.mail.status in (Status.NOTED, Status.COPY)
        instead = "fördela det: brist inkorg fördela {} --ärende NR" if is_noted else "det väntar redan: brist inkorg"
        bench.refuse_unless((*_HAS_BEEN_SORTED, Status.ASIDE), instead)
        concerns = bench.reader.all(inbox.CONCERNS_OF, mail=bench.mail.uuid)
        sorted_to = [one for one in concerns if one.submission]
        for concern in sorted(sorted_to, key=lambda one: one.case):
            with part_of(context, bench.connection, concern.case, bench.now, actor) as work:
                work.act_id = bench.act
                for event in counted(work.reader, concern.case):
                    if event.kind == Kind.SUBMISSION_REGISTERED and event.content.get("mail") == bench.mail.uuid:
                        make_correction(work, event, lambda body: None, reason, attempt="inkorg ångra")
        bench.tell(Kind.MAIL_TAKEN_BACK, reason=reason)
        return sorted(concern.serial for concern in sorted_to)


def kept_with(reader: Reader, mail: Incoming) -> list[Document]:
    """The mail itself and its attachments, as they are kept."""
    files = reader.all(inbox.FILES_OF, mail=mail.uuid)
    return [Document(mail.sha256, eml_name(mail.number)), *(Document(one.sha256, one.name) for one in files)]


def read_again(context: Context, number: int, actor: Actor) -> None:
    """A mail in quarantine is understood anew at the next tick (försök-igen). Raises NotFound, and InputError else."""
    with _bench(context, number, actor) as bench:
        bench.refuse_unless((Status.QUARANTINE,), "se vad som väntar: brist inkorg")
        bench.tell(Kind.MAIL_READ_AGAIN)
