"""The municipality with Nynäshamn's rules: two yearly follow-ups, of home care and of personal assistance.

The demand for a plan went in a letter of its own that neither report has: its dispatch is assumed, the plan's day is
okänt. The meeting within three months is the municipality's own duty. Both reports end before any plan has come.
"""

from workflow.demo.stage import Municipality, Stage, template
from workflow.errors import REFUSED

_HOME_CARE, _ASSISTANCE = "1", "2"


def home_care(stage: Stage) -> None:
    """Rapport 004 until its notice: a question that was never answered."""
    stage.tell("\nHEMTJÄNST I EXTERN REGI: en fråga som inte besvarades, och ett påpekande utan känd dag för planen.")
    stage.at("2024-10-21 15:00")
    stage.brist("databas", "skapa", "--prov")
    stage.brist("ärende", "ny", str(stage.write("hemtjanst.toml", template("nynashamn-hemtjanst.toml"))))
    stage.brist("fråga", "ställd", _HOME_CARE, "Hur planeras veckovilan?", "--svar-senast", "2024-10-28")
    stage.at("2024-10-29 09:00")
    stage.brist("att-göra")
    stage.brist("fråga", "påmind", _HOME_CARE, "--svar-senast", "2024-11-05")
    stage.at("2024-11-08 09:00")
    stage.tick()
    stage.tell("Frågan står kvar som obesvarad. Den är ingen brist:")
    stage.brist("fråga", "obesvarad", _HOME_CARE, "--skäl", "Inget svar trots påminnelse")
    stage.at("2024-11-15 10:00")
    document = stage.write("krav-hemtjanst.txt", "Krav om åtgärdsplan (påhittat exempel)\n")
    notice = stage.write("papekande-hemtjanst.toml", template("nynashamn-hemtjanst-papekande.toml"))
    stage.brist("begär-plan", _HOME_CARE, "--handling", str(document), "--påpekande", str(notice))
    stage.tick()
    stage.at("2024-11-18 09:00")
    stage.brist("bekräfta-mottagande", _HOME_CARE, "--den", "2024-11-18", "--genom", "kvittens")


def assistance(stage: Stage) -> None:
    """Rapport 003, and both meetings: one in time, one a task for the municipality the day after its last day."""
    stage.tell("\nPERSONLIG ASSISTANS (LOU): fyra krav och en rekommendation, och kommunens egen plikt att kalla.")
    stage.at("2024-12-20 10:00")
    stage.brist("ärende", "ny", str(stage.write("assistans.toml", template("nynashamn-assistans.toml"))))
    stage.tell("En rekommendation påpekas inte och räknas inte:")
    stage.brist("notera", f"{_ASSISTANCE}/N4", "--skäl", "Rekommendation till nästa uppföljning")
    document = stage.write("krav-assistans.txt", "Krav om åtgärdsplan (påhittat exempel)\n")
    notice = stage.write("papekande-assistans.toml", template("nynashamn-assistans-papekande.toml"))
    stage.brist("begär-plan", _ASSISTANCE, "--handling", str(document), "--påpekande", str(notice))
    stage.tick()
    stage.at("2024-12-23 09:00")
    stage.brist("bekräfta-mottagande", _ASSISTANCE, "--den", "2024-12-23", "--genom", "kvittens")
    stage.brist("frist", "förklara", f"{_ASSISTANCE}/N1")
    stage.tell("Två brukare: siffrorna kan peka ut någon, och en publicering nekas tills någon har tagit ställning.")
    stage.brist("publicera", _ASSISTANCE, "--den", "2024-12-23", "--var", "ovningsvik.example/kvalitet", expect=REFUSED)
    _meetings(stage)


def _meetings(stage: Stage) -> None:
    stage.at("2025-01-20 10:00")
    stage.brist("möte", "boka", _HOME_CARE, "--den", "2025-02-12", "--kl", "13.00", "--plats", "Kommunhuset, rum 3")
    stage.tick()
    stage.at("2025-02-12 15:00")
    stage.brist("möte", "hållet", _HOME_CARE, "--den", "2025-02-12")
    stage.at("2025-02-21 09:00")
    stage.tell("Inget möte om assistansen än, men inget är heller försenat:")
    stage.tick()
    stage.at("2025-03-20 09:00")
    stage.tick()
    stage.at("2025-03-21 09:00")
    stage.tell("Dagen efter är mötet försenat. Det är kommunens sak: en uppgift inåt, inget mejl till utföraren.")
    stage.tick()
    stage.brist("att-göra")
    stage.brist("möte", "boka", _ASSISTANCE, "--den", "2025-03-26", "--kl", "10.00", "--plats", "digitalt")
    stage.tick()
    stage.at("2025-03-26 12:00")
    stage.brist("möte", "hållet", _ASSISTANCE, "--den", "2025-03-26")
    stage.tick()


MUNICIPALITY = Municipality(
    folder="ovningsvik",
    title="Övningsvik, med Nynäshamns regler",
    config="config-nynashamn.toml",
    roles={
        "stina@strandrag.example": "Strandråg",
        "hilda@havtorn.example": "Havtorn",
        "pia.prov@ovningsvik.example": "avtalscontroller",
        "per.pahitt@ovningsvik.example": "enhetschef",
    },
    stories=(home_care, assistance),
    deficiencies="""
        1/C1: åtgärdsplan begärd, 1
        1/C2: åtgärdsplan begärd, 1
        2/N1: åtgärdsplan begärd, 1
        2/N2: åtgärdsplan begärd, 1
        2/N3: åtgärdsplan begärd, 1
        2/N4: noterad, 0
        2/N5: åtgärdsplan begärd, 1
    """,
    mails="""
        2024-11-15 Strandråg: Påpekande nr 1
        2024-12-20 Havtorn: Påpekande nr 1
        2025-01-20 Strandråg: Kallelse till möte
        2025-03-21 Havtorn: Kallelse till möte
    """,
    tasks="""
        avtalscontroller BV-1-C: Ingen dag är känd
        avtalscontroller BV-2-E: Ingen dag är känd
    """,
    look=("ärende visa 1", "frist förklara 2/N1", "uppföljning lista"),
)
