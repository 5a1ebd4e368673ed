"""Mails as a provider's server hands them to the municipality's, and the Maildir where they are put."""

import os
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import count
from pathlib import Path

from notifications.incoming.arrival import Ours
from notifications.incoming.sources import MaildirSource
from states.workdays import STOCKHOLM
from tests.workflow.world import ANNA, PROVIDER, World, everything_due, swedish
from workflow.actions.decide_notice import request_plan
from workflow.context import Inbox
from workflow.demo.story import MAILBOX
from workflow.intake.fetch import take_in
from workflow.store import inbox
from workflow.store.inbox import Incoming
from workflow.store.reader import reading

MX = "mx1.exempelkommunen.example"
_NUMBERS = count(1)


@dataclass
class Letter:
    """What a person writes; `reached` and `boxed` are Swedish times."""

    reached: str
    text: str = "Hej, här kommer det ni bad om."
    subject: str = "Svar"
    sender: str = PROVIDER
    boxed: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def raw(self) -> bytes:
        message = EmailMessage(policy=SMTP)
        reached = swedish(self.reached)
        message["Received"] = (
            f"from ut.utforaren.example (ut.utforaren.example [203.0.113.9]) by {MX} (Postfix) with ESMTPS id "
            f"A{next(_NUMBERS)}; {format_datetime(reached)}"
        )
        message["From"] = self.sender
        message["To"] = MAILBOX
        message["Subject"] = self.subject
        message["Date"] = reached
        message["Message-ID"] = f"<m{next(_NUMBERS)}@utforaren.example>"
        for name, value in self.headers.items():
            message[name] = value
        message.set_content(self.text)
        for name, content in self.files.items():
            message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        return message.as_bytes()


def put(folder: Path, raw: bytes, boxed_at: datetime) -> Path:
    """The mail in the Maildir, as a mail server leaves it."""
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    path = folder / "new" / f"{next(_NUMBERS):06}.mejl"
    path.write_bytes(raw)
    os.utime(path, (boxed_at.timestamp(), boxed_at.timestamp()))
    return path


def noticed(world: World) -> "Post":
    """The notice has left by mail on 22 May, and nothing more is known."""
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    world.tick()
    return Post(world)


class Post:
    """The world's function mailbox, and what comes to it."""

    def __init__(self, world: World) -> None:
        self.world, self.folder = world, world.folder / "inkorg"
        self.folder.mkdir()
        box = Inbox(MAILBOX, MaildirSource(self.folder), maildir=self.folder)
        world.context = replace(world.context, inboxes=(box,), our_hosts=Ours.of([MX]))

    def comes(self, letter: Letter) -> None:
        """It reaches the mailbox; nobody has looked yet."""
        put(self.folder, letter.raw(), swedish(letter.boxed or letter.reached))

    def tick(self) -> None:
        while take_in(self.world.context):
            pass
        everything_due(self.world.context)

    def mails(self) -> list[Incoming]:
        with reading(self.world.url) as reader:
            return sorted(reader.all(inbox.LATEST), key=lambda mail: mail.number)

    def one(self) -> Incoming:
        (found,) = self.mails()
        return found

    def local(self, at: datetime | None) -> str:
        assert at is not None
        return f"{at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"
