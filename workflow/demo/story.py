"""The story: rapport Sov 609/2022 with two invented providers, and a continuation to two notices.

The same facts for both; one ends declared by a registered decision, one abstained from. The last days of the first
notice are the report's own; every other date is assumed.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from workflow.cli.output import Table, Terminal
from workflow.demo.sink import Sink, running
from workflow.demo.stage import Stage, template
from workflow.errors import DIFFERENCES, OK, REFUSED, InputError

CASES = {
    "1": {
        "diarienummer": "SOC 2023/101",
        "avtal": "SOC 2019/11 LOV serviceinsatser",
        "utforare": "Björkens Omsorg AB",
        "enhet": "Björken service",
        "kontakt": "Vera Verksam",
        "adress": "vera@bjorken.example",
    },
    "2": {
        "diarienummer": "SOC 2023/102",
        "avtal": "SOC 2019/12 LOV serviceinsatser",
        "utforare": "Lindens Hemservice AB",
        "enhet": "Linden service",
        "kontakt": "Viktor Ansvarig",
        "adress": "viktor@linden.example",
    },
}
MAILBOX = "egetval@exempelkommunen.example"


def run_command(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Play the story in an empty or new folder; 8 if anything came out differently."""
    folder: Path = arguments.folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise InputError(str(folder), "mappen är inte tom", "ange en ny mapp: brist demo --mapp demo-2")
    folder.mkdir(parents=True, exist_ok=True)
    with running() as sink:
        stage = Stage(folder, terminal, sink)
        play(stage)
        return _compare(stage, sink)


def play(stage: Stage) -> None:
    """Everything that happens, in order."""
    _first_notice(stage)
    _plan_on_the_last_day(stage)
    _documents(stage)
    _second_notice(stage)
    _proposal(stage)
    _decisions(stage)


def _first_notice(stage: Stage) -> None:
    document = stage.write("beslut-1.txt", "Beslut efter uppföljning (påhittat exempel)\n")
    notice = stage.write("papekande1.toml", template("papekande1.toml"))
    stage.at("2023-05-22 10:00")
    stage.brist("databas", "skapa", "--prov")
    for case, facts in CASES.items():
        file = stage.write(f"arende-{case}.toml", template("arende.toml").format(**facts))
        stage.brist("ärende", "ny", str(file))
        stage.brist("begär-plan", case, "--handling", str(document), "--påpekande", str(notice))
    stage.tell("Tjänsten skickar följebreven. Serverns 250 är expedieringen: först nu löper fristerna.")
    stage.tick()
    stage.at("2023-05-23 09:00")
    for case in CASES:
        stage.brist("bekräfta-mottagande", case, "--den", "2023-05-23", "--genom", "kvittens")
    stage.tell("Någon vill gå för fort fram, och får skälet:")
    minutes = stage.write("protokoll.txt", "Protokollsutdrag (påhittat exempel)\n")
    stage.brist(
        "registrera-beslut", "1/D3", "--grund", "två-påpekanden", "--organ", "Programnämnden", "--den", "2023-05-23",
        "--paragraf", "§ 1", "--handling", str(minutes), expect=REFUSED,
    )  # fmt: skip


def _plan_on_the_last_day(stage: Stage) -> None:
    plan = stage.write("plan.txt", "Åtgärdsplan (påhittat exempel)\n")
    stage.at("2023-06-05 09:00")
    stage.tell("Två arbetsdagar före den 8 juni (den 6 är nationaldagen):")
    stage.tick()
    stage.at("2023-06-09 08:05")
    stage.tell("Morgonen efter sista dagen frågar tjänsten inåt, inte utåt:")
    stage.tick()
    stage.tell("I brevlådan ligger planerna. De kom i går 23:41 och är i tid:")
    for case in CASES:
        stage.brist(
            "registrera", case, "--avser", "plan", "--inkom", "2023-06-08 23:41", "--sätt", "epost",
            "--handling", str(plan),
        )  # fmt: skip
    stage.brist("brevlåda", "läst", "--till", "2023-06-09 08:00")
    stage.at("2023-06-12 09:00")
    stage.tell("Andra arbetsdagen efter: ingen får höra att planen är sen.")
    stage.tick()


def _documents(stage: Stage) -> None:
    routine = stage.write("rutiner.txt", "Rutiner och egenkontroller (påhittat exempel)\n")
    stage.at("2023-08-25 10:00")
    for case in CASES:
        stage.brist(
            "registrera", case, "--avser", "R1,R2,R3,R4", "--inkom", "2023-08-24 15:10", "--sätt", "epost",
            "--handling", str(routine),
        )  # fmt: skip
    stage.at("2023-08-31 09:00")
    stage.tick()
    stage.at("2023-09-05 09:00")
    stage.tell("Dagen efter att tiden gått ut inleder klockan resultatuppföljningen:")
    stage.tick()
    stage.brist("brevlåda", "läst", "--till", "2023-09-05 08:30")
    stage.at("2023-09-06 09:00")
    stage.tell("R5 har inte kommit och brevlådan är läst: nu påminns utförarna.")
    stage.tick()
    stage.at("2023-09-08 13:00")
    for case in CASES:
        stage.brist("registrera", case, "--avser", "R5", "--inkom", "2023-09-08 11:20", "--sätt", "epost")


def _second_notice(stage: Stage) -> None:
    document = stage.write("beslut-2.txt", "Beslut efter resultatuppföljning (påhittat exempel)\n")
    notice = stage.write("papekande2.toml", template("papekande2.toml"))
    stage.at("2023-10-16 13:00")
    for case in CASES:
        for code in ("D1", "D2", "D4", "D5", "D6"):
            stage.brist("bedöm", f"{case}/{code}", "--åtgärdade", "alla")
        stage.brist("bedöm", f"{case}/D3", "--åtgärdade", "D3a,D3b,D3c", "--kvarstår", "D3d")
    stage.at("2023-10-18 10:00")
    for case in CASES:
        stage.brist(
            "besluta-resultat", case, "--handling", str(document), "--påpekande", str(notice), "--plan-för", "D3"
        )
    stage.tick()
    stage.at("2023-10-18 15:00")
    for case in CASES:
        stage.brist("bekräfta-mottagande", case, "--den", "2023-10-18", "--genom", "kvittens")
    stage.at("2023-10-27 11:00")
    for case in CASES:
        stage.brist("registrera", case, "--avser", "plan:D3", "--inkom", "2023-10-27 10:02", "--sätt", "epost")
    for when in ("2023-12-13 09:00", "2023-12-18 09:00"):
        stage.at(when)
        stage.tick()
    stage.brist("brevlåda", "läst", "--till", "2023-12-18 08:55")
    stage.at("2023-12-19 09:00")
    stage.tick()
    stage.at("2023-12-22 09:00")
    stage.tick()


def _proposal(stage: Stage) -> None:
    document = stage.write("beslut-3.txt", "Beslut efter andra resultatuppföljningen (påhittat exempel)\n")
    stage.at("2024-01-15 10:00")
    for case in CASES:
        stage.brist("bedöm", f"{case}/D3", "--åtgärdade", "D3a,D3b,D3c", "--kvarstår", "D3d")
        stage.brist("besluta-resultat", case, "--handling", str(document))
    stage.tell("Nu håller beviset för två påpekanden. Klockan föreslår; ingen har beslutat något.")
    stage.tick()
    stage.brist("avtalsbrott", "pröva", "1/D3")
    stage.brist("att-göra")


def _decisions(stage: Stage) -> None:
    minutes = stage.write("protokoll.txt", "Protokollsutdrag (påhittat exempel)\n")
    stage.at("2024-02-07 14:00")
    stage.brist(
        "registrera-beslut", "1/D3", "--grund", "två-påpekanden", "--organ", "Programnämnden", "--den", "2024-02-07",
        "--paragraf", "§ 12", "--handling", str(minutes),
    )  # fmt: skip
    stage.brist("avstå", "2/D3", "--organ", "enhetschef", "--skäl", "Det som återstår är litet och planen följs")
    stage.tick()
    stage.brist("historik", "2")
    stage.brist("drift", "kontrollera")


def expected() -> Iterator[tuple[str, str]]:
    """What the story has to come to, by name."""
    for case, end in (("1", "väsentligt avtalsbrott"), ("2", "kvarstår")):
        yield f"ärende {case}: D3", end
        yield f"ärende {case}: övriga", "åtgärdad"
        yield f"ärende {case}: påpekanden", "2"
    for facts in CASES.values():
        yield f"mejl till {facts['adress']}", "Anstånd 0, Påminnelse 5, Påpekande 2, Resultat 1"
        yield f"planen kallad sen för {facts['adress']}", "nej"
    yield "mejl inåt", "Att göra 4, Kräver beslut 1"
    yield "väntar på en människa", "0"


def _reached(stage: Stage, sink: Sink) -> Iterator[tuple[str, str]]:
    for case in CASES:
        found = stage.ask("ärende", "visa", case)
        states = {d["code"]: d["state"] for d in found["case"]["deficiencies"]}
        yield f"ärende {case}: D3", states.pop("D3")
        yield f"ärende {case}: övriga", ", ".join(sorted(set(states.values())))
        yield f"ärende {case}: påpekanden", str(found["notice_counts"]["D3"])
    for facts in CASES.values():
        mails = [mail for mail in sink.mails if mail.recipient == facts["adress"]]
        kinds = Counter(mail.subject.split()[0] for mail in mails)
        words = ("Anstånd", "Påminnelse", "Påpekande", "Resultat")
        yield f"mejl till {facts['adress']}", ", ".join(f"{word} {kinds[word]}" for word in words)
        late = [mail for mail in mails if "Vi har inte registrerat" in _text(mail) and "åtgärdsplan" in _text(mail)]
        yield f"planen kallad sen för {facts['adress']}", "ja" if late else "nej"
    inward = Counter(
        mail.subject.partition(" [")[0] for mail in sink.mails if mail.recipient.endswith("@exempelkommunen.example")
    )
    yield "mejl inåt", ", ".join(f"{word} {inward[word]}" for word in ("Att göra", "Kräver beslut"))
    yield "väntar på en människa", str(len(stage.ask("att-göra")))


def _text(mail: object) -> str:
    body = mail.message.get_body(("plain",))  # type: ignore[attr-defined]
    return str(body.get_content())


def _compare(stage: Stage, sink: Sink) -> int:
    reached = dict(_reached(stage, sink))
    table = Table("", "Väntat", "Nått")
    differs = False
    for name, wanted in expected():
        is_same = reached.get(name) == wanted
        differs |= not is_same
        table.add(f"{'ok ' if is_same else 'FEL'} {name}", wanted, reached.get(name))
    stage.terminal.say("\n" + table.text(stage.terminal.width))
    stage.tell(f"\nMappen finns kvar: {stage.folder}")
    stage.tell(f"Titta: brist --config {stage.config} --klocka {stage.clock} ärende visa 1")
    return DIFFERENCES if differs else OK
