"""epost …: what a case worker reads and does, as it is typed."""

import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.notifications.server import Handler, serving
from tests.notifications.tokens import Endpoint, giving_out
from tests.workflow.desk import Desk

if TYPE_CHECKING:
    from tests.workflow.cli.conftest import Brist, Trial

PAPER = """
[papekande]
beslutat = 2023-05-22
delbrister = ["D1a"]
plan_senast = 2023-06-08
handlingar_senast = 2023-09-04
"""


def with_settings(desk: Desk, port: int, settings: str) -> None:
    text = desk.config.read_text(encoding="utf-8").replace("port = 25", f"port = {port}\n{settings}")
    desk.config.write_text(text, encoding="utf-8")


def noticed(desk: Desk) -> None:
    desk.open()
    file, paper = desk.file("beslut.txt", "Beslut"), desk.file("papekande.toml", PAPER)
    desk.brist("begär-plan", "1", "--handling", file, "--påpekande", paper)


def test_a_mail_is_stopped_and_let_go_from_the_queue(tmp_path: Path) -> None:
    desk, sink = Desk(tmp_path), Handler()
    with serving(sink) as port:
        with_settings(desk, port, "fordrojning_minuter = 10")
        noticed(desk)
        desk.brist("daemon", "--en-gång")
        queue = desk.brist("epost", "kö")
        stopped = desk.brist("epost", "stoppa", "1", "--skäl", "Fel bilaga")
        refused = desk.brist("epost", "stoppa", "1", "--skäl", "Fel bilaga", code=3)
        desk.brist("epost", "sänd", "1", "--skäl", "Den var rätt")
        desk.brist("daemon", "--en-gång")
        desk.at("2023-05-22 10:10")
        desk.brist("daemon", "--en-gång")

    assert "lämnas tidigast 2023-05-22 10:10" in queue
    assert "brist epost sänd 1 --skäl TEXT" in stopped
    assert "redan ej avsänt" in refused
    assert len(sink.received) == 1
    assert [line["status"] for line in desk.ask("epost", "kö")["mails"]] == ["ej avsänd"]


def test_while_the_redirect_is_on_queue_check_and_log_say_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    desk, sink = Desk(tmp_path), Handler()
    with serving(sink) as port:
        with_settings(desk, port, 'omdirigera = "prov@exempelkommunen.example"')
        noticed(desk)
        desk.brist("daemon", "--en-gång")

    said = "mdirigering är på: alla mejl går till prov@exempelkommunen.example, och inget av dem räknas som avsänt"
    assert said in desk.brist("epost", "kö")
    assert said in desk.brist("drift", "kontrollera", "--utan-epost")
    assert "omdirigering är på" in caplog.text
    assert [recipient for recipient, _ in sink.received] == ["prov@exempelkommunen.example"]


def test_while_the_redirect_is_off_nothing_is_said_of_it(tmp_path: Path) -> None:
    assert "mdirigering är på" not in Desk(tmp_path).brist("epost", "kö")


def test_a_trial_mail_is_sent_step_by_step_outside_the_outbox(tmp_path: Path) -> None:
    desk, sink = Desk(tmp_path), Handler()
    with serving(sink) as port:
        with_settings(desk, port, "")
        told = desk.brist("epost", "prov", "anna@exempelkommunen.example")

    assert "ok namnuppslagning: 127.0.0.1 ok uppkoppling: 220" in told
    assert "ok innehåll: 250 OK Servern har tagit emot provmejlet." in told
    assert [recipient for recipient, _ in sink.received] == ["anna@exempelkommunen.example"]
    assert desk.ask("epost", "kö")["mails"] == []


def test_where_a_trial_mail_stops_is_said_with_what_to_do(brist: "Brist", tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with serving(Handler(rcpt="554 5.7.1 Relay access denied")) as port:
        with_settings(desk, port, "")
        called = brist("--config", str(desk.config), "epost", "prov", "anna@exempelkommunen.example")

    assert called.code == 8
    assert "FEL  mottagare: servern svarade 554 5.7.1 Relay access denied" in called.out
    assert "Gör så här: servern skickar inte vidare till andra domäner" in called.out


def test_without_a_server_there_is_nothing_to_try(brist: "Brist", trial: "Trial") -> None:
    called = brist(*trial("2023-05-22T10:00+02:00"), "epost", "prov", "anna@exempelkommunen.example")

    assert called.code == 6
    assert "ingen e-postserver är inställd" in called.err


def test_an_address_that_no_server_takes_is_not_tried(brist: "Brist") -> None:
    assert brist("epost", "prov", "åsa@").code == 2


def test_a_trial_folder_tries_no_server_outside_the_machine(brist: "Brist", tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = desk.config.read_text(encoding="utf-8").replace('"127.0.0.1"', '"smtp.exempelkommunen.example"')
    desk.config.write_text(text.replace('"ingen"', '"starttls"'), encoding="utf-8")

    called = brist("--config", str(desk.config), "epost", "prov", "anna@exempelkommunen.example")

    assert called.code == 6
    assert "en provmapp skickar bara till den egna datorn" in called.err


def test_the_check_logs_in_to_the_mail_server_as_the_daemon_does(tmp_path: Path, certificate: ssl.SSLContext) -> None:
    desk, sink = Desk(tmp_path), Handler()
    secret = tmp_path / "klienthemlighet"
    secret.write_text("hemligt", encoding="utf-8")
    secret.chmod(0o600)
    with giving_out(Endpoint(), certificate) as authority, serving(sink, certificate, auth=True) as port:
        login = (
            'anvandare = "bristvakt@exempelkommunen.example"\n'
            f'losenordsfil = "{secret}"\ninloggning = "xoauth2"\nklientorganisation = "kommun"\n'
            f'klient_id = "klient-1"\ninloggningsserver = "{authority}"'
        )
        with_settings(desk, port, login)
        text = desk.config.read_text(encoding="utf-8").replace('sakerhet = "ingen"', 'sakerhet = "starttls"')
        desk.config.write_text(text, encoding="utf-8")
        told = desk.brist("drift", "kontrollera")

    assert "Allt hänger ihop" in told
    assert sink.xoauth2 == ["user=bristvakt@exempelkommunen.example\x01auth=Bearer token-1\x01\x01"]
