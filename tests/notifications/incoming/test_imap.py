"""Mails out of a real mailbox: delivered by SMTP through Postfix to Dovecot, and fetched over IMAP."""

import imaplib
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifications.incoming.imap import ImapSource, greet
from notifications.incoming.settings import ImapSettings
from notifications.incoming.sources import Cursor, Found, SourceError
from notifications.oauth import OAuthSettings, Tokens
from notifications.settings import Secret
from tests.journeys.town import wait_for
from tests.mail.servers import PASSWORD, UNKNOWN, Dovecot, MailServers, dovecot, free_port
from tests.notifications.certificates import server_context
from tests.notifications.incoming.imap_server import Script, answering
from tests.notifications.tokens import Endpoint, giving_out

VERA = "vera@bjorken.example"
USER = "brister@exempelkommunen.example"


def mail(subject: str, body: str = "Planen bifogas.") -> bytes:
    text = f"From: Vera <{VERA}>\r\nMessage-ID: <{subject}@bjorken.example>\r\nSubject: {subject}\r\n\r\n{body}\r\n"
    return text.encode()


def settings(port: int, user: str = USER) -> ImapSettings:
    return ImapSettings("127.0.0.1", port, "ingen", user)


@contextmanager
def reading(used: ImapSettings, secret: Secret = PASSWORD, **more: int) -> Iterator[ImapSource]:
    with closing(ImapSource(used, secret, threading.Event(), **more)) as source:
        yield source


def subjects(found: list[Found]) -> list[str]:
    return [line[9:] for one in found for line in one.raw.decode().split("\r\n") if line.startswith("Subject: ")]


def new(source: ImapSource, seen: dict[str, Cursor] | None = None) -> list[Found]:
    return list(source.new(seen or {}))


@contextmanager
def client_of(servers: Dovecot, user: str) -> Iterator[imaplib.IMAP4]:
    """The e-mail program of a person."""
    with imaplib.IMAP4("127.0.0.1", servers.imap) as client:
        client.login(user, PASSWORD)
        yield client


@pytest.fixture
def user(mail_servers: MailServers) -> str:
    return mail_servers.dovecot.user()


@pytest.fixture
def source(mail_servers: MailServers, user: str) -> Iterator[ImapSource]:
    with reading(settings(mail_servers.dovecot.imap, user)) as made:
        yield made


@pytest.fixture
def trusted(mail_servers: MailServers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_servers.dovecot.certificate))


def deliver(servers: MailServers, user: str, *mails: bytes) -> None:
    """Through Postfix, until they lie in the mailbox."""
    before = len(servers.dovecot.files(user))
    for raw in mails:
        servers.postfix.send(VERA, user, raw)
    wait_for(lambda: len(servers.dovecot.files(user)) == before + len(mails), "the mails to arrive")


def test_a_mail_that_was_sent_is_found_byte_for_byte_as_it_lies_in_the_mailbox(
    mail_servers: MailServers, user: str, source: ImapSource
) -> None:
    deliver(mail_servers, user, mail("plan"))

    (found,) = new(source)

    (file,) = mail_servers.dovecot.files(user)
    assert found.raw == file.read_bytes().replace(b"\n", b"\r\n")
    assert found.key == f"INBOX/{found.uidvalidity}/{found.uid}"
    assert source.name == f"imap:{user}"


def test_when_it_reached_the_mailbox_is_what_the_server_says(
    mail_servers: MailServers, user: str, source: ImapSource
) -> None:
    deliver(mail_servers, user, mail("plan"))

    (found,) = new(source)

    (file,) = mail_servers.dovecot.files(user)
    written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    assert found.mailbox_at is not None
    assert abs(found.mailbox_at - written) <= timedelta(seconds=1)


def test_a_mail_that_a_person_has_read_is_found_all_the_same(
    mail_servers: MailServers, user: str, source: ImapSource
) -> None:
    deliver(mail_servers, user, mail("läst"), mail("oläst"))
    with client_of(mail_servers.dovecot, user) as client:
        client.select()
        client.store("1", "+FLAGS", r"(\Seen)")

    assert len(new(source)) == 2


def test_reading_marks_nothing_as_read(mail_servers: MailServers, user: str, source: ImapSource) -> None:
    deliver(mail_servers, user, mail("plan"))

    new(source)

    with client_of(mail_servers.dovecot, user) as client:
        client.select(readonly=True)
        assert client.search(None, "UNSEEN") == ("OK", [b"1"])


def test_only_what_lies_after_the_cursor_is_fetched(mail_servers: MailServers, user: str, source: ImapSource) -> None:
    deliver(mail_servers, user, mail("ett"))
    new(source)
    seen = dict(source.reached)
    deliver(mail_servers, user, mail("två"))

    assert subjects(new(source, seen)) == ["två"]
    assert new(source, dict(source.reached)) == []


def test_a_folder_that_was_made_anew_is_read_from_the_beginning(mail_servers: MailServers, user: str) -> None:
    used = replace(settings(mail_servers.dovecot.imap, user), folders=("INBOX", "Svar från utförare"))
    with client_of(mail_servers.dovecot, user) as client, reading(used) as source:
        name = '"Svar fr&AOU-n utf&APY-rare"'
        client.create(name)
        for number in range(3):
            client.append(name, None, None, mail(f"gammalt-{number}"))
        assert len(new(source)) == 3
        seen = dict(source.reached)
        client.delete(name)
        client.create(name)
        client.append(name, None, None, mail("nytt"))

        (found,) = new(source, seen)

    assert subjects([found]) == ["nytt"]
    assert found.uidvalidity != seen["Svar från utförare"].uidvalidity
    assert found.uid <= seen["Svar från utförare"].uid


@pytest.mark.parametrize("name", ["Skräpkorg", "junk email", "Spam"], ids=["by its use", "in small letters", "by name"])
def test_the_junk_folder_is_read_too(mail_servers: MailServers, user: str, source: ImapSource, name: str) -> None:
    with client_of(mail_servers.dovecot, user) as client:
        spelled = '"' + name.replace("ä", "&AOQ-") + '"'
        client.create(spelled)
        client.append(spelled, None, None, mail("plan"))

    (found,) = new(source)

    assert found.folder == name
    assert set(source.reached) == {"INBOX", name}


def test_a_mail_that_was_handled_lies_in_a_folder_of_its_own(
    mail_servers: MailServers, user: str, source: ImapSource
) -> None:
    deliver(mail_servers, user, mail("plan"), mail("trasigt"))
    plan, broken = new(source)

    source.done(plan, "Behandlat")
    source.done(broken, "Fel")

    lie = {folder: len(mail_servers.dovecot.files(user, folder)) for folder in ("INBOX", "Behandlat", "Fel")}
    assert lie == {"INBOX": 0, "Behandlat": 1, "Fel": 1}
    assert new(source) == []


def test_moving_a_mail_twice_is_as_moving_it_once(mail_servers: MailServers, user: str, source: ImapSource) -> None:
    deliver(mail_servers, user, mail("plan"))
    (found,) = new(source)

    for _ in range(2):
        source.done(found, "Behandlat")

    assert len(mail_servers.dovecot.files(user, "Behandlat")) == 1
    assert source.notes == []


def test_mails_can_be_moved_while_the_rest_is_still_being_fetched(
    mail_servers: MailServers, user: str, source: ImapSource
) -> None:
    deliver(mail_servers, user, *(mail(f"plan-{number}") for number in range(5)))

    for found in source.new({}):
        source.done(found, "Behandlat")

    assert len(mail_servers.dovecot.files(user, "Behandlat")) == 5
    assert mail_servers.dovecot.files(user) == []


def test_a_mail_is_left_alone_when_its_number_means_another_one(
    mail_servers: MailServers, user: str, source: ImapSource
) -> None:
    deliver(mail_servers, user, mail("plan"))
    (found,) = new(source)

    source.done(replace(found, uidvalidity=found.uidvalidity + 1), "Behandlat")

    assert len(mail_servers.dovecot.files(user)) == 1


def test_a_mail_whose_folder_a_person_has_removed_is_done_with(
    mail_servers: MailServers, user: str, source: ImapSource
) -> None:
    deliver(mail_servers, user, mail("plan"))
    (found,) = new(source)

    source.done(replace(found, folder="Borttagen"), "Behandlat")

    assert len(mail_servers.dovecot.files(user)) == 1


def test_a_server_that_cannot_move_copies_and_removes_that_mail_alone(mail_packages: None) -> None:
    with dovecot(hidden=("MOVE",)) as server, reading(settings(server.imap, server.user())) as source:
        user = source._settings.user
        server.deliver(user, mail("plan"), mail("någon-annans"))
        with client_of(server, user) as client:
            client.select()
            client.store("2", "+FLAGS", r"(\Deleted)")
        plan, _ = new(source)

        source.done(plan, "Behandlat")

        assert len(server.files(user, "Behandlat")) == 1
        assert subjects(new(source)) == ["någon-annans"]


def test_a_server_that_can_neither_move_nor_remove_one_mail_keeps_it_and_that_is_told(mail_packages: None) -> None:
    with dovecot(hidden=("MOVE", "UIDPLUS")) as server, reading(settings(server.imap, server.user())) as source:
        user = source._settings.user
        server.deliver(user, mail("plan"))
        (found,) = new(source)

        source.done(found, "Behandlat")

        assert len(server.files(user)) == 1
        assert server.files(user, "Behandlat") == []
        assert "ligger kvar i mappen INBOX" in source.notes[0]


def test_a_mail_that_is_larger_than_a_piece_is_fetched_whole(mail_servers: MailServers, user: str) -> None:
    deliver(mail_servers, user, mail("stor", "\r\n".join(["0123456789" * 7] * 20_000)))
    with reading(settings(mail_servers.dovecot.imap, user), piece_bytes=100_000) as source:
        (found,) = new(source)

    (file,) = mail_servers.dovecot.files(user)
    assert len(found.raw) > 1_400_000
    assert found.raw == file.read_bytes().replace(b"\n", b"\r\n")


def test_a_server_that_is_killed_in_the_middle_is_told_and_the_next_round_goes_on(mail_packages: None) -> None:
    with dovecot() as server, reading(settings(server.imap, server.user())) as source:
        user = source._settings.user
        server.deliver(user, *(mail(f"plan-{number}", "x" * 200_000) for number in range(6)))
        round_ = source.new({})
        kept = [next(round_), next(round_)]

        server.kill()
        with pytest.raises(SourceError, match="ingen tar emot"):
            list(round_)
        seen = dict(source.reached)
        server.start()

        kept += new(source, seen)
        for found in kept:
            source.done(found, "Behandlat")

    assert subjects(kept) == [f"plan-{number}" for number in range(6)]


def test_a_connection_that_was_dropped_between_the_round_and_the_move_is_made_anew(mail_packages: None) -> None:
    with dovecot() as server, reading(settings(server.imap, server.user())) as source:
        user = source._settings.user
        server.deliver(user, mail("plan"))
        (found,) = new(source)
        server.kill()
        server.start()

        source.done(found, "Behandlat")

        assert len(server.files(user, "Behandlat")) == 1


def test_a_server_that_is_away_is_told_with_what_to_do() -> None:
    with reading(settings(free_port())) as source, pytest.raises(SourceError) as told:
        new(source)

    assert "ingen tar emot på port" in told.value.what
    assert "[inkorgar.<namn>] port" in told.value.remedy


def test_a_wrong_password_is_told_with_what_to_do(mail_servers: MailServers, user: str) -> None:
    with reading(settings(mail_servers.dovecot.imap, user), "fel") as source, pytest.raises(SourceError) as told:
        new(source)

    assert "inloggningen nekades" in told.value.what
    assert "losenordsfil" in told.value.remedy
    assert user in told.value.where


def test_a_password_with_swedish_letters_is_shown_to_the_server(mail_servers: MailServers, user: str) -> None:
    with reading(settings(mail_servers.dovecot.imap, user), "lösenåäö") as source, pytest.raises(SourceError) as told:
        new(source)

    assert "inloggningen nekades" in told.value.what


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mailbox_is_reached_with_encryption(
    mail_servers: MailServers, user: str, trusted: None, security: str
) -> None:
    port = mail_servers.dovecot.imaps if security == "tls" else mail_servers.dovecot.imap
    deliver(mail_servers, user, mail("plan"))

    with reading(replace(settings(port, user), security=security)) as source:
        assert len(new(source)) == 1
    assert greet(replace(settings(port, user), security=security), PASSWORD) == ""


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_whose_certificate_bears_another_name_is_not_logged_in_to(
    mail_servers: MailServers, user: str, trusted: None, security: str
) -> None:
    port = mail_servers.dovecot.imaps if security == "tls" else mail_servers.dovecot.imap
    used = replace(settings(port, user), server="localhost", security=security)

    with reading(used) as source, pytest.raises(SourceError) as told:
        new(source)

    assert told.value.what == "servern kan inte visa att den är den rätta"
    assert told.value.remedy == "certifikatet gäller ett annat namn: skriv det namnet i [inkorgar.<namn>] server"


def test_a_server_that_nobody_vouches_for_is_not_logged_in_to(mail_servers: MailServers, user: str) -> None:
    used = replace(settings(mail_servers.dovecot.imaps, user), security="tls")

    assert "utfärdat sitt certifikat själv" in greet(used, PASSWORD)


def test_a_port_that_does_not_speak_tls_is_told_with_what_to_do(mail_servers: MailServers, user: str) -> None:
    used = replace(settings(mail_servers.dovecot.imap, user), security="tls")

    assert "sakerhet vara starttls" in greet(used, PASSWORD)


def test_nothing_is_sent_unencrypted_to_another_machine() -> None:
    used = replace(settings(143), server="imap.exempelkommunen.example")

    assert "sätt [inkorgar.<namn>] sakerhet till tls" in greet(used, PASSWORD)


def test_a_name_that_nobody_knows_is_told_with_what_to_do() -> None:
    used = replace(settings(993), server="finns-inte.test", security="tls")

    assert "kontrollera [inkorgar.<namn>] server" in greet(used, PASSWORD)


def test_a_folder_that_is_not_there_is_told_and_the_others_are_read(mail_servers: MailServers, user: str) -> None:
    used = replace(settings(mail_servers.dovecot.imap, user), folders=("Finns inte", "INBOX"))
    deliver(mail_servers, user, mail("plan"))

    with reading(used) as source:
        assert subjects(new(source)) == ["plan"]
        assert "mappen Finns inte gick inte att läsa" in source.notes[0]
    assert "mappen Finns inte gick inte att läsa" in greet(used, PASSWORD)


@pytest.mark.parametrize("security", ["ingen", "tls"])
def test_a_delivery_ends_the_wait(mail_servers: MailServers, user: str, trusted: None, security: str) -> None:
    port = mail_servers.dovecot.imaps if security == "tls" else mail_servers.dovecot.imap
    with reading(replace(settings(port, user), security=security)) as source:
        new(source)
        sending = threading.Timer(0.3, mail_servers.postfix.send, (VERA, user, mail("plan")))
        sending.start()
        begun = time.monotonic()

        assert source.wait(30)

        print(f"woken {time.monotonic() - begun - 0.3:.2f} s after the sending began")
        assert time.monotonic() - begun < 15
        sending.join()
        assert subjects(new(source)) == ["plan"]


def test_a_mail_that_came_between_the_round_and_the_wait_ends_it_at_once_and_only_once(
    mail_servers: MailServers, user: str, source: ImapSource
) -> None:
    new(source)
    deliver(mail_servers, user, mail("plan"))

    assert source.wait(30)
    assert not source.wait(0.2)


def test_the_wait_ends_when_the_service_does(mail_servers: MailServers, user: str) -> None:
    stop = threading.Event()
    with closing(ImapSource(settings(mail_servers.dovecot.imap, user), PASSWORD, stop)) as source:
        new(source)
        threading.Timer(0.2, stop.set).start()
        begun = time.monotonic()

        assert not source.wait(60)

    assert time.monotonic() - begun < 10


def test_a_server_without_idle_is_waited_for_until_the_time_is_up(mail_packages: None) -> None:
    with dovecot(hidden=("IDLE",)) as server, reading(settings(server.imap, server.user())) as source:
        new(source)
        begun = time.monotonic()

        assert not source.wait(0.4)

    assert time.monotonic() - begun >= 0.4


def test_a_server_that_goes_away_during_the_wait_does_not_make_it_shorter(mail_packages: None) -> None:
    with dovecot() as server, reading(settings(server.imap, server.user())) as source:
        new(source)
        killing = threading.Timer(0.2, server.kill)
        killing.start()
        begun = time.monotonic()

        assert not source.wait(2)

        killing.join()
    assert time.monotonic() - begun >= 2


def test_a_genuine_bounce_arrives_in_the_mailbox(mail_servers: MailServers, user: str, source: ImapSource) -> None:
    mail_servers.postfix.send(user, UNKNOWN, mail("paminnelse"))
    wait_for(lambda: len(mail_servers.dovecot.files(user)) == 1, "the bounce to arrive")

    (found,) = new(source)

    assert found.raw.startswith(b"Return-Path: <>\r\n")
    assert b"Content-Type: multipart/report; report-type=delivery-status" in found.raw
    assert b"Status: 5.1.1" in found.raw
    assert b"Message-ID: <paminnelse@bjorken.example>" in found.raw


def test_two_hundred_mails_are_fetched_and_moved_once_each(
    mail_servers: MailServers, user: str, source: ImapSource
) -> None:
    mail_servers.dovecot.deliver(user, *(mail(f"plan-{number}", "x" * 70_000) for number in range(200)))

    begun = time.monotonic()
    found = new(source)
    fetched = time.monotonic()
    for one in found:
        source.done(one, "Behandlat")
    moved = time.monotonic()

    print(f"200 mails of 70 kB: fetched in {fetched - begun:.2f} s, moved in {moved - fetched:.2f} s")
    assert subjects(found) == [f"plan-{number}" for number in range(200)]
    assert len(mail_servers.dovecot.files(user, "Behandlat")) == 200
    assert new(source) == []


def test_a_mail_that_the_server_does_not_give_stops_no_other_and_comes_again() -> None:
    script = Script(mails={4: mail("ett"), 5: mail("trasigt"), 6: mail("tre")}, refused_uids={5})
    with answering(script) as port, reading(settings(port)) as source:
        assert subjects(new(source)) == ["ett", "tre"]
        assert source.reached == {"INBOX": Cursor(7, 4)}
        assert "mejl 5 i mappen INBOX gick inte att hämta: NO [SERVERBUG] mejlet är trasigt" in source.notes[0]
        script.refused_uids.clear()

        assert subjects(new(source, dict(source.reached))) == ["trasigt", "tre"]
        assert source.notes == []


def test_a_mail_that_the_server_says_nothing_about_is_not_taken_for_one_that_is_gone() -> None:
    script = Script(mails={4: mail("ett"), 5: mail("tyst"), 6: mail("tre")}, silent_uids={5})
    with answering(script) as port, reading(settings(port)) as source:
        assert subjects(new(source)) == ["ett", "tre"]
        assert source.reached == {"INBOX": Cursor(7, 4)}
        assert "mejl 5 i mappen INBOX gick inte att hämta" in source.notes[0]


def test_a_mail_that_a_person_removes_during_the_round_stops_no_other(
    mail_servers: MailServers, user: str, source: ImapSource
) -> None:
    mail_servers.dovecot.deliver(user, mail("ett"), mail("tva"), mail("tre"))
    round_ = source.new({})
    first = next(round_)
    with client_of(mail_servers.dovecot, user) as client:
        client.select()
        client.store("2", "+FLAGS", r"(\Deleted)")
        client.expunge()

    rest = list(round_)

    assert subjects([first, *rest]) == ["ett", "tre"]
    assert new(source, dict(source.reached)) in ([], rest)
    assert source.notes == []


def test_a_mail_that_breaks_the_connection_each_time_stops_no_other_and_half_of_it_is_not_taken() -> None:
    script = Script(mails={4: mail("ett"), 5: mail("halvt"), 6: mail("tre")}, drops_at=5)
    with answering(script) as port, reading(settings(port)) as source:
        assert subjects(new(source)) == ["ett", "tre"]
        assert source.reached == {"INBOX": Cursor(7, 4)}
        assert "mejl 5 i mappen INBOX gick inte att hämta" in source.notes[0]


def test_a_server_that_breaks_off_again_and_again_is_told() -> None:
    script = Script(mails={uid: mail("halvt") for uid in range(1, 50)}, drops_at=-1)
    with answering(script) as port, reading(settings(port)) as source:
        with pytest.raises(SourceError, match="ingenting är förlorat"):
            new(source)
        assert source.reached == {"INBOX": Cursor(7, 0)}


def test_a_folder_with_a_name_that_nobody_understands_is_told() -> None:
    with answering(Script(listed=b'* LIST () "/" INBOX\r\n* LIST () "/" "&zz-"\r\n')) as port:
        assert "namnet på en mapp går inte att tyda" in greet(settings(port), PASSWORD)


def test_a_mail_without_content_is_told_and_not_taken_for_an_empty_one() -> None:
    with answering(Script(mails={4: mail("ett")}, without_content=True)) as port, reading(settings(port)) as source:
        assert new(source) == []
        assert "servern lämnar inget innehåll" in source.notes[0]


@pytest.mark.parametrize("size_says", [0, 20, 90, 10_000])
def test_a_server_that_is_wrong_about_the_size_loses_nothing(size_says: int) -> None:
    raw = mail("plan", "å" * 100)
    with (
        answering(Script(mails={4: raw}, size_says=size_says)) as port,
        reading(settings(port), piece_bytes=50) as source,
    ):
        assert [one.raw for one in new(source)] == [raw]


def test_what_the_server_tells_unasked_of_other_mails_is_not_taken_for_the_mail() -> None:
    other = b"* 2 FETCH (UID 44 FLAGS (\\Seen))\r\n* 3 EXPUNGE\r\n* 9 FETCH (FLAGS ())\r\n"
    with answering(Script(mails={4: mail("plan")}, other=other)) as port, reading(settings(port)) as source:
        (found,) = new(source)

    assert found.raw == mail("plan")
    assert found.mailbox_at == datetime(2023, 6, 1, 21, 41, tzinfo=UTC)


def test_short_content_may_come_in_quotes() -> None:
    raw = b'Subject: "plan" \\ x'
    with answering(Script(mails={4: raw}, in_quotes=True)) as port, reading(settings(port)) as source:
        assert [one.raw for one in new(source)] == [raw]


def test_where_folders_have_a_prefix_ours_lie_under_it() -> None:
    listed = b'* LIST () "." INBOX\r\n* LIST () "." INBOX.Spam\r\n* LIST (\\Noselect) "." INBOX.Junk\r\n'
    script = Script(mails={4: mail("plan")}, listed=listed, capabilities="IMAP4rev1 AUTH=PLAIN NAMESPACE MOVE")
    with answering(script) as port, reading(settings(port)) as source:
        found = new(source)
        source.done(found[0], "Behandlat")

    assert [one.folder for one in found] == ["INBOX", "INBOX.Spam"]
    assert 'CREATE "INBOX.Behandlat"' in script.said
    assert 'UID MOVE 4 "INBOX.Behandlat"' in script.said


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


@pytest.fixture
def tokens(endpoint: Endpoint, certificate: ssl.SSLContext) -> Iterator[Tokens]:
    with giving_out(endpoint, certificate) as authority:
        yield Tokens(OAuthSettings(authority, "kommun", "klient-1"), "hemligt")


def by_token(port: int, tokens: Tokens) -> ImapSettings:
    return replace(settings(port), security="tls", oauth=tokens._settings)


def test_a_token_is_shown_to_the_server_with_the_mailbox(certificate: ssl.SSLContext, tokens: Tokens) -> None:
    script = Script(mails={4: mail("plan")})
    with answering(script, certificate) as port, reading(by_token(port, tokens), tokens) as source:
        assert subjects(new(source)) == ["plan"]

    assert script.shown == [f"user={USER}\x01auth=Bearer token-1\x01\x01"]


def test_a_token_that_the_server_refuses_is_asked_for_anew_once(certificate: ssl.SSLContext, tokens: Tokens) -> None:
    script = Script(mails={4: mail("plan")}, refused_tokens={"token-1"})
    with answering(script, certificate) as port, reading(by_token(port, tokens), tokens) as source:
        assert subjects(new(source)) == ["plan"]

    assert [shown.partition("Bearer ")[2] for shown in script.shown] == ["token-1\x01\x01", "token-2\x01\x01"]


def test_a_server_that_hangs_up_on_a_token_is_shown_another_the_next_time(
    certificate: ssl.SSLContext, tokens: Tokens
) -> None:
    script = Script(mails={4: mail("plan")}, refused_tokens={"token-1"}, hangs_up_on_refusal=True)
    with answering(script, certificate) as port, reading(by_token(port, tokens), tokens) as source:
        with pytest.raises(SourceError, match="förbindelsen bröts"):
            new(source)

        assert subjects(new(source)) == ["plan"]


def test_a_mailbox_that_the_program_may_not_read_is_told_with_what_to_do(
    certificate: ssl.SSLContext, tokens: Tokens
) -> None:
    with answering(Script(refused_tokens={"token-1", "token-2"}), certificate) as port:
        told = greet(by_token(port, tokens), tokens)

    assert "inloggningen nekades: AUTHENTICATE failed." in told
    assert "IMAP.AccessAsApp" in told


def test_a_client_secret_that_is_wrong_is_told_with_what_to_do(
    certificate: ssl.SSLContext, tokens: Tokens, endpoint: Endpoint
) -> None:
    endpoint.error = "invalid_client"
    with answering(Script(), certificate) as port:
        told = greet(by_token(port, tokens), tokens)

    assert "klienthemligheten i [inkorgar.<namn>] losenordsfil är fel" in told


def test_a_certificate_that_has_expired_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = server_context(tmp_path, until=2021)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with answering(Script(), old) as port:
        told = greet(replace(settings(port), security="tls"), PASSWORD)

    assert "certifikatet har gått ut" in told


def test_a_mail_that_another_client_has_moved_just_now_counts_as_moved(
    mail_servers: MailServers, user: str, source: ImapSource
) -> None:
    deliver(mail_servers, user, mail("ett"), mail("två"))
    found = source.new({})
    source.done(next(found), "Behandlat")
    second = next(found)
    with client_of(mail_servers.dovecot, user) as client:
        client.select("INBOX")
        client.uid("MOVE", str(second.uid), "Behandlat")

    source.done(second, "Behandlat")

    assert len(mail_servers.dovecot.files(user, "Behandlat")) == 2
