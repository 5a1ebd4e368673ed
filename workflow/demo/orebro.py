"""The municipality with Örebro's rules: rapport Sov 609/2022, and rapport 001, a result follow-up of an in-house unit.

Of 001 the values, periods, verdicts and last days are the report's own; the days of its first round, of the decision
and of what came in are assumed. Its last known state is that the result follow-up is due after 1 November 2024.
"""

from workflow.demo import story
from workflow.demo.stage import Municipality, Stage, template
from workflow.errors import INPUT, REFUSED

_CASE = "3"


def play(stage: Stage) -> None:
    """Everything that happens in the in-house case, in order."""
    stage.tell("\nRAPPORT 001: en hemvårdsenhet i egen regi, registrerad mitt i sitt förlopp.")
    _registered_in_mid_life(stage)
    _result(stage)
    _summer(stage)
    _autumn(stage)


def _registered_in_mid_life(stage: Stage) -> None:
    stage.at("2024-06-24 10:00")
    stage.write("rapport-omgang-0.txt", "Tjänsteanteckning: rapporten från första omgången finns inte kvar\n")
    text = template("orebro-hemvard.toml")
    stage.tell("Rapporten anger en period som slutar före sin början. Den nekas med ett förslag:")
    stage.brist("ärende", "ny", str(stage.write("arende-3.toml", text)), expect=INPUT)
    stage.tell("En människa rättar perioden; källans text står kvar bredvid.")
    case = stage.write("arende-3.toml", text + _CORRECTED)
    stage.brist("ärende", "ny", str(case))
    stage.brist("ärende", "genomgånget", _CASE, "--anteckning", "Första omgången är avslutad")
    stage.brist("mätvärde", "visa", f"{_CASE}/K7")


_CORRECTED = """period_rattad = "2024-03-15–2024-06-14"
rattad_av = "Disa Demo"
rattad_varfor = "journalerna granskades till och med 2024-06-14"
"""


def _result(stage: Stage) -> None:
    stage.at("2024-07-05 10:00")
    stage.tell("K1 och K2 är åtgärdade. Av de fem som kvarstår ska bara K3 och K6 få en ny plan.")
    for code, remedied, remaining in _VERDICTS:
        remains = ("--kvarstår", remaining) if remaining else ()
        stage.brist("bedöm", f"{_CASE}/{code}", *(("--åtgärdade", remedied) if remedied else ()), *remains)
    document = stage.write("beslut-hemvard.txt", "Resultatuppföljning (påhittat exempel)\n")
    notice = stage.write("hemvard-papekande2.toml", template("orebro-hemvard-papekande2.toml"))
    stage.brist("besluta-resultat", _CASE, "--handling", str(document), "--påpekande", str(notice))
    stage.tick()
    stage.at("2024-07-08 09:00")
    stage.brist("bekräfta-mottagande", _CASE, "--den", "2024-07-08", "--genom", "svar")


_VERDICTS = (
    ("K1", "alla", ""),
    ("K2", "alla", ""),
    ("K3", "K3a", "K3b,K3c,K3d,K3e,K3f"),
    ("K4", "", "alla"),
    ("K5", "", "alla"),
    ("K6", "K6b", "K6a,K6c"),
    ("K7", "K7a", "K7b"),
)


def _summer(stage: Stage) -> None:
    stage.tell("Disa går på semester. Hennes uppgifter och mejl går till Doris under tiden:")
    stage.brist(
        "person", "ny", "doris", "--namn", "Doris Demo", "--roll", "registrator",
        "--epost", "doris.demo@exempelkommunen.example",
    )  # fmt: skip
    stage.brist("person", "ersättare", "disa", "--av", "doris", "--från", "2024-07-15", "--till", "2024-08-09")
    for when in ("2024-07-31 09:00", "2024-08-05 09:00"):
        stage.at(when)
        stage.tick()
    stage.brist("brevlåda", "läst", "--till", "2024-08-05 08:50")
    stage.at("2024-08-06 09:00")
    stage.tell("Planen är sen för K3 och K6, inte för K4, K5 och K7, som inte skulle ha någon:")
    stage.tick()
    stage.at("2024-08-07 13:00")
    stage.brist("registrera", _CASE, "--avser", "plan:K3,K6", "--inkom", "2024-08-07 10:12", "--sätt", "epost")


def _autumn(stage: Stage) -> None:
    stage.at("2024-10-30 09:00")
    stage.tick()
    stage.at("2024-10-31 13:00")
    stage.brist("registrera", _CASE, "--avser", "R1,R2", "--inkom", "2024-10-31 11:40", "--sätt", "epost")
    stage.at("2024-11-02 09:00")
    stage.tell("Alla helgons dag: klockan inleder resultatuppföljningen, men mejlet väntar till måndag.")
    stage.tick()
    stage.at("2024-11-04 09:00")
    stage.tell("Kompetensinventeringen har inte kommit; det gäller K4 och K5:")
    stage.tick()
    stage.tell("Egen regi har inget avtal att bryta. Kvarstår bristen igen lyfts den inåt, aldrig som avtalsbrott:")
    stage.brist("avtalsbrott", "pröva", f"{_CASE}/K5")
    minutes = stage.write("protokoll.txt", "Protokollsutdrag (påhittat exempel)\n")
    stage.brist(
        "registrera-beslut", f"{_CASE}/K5", "--grund", "allvarlig-händelse", "--organ", "Programnämnden",
        "--den", "2024-11-04", "--paragraf", "§ 1", "--handling", str(minutes), "--skäl", "För få utbildade",
        expect=REFUSED,
    )  # fmt: skip


MUNICIPALITY = Municipality(
    folder="exempelkommunen",
    title="Exempelkommunen, med Örebros regler",
    config="config.toml",
    roles={
        "vera@bjorken.example": "Björken",
        "viktor@linden.example": "Linden",
        "eva@lonnen.example": "Lönnen",
        "disa.demo@exempelkommunen.example": "avtalscontroller",
        "doris.demo@exempelkommunen.example": "ersättaren",
        "egon.exempel@exempelkommunen.example": "enhetschef",
    },
    stories=(story.play, play),
    deficiencies="""
        1/D1: åtgärdad, 1
        1/D2: åtgärdad, 1
        1/D3: väsentligt avtalsbrott, 2
        1/D4: åtgärdad, 1
        1/D5: åtgärdad, 1
        1/D6: åtgärdad, 1
        2/D1: åtgärdad, 1
        2/D2: åtgärdad, 1
        2/D3: kvarstår, 2
        2/D4: åtgärdad, 1
        2/D5: åtgärdad, 1
        2/D6: åtgärdad, 1
        3/K1: åtgärdad, 1
        3/K2: åtgärdad, 1
        3/K3: resultatuppföljning, 2
        3/K4: resultatuppföljning, 2
        3/K5: resultatuppföljning, 2
        3/K6: resultatuppföljning, 2
        3/K7: resultatuppföljning, 2
    """,
    mails="""
        2023-05-22 Björken: Påpekande nr 1
        2023-05-22 Linden: Påpekande nr 1
        2023-06-05 Björken: Påminnelse
        2023-06-05 Linden: Påminnelse
        2023-06-09 avtalscontroller: Att göra (2 ärenden)
        2023-08-25 Linden: Anstånd
        2023-08-31 Björken: Påminnelse
        2023-09-05 avtalscontroller: Att göra
        2023-09-06 Björken: Påminnelse
        2023-09-14 Linden: Påminnelse
        2023-10-18 Björken: Påpekande nr 2
        2023-10-18 Linden: Påpekande nr 2
        2023-12-13 Björken: Påminnelse
        2023-12-13 Linden: Påminnelse
        2023-12-18 avtalscontroller: Att göra (2 ärenden)
        2023-12-19 Björken: Påminnelse
        2023-12-19 Linden: Påminnelse
        2023-12-22 avtalscontroller: Att göra (2 ärenden)
        2024-01-15 Björken: Resultat av uppföljningen
        2024-01-15 Linden: Resultat av uppföljningen
        2024-01-15 enhetschef: Kräver beslut (2 ärenden)
        2024-07-05 Lönnen: Påpekande nr 2
        2024-07-31 Lönnen: Påminnelse
        2024-08-05 ersättaren: Att göra
        2024-08-06 Lönnen: Påminnelse
        2024-10-30 Lönnen: Påminnelse
        2024-11-04 avtalscontroller: Att göra
    """,
    tasks="""
        avtalscontroller BV-3-G: Kontrollera brevlådan egetval@exempelkommunen.example
        avtalscontroller BV-3-G: Resultatuppföljning pågår för K3, K4, K5, K6, K7
    """,
    look=("ärende visa 1", "historik 2", "mätvärde visa 3/K7", "frist förklara 3/K3"),
)
