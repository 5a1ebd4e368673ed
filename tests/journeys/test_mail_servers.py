"""Between two real mailboxes: the daemon as a process, Dovecot as its inbox, Postfix as the server that it hands mails to."""

import imaplib
import threading
import time
from collections import Counter
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from notifications.incoming.imap import ImapSource
from notifications.incoming.settings import ImapSettings
from tests.journeys.test_two_daemons import ended, is_whole
from tests.journeys.town import LONG, Town, wait_for
from tests.mail.servers import PASSWORD, UNKNOWN, MailServers
from tests.workflow.intake.post import Letter
from tests.workflow.world import World
from workflow.clock import set_clock
from workflow.context import Inbox
from workflow.daemon import Daemon
from workflow.demo.stage import template
from workflow.demo.story import CASES, MAILBOX
from workflow.intake.fetch import FINISHED
from workflow.store import inbox, queries
from workflow.store.chain import ALL
from workflow.store.inbox import Incoming
from workflow.store.reader import reading

CODE = "BV-1-C"
SENDER = "bristvakt@exempelkommunen.example"
REACHED = "2023-05-22 09:00"  # by the clock of the installation; the servers' own is later, and counts for nothing then


class MailTown(Town):
    """Its function mailbox lies at Dovecot, and its mails leave through Postfix; what bounces comes back there."""

    def __init__(self, folder: Path, servers: MailServers, url: str) -> None:
        self.servers, self.mailbox = servers, servers.dovecot.user()
        folder.mkdir()
        secret = folder / "hemlighet"
        secret.write_text(PASSWORD, encoding="utf-8")
        secret.chmod(0o600)
        super().__init__(self._configured(folder, url), url)
        set_clock(self.clock, self.now)
        self.brist("databas", "skapa", "--prov", clock=False)

    def _configured(self, folder: Path, url: str) -> Path:
        text = template("config.toml").format(port=self.servers.postfix.smtp)
        text = text.replace(SENDER, self.mailbox).replace(MAILBOX, self.mailbox)
        inboxes = (
            f'\n[inkorgar.egetval]\nbrevlada = "{self.mailbox}"\nserver = "127.0.0.1"\n'
            f'port = {self.servers.dovecot.imap}\nsakerhet = "ingen"\nanvandare = "{self.mailbox}"\n'
            f'losenordsfil = "hemlighet"\n\n[databas]\nurl = "{url.replace("+psycopg", "")}"\n'
        )
        (folder / "config.toml").write_text(text + inboxes, encoding="utf-8")
        return folder

    def begin(self, contact: str) -> None:
        """The first notice is decided, and waits for the daemon."""
        case = template("arende.toml").format(**CASES["1"] | {"adress": contact}).replace(MAILBOX, self.mailbox)
        self.brist("ärende", "ny", self.file("arende.toml", case))
        notice = self.file("papekande1.toml", template("papekande1.toml"))
        self.brist("begär-plan", "1", "--handling", self.file("beslut.txt", "Beslut\n"), "--påpekande", notice)

    def sends(self, sender: str, *letters: Letter) -> None:
        """From the sender to the function mailbox, by Postfix."""
        for letter in letters:
            self.servers.postfix.send(sender, self.mailbox, replace(letter, sender=sender).raw())

    def mails(self) -> list[Incoming]:
        with reading(self.url) as reader:
            return [one for one in reader.all(inbox.LATEST) if one.status != "inkommet"]

    def kinds(self) -> Counter[str]:
        with reading(self.url) as reader:
            return Counter(event.kind for event in reader.all(ALL))

    def subjects(self, user: str) -> Counter[str]:
        """What has come to somebody's mailbox."""
        read = [message_from_bytes(path.read_bytes(), policy=default) for path in self.servers.dovecot.files(user)]
        return Counter(str(one["Subject"]).partition(" [")[0].partition(" –")[0] for one in read)


@pytest.fixture
def town(mail_servers: MailServers, database_url: str, tmp_path: Path) -> MailTown:
    return MailTown(tmp_path / "town", mail_servers, database_url)


def on(*databases: str) -> pytest.MarkDecorator:
    """On those databases; the long run tells the story on every one."""
    every = ("sqlite", "postgresql")
    return pytest.mark.parametrize("database_url", every if LONG else databases, indirect=True)


@on("sqlite")
def test_a_provider_is_sent_a_notice_answers_it_and_gets_the_receipt(town: MailTown) -> None:
    provider = town.servers.dovecot.user()
    town.begin(provider)
    with town.daemon():
        wait_for(lambda: town.subjects(provider)["Påpekande nr 1"] == 1, "the notice to reach the provider")
        town.sends(provider, Letter(REACHED, subject=CODE, files={"Åtgärdsplan.txt": "Åtgärdsplan\n".encode()}))
        wait_for(
            lambda: town.subjects(provider)["Vi tog emot ert meddelande"] == 1, "the receipt to reach the provider"
        )
        town.settle()

    (mail,) = town.mails()
    assert (mail.status, mail.sender) == ("sorterat", provider)
    assert town.kinds()["handling registrerad"] == 1
    assert town.subjects(provider) == {"Påpekande nr 1": 1, "Vi tog emot ert meddelande": 1}
    assert len(town.servers.dovecot.files(town.mailbox, "Behandlat")) == 1
    assert is_whole(town)


@on("sqlite")
def test_a_notice_to_an_address_that_does_not_exist_comes_back_and_is_without_proven_receipt(town: MailTown) -> None:
    town.begin(UNKNOWN)
    with town.daemon():
        wait_for(lambda: len(town.mails()) == 1, "the bounce to be understood")
        town.settle()

    (mail,) = town.mails()
    assert (mail.kind, mail.status) == ("studs", "bänk")
    assert UNKNOWN in mail.why
    assert "påpekandets följebrev" in mail.why
    assert town.kinds()["påpekande i retur"] == 1
    assert is_whole(town)


@on("sqlite")
def test_a_strangers_mail_waits_and_what_lies_in_the_junk_folder_counts(town: MailTown) -> None:
    provider, stranger = town.servers.dovecot.user(), town.servers.dovecot.user()
    town.begin(provider)
    with imaplib.IMAP4("127.0.0.1", town.servers.dovecot.imap) as client:
        client.login(town.mailbox, PASSWORD)
        client.create("Skr&AOQ-pkorg")
        client.append("Skr&AOQ-pkorg", "", "", Letter(REACHED, subject=CODE, sender=provider).raw())
    town.sends(stranger, Letter(REACHED, subject=CODE))
    with town.daemon():
        wait_for(lambda: len(town.mails()) == 2, "both mails to be understood")
        wait_for(lambda: town.subjects(stranger).total() == 1, "the neutral receipt")
        town.settle()

    assert {mail.sender: str(mail.status) for mail in town.mails()} == {provider: "sorterat", stranger: "bänk"}
    (receipt,) = town.servers.dovecot.files(stranger)
    assert CODE.encode() not in receipt.read_bytes()


@on("postgresql")
def test_two_daemons_with_one_mailbox_register_and_receipt_each_mail_once(town: MailTown) -> None:
    providers = [town.servers.dovecot.user() for _ in range(4)]
    town.begin(providers[0])
    with ended(town.start(), town.start()):
        wait_for(lambda: town.log().count(": bevakar ") == 2, "both daemons to have started")
        for number in range(4):
            for sender in providers:
                town.sends(sender, Letter(REACHED, f"Mejl {number}", subject=CODE, files={"R5.txt": b"R5\n"}))
        wait_for(lambda: len(town.mails()) == 16, "every mail to be understood")
        wait_for(lambda: town.servers.dovecot.files(town.mailbox) == [], "every mail to have been moved")
        wait_for(
            lambda: all(town.subjects(one)["Vi tog emot ert meddelande"] == 4 for one in providers), "the receipts"
        )
        town.settle()

    assert (town.kinds()["mejl inkommet"], town.kinds()["mejl tolkat"]) == (16, 16)
    assert town.kinds()["handling registrerad"] == 4
    assert [town.subjects(one)["Vi tog emot ert meddelande"] for one in providers] == [4] * 4
    handled = Counter(path.read_bytes() for path in town.servers.dovecot.files(town.mailbox, "Behandlat"))
    assert len(handled) == 16  # Dovecot may copy a mail twice that two clients move in the same instant
    assert "kunde inte" not in town.log()
    assert is_whole(town)


@on("sqlite")
def test_a_mail_is_registered_within_two_seconds_though_mails_are_fetched_each_minute(
    world: World, mail_servers: MailServers
) -> None:
    world.begin()
    user, stop = mail_servers.dovecot.user(), threading.Event()
    source = ImapSource(ImapSettings("127.0.0.1", mail_servers.dovecot.imap, "ingen", user), PASSWORD, stop)
    daemon = Daemon(replace(world.context, inboxes=(Inbox(MAILBOX, source),)))
    thread = threading.Thread(target=daemon._listen, args=(*daemon.context.inboxes, 60))

    def understood() -> bool:
        with reading(world.url) as reader:
            return [str(one.status) for one in reader.all(inbox.LATEST)] == ["sorterat"]

    def has_fetched() -> bool:
        with reading(world.url) as reader:
            return reader.one(queries.SETTING, name=FINISHED + MAILBOX) is not None

    thread.start()
    try:
        wait_for(has_fetched, "the first round")
        mail_servers.dovecot.deliver(user, Letter(REACHED, subject=CODE).raw())
        begun = time.monotonic()
        wait_for(understood, "the mail to be registered")
        took = time.monotonic() - begun
    finally:
        daemon.stopping.set()
        stop.set()
        thread.join(10)

    assert took < 2
