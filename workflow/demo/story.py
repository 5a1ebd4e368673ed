"""Rapport Sov 609/2022 with two invented providers, and a continuation to two notices.

The same facts for both, but that one is given longer time for two of its five documents; one ends declared by a
registered decision, one abstained from. The last days of the first notice are the report's own; every other is assumed.
"""

from collections.abc import Mapping

from workflow.demo.stage import Stage, template
from workflow.errors import REFUSED

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


def play(stage: Stage) -> None:
    """Everything that happens, in order."""
    stage.tell("RAPPORT SOV 609/2022: externa utförare, till förslag om väsentligt avtalsbrott och två olika svar.")
    _first_notice(stage)
    _plan_on_the_last_day(stage)
    _documents(stage)
    _second_notice(stage)
    _proposal(stage)
    _decisions(stage)


def decide_first_notice(stage: Stage, cases: Mapping[str, Mapping[str, str]], at_most: int | None = None) -> None:
    """The cases are opened, and what was found is pointed out to them; `at_most` as in `Stage.brist`."""
    document = stage.write("beslut-1.txt", "Beslut efter uppföljning (påhittat exempel)\n")
    notice = stage.write("papekande1.toml", template("papekande1.toml"))
    stage.at("2023-05-22 10:00")
    stage.brist("databas", "skapa", "--prov")
    for case, facts in cases.items():
        file = stage.write(f"arende-{case}.toml", template("arende.toml").format(**facts))
        stage.brist("ärende", "ny", str(file), at_most=at_most)
        stage.brist("begär-plan", case, "--handling", str(document), "--påpekande", str(notice), at_most=at_most)


def _first_notice(stage: Stage) -> None:
    decide_first_notice(stage, CASES)
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
    for case, arrived in (("2", "2023-06-08 23:41"), ("1", "2023-06-09 07:50")):
        stage.brist(
            "registrera", case, "--avser", "plan", "--inkom", arrived, "--sätt", "epost", "--handling", str(plan)
        )
    _arrival_corrected(stage)
    stage.brist("brevlåda", "läst", "--till", "2023-06-09 08:00")
    stage.at("2023-06-12 09:00")
    stage.tell("Andra arbetsdagen efter: ingen får höra att planen är sen.")
    stage.tick()


def _arrival_corrected(stage: Stage) -> None:
    stage.tell("Björkens plan fick den tid då någon öppnade mejlet. Den rättas; båda uppgifterna syns i historiken:")
    number = max(event["number"] for event in stage.ask("historik", "1") if event["kind"] == "handling registrerad")
    stage.brist(
        "rätta", "1", "--händelse", str(number), "--inkom", "2023-06-08 23:41", "--skäl", "Nådde servern på kvällen"
    )


def _documents(stage: Stage) -> None:
    routine = stage.write("rutiner.txt", "Rutiner och egenkontroller (påhittat exempel)\n")
    stage.at("2023-08-25 10:00")
    for case, lines in (("1", "R1,R2,R3,R4"), ("2", "R1,R2,R3")):
        stage.brist(
            "registrera", case, "--avser", lines, "--inkom", "2023-08-24 15:10", "--sätt", "epost",
            "--handling", str(routine),
        )  # fmt: skip
    stage.tell("Linden har bett om mer tid och får anstånd för två av de fem handlingarna, inte för resten:")
    stage.brist("anstånd", "begärt", "2", "--avser", "R4,R5")
    stage.brist("anstånd", "bevilja", "2", "--avser", "R4,R5", "--till", "2023-09-18", "--skäl", "Ny verksamhetschef")
    stage.tick()
    stage.at("2023-08-31 09:00")
    stage.tell("Björken påminns om R5. Linden påminns inte om det som har fått längre tid:")
    stage.tick()
    stage.at("2023-09-05 09:00")
    stage.tell("Dagen efter att tiden gått ut inleder klockan resultatuppföljningen; Lindens D3 väntar på anståndet:")
    stage.tick()
    stage.brist("brevlåda", "läst", "--till", "2023-09-05 08:30")
    stage.at("2023-09-06 09:00")
    stage.tell("R5 har inte kommit från Björken och brevlådan är läst: nu påminns utföraren.")
    stage.tick()
    stage.at("2023-09-08 13:00")
    stage.brist("registrera", "1", "--avser", "R5", "--inkom", "2023-09-08 11:20", "--sätt", "epost")
    stage.at("2023-09-14 09:00")
    stage.tick()
    stage.at("2023-09-15 13:00")
    stage.brist("registrera", "2", "--avser", "R4,R5", "--inkom", "2023-09-15 11:20", "--sätt", "epost")
    stage.at("2023-09-19 09:00")
    stage.tick()


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
