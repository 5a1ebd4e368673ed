"""A municipality whose mailbox fills with every kind of mail, and what has become of each of them.

The mails lie in a Maildir of the data folder, or as files in the mailbox of a real Dovecot, byte for byte as sent.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from notifications.incoming.message import read
from tests.journeys.crash import NEVER
from tests.journeys.test_crash import CREATE, DAEMON, Step, Town
from tests.mail.servers import PASSWORD, Dovecot
from tests.notifications.server import Handler
from tests.workflow.intake.post import Letter
from tests.workflow.world import PROVIDER, swedish
from workflow.actions.reference import reference_code
from workflow.cli.main import main
from workflow.demo.stage import template
from workflow.demo.story import CASES, MAILBOX
from workflow.documents import archive
from workflow.intake import understand
from workflow.store import inbox
from workflow.store.chain import ALL
from workflow.store.kinds import Kind
from workflow.store.reader import reading

FETCH = Step("2023-06-07 10:00", DAEMON)
INBOX, JUNK = "INBOX", "Skr&AOQ-pkorg"  # as the folder is called on the disk
UNREADABLE = b"X-Otydbart: ja"
PERIOD = 14


@dataclass
class Box:
    """A mailbox as files: where each folder lies, and who owns them."""

    top: Path
    owner: tuple[int, int] | None = None

    def put(self, place: str, raw: bytes, minute: int) -> None:
        inside = self.top if place == INBOX else self.top / f".{place}"
        for name in ("tmp", "new", "cur"):
            (inside / name).mkdir(parents=True, exist_ok=True)
        path = inside / "new" / f"{1_700_000_000 + minute}.M{minute}P1.mx"
        path.write_bytes(raw)
        at = (swedish("2023-06-07 08:00") + timedelta(seconds=minute)).timestamp()
        os.utime(path, (at, at))

    def hand_over(self) -> None:
        """To the user of the server."""
        if self.owner:
            for path in (self.top, *self.top.rglob("*")):
                os.chown(path, *self.owner)

    def lying(self, *folders: str) -> list[bytes]:
        """Every mail in those folders. A server may write the ends of lines as it likes, and sends them as CRLF."""
        inside = [self.top if name == INBOX else self.top / f".{name}" for name in folders]
        files = [path for one in inside for name in ("new", "cur") for path in (one / name).glob("*")]
        return [path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for path in files]


@dataclass
class Sent:
    """The mails, and in which folder each lies."""

    placed: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def different(self) -> set[str]:
        return {sha256(raw).hexdigest() for _, raw in self.placed}


def mails(count: int, cases: int) -> Sent:
    """So many different mails, of every kind in turn, and besides a copy of some of them in another folder."""
    sent = Sent()
    for number in range(count):
        case = number % cases + 1
        kind, raw = KINDS[number % PERIOD](number, case)
        sent.placed.append((INBOX, raw))
        if kind == "twice":
            sent.placed.append((JUNK, raw))
        if kind == "anew":
            sent.placed.append((INBOX, b"X-Filter: ren\r\n" + raw))
    return sent


def contact(case: int) -> str:
    """Cases 1 and 2 have the same."""
    return PROVIDER if case <= 2 else f"vera{case}@bjorken.example"


def _letter(number: int, text: str, **more: Any) -> bytes:
    return Letter(f"2023-06-07 08:{number // 60 % 60:02}", f"{text} ({number})", **more).raw()


def _from_contact(kind: str, files: dict[str, bytes] | None = None) -> Callable[[int, int], tuple[str, bytes]]:
    def written(number: int, case: int) -> tuple[str, bytes]:
        own = {name: content + str(number).encode() for name, content in (files or {}).items()}
        code = reference_code(case)
        return kind, _letter(number, "Hej, här är svaret.", subject=f"SV: {code}", sender=contact(case), files=own)

    return written


def _from_stranger(number: int, case: int) -> tuple[str, bytes]:
    return "stranger", _letter(number, "Hej!", subject=reference_code(case), sender=f"okand{number}@annan.example")


def _auto_reply(number: int, case: int) -> tuple[str, bytes]:
    headers = {"Auto-Submitted": "auto-replied"}
    return "auto", _letter(number, "Borta.", subject="Autosvar: borta", sender=contact(case), headers=headers)


def _for_two(number: int, case: int) -> tuple[str, bytes]:
    return "two", _letter(number, f"Gäller {reference_code(1)} och {reference_code(2)}.", sender=PROVIDER)


def _unreadable(number: int, case: int) -> tuple[str, bytes]:
    return "unreadable", UNREADABLE + b"\r\n" + _letter(number, "?", sender=f"okand{number}@annan.example")


def _list(number: int, case: int) -> tuple[str, bytes]:
    return "list", _letter(number, "Nyheter.", sender="nyheter@annan.example", headers={"List-Id": "<n.annan.example>"})


KINDS: list[Callable[[int, int], tuple[str, bytes]]] = [
    _from_contact("file", {"R5 journaler.txt": b"Granskning av journaler\n"}),
    _from_stranger,
    _from_contact("twice"),
    _for_two,
    _unreadable,
    _from_contact("anew"),
    _auto_reply,
    _from_contact("images", {"a.png": b"\x89PNG\r\n\x1a\n", "b.png": b"\x89PNG\r\n\x1a\nb"}),
    _list,
    _from_stranger,
    _from_contact("plan", {"Åtgärdsplan.txt": "Åtgärdsplan\n".encode()}),
    _from_stranger,
    _from_contact("plain"),
    _from_stranger,
]
assert len(KINDS) == PERIOD


class IntakeTown(Town):
    """A trial folder with cases that wait for answers, and a mailbox."""

    statements = False

    def __init__(
        self, folder: Path, sink: Handler, port: int, cases: int, server: Dovecot | None = None, postgresql: Any = None
    ) -> None:
        super().__init__(folder, sink, port, postgresql)
        self.server, self.box, self.sent = server, Box(self.data / "inkorg" / MAILBOX), Sent()
        if server:
            (folder / "hemlighet").write_text(PASSWORD, encoding="utf-8")
            (folder / "hemlighet").chmod(0o600)
            self.moves_to_another_mailbox()
        self._begin(cases)

    def moves_to_another_mailbox(self) -> None:
        """One that nobody has used."""
        assert self.server
        user = self.server.user()
        told = self.config.read_text(encoding="utf-8").partition("\n[inkorg]")[0]
        inboxes = (
            f'\n[inkorg]\negna_servrar = ["mx1.exempelkommunen.example"]\n\n[inkorgar.egetval]\nbrevlada = "{MAILBOX}"\n'
            f'server = "127.0.0.1"\nport = {self.server.imap}\nsakerhet = "ingen"\nanvandare = "{user}"\n'
            'losenordsfil = "hemlighet"\n'
        )
        self.config.write_text(told + inboxes, encoding="utf-8")
        nobody = self.server._who
        owner = (int(nobody["user"]), int(nobody["group"])) if nobody else None
        self.box = Box(self.server.at / "mail" / user.partition("@")[0], owner)

    def _begin(self, cases: int) -> None:
        decision = self.folder / "beslut.txt"
        decision.write_text("Beslut\n", encoding="utf-8")
        notice = self.folder / "papekande1.toml"
        notice.write_text(template("papekande1.toml"), encoding="utf-8")
        words = []
        for case in range(1, cases + 1):
            facts = CASES["1"] | {
                "adress": contact(case),
                "diarienummer": f"SOC 2023/{100 + case}",
                "enhet": f"E{case}",
            }
            file = self.folder / f"arende{case}.toml"
            file.write_text(template("arende.toml").format(**facts), encoding="utf-8")
            words += [f"ärende ny {file}", f"begär-plan {case} --handling {decision} --påpekande {notice}"]
        words += ["daemon --en-gång"]
        words += [f"bekräfta-mottagande {case} --den 2023-05-22 --genom kvittens" for case in range(1, cases + 1)]
        self.does(CREATE, *(Step("2023-05-22 10:00", tuple(one.split())) for one in words))
        self.does(Step("2023-06-05 09:00", DAEMON))

    def does(self, *steps: Step) -> None:
        for step in steps:
            code, _ = self.run(step)
            assert code == 0, (step, (self.folder / "said").read_text(encoding="utf-8"))

    def receives(self, sent: Sent) -> None:
        """All of it lies there, and nobody has looked."""
        self.sent = sent
        for minute, (place, raw) in enumerate(sent.placed):
            self.box.put(place if self.server else INBOX, raw, minute)
        self.box.hand_over()

    def run(self, step: Step, kill_at: int = NEVER) -> tuple[int, list[str]]:
        with patch.object(understand, "read", _read):
            return super().run(step, kill_at)

    def lay(self, place: Path) -> None:
        """As it was kept; at the server, a mailbox that nobody has used and that is as full."""
        super().lay(place)
        self.sink.received.clear()
        if self.server:
            self.moves_to_another_mailbox()
            self.receives(self.sent)

    def outcome(self) -> dict[str, object]:
        """By its hash, what has become of each mail: as what, to which cases, with which files; told by which events."""
        with reading(self.url) as reader:
            events = reader.all(ALL)
            rows = {
                uuid: reader.one(inbox.BY_UUID, mail=uuid) for (uuid,) in reader.rows("SELECT uuid FROM incoming_mail")
            }
            planned = reader.rows(
                "SELECT cause_id, status, reason FROM planned_mail WHERE cause_kind = 'mail receipt' ORDER BY 1, 2"
            )
            found = {}
            for uuid, mail in rows.items():
                assert mail is not None
                concerns = [(one.serial, one.how, one.lines) for one in reader.all(inbox.CONCERNS_OF, mail=uuid)]
                files = [(one.name, one.sha256, one.finding) for one in reader.all(inbox.FILES_OF, mail=uuid)]
                told = Counter(event.kind for event in events if _mail_of(event) == uuid)
                receipts = [row[1:] for row in planned if row[0] == uuid]
                found[mail.sha256] = (
                    mail.number, mail.status, mail.kind, mail.why, mail.reached_at, sorted(concerns), files,
                    sorted(told.items()), receipts,
                )  # fmt: skip
            return found

    def rows_without_file(self) -> list[str]:
        """Of every mail and attachment that a row names: the bytes are there and are those."""
        with reading(self.url) as reader:
            named = reader.rows(
                "SELECT sha256, mailbox FROM incoming_mail UNION SELECT sha256, name FROM incoming_file"
            )
        return list(archive.damaged(self.data, [archive.Document(*one) for one in named]))

    def checked(self) -> str:
        """What `drift kontrollera` says."""
        out = StringIO()
        main(["--config", str(self.config), "drift", "kontrollera"], stdout=out, stderr=out, environ={})
        return out.getvalue()

    def receipts(self) -> list[tuple[str, str]]:
        """Message-ID and status of every composed receipt."""
        query = (
            "SELECT m.message_id, m.status FROM mail m JOIN planned_mail p ON p.mail_id = m.id "
            "WHERE p.cause_kind = 'mail receipt'"
        )
        with reading(self.url) as reader:
            return [(row[0], row[1]) for row in reader.rows(query)]


def _mail_of(event: Any) -> object:
    return event.content.get("mail") if event.kind in _TOLD else None


_TOLD = {
    Kind.MAIL_ARRIVED, Kind.MAIL_SEEN_AGAIN, Kind.MAIL_READ, Kind.MAIL_QUARANTINED, Kind.SUBMISSION_REGISTERED,
}  # fmt: skip


def _read(raw: bytes, own_domain: str = "") -> Any:
    """The parser with a fault: nothing that strangers have thought of so far has found one."""
    if raw.startswith(UNREADABLE):
        raise RecursionError
    return read(raw, own_domain)
