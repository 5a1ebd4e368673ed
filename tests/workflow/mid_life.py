"""Case files that begin in mid-life: the round 1 of an unseen round 0 (rapport 001), units counted together (rapport 002).

The days of round 0 and of the dispatches are assumed; units, people and addresses are invented.
"""

CASE_001 = """
[arende]
diarienummer = "SOC 2024/51"
avtal = "basuppdrag hemvård"
regler = "orebro-egen-regi"
brevlada = "egetval@exempelkommunen.example"
oppnat = 2024-01-22
kalla = "efter rapport 001"
datum_antagna = true

[utforare]
namn = "Exempelkommunen"
enhet = "Lönnens hemvård"

[[kontakt]]
namn = "Eva Enhetschef"
adress = "eva@exempelkommunen.example"

[[brist]]
kod = "K1"
punkt = "Dokumentation"
delbrist = [{ kod = "K1a", text = "Verkställighetsjournaler går inte att följa" }]

[[brist]]
kod = "K3"
punkt = "Trygghetslarm"
delbrist = [
  { kod = "K3a", text = "Samverkan med nattorganisation" },
  { kod = "K3b", text = "Samverkan med hemsjukvård" },
]

[[brist]]
kod = "K5"
punkt = "Krav på verksamhet och ledning"
delbrist = [{ kod = "K5a", text = "Andel undersköterskor" }]

[[brist]]
kod = "K7"
punkt = "Utredning av avvikelser och rapporteringsskyldighet"
delbrist = [{ kod = "K7a", text = "Rutin" }, { kod = "K7b", text = "Hantering" }]

[[tidigare_papekande]]
handling = "rapport0.txt"
beslutat = 2024-01-29
delbrister = ["K1a", "K3a", "K3b", "K5a", "K7a", "K7b"]
plan_senast = 2024-02-16
handlingar_senast = 2024-06-14
expedierat = 2024-01-29
satt = "e-post"
mottaget = 2024-01-30

[[tidigare_svar]]
avser = ["plan"]
inkom = 2024-02-15
satt = "epost"

[[tidigare_resultat]]
den = 2024-07-05
handling = "rapport1.txt"
atgardade = ["K1a", "K3a", "K7a"]
kvarstar = ["K3b", "K5a", "K7b"]

[[tidigare_papekande]]
handling = "rapport1.txt"
beslutat = 2024-07-05
delbrister = ["K3b", "K5a", "K7b"]
plan_senast = 2024-08-02
plan_for = ["K3"]
handlingar_senast = 2024-11-01
expedierat = 2024-07-05
satt = "brev"
mottaget = 2024-07-08

[[tidigare_papekande.begard_handling]]
kod = "R1"
namn = "Uppdaterad rutin för trygghetslarm"
delbrister = ["K3b"]

[[tidigare_papekande.begard_handling]]
kod = "R3"
namn = "Aktuell kompetensinventering"
delbrister = ["K5a"]

[[matvarde]]
brist = "K1"
namn = "Journaler som går att följa"
varde = "80 %"
period = "2024-03-15–2024-06-14"
antal = 15

[[matvarde]]
brist = "K7"
namn = "Utredda avvikelser"
varde = "98 %"
period = "2023-01-22–2024-01-22"
antal = 44

[[matvarde]]
brist = "K7"
namn = "Utredda avvikelser"
varde = "22 %"
period = "mellan 2024-03-15 och 2023-06-14"
antal = 32
"""
CORRECTION = """period_rattad = "2024-03-15–2024-06-14"
rattad_av = "Anna Andersson"
rattad_varfor = "rapportens journaler granskades till och med 2024-06-14"
"""
CORRECTED_001 = CASE_001 + CORRECTION

UNITS = (
    "Eken", "Asken", "Björken", "Linden", "Rönnen", "Natten", "Hasseln", "Sälgen", "Alen", "Lönnen", "Granen", "Tallen",
    "Enen", "Boken",
)  # fmt: skip
# Rapport 002, rad 157–601: requirement, units that meet it, that deviate, to which it does not apply.
COUNTS_002 = (
    ("Ledningssystem", "Synpunkter och klagomål", 12, 2, 0),
    ("Ledningssystem", "Rutin för lex Sarah", 4, 10, 0),
    ("Organisation", "Korrekta arbetskläder", 9, 5, 0),
    ("Organisation", "Tvätt av arbetskläder", 8, 6, 0),
    ("Hälso- och sjukvård", "Rutin för munhälsa", 7, 6, 1),
    ("Trygghet", "Egna medel", 13, 0, 1),
    ("Mat", "Aptit och vikt", 13, 0, 1),
    ("Mat", "Livsmedelshygien", 3, 10, 1),
)


def case_002() -> str:
    head = CASE_001.partition("[[brist]]")[0].replace("SOC 2024/51", "VON 2022/7").replace("orebro", "botkyrka")
    units = ", ".join(f'"{unit}"' for unit in UNITS)
    text = head.replace('enhet = "Lönnens hemvård"', f'enhet = "Hemtjänsten, 14 enheter"\nenheter = [{units}]')
    for area, requirement, meets, deviates, inapplicable in COUNTS_002:
        natten = '\nej_tillampligt_for = ["Natten"]' if inapplicable else ""
        text += (
            f'[[rakning]]\nomrade = "{area}"\nkrav = "{requirement}"\nuppfyller = {meets}\navviker = {deviates}\n'
            f"ej_tillampligt = {inapplicable}\nav = 14{natten}\n\n"
        )
    return text
