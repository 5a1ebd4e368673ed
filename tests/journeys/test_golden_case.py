"""Rapport Sov 609/2022 and its assumed continuation, through the real commands and a real daemon, on both databases.

The dates of the first notice are the report's (rad 22–23 and 56–61); the others are assumed.
"""

from collections import Counter
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from tests.journeys.town import Town
from tests.notifications.server import Handler, serving
from workflow.demo.stage import template

PROVIDER, CONTROLLER, DECIDER = (
    "vera@bjorken.example",
    "disa.demo@exempelkommunen.example",
    "egon.exempel@exempelkommunen.example",
)
ALL = ["D1", "D2", "D3", "D4", "D5", "D6"]


def mails(sink: Handler) -> Counter[tuple[str, str]]:
    """How many of each kind each has got: (recipient, the subject's first words)."""
    found: Counter[tuple[str, str]] = Counter()
    for recipient, raw in sink.received:
        subject = str(message_from_bytes(raw, policy=default)["Subject"])
        found[recipient, subject.partition(" [")[0].partition(" –")[0]] += 1
    return found


def late_texts(sink: Handler) -> list[str]:
    texts = [
        str(message_from_bytes(raw, policy=default).get_body(("plain",)).get_content()) for _, raw in sink.received
    ]  # type: ignore[union-attr]
    return [text for text in texts if "Vi har inte registrerat" in text]


def overdue(town: Town) -> set[tuple[str, str]]:
    return {(row["deficiency"], row["kind"]) for row in town.ask("frister") if row["overdue"]}


def open_and_dispatch(town: Town) -> None:
    document = town.file("beslut.txt", "Beslut\n")
    notice = town.file("papekande1.toml", template("papekande1.toml"))
    town.brist("ärende", "ny", town.case_file())
    town.brist("begär-plan", "1", "--handling", document, "--påpekande", notice)


class AnewTown(Town):
    """Whose every command is begun by Python, as a person's is."""

    begins_anew = True


def test_the_whole_case_from_a_decided_notice_to_a_proposed_breach(database_url: str, tmp_path: Path) -> None:
    sink = Handler()
    with serving(sink) as port:
        town = (AnewTown if database_url.startswith("sqlite") else Town)(tmp_path, database_url, port)
        open_and_dispatch(town)
        assert town.ask("frister") == []  # vilande: the notice has been decided but has not left
        with town.daemon():
            _first_round(town, sink)
            _second_round(town, sink)
        check: Any = town.ask("drift", "kontrollera")
        assert check["differences"] is False, check
    assert max(Counter(message_from_bytes(raw)["Message-ID"] for _, raw in sink.received).values()) == 1


def _first_round(town: Town, sink: Handler) -> None:
    town.settle()
    assert mails(sink) == {(PROVIDER, "Påpekande nr 1"): 1}
    assert {row["due_on"] for row in town.ask("frister")} == {"2023-06-08", "2023-09-04"}
    town.brist("bekräfta-mottagande", "1", "--den", "2023-05-22", "--genom", "kvittens")

    town.at("2023-06-08 23:59:58")
    town.settle()  # 2023-06-08 23:59:59: not late
    assert overdue(town) == set()
    assert set(town.states().values()) == {"åtgärdsplan begärd"}

    town.at("2023-06-09 00:00:00")
    assert overdue(town) == {(code, "åtgärdsplan senast") for code in ALL}
    assert [task["what"].split()[0] for task in town.ask("att-göra")] == ["Kontrollera"]
    assert set(town.ask("ärende", "visa", "1")["notice_counts"].values()) == {1}
    assert "inte uppfyllda" in town.brist("avtalsbrott", "pröva", "1/D3")

    town.at("2023-06-09 08:05")
    town.settle()
    assert mails(sink)[CONTROLLER, "Att göra"] == 1
    plan = town.file("plan.txt", "Åtgärdsplan\n")
    told = town.brist(
        "registrera", "1", "--avser", "plan", "--inkom", "2023-06-08 23:41", "--sätt", "epost", "--handling", plan
    )
    assert "I tid" in told
    assert set(town.states().values()) == {"inskickad"}
    town.brist("brevlåda", "läst", "--till", "2023-06-09 08:00")
    town.at("2023-06-12 09:00")
    town.settle()
    assert late_texts(sink) == []

    town.at("2023-09-05 08:10")  # documents reached the server 4 September 23:57 and are registered the day after
    told = town.brist("registrera", "1", "--avser", "R1,R2,R3,R4,R5", "--inkom", "2023-09-04 23:57", "--sätt", "epost")
    assert "I tid" in told
    assert set(town.states().values()) == {"resultatuppföljning"}  # by the daemon or by the command, whoever was first
    assert "R6 Uppdaterad kompetensinventeringsmall: efterfrågas bara i texten" in town.brist("ärende", "visa", "1")
    town.settle()


def _second_round(town: Town, sink: Handler) -> None:
    town.at("2023-10-16 13:00")
    for code in ("D1", "D2", "D4", "D5", "D6"):
        town.brist("bedöm", f"1/{code}", "--åtgärdade", "alla")
    town.brist("bedöm", "1/D3", "--åtgärdade", "D3a,D3b,D3c", "--kvarstår", "D3d")
    town.at("2023-10-18 10:00")
    document = town.file("beslut2.txt", "Beslut efter resultatuppföljning\n")
    notice = town.file("papekande2.toml", template("papekande2.toml"))
    town.brist("besluta-resultat", "1", "--handling", document, "--påpekande", notice, "--plan-för", "D3")
    town.settle()
    assert mails(sink)[PROVIDER, "Påpekande nr 2"] == 1
    assert town.states() == dict.fromkeys(ALL, "åtgärdad") | {"D3": "åtgärdsplan begärd"}
    town.brist("bekräfta-mottagande", "1", "--den", "2023-10-18", "--genom", "kvittens")
    town.at("2023-10-27 11:00")
    town.brist("registrera", "1", "--avser", "plan:D3", "--inkom", "2023-10-27 10:02", "--sätt", "epost")

    town.at("2023-12-15 12:00")
    town.settle()
    assert town.states()["D3"] == "inskickad"
    town.at("2023-12-16 00:00")  # a Saturday: the edge does not wait for Monday
    town.settle()
    assert town.states()["D3"] == "resultatuppföljning"
    assert "inte uppfyllda" in town.brist("avtalsbrott", "pröva", "1/D3")

    town.at("2024-01-15 10:00")
    town.brist("bedöm", "1/D3", "--åtgärdade", "D3a,D3b,D3c", "--kvarstår", "D3d")
    town.brist("besluta-resultat", "1", "--handling", town.file("beslut3.txt", "Beslut\n"))
    town.settle()
    assert mails(sink)[DECIDER, "Kräver beslut"] == 1
    assert town.ask("avtalsbrott", "pröva", "1/D3")["holds"] is True
    assert town.states()["D3"] == "kvarstår"  # proposed, never declared by the clock
    minutes = town.file("protokoll.txt", "Protokollsutdrag\n")
    town.at("2024-02-07 14:00")
    town.brist(
        "registrera-beslut", "1/D3", "--grund", "två-påpekanden", "--organ", "Programnämnden", "--den", "2024-02-07",
        "--paragraf", "§ 12", "--handling", minutes,
    )  # fmt: skip
    town.settle()
    assert town.states()["D3"] == "väsentligt avtalsbrott"


def test_a_daemon_that_is_run_once_beside_another_says_that_they_share_the_work(tmp_path: Path) -> None:
    with serving(Handler()) as port:
        town = Town(tmp_path, port=port)
        with town.daemon():
            town.settle()
            told = town.brist("daemon", "--en-gång")

    assert "de delar på arbetet" in told


def test_the_clock_travels_only_in_a_trial_folder(tmp_path: Path) -> None:
    with serving(Handler()) as port:
        town = Town(tmp_path, port=port)
    (tmp_path / "data" / "provmapp").unlink()

    told = town.brist("att-göra", code=6)

    assert "provmapp" in told


def test_the_clock_never_goes_backwards(tmp_path: Path) -> None:
    with serving(Handler()) as port:
        town = Town(tmp_path, port=port)
        town.brist("ärende", "ny", town.case_file())
        town.at("2023-05-21 10:00")

        told = town.brist("att-göra", code=4)

    assert "baklänges" in told


def test_what_lies_in_the_embedded_maildir_is_not_sent_and_starts_no_period(tmp_path: Path) -> None:
    town = Town(tmp_path)
    text = town.config.read_text(encoding="utf-8")
    town.config.write_text(
        text.replace(text[text.index("[epost]") : text.index("[personer.disa]")], ""), encoding="utf-8"
    )
    open_and_dispatch(town)

    town.brist("daemon", "--en-gång")

    assert [mail["status"] for mail in town.ask("epost", "kö")["mails"]] == ["ej avsänd"]
    assert town.ask("frister") == []
    town.at("2023-05-24 08:00")
    assert "har inte lämnat kommunen" in town.ask("att-göra")[0]["what"]
