"""The municipality with Botkyrka's rules: rapport 002, fourteen units counted together, and one unit that is named.

The counts are the report's own; its colours are lost, so that every grade of a count is okänt. A count makes no
deficiency: the named unit, its grades and every date are assumed. The four weeks are the report's.
"""

from workflow.demo.stage import Municipality, Stage, template
from workflow.errors import REFUSED

_ALL, _EKEN, _EKEN_FOOD = "1", "2", "3"


def counted(stage: Stage) -> None:
    """The fourteen units, and the cause that ten of them share."""
    stage.tell("\nRAPPORT 002: fjorton enheter räknade tillsammans. Vilka som avviker säger den sällan.")
    stage.at("2022-03-21 10:00")
    stage.brist("databas", "skapa", "--prov")
    stage.brist("ärende", "ny", str(stage.write("hemtjanst.toml", template("botkyrka-hemtjanst.toml"))))
    stage.brist("ärende", "visa", _ALL, at_most=18)
    stage.tell("De tio enheterna i egen regi har en gemensam rutin. Det avgör en människa:")
    stage.brist(
        "ställningstagande", _ALL, "--fråga", "gemensam-orsak", "--utfall", "samma-orsak",
        "--om", "de tio enheterna i egen regi", "--skäl", "Samma rutin ger samma avvikelse i alla tio",
    )  # fmt: skip


def named(stage: Stage) -> None:
    """One unit's two cases, from the draft to the day after the four weeks."""
    stage.tell("\nEn enhet är nämnd vid namn, med två ärenden hos samma enhetschef.")
    _draft(stage)
    _notices(stage)
    _one_reminder_for_both(stage)
    _plans(stage)


def _draft(stage: Stage) -> None:
    stage.at("2022-04-04 10:00")
    draft = stage.write("utkast.txt", "Utkast till bedömning (påhittat exempel)\n")
    for name in ("eken-ledning", "eken-mat"):
        stage.brist("ärende", "ny", str(stage.write(f"{name}.toml", template(f"botkyrka-{name}.toml"))))
    stage.tell("Graden 2 leder till dialog och noteras till nästa gång; graden 3 påpekas efter sakgranskning.")
    stage.brist("notera", f"{_EKEN}/E2", "--skäl", "Dialog med enheten")
    for case in (_EKEN, _EKEN_FOOD):
        stage.brist("skicka-sakgranskning", case, "--handling", str(draft), "--svar-senast", "2022-04-25")
    stage.tick()
    stage.tell("Under sakgranskningen går det inte att påpeka:")
    document, notice = _notice(stage, _EKEN, '"E1a", "E3a"', "2022-04-04")
    stage.brist("begär-plan", _EKEN, "--handling", document, "--påpekande", notice, expect=REFUSED)
    stage.at("2022-04-22 13:00")
    for case in (_EKEN, _EKEN_FOOD):
        stage.brist("avsluta-sakgranskning", case, "--ändringar", "Inga")


def _notice(stage: Stage, case: str, subpoints: str, decided_on: str) -> tuple[str, str]:
    document = stage.write("beslut.txt", "Beslut efter uppföljning (påhittat exempel)\n")
    text = template("botkyrka-papekande.toml").format(delbrister=subpoints, beslutat=decided_on)
    return str(document), str(stage.write(f"papekande-{case}.toml", text))


def _notices(stage: Stage) -> None:
    stage.at("2022-05-16 10:00")
    stage.tell("Planens dag är nationaldagen. Den skrivs ut som den är, med en varning:")
    for case, subpoints in ((_EKEN, '"E1a", "E3a"'), (_EKEN_FOOD, '"M1a"')):
        document, notice = _notice(stage, case, subpoints, "2022-05-16")
        stage.brist("begär-plan", case, "--handling", document, "--påpekande", notice)
    stage.tick()
    stage.at("2022-05-17 09:00")
    stage.tell("De fyra veckorna räknas från mottagandet:")
    for case in (_EKEN, _EKEN_FOOD):
        stage.brist("bekräfta-mottagande", case, "--den", "2022-05-17", "--genom", "kvittens")
    stage.brist("frist", "förklara", f"{_EKEN}/E1")
    stage.at("2022-05-20 10:00")
    stage.tell(
        "På ett annat ställe säger rapporten att alla har rutinen vid dödsfall. Påpekandet var fel och återkallas:"
    )
    stage.brist("återkalla", f"{_EKEN}/E3", "--skäl", "Rutinen finns: rapporten rad 587")
    stage.tick()


def _one_reminder_for_both(stage: Stage) -> None:
    stage.at("2022-06-02 09:00")
    stage.tell("Två ärenden hos samma enhetschef: ett mejl.")
    stage.tick()
    stage.at("2022-06-03 13:00")
    stage.brist("registrera", _EKEN_FOOD, "--avser", "plan", "--inkom", "2022-06-03 10:20", "--sätt", "epost")
    stage.at("2022-06-06 09:00")
    stage.tell("Nationaldagen, sista dagen för planen: tjänsten är tyst.")
    stage.tick()
    stage.at("2022-06-07 09:00")
    stage.tell("Verkan väntar till arbetsdagen efter. Då frågar tjänsten inåt; enheten hör ännu inget:")
    stage.tick()
    stage.at("2022-06-09 09:00")
    stage.tell("Brevlådan är inte läst, så mejlet till enheten väntar:")
    stage.tick()
    stage.brist("epost", "kö")


def _plans(stage: Stage) -> None:
    stage.at("2022-06-10 09:00")
    stage.tell("Planen låg i brevlådan och är i tid. Mejlet stryks, och skickas aldrig:")
    stage.brist("registrera", _EKEN, "--avser", "plan", "--inkom", "2022-06-06 21:10", "--sätt", "epost")
    stage.brist("brevlåda", "läst", "--till", "2022-06-10 08:55")
    stage.tick()
    stage.brist("epost", "kö")
    for case in (_EKEN, _EKEN_FOOD):
        stage.brist("godkänn-plan", case)
    stage.at("2022-06-15 09:00")
    stage.tell("De fyra veckorna har gått: resultatuppföljningen inleds.")
    stage.tick()


MUNICIPALITY = Municipality(
    folder="mallkoping",
    title="Mallköping, med Botkyrkas regler",
    config="config-botkyrka.toml",
    roles={
        "vilma@hemtjansten.example": "hemtjänsten",
        "elsa@eken.example": "Eken",
        "mia.mall@mallkoping.example": "avtalscontroller",
        "uno.utkast@mallkoping.example": "enhetschef",
    },
    stories=(counted, named),
    deficiencies="""
        1 räkningar: 36, grad okänt
        2/E1: resultatuppföljning, 1
        2/E2: noterad, 0
        2/E3: återkallad, 0
        3/M1: resultatuppföljning, 1
    """,
    mails="""
        2022-04-04 Eken: Sakgranskning
        2022-04-04 Eken: Sakgranskning
        2022-05-16 Eken: Påpekande nr 1
        2022-05-16 Eken: Påpekande nr 1
        2022-05-20 Eken: Återkallelse
        2022-06-02 Eken: Påminnelse (2 ärenden)
        2022-06-07 avtalscontroller: Att göra
    """,
    tasks="""
        avtalscontroller BV-2-E: Resultatuppföljning pågår för E1
        avtalscontroller BV-3-G: Resultatuppföljning pågår för M1
    """,
    look=("ärende visa 1", "frist förklara 2/E1", "historik 2"),
)
