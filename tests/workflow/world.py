"""A municipality in one process: real database, real SMTP server, a clock that stands where it is put."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from sqlalchemy import Engine

from notifications.settings import SmtpSettings
from states.facts import CaseFacts
from states.workdays import STOCKHOLM, Calendar
from tests.notifications.server import Handler
from workflow.actions.decide_notice import NoticeOrder, request_plan
from workflow.actions.dispatch import confirm_receipt
from workflow.actions.dispatch import dispatch as act_dispatch
from workflow.actions.open_case import open_case
from workflow.actions.people import CONFIGURATION, enter_first_people
from workflow.actions.read_mailbox import mailbox_read
from workflow.actions.register_submission import Submission
from workflow.actions.register_submission import register as act_register
from workflow.actions.result import Assessment, ResultOrder, assess, decide_result
from workflow.app import rulesets
from workflow.clockwork import sweep
from workflow.config import Person
from workflow.context import Context
from workflow.delivery import deliver
from workflow.demo.stage import template
from workflow.demo.story import CASES, MAILBOX
from workflow.engine import Work
from workflow.importers.case_file import read_case
from workflow.importers.notice_file import read_notice
from workflow.store.chain import ALL, StoredEvent
from workflow.store.database import connect, writing
from workflow.store.events import Actor
from workflow.store.facts import find_case, load_facts
from workflow.store.kinds import Kind
from workflow.store.reader import reading
from workflow.store.settings import put
from workflow.store.started import STARTED_SETTING, YES

ANNA = Actor("anna")
BO = Actor("bo")
PROVIDER = CASES["1"]["adress"]


@dataclass
class StandingClock:
    """Stands where it is put."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def swedish(when: str) -> datetime:
    """That Swedish time."""
    return datetime.fromisoformat(when).replace(tzinfo=STOCKHOLM)


def everything_due(context: Context) -> None:
    """What a daemon that is up does, until nothing is left to do now."""
    while sweep(context):
        pass
    while (done := deliver(context)).composed or done.tried:
        pass


class World:
    """One installation. What the tests do to it are the product's own functions."""

    def __init__(self, folder: Path, url: str, port: int, sink: Handler) -> None:
        self.folder, self.url, self.sink = folder, url, sink
        self.others: list[Engine] = []
        self.clock = StandingClock(swedish("2023-05-22 10:00"))
        self.context = Context(
            engine=connect(url),
            url=url,
            clock=self.clock,
            calendar=Calendar(),
            rulesets=rulesets(None),
            data_folder=folder,
            municipality="Exempelkommunen",
            sender="bristvakt@exempelkommunen.example",
            mailboxes=(MAILBOX,),
            smtp=SmtpSettings("127.0.0.1", port, "ingen", None, None, 1, 1000),  # one connection: one order,
        )
        with writing(self.context.engine) as connection:
            put(connection, STARTED_SETTING, YES)
        enter_first_people(
            self.context,
            (
                Person("disa", "Disa Demo", "avtalscontroller", "disa.demo@exempelkommunen.example"),
                Person("egon", "Egon Exempel", "enhetschef", "egon.exempel@exempelkommunen.example"),
            ),
        )

    def beside(self) -> Context:
        """What another process of the same installation has: connections of its own."""
        self.others.append(connect(self.url))
        return replace(self.context, engine=self.others[-1])

    def close(self) -> None:
        for engine in (self.context.engine, *self.others):
            engine.dispose()

    def at(self, when: str) -> None:
        self.clock.at = swedish(when)

    def tick(self) -> None:
        """Everything that the daemon would do now."""
        everything_due(self.context)

    def file(self, name: str, content: str) -> Path:
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path

    def open(self, case: str = "1", context: Context | None = None, **changes: str) -> int:
        """A case of the demonstration; `changes` are its placeholders, or keys of its table [arende]."""
        values = {name: changes.pop(name, value) for name, value in CASES[case].items()}
        text = template("arende.toml").format(**values)
        for key, value in changes.items():
            text = text.replace('regler = "orebro-extern"\n', "") if key == "regler" else text
            text = text.replace("oppnat =", f'{key} = "{value}"\noppnat =')
        return self.open_text(text, context)

    def open_text(self, text: str, context: Context | None = None) -> int:
        return open_case(context or self.context, read_case(self.file("arende1.toml", text)), ANNA)

    def notice(self, name: str = "papekande1.toml", **changes: str) -> NoticeOrder:
        text = template(name)
        for old, new in changes.items():
            text = text.replace(old, new)
        return NoticeOrder(self.file("beslut.txt", "Beslut\n"), read_notice(self.file(name, text)))

    def begin(self, case: str = "1") -> None:
        """The case opened, its first notice decided, sent by mail and received, on 22 May."""
        self.open(case)
        request_plan(self.context, case, self.notice(), ANNA)
        self.tick()
        confirm_receipt(self.context, case, self.clock.at.date(), "kvittens", ANNA)

    def dispatch(self, case: str = "1") -> Work:
        return act_dispatch(self.context, case, "brev", None, ANNA)

    def register(self, *lines: str, arrived: str, case: str = "1") -> Work:
        return act_register(self.context, case, Submission(lines, swedish(arrived), "epost"), ANNA)

    def read_mailbox(self) -> None:
        mailbox_read(self.context, MAILBOX, self.clock.at, ANNA)

    def assess(
        self, code: str, remedied: tuple[str, ...] | None = None, remaining: tuple[str, ...] | None = ()
    ) -> Work:
        return assess(self.context, "1", Assessment(code, remedied, remaining), ANNA)

    def decide(self, notice: NoticeOrder | None = None, partial: str = "") -> Work:
        order = ResultOrder(
            self.file("resultat.txt", f"Resultat {self.clock.at}\n"),
            notice=notice.file if notice else None,
            partial_reason=partial,
        )
        return decide_result(self.context, "1", order, ANNA)

    def to_the_proposal(self) -> None:
        """The golden case (rapport Sov 609/2022 and its continuation) until the proof holds on 2024-01-15."""
        self.begin()
        self.second_notice()
        confirm_receipt(self.context, "1", self.clock.at.date(), "kvittens", ANNA)
        self.at("2024-01-15 10:00")
        self.assess("D3", ("D3a", "D3b", "D3c"), ("D3d",))
        self.decide()

    def second_notice(self, *, is_d2_remedied: bool = True, **changes: str) -> None:
        """D3d remains, and D2a unless it is said to be remedied; what remains is pointed out again on 18 October."""
        self.at("2023-10-16 13:00")
        for code in ("D1", "D4", "D5", "D6"):
            self.catch_up_and_assess(code)
        self.assess("D2", *((None, ()) if is_d2_remedied else ((), ("D2a",))))
        self.assess("D3", ("D3a", "D3b", "D3c"), ("D3d",))
        self.at("2023-10-18 10:00")
        self.decide(self.notice("papekande2.toml", **changes))
        self.tick()

    def catch_up_and_assess(self, code: str) -> None:
        self.assess(code)

    def case(self, name: str = "1") -> CaseFacts:
        with reading(self.url) as reader:
            return load_facts(reader, find_case(reader, name).uuid)

    def events(self) -> list[StoredEvent]:
        """All that has happened since the register of people was filled."""
        with reading(self.url) as reader:
            return [event for event in reader.all(ALL) if event.actor != str(CONFIGURATION)]

    def kinds(self) -> Counter[str]:
        return Counter(event.kind for event in self.events() if event.kind != Kind.REGISTERED)

    def mail_rows(self) -> list[tuple[str, str]]:
        """Status and reply of every composed mail, in order."""
        with reading(self.url) as reader:
            return [(row[0], row[1]) for row in reader.rows("SELECT status, reply FROM mail ORDER BY id")]

    def struck(self) -> list[str]:
        """Why planned mails have been struck."""
        with reading(self.url) as reader:
            return [
                row[0] for row in reader.rows("SELECT reason FROM planned_mail WHERE status = 'struken' ORDER BY id")
            ]

    def letters(self, recipient: str = PROVIDER) -> list[EmailMessage]:
        found = []
        for to, raw in self.sink.received:
            message = message_from_bytes(raw, policy=default)
            assert isinstance(message, EmailMessage)
            if to == recipient:
                found.append(message)
        return found

    def subjects(self, recipient: str = PROVIDER) -> list[str]:
        return [str(message["Subject"]).partition(" [")[0].partition(" –")[0] for message in self.letters(recipient)]

    def dry(self) -> Context:
        return replace(self.context, dry_run=True)


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
