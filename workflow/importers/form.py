"""The .xlsx form of a case: its sheets, its columns, and which table of the case file each of them fills.

Read by `form_reader` and written by `form_writer`; nothing here loads openpyxl.
"""

from enum import StrEnum
from typing import NamedTuple

LAST_ROW = 1000
CASE, CONTACTS, DEFICIENCIES, EARLIER, HELP = "Ärende", "Kontakter", "Brister", "Tidigare", "Så här fyller du i"


class Holds(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    DAY = "dag"
    CODES = "koder"  # several, comma between
    NAMES = "namn"  # several, semicolon between
    YES_NO = "ja eller nej"


class Field(NamedTuple):
    """One thing to fill in. `key` is where it goes: "arende.avtal", or the key within a row's table."""

    heading: str
    key: str
    holds: Holds
    help: str
    is_required: bool = False


CASE_FIELDS = (
    Field("Diarienummer", "arende.diarienummer", Holds.TEXT, "med diariets beteckning: SOC 2026/17", is_required=True),
    Field("Avtal", "arende.avtal", Holds.TEXT, "avtalet, eller basuppdraget i egen regi", is_required=True),
    Field("Regler", "arende.regler", Holds.TEXT, "välj i listan", is_required=True),
    Field("Brevlåda", "arende.brevlada", Holds.TEXT, "funktionsbrevlådan som svar skickas till", is_required=True),
    Field("Öppnat", "arende.oppnat", Holds.DAY, "dagen då uppföljningen började", is_required=True),
    Field("Källa", "arende.kalla", Holds.TEXT, "rapporten som ärendet bygger på"),
    Field("Dagarna är antagna", "arende.datum_antagna", Holds.YES_NO, "ja, om dagarna inte är kända ur källan"),
    Field("Utförare", "utforare.namn", Holds.TEXT, "företaget eller förvaltningen", is_required=True),
    Field("Enhet", "utforare.enhet", Holds.TEXT, "enheten som har följts upp", is_required=True),
    Field("Organisationsnummer", "utforare.organisationsnummer", Holds.TEXT, "utförarens, om registret saknar det"),
    Field("Handläggare", "arende.handlaggare", Holds.TEXT, "användarnamnet på den som ska ha ärendets uppgifter"),
)
CONTACT_FIELDS = (
    Field("Roll", "roll", Holds.TEXT, "vad kontakten är, som verksamhetschef; tomt är utförare"),
    Field("Namn", "namn", Holds.TEXT, "personens namn", is_required=True),
    Field("E-postadress", "adress", Holds.TEXT, "dit påpekanden och påminnelser går", is_required=True),
)
DEFICIENCY_FIELDS = (
    Field("Brist", "kod", Holds.TEXT, "bokstav och nummer: D1; en rad för varje delbrist", is_required=True),
    Field("Krav", "krav", Holds.TEXT, "kravets nummer, som 3.4"),
    Field("Punkt", "punkt", Holds.TEXT, "kravets namn; räcker på bristens första rad", is_required=True),
    Field("Slag", "slag", Holds.TEXT, "krav eller rekommendation; tomt är krav"),
    Field("Grad", "grad", Holds.TEXT, "som uppföljningen har graderat; annars tomt"),
)
SUBPOINT_FIELDS = (
    Field("Delbrist", "kod", Holds.TEXT, "bristens kod och en bokstav: D1a", is_required=True),
    Field("Text", "text", Holds.TEXT, "vad som brister, i en mening", is_required=True),
)


class Kind(StrEnum):
    """What a row of the sheet Tidigare tells."""

    NOTICE = "påpekande"
    DEMAND = "begärd handling"
    SUBMISSION = "svar"
    EXTENSION = "anstånd"
    RESULT = "resultat"


TABLES = {
    Kind.NOTICE: "tidigare_papekande",
    Kind.SUBMISSION: "tidigare_svar",
    Kind.EXTENSION: "tidigare_anstand",
    Kind.RESULT: "tidigare_resultat",
}
KIND_HEADING = "Slag"


class EarlierField(NamedTuple):
    """A column of the sheet Tidigare: which key it fills for each kind of row that has it."""

    heading: str
    keys: dict[Kind, str]
    holds: Holds
    help: str


_N, _D, _S, _E, _R = Kind
EARLIER_FIELDS = (
    EarlierField(
        "Dag", {_N: "beslutat", _S: "inkom", _E: "beslutat", _R: "den"}, Holds.DAY,
        "då det beslutades, eller då svaret inkom",
    ),
    EarlierField(
        "Handling", {_N: "handling", _S: "handlingar", _R: "handling"}, Holds.TEXT,
        "filens namn, räknat från mappen där formuläret ligger",
    ),
    EarlierField(
        "Gäller", {_N: "delbrister", _D: "delbrister", _S: "avser", _E: "rader"}, Holds.CODES,
        "påpekande och begärd handling: delbrister, som D1a, D1b; svar och anstånd: rader, som plan:D1, R2",
    ),
    EarlierField("Plan senast", {_N: "plan_senast"}, Holds.DAY, "dagen, eller okänt"),
    EarlierField("Plan för", {_N: "plan_for"}, Holds.CODES, "bara om inte alla brister ska ha en plan"),
    EarlierField(
        "Handlingar senast", {_N: "handlingar_senast", _D: "senast"}, Holds.DAY, "dagen, eller okänt",
    ),
    EarlierField("Expedierat", {_N: "expedierat"}, Holds.DAY, "då påpekandet lämnade kommunen"),
    EarlierField("Sätt", {_N: "satt", _S: "satt"}, Holds.TEXT, "e-post, brev eller bud; ett svar också post, brevlåda"),
    EarlierField("Mottaget", {_N: "mottaget"}, Holds.DAY, "då utföraren bevisligen fick det; annars tomt"),
    EarlierField("Kod", {_D: "kod"}, Holds.TEXT, "den begärda handlingens: R1"),
    EarlierField("Namn", {_D: "namn"}, Holds.TEXT, "den begärda handlingens namn"),
    EarlierField("Bara i texten", {_D: "endast_i_texten"}, Holds.YES_NO, "ja, om beslutslistan saknar den"),
    EarlierField("Gäller ändå", {_D: "galler"}, Holds.YES_NO, "måste besvaras när den bara står i texten"),
    EarlierField("Ny dag", {_E: "ny_dag"}, Holds.DAY, "anståndets dag"),
    EarlierField("Åtgärdade", {_R: "atgardade"}, Holds.CODES, "delbristerna som beslutet fann åtgärdade"),
    EarlierField("Kvarstår", {_R: "kvarstar"}, Holds.CODES, "delbristerna som beslutet fann kvarstå"),
    EarlierField(
        "Skäl", {_S: "anteckning", _E: "skal", _R: "delbeslut"}, Holds.TEXT, "anståndets skäl, eller delbeslutets",
    ),
)  # fmt: skip
