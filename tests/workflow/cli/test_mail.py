"""epost …: what a case worker reads and does, as it is typed."""

from pathlib import Path

import pytest

from tests.notifications.server import Handler, serving
from tests.workflow.desk import Desk

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
    assert said in desk.brist("drift", "kontrollera")
    assert "omdirigering är på" in caplog.text
    assert [recipient for recipient, _ in sink.received] == ["prov@exempelkommunen.example"]


def test_while_the_redirect_is_off_nothing_is_said_of_it(tmp_path: Path) -> None:
    assert "mdirigering är på" not in Desk(tmp_path).brist("epost", "kö")
