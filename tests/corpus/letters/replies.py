"""Answers: in the thread, with the code, with the register number, to several cases, in parts."""

from tests.corpus.files import docx, jpeg, odt, pdf, scanned, txt, xlsx
from tests.corpus.letter import UPPFOLJNING, Letter, Program
from tests.corpus.letters.people import (
    ANNA,
    BERIT,
    EKONOMI,
    FATIMA,
    INGELA,
    JONAS,
    KANSLIET,
    KARIN,
    LEIF,
    LOVISA,
    MARIANNE,
    MIKAEL,
    NORDLYKTAN,
    PER_OLOF,
    SAMUEL,
    TUULA,
)

_PLAN_SOL = docx(
    "Åtgärdsplan Solgläntan april 2025.docx",
    "# Åtgärdsplan",
    "Solgläntans vård- och omsorgsboende, med anledning av påpekande nr 1",
    [
        ["Brist", "Åtgärd", "Klart senast", "Ansvarig"],
        ["Avvikelser utreds inte", "Avvikelser går igenom på teamträff varannan vecka", "2025-05-12", "Anna L"],
        [
            "Genomförandeplaner saknas",
            "Alla 34 boende har en aktuell plan, kontaktmannen skriver",
            "2025-06-15",
            "Kontaktman",
        ],
        ["Utbildning i basala hygienrutiner", "Webbutbildning, tre tillfällen", "v 22–24", ""],
    ],
    "Planen är förankrad i ledningsgruppen.",
)
_PLAN_BJORK = pdf(
    "atgardsplan_bjorkhaga.pdf",
    "Åtgärdsplan – Björkhaga hemtjänst",
    "1. Nycklar kvitteras i loggbok varje pass. Ansvarig: samordnaren. Klart: 1 maj 2025.",
    "2. Delegeringar ses över tillsammans med sjuksköterskan. Ansvarig: enhetschefen. Klart: 30 maj 2025.",
)
_DEVIATION = docx(
    "Rutin avvikelsehantering.docx",
    "# Rutin för avvikelsehantering",
    "1. Den som upptäcker en avvikelse skriver rapport samma dag.",
    "2. Enhetschefen bedömer om händelsen är ett missförhållande enligt lex Sarah.",
    "3. Händelsen tas upp på nästa arbetsplatsträff. Beslutade åtgärder följs upp efter fyra veckor.",
)

IN_THREAD = [
    Letter(
        name="001-svar-i-tråd-plan-som-docx",
        program=Program.OUTLOOK,
        sender=ANNA,
        at="2025-04-28 14:12:14",
        subject="SV: Påpekande nr 1 – Solgläntans vård- och omsorgsboende [BV-1-C]",
        thread="BV-1-C/1",
        quoted="BV-1-C/1",
        text="Hej!\n\nHär kommer vår åtgärdsplan. Rutinen för avvikelser har vi skrivit om heltt, den bifogas också.\n"
        "Säg till om ni vill ha något mer.\n\nVänliga hälsningar\nAnna Lindqvist\nEnhetschef, Solgläntan",
        files=[_PLAN_SOL, _DEVIATION],
    ),
    Letter(
        name="002-svar-i-tråd-plan-i-mejlet",
        program=Program.GMAIL,
        sender=NORDLYKTAN,
        at="2025-05-09 10:03:51",
        to=UPPFOLJNING,
        subject="Re: Påpekande nr 1 – Nordlyktans dagverksamhet [BV-58-J]",
        thread="BV-58-J/1",
        quoted="BV-58-J/1",
        text="Hej, vi har ingen mall utan skriver planen här.\n\nVad: social dokumentation förs varje vecka för alla deltagare\n"
        "När: från den 19 maj\nVem: Gunilla och Amir turas om\n\nVad: närvaro skrivs upp varje morgon\nNär: redan igång\nVem: den som öppnar\n\nHälsar Gunilla på Nordlyktan",
    ),
    Letter(
        name="003-svar-i-tråd-kort-med-pdf",
        program=Program.IPHONE,
        sender=FATIMA,
        at="2025-04-11 07:48:30",
        subject="Re: Påminnelse [BV-7-R]",
        thread="BV-7-R/2",
        text="Se bif.",
        files=[_PLAN_BJORK],
    ),
    Letter(
        name="004-svar-i-tråd-ämnet-utbytt",
        program=Program.THUNDERBIRD,
        sender=LOVISA,
        at="2025-05-06 16:20:05",
        to=UPPFOLJNING,
        subject="Handlingar från oss",
        thread="BV-13-K/1",
        text="Hej igen,\n\nsom vi sa på telefon kommer rutinen för hot och våld här, och planen. Introduktionen för nyanställda\n"
        "är inte klar, den får ni innan den 23:e.\n\n// Lovisa",
        files=[
            odt(
                "rutin hot och våld.odt",
                "Rutin vid hot och våld",
                "Vid hot lämnar assistenten platsen och ringer jouren.",
                "Händelsen rapporteras samma dag.",
            ),
            odt(
                "åtgärdsplan.odt",
                "Åtgärdsplan för Personlig assistans Mellanbygden",
                "Rutinen införs den 1 juni. Ansvarig: Lovisa Hjertström.",
            ),
        ],
    ),
    Letter(
        name="005-svar-i-tråd-fråga",
        program=Program.OUTLOOK,
        sender=INGELA,
        at="2025-05-05 09:31:00",
        to=UPPFOLJNING,
        subject="SV: Påpekande nr 1 – Familjehemspoolens konsulentstöd [BV-104-N]",
        thread="BV-104-N/1",
        quoted="BV-104-N/1",
        text="Hej,\nEn fråga bara: gäller redovisningen av genomförandeplaner alla placerade barn eller bara dem som er kommun har placerat?\n\nIngela Brandt\nverksamhetschef",
    ),
    Letter(
        name="006-svar-i-tråd-html-från-exchange",
        program=Program.EXCHANGE,
        sender=LEIF,
        at="2025-05-15 11:05:42",
        subject="SV: Påminnelse [BV-12-H]",
        thread="BV-12-H/2",
        quoted="BV-12-H/2",
        html_only=True,
        text="Hej\n\nBifogar åtgärdsplan, avvikelserutin samt bemanningsschemat för april. Schemat är exporterat ur planeringssystemet så det ser lite rörigt ut.\n\nMvh Leif Ö",
        files=[
            xlsx(
                "Åtgärdsplan Granbacken.xlsx",
                [
                    ["Brist", "Aktivitet", "När", "Vem"],
                    ["Avvikelser", "Ny blankett, genomgång på APT", "2025-05-28", "Leif"],
                    ["Bemanning", "Vikariepool", "", "Leif"],
                ],
                "Plan",
            ),
            pdf(
                "Avvikelsehantering_v3.pdf",
                "Granbackens hemvård",
                "Rutin för avvikelsehantering, version 3, gäller från 2025-05-01",
            ),
            xlsx(
                "export_2025-04.xlsx",
                [
                    ["Datum", "Pass", "Bemanning"],
                    ["2025-04-01", "Dag", "6"],
                    ["2025-04-01", "Kväll", "4"],
                    ["2025-04-02", "Dag", "5"],
                ],
                "April",
            ),
        ],
    ),
    Letter(
        name="007-svar-i-tråd-på-kallelsen",
        program=Program.APPLE,
        sender=PER_OLOF,
        at="2025-05-13 13:14:15",
        subject="Re: Kallelse till möte – Solgläntans vård- och omsorgsboende [BV-1-C]",
        thread="BV-1-C/3",
        quoted="BV-1-C/3",
        text="Hej\n\nVi kommer, jag och Anna. Skickar utbildningsplanen redan nu så att ni hinner läsa.\n\nPer-Olof",
        files=[
            docx(
                "Utbildningsplan 2025.docx",
                "# Utbildningsplan 2025",
                "Basal hygien, 20 maj och 3 juni. Dokumentation, 12 juni. Alla tillsvidareanställda går.",
            )
        ],
    ),
    Letter(
        name="008-svar-i-tråd-bara-references",
        program=Program.WEBMAIL,
        sender=TUULA,
        at="2025-06-02 20:45:09",
        to=UPPFOLJNING,
        subject="VB: Kallelse till möte",
        thread="BV-117-Y/2",
        without=["In-Reply-To"],
        text="Hej!\nMöteslokalen är bokad av er eller oss? Tar med mig egenkontrollen på papper men den är här också.\nTuula",
        files=[
            pdf(
                "Egenkontroll Källdammen.pdf",
                "Rutin för egenkontroll",
                "Varje kvartal går styrelsen igenom avvikelser, lokaler och brandskydd.",
            )
        ],
    ),
    Letter(
        name="009-svar-i-tråd-svar-överst-citat-underst",
        program=Program.THUNDERBIRD,
        sender=JONAS,
        at="2025-04-24 08:00:59",
        to=UPPFOLJNING,
        subject="Re: Påminnelse [BV-42-T]",
        thread="BV-42-T/2",
        quoted="BV-42-T/2",
        text="Godmorgon,\n\njag tog över efter Marianne vid månadsskiftet och har först nu fått ordning på papperen. Plan och läkemedelsrutin bifogas.\n\nJonas Rehn\ntf enhetschef Ekbackens gruppbostad",
        files=[
            docx(
                "Plan Ekbacken.docx",
                "# Åtgärdsplan",
                [
                    ["Vad", "När", "Vem"],
                    ["Läkemedelsskåp låses, signeringslistor kontrolleras dagligen", "2025-05-05", "Natt"],
                    ["Kompetensplan tas fram", "2025-05-20", "Jonas"],
                ],
            ),
            pdf(
                "Läkemedel.pdf",
                "Rutin för läkemedelshantering",
                "Delegerad personal signerar vid varje tillfälle. Överlämnade doser räknas vid passbyte.",
            ),
        ],
    ),
    Letter(
        name="010-svar-i-tråd-vidarebefordrat-genom-server",
        program=Program.OUTLOOK,
        sender=SAMUEL,
        at="2025-05-20 15:02:02",
        to=UPPFOLJNING,
        auth="forwarded",
        subject="SV: Påpekande nr 1 – Familjehemspoolens konsulentstöd [BV-104-N]",
        thread="BV-104-N/3",
        text="Hej, Ingela är på kurs så det är jag som svarar.\nÅtgärdsplan i bilaga. Rutinen för barnsamtal ligger sist i samma dokument, s. 4.\nHälsningar Samuel",
        files=[
            docx(
                "Atgardsplan FHP.docx",
                "# Åtgärdsplan",
                "Barnsamtal hålls var sjätte vecka. Ansvarig konsulent. Klart 1 september.",
                "# Bilaga: Rutin för barnsamtal",
                "Barnet ska erbjudas enskilt samtal vid varje besök.",
            )
        ],
    ),
]

WITH_CODE = [
    Letter(
        name="011-svar-med-kod-i-ämnet",
        program=Program.OUTLOOK,
        sender=ANNA,
        at="2025-05-14 08:55:21",
        subject="Komplettering BV-1-C",
        text="Hej,\n\nredovisning av genomförandeplanerna enligt överenskommelse.\n\nAnna",
        files=[
            xlsx(
                "genomförandeplaner 250514.xlsx",
                [
                    ["Boende", "Plan upprättad", "Reviderad"],
                    ["1", "2025-03-02", "2025-05-01"],
                    ["2", "2024-11-20", "2025-05-02"],
                    ["3", "2025-04-15", ""],
                ],
            )
        ],
    ),
    Letter(
        name="012-svar-med-kod-små-bokstäver",
        program=Program.IPHONE,
        sender=BERIT,
        at="2025-05-22 21:17:08",
        subject="bv-103-l",
        text="hej här är planen jag fotade av den från pärmen hoppas den går att läsa. mvh berit",
        files=[jpeg("IMG_4417.jpg", 4).named("IMG_4417.jpg"), jpeg("IMG_4418.jpg", 5)],
    ),
    Letter(
        name="013-svar-med-kod-med-mellanslag",
        program=Program.WEBMAIL,
        sender=NORDLYKTAN,
        at="2025-05-16 12:00:00",
        to=UPPFOLJNING,
        subject="Ärende BV - 58 - J",
        text="Hej. Närvarolistan för april, och rutinen för dokumentation som ni bad om. Gunilla",
        files=[
            xlsx("närvaro april.xlsx", [["Dag", "Antal"], ["1", "11"], ["2", "12"], ["3", "9"]]),
            docx(
                "social dok.docx",
                "# Rutin för social dokumentation",
                "Händelser av betydelse skrivs ner samma dag. Sammanfattning en gång i månaden.",
            ),
        ],
    ),
    Letter(
        name="014-svar-med-kod-tankstreck",
        program=Program.APPLE,
        sender=LOVISA,
        at="2025-05-21 09:12:44",
        to=UPPFOLJNING,
        subject="Introduktionsplan",
        text="Hej!\n\nRef. BV–13–K. Introduktionsplanen för nyanställda är äntligen klar.\n\nHa en fin dag\nLovisa",
        files=[
            odt(
                "Introduktion nyanställda.odt",
                "Introduktionsplan för nyanställda",
                "Dag 1–3: bredvidgång.",
                "Vecka 2: genomgång av rutiner, checklista fylls i.",
            )
        ],
    ),
    Letter(
        name="015-svar-med-kod-radbruten",
        program=Program.THUNDERBIRD,
        sender=LEIF,
        at="2025-05-14 14:30:10",
        subject="Svar på påpekande",
        text="Hej,\n\nVi har mottagit ert påpekande daterat den 14 april och svarar härmed på detta. Ert ärende har hos er BV-12-\nH och gäller Granbackens hemvård.\n\nAvvikelserutinen bifogas. Planen kommer senare i veckan.\n\nLeif Östergren",
        files=[
            docx(
                "Rutin avvikelse Granbacken.docx",
                "# Avvikelsehantering",
                "Rapport skrivs i systemet inom ett dygn.",
                "Sammanställning till ledningen månadsvis.",
            )
        ],
    ),
    Letter(
        name="016-svar-med-kod-sv-vb-staplade",
        program=Program.EXCHANGE,
        sender=KARIN,
        at="2025-05-12 10:44:19",
        subject="SV: VB: SV: Påpekande nr 1 – Havsvikens hemtjänst Norr [BV-21-J]",
        quoted="BV-21-J/1",
        text="Hej\n\nFick tillbaka detta från vår jurist, hon hade inget att invända. Åtgärdsplan + avvikelserutin för Norr.\n\nNågra kommentarer till planen, för att ni inte ska behöva ringa:\n\n1. Torsdagsmötena har vi haft sen vecka 17 men det är först nu de står i schemat. Dom som jobbar kväll får protokollet i pärmen.\n2. Vi har valt att inte köpa in något nytt system för avvikelser. Pappersblanketten fungerar, problemet var att ingen sammanställde. Det gör gruppledaren nu, sista fredagen i månaden.\n3. Uppföljningen i oktober gör jag själv. Skulle jag sluta eller bli sjuk står det i planen vem som tar över, det efterfrågade ni ju förra gången.\n\nVi är inte helt eniga med er om hur allvarlig bristen är, se vårt svar i sakgranskningen, men vi åtgärdar den.\n\nKarin Strömbäck\nVerksamhetschef\nHavsviken Vård & Omsorg AB",
        files=[
            docx(
                "Norr åtgärdsplan.docx",
                "# Åtgärdsplan Norr",
                [["Åtgärd", "Tid", "Ansvarig"], ["Avvikelsemöte varje torsdag", "från vecka 20", "Gruppledare"]],
            ),
            pdf("Norr avvikelser.pdf", "Havsvikens hemtjänst Norr", "Rutin för hantering av avvikelser"),
        ],
    ),
    Letter(
        name="017-svar-med-kod-utan-bindestreck",
        program=Program.BARE,
        sender=TUULA,
        at="2025-05-30 18:22:33",
        to=UPPFOLJNING,
        subject="BV117Y åtgärdsplan",
        text="Bifogar styrelsens åtgärdsplan.\nTuula Rantanen, ordf.",
        files=[
            pdf(
                "plan.pdf",
                "Åtgärdsplan Källdammen",
                "Utbildning i bemötande hålls den 4 september. Ansvarig: ordföranden.",
                "Egenkontroll varje kvartal. Ansvarig: styrelsen.",
            )
        ],
    ),
    Letter(
        name="018-svar-med-kod-i-html",
        program=Program.GMAIL,
        sender=JONAS,
        at="2025-05-19 23:05:00",
        to=UPPFOLJNING,
        html_only=True,
        subject="Kompetensplan Ekbackens gruppbostad",
        text="Hej,\n\nHär kommer kompetensplanen (ert nr BV-42-T).\n\n/Jonas",
        files=[
            xlsx(
                "Kompetensplan.xlsx",
                [
                    ["Namn", "Utbildning", "Planerad"],
                    ["Medarb. 1", "Undersköterska", "2025-10"],
                    ["Medarb. 2", "Lågaffektivt bemötande", "2025-09"],
                ],
            )
        ],
    ),
    Letter(
        name="019-svar-med-kod-i-filnamnet-och-texten",
        program=Program.OUTLOOK,
        sender=MIKAEL,
        at="2025-06-09 10:10:10",
        auth="",
        hops=[],
        own_hops=[
            "from EXCH02.intern.exempelkommunen.example ([192.0.2.31])\n\tby mail.exempelkommunen.example with ESMTPS id 7K2L9;\n\tMon, 09 Jun 2025 10:10:10 +0200"
        ],
        subject="Rosenlund",
        text="Hej kollegor\n\nPlan och nattbemanning för Rosenlund, BV 130 P.\n\nMikael Törnblad",
        files=[
            docx(
                "BV-130-P plan.docx",
                "# Åtgärdsplan Rosenlund",
                "Nattbemanningen ökas med en undersköterska från 1 juli. Ansvarig: M Törnblad.",
            ),
            pdf(
                "BV-130-P natt.pdf",
                "Rutin för nattbemanning",
                "Minst tre i tjänst kl 21–07, varav en undersköterska per våning.",
            ),
        ],
    ),
    Letter(
        name="020-svar-med-kod-ny-tråd-citat",
        program=Program.WEBMAIL,
        sender=INGELA,
        at="2025-05-21 16:59:58",
        to=UPPFOLJNING,
        subject="Re: Påminnelse",
        quoted="BV-104-N/2",
        text="Samuel skickade plan och barnsamtalsrutin i går. Här är det sista, redovisningen.\n\nIngela",
        files=[
            docx(
                "Redovisning.docx",
                "# Redovisning av genomförandeplaner",
                "Av 18 barn har 16 aktuell genomförandeplan. Två väntar på underskrift.",
            )
        ],
    ),
]

WITH_REGISTER_NUMBER = [
    Letter(
        name="021-svar-med-diarienummer-stora-bokstäver",
        program=Program.OUTLOOK,
        sender=PER_OLOF,
        at="2025-04-29 09:40:11",
        subject="Dnr SOV 609/2022",
        text="Hej! Den reviderade rutinen för avvikelsehantering, nu undertecknad. Ersätter den Anna skickade i går. Det enda som skiljer är punkt 3, där vi har skrivit in att även vikarier och timanställda omfattas, samt vem som gör bedömningen när enhetschefen är ledig (jag).\n\nPer-Olof Wåhlin",
        files=[scanned("Avvikelsehantering signerad.pdf", 7)],
    ),
    Letter(
        name="022-svar-med-diarienummer-små-bokstäver",
        program=Program.GMAIL,
        sender=BERIT,
        at="2025-05-26 19:30:00",
        subject="svar på sov 31/2025",
        text="Hej!\nHär kommer både rutinen för avvikelser och den för hygien. Mvh Berit o Göran",
        files=[
            docx(
                "Avvikelser.docx",
                "# Avvikelser",
                "Om något går fel ska vi skriva ner det i avvikelsepärmen och prata om det på fredagsmötet.",
            ),
            docx(
                "Basal hygien.docx", "# Basal hygien", "Handsprit före och efter varje besök. Kortärmat. Inga ringar."
            ),
        ],
    ),
    Letter(
        name="023-svar-med-diarienummer-tankstreck",
        program=Program.EXCHANGE,
        sender=JONAS,
        at="2025-04-25 15:15:15",
        to=UPPFOLJNING,
        subject="Ert diarienummer SUN 2022–149",
        text="Hej,\n\nför säkerhets skull även den undertecknade planen.\n\nJonas Rehn",
        files=[scanned("Scan_20250425.pdf", 8)],
    ),
    Letter(
        name="024-svar-med-diarienummer-mellanslag",
        program=Program.THUNDERBIRD,
        sender=FATIMA,
        at="2025-05-16 13:13:13",
        subject="Rutin delegering",
        text="Hej,\n\ndnr SON / 2024 / 0088\n\nDelegeringsrutinen enligt er begäran om komplettering, framtagen tillsammans med MAS.\n\nFatima Nordin\nverksamhetschef Björkhaga",
        files=[
            docx(
                "delegeringsrutin.docx",
                "# Delegering",
                "Sjuksköterskan delegerar skriftligt för högst ett år.",
                "Listan på delegerade finns i nyckelskåpet.",
            )
        ],
    ),
    Letter(
        name="025-svar-med-diarienummer-hela-med-löpnummer",
        program=Program.OUTLOOK,
        sender=KARIN,
        at="2025-05-28 08:08:08",
        subject="SON/2024/0117/004 utbildningsplan",
        text="Hej,\nUtbildningsplanen för Söder.\n\nKarin",
        files=[
            xlsx(
                "Utbildningsplan Söder.xlsx",
                [["Utbildning", "Datum", "Grupp"], ["Demens", "2025-09-11", "A"], ["Förflyttning", "2025-09-18", "B"]],
            )
        ],
    ),
    Letter(
        name="026-svar-med-diarienummer-i-texten",
        program=Program.APPLE,
        sender=EKONOMI,
        at="2025-06-04 11:45:00",
        to=UPPFOLJNING,
        subject="Utbildningsplan Källdammen",
        text="Hej,\n\nTuula bad mig skicka över utbildningsplanen (er beteckning: SUN 2025-008).\n\nMed vänlig hälsning\nEkonomi, Källdammen ek. för.",
        files=[
            odt(
                "Utbildningsplan.odt",
                "Utbildningsplan hösten 2025",
                "Bemötande, 4 september.",
                "Första hjälpen, 2 oktober.",
            )
        ],
    ),
    Letter(
        name="027-svar-med-diarienummer-luft-kring-strecket",
        program=Program.WEBMAIL,
        sender=LOVISA,
        at="2025-05-08 10:20:30",
        to=UPPFOLJNING,
        subject="VON 2025 - 13",
        charset="iso-8859-1",
        text="Hej\nEtt förtydligande till planen: den nya rutinen följs upp i oktober, inte i november. Ni kan ändra i ert exemplar om det går.\nLovisa",
    ),
    Letter(
        name="028-svar-med-diarienummer-utan-mellanslag",
        program=Program.IPHONE,
        sender=NORDLYKTAN,
        at="2025-05-19 08:01:02",
        to=UPPFOLJNING,
        subject="VON2025-58",
        text="Hej, undrar om ni fick vår plan? Fick inget svar. Gunilla",
    ),
    Letter(
        name="029-svar-med-diarienummer-snedstreck-och-streck",
        program=Program.EXCHANGE,
        sender=SAMUEL,
        at="2025-05-22 17:17:17",
        to=UPPFOLJNING,
        subject="Underlag IFN 2024/77-12",
        text="Hej,\n\nden undertecknade åtgärdsplanen. Samma innehåll som den från i tisdags.\n\nSamuel Okpara\nFamiljehemspoolen Väst",
        files=[scanned("åtgärdsplan_signerad.pdf", 9)],
    ),
]

SEVERAL_CASES = [
    Letter(
        name="031-flera-ärenden-norr-och-söder",
        program=Program.OUTLOOK,
        sender=KARIN,
        at="2025-05-13 15:40:00",
        subject="SV: Påminnelse [BV-21-J] [BV-31-M]",
        thread="BV-21-J/2",
        quoted="BV-21-J/2",
        text="Hej\n\nPlanen är gemensam för Norr och Söder, så även avvikelserutinen. Genomförandeplanerna (Norr) i eget dokument.\n\nKarin",
        files=[
            docx(
                "Gemensam åtgärdsplan Norr Söder.docx",
                "# Åtgärdsplan Havsvikens hemtjänst, Norr och Söder",
                "Avvikelser: torsdagsmöten, gruppledarna, från 19 maj.",
            ),
            pdf("Avvikelserutin Havsviken.pdf", "Rutin för avvikelsehantering", "Gäller båda grupperna."),
            xlsx("GFP Norr.xlsx", [["Kund", "Genomförandeplan"], ["N1", "2025-04-30"], ["N2", "2025-05-06"]]),
        ],
    ),
    Letter(
        name="032-flera-ärenden-två-koder-i-ämnet",
        program=Program.EXCHANGE,
        sender=KARIN,
        at="2025-05-14 09:09:09",
        subject="BV-21-J och BV-31-M",
        text="Hej, undertecknade planer för båda. /Karin",
        files=[scanned("Norr.pdf", 11), scanned("Söder.pdf", 12)],
    ),
    Letter(
        name="033-flera-ärenden-diarienummer-båda",
        program=Program.GMAIL,
        sender=KARIN,
        at="2025-05-05 12:34:56",
        subject="Fråga om dnr SON/2024/0117/003 och SON/2024/0117/004",
        text="Hej!\nKan vi lämna en gemensam plan för de båda grupperna eller vill ni ha var sin?\nKarin Strömbäck",
    ),
    Letter(
        name="034-flera-ärenden-kod-och-diarienummer",
        program=Program.OUTLOOK,
        sender=KARIN,
        at="2025-05-29 07:20:00",
        subject="BV-21-J samt SON/2024/0117/004",
        text="Hej!\n\nTvå saker:\n- Norr: kontaktuppgift till ny gruppledare kommer på mötet.\n- Söder: utbildningsplanen justerad, kurs B flyttad en vecka. Ny version bifogas.\n\nKarin",
        files=[
            xlsx(
                "Utbildningsplan Söder v2.xlsx",
                [["Utbildning", "Datum", "Grupp"], ["Demens", "2025-09-11", "A"], ["Förflyttning", "2025-09-25", "B"]],
            )
        ],
    ),
    Letter(
        name="035-flera-ärenden-tråd-och-kod-till-den-andra",
        program=Program.THUNDERBIRD,
        sender=KARIN,
        at="2025-05-21 10:00:30",
        subject="Re: Kallelse till möte – Havsvikens hemtjänst Norr [BV-21-J]",
        thread="BV-21-J/3",
        text="Hej,\n\nvi kommer gärna. Kan vi ta BV-31-M på samma möte? Det är samma rutiner vi ska prata om.\n\nHälsningar Karin",
    ),
    Letter(
        name="036-flera-ärenden-koder-på-var-sin-rad",
        program=Program.WEBMAIL,
        sender=KARIN,
        at="2025-05-12 16:16:00",
        subject="Rutiner",
        text="Hej,\n\nförteckning över det vi lämnar i veckan:\n\nbv-21-j: plan, avvikelserutin, genomförandeplaner\nbv-31-m: plan, avvikelserutin\n\nHandlingarna kommer var för sig.\n\nKarin",
    ),
    Letter(
        name="037-flera-ärenden-avvikelserutin-för-båda",
        program=Program.APPLE,
        sender=KARIN,
        at="2025-05-11 20:02:20",
        subject="VB: Påminnelse [BV-21-J] [BV-31-M]",
        quoted="BV-21-J/2",
        text="Skickar rutinen för avvikelser redan i kväll, den är lika för båda. Planerna kommer i veckan.\n\nK",
        files=[
            docx(
                "Rutin avvikelser Havsviken.docx",
                "# Rutin för avvikelsehantering",
                "Gäller hemtjänst Norr och hemtjänst Söder.",
                "Avvikelser rapporteras samma dag och bedöms av verksamhetschef.",
            )
        ],
    ),
    Letter(
        name="038-flera-ärenden-tråd-om-två-svar-om-ett",
        program=Program.OUTLOOK,
        sender=KARIN,
        at="2025-05-12 11:50:00",
        subject="SV: Påminnelse [BV-21-J] [BV-31-M]",
        thread="BV-21-J/2",
        quoted="BV-21-J/2",
        text="Hej\n\nGenomförandeplanerna för hemtjänst Norr, uppdaterad lista.\n\nKarin",
        files=[
            xlsx(
                "GFP hemtjänst Norr uppdaterad.xlsx",
                [["Kund", "Genomförandeplan"], ["N1", "2025-04-30"], ["N2", "2025-05-06"], ["N3", "2025-05-12"]],
            )
        ],
    ),
    Letter(
        name="039-flera-ärenden-två-utförare-samma-mejl",
        program=Program.EXCHANGE,
        sender=LEIF,
        at="2025-05-16 09:25:00",
        subject="SV: Påpekande nr 1 – Granbackens hemvård [BV-12-H]",
        thread="BV-12-H/1",
        text="Hej, här är Granbackens plan undertecknad. Skickar samtidigt Björkhagas delegeringsrutin åt Fatima som är ledig (BV-7-R).\n\nLeif",
        files=[
            scanned("Granbacken plan.pdf", 13),
            docx("Björkhaga delegering.docx", "# Rutin för delegering", "Delegering sker skriftligt."),
        ],
    ),
    Letter(
        name="040-flera-ärenden-anstånd-för-båda",
        program=Program.OUTLOOK,
        sender=KARIN,
        at="2025-05-08 13:50:00",
        subject="SV: Påminnelse [BV-21-J] [BV-31-M]",
        thread="BV-21-J/2",
        quoted="BV-21-J/2",
        text="Hej\n\nGäller båda: vi har haft chefsbyte i Söder och influensa i Norr. Jag vet att det inte är ert bekymmer men det har tagit all tid vi har haft sedan påsk, och jag vill hellre skicka något ordentligt än något halvfärdigt. Får vi till fredag den 16 maj med planerna?\n\nJag nås på mobilen hela veckan utom onsdag em.\n\nKarin Strömbäck",
    ),
]

IN_PARTS = [
    Letter(
        name="041-i-delar-planen-först",
        program=Program.OUTLOOK,
        sender=ANNA,
        at="2025-04-25 10:00:01",
        subject="SV: Påminnelse [BV-1-C] del 1 av 3",
        thread="BV-1-C/2",
        text="Hej, filerna är för stora för vår server så det blir tre mejl. Först planen (utkast, slutlig kommer på måndag).\nAnna",
        files=[
            docx(
                "Åtgärdsplan utkast.docx",
                "# Åtgärdsplan (utkast)",
                "Avvikelser går igenom på teamträff. Ansvarig: enhetschef.",
            )
        ],
    ),
    Letter(
        name="042-i-delar-sedan-rutinen",
        program=Program.OUTLOOK,
        sender=ANNA,
        at="2025-04-25 10:02:40",
        subject="SV: Påminnelse [BV-1-C] del 2 av 3",
        thread="BV-1-C/2",
        text="Del 2, avvikelserutinen.",
        files=[_DEVIATION.named("Rutin för avvikelsehantering.docx")],
    ),
    Letter(
        name="043-i-delar-sist-utbildning",
        program=Program.OUTLOOK,
        sender=ANNA,
        at="2025-04-25 10:05:13",
        subject="SV: Påminnelse [BV-1-C] del 3 av 3",
        thread="BV-1-C/2",
        text="Del 3. Genomförandeplanerna kommer separat i maj som det står i påpekandet.",
        files=[pdf("utbildning våren.pdf", "Utbildningsplan vår och höst 2025", "Hygien, bemötande, dokumentation")],
    ),
    Letter(
        name="044-i-delar-glömde-bilagan",
        program=Program.IPHONE,
        sender=BERIT,
        at="2025-05-27 08:30:00",
        subject="Bv-103-L åtgärdsplan",
        text="Hej här kommer åtgärdsplanen. Berit",
    ),
    Letter(
        name="045-i-delar-bilagan-efteråt",
        program=Program.IPHONE,
        sender=BERIT,
        at="2025-05-27 08:33:41",
        subject="Bv-103-L åtgärdsplan igen",
        text="Glömde bilagan!!",
        files=[
            pdf(
                "Åtgärdsplan Trygga Steg.pdf",
                "Åtgärdsplan",
                "Avvikelser: pärm i köket, fredagsmöte. Ansvarig Berit. Klart 15 juni.",
                "Hygien: genomgång med alla. Ansvarig Göran. Klart 1 juli.",
            )
        ],
    ),
    Letter(
        name="046-i-delar-första-halvan",
        program=Program.GMAIL,
        sender=TUULA,
        at="2025-06-01 14:00:00",
        to=UPPFOLJNING,
        subject="Källdammen (1/2) BV-117-Y",
        text="Hej, egenkontrollen sida 1–2.",
        files=[jpeg("egenkontroll sida 1.jpg", 21), jpeg("egenkontroll sida 2.jpg", 22)],
    ),
    Letter(
        name="047-i-delar-andra-halvan",
        program=Program.GMAIL,
        sender=TUULA,
        at="2025-06-01 14:06:00",
        to=UPPFOLJNING,
        subject="Källdammen (2/2) BV-117-Y",
        text="Och sida 3. Hoppas det går bra med foton.",
        files=[jpeg("egenkontroll sida 3.jpg", 23)],
    ),
    Letter(
        name="048-i-delar-plan-från-en",
        program=Program.APPLE,
        sender=KANSLIET,
        at="2025-05-07 15:00:00",
        to=UPPFOLJNING,
        subject="SV: Påminnelse [BV-13-K]",
        thread="BV-13-K/2",
        text="Hej, kansliet skickar den underskrivna planen. Lovisa skickar rutinen.",
        files=[scanned("plan underskriven.pdf", 24)],
    ),
    Letter(
        name="049-i-delar-rutin-från-en-annan",
        program=Program.THUNDERBIRD,
        sender=LOVISA,
        at="2025-05-07 17:41:00",
        to=UPPFOLJNING,
        subject="Re: Påminnelse [BV-13-K]",
        thread="BV-13-K/2",
        quoted="BV-13-K/2",
        text="Rutinen för hot och våld, slutlig version. Planen har du fått från kansliet.\n\nLovisa",
        files=[
            txt(
                "hot_och_vald.txt",
                "RUTIN VID HOT OCH VÅLD\n\n1. Lämna platsen.\n2. Ring jouren.\n3. Skriv rapport.\n",
                "iso-8859-1",
            )
        ],
    ),
    Letter(
        name="050-i-delar-före-chefsbytet",
        program=Program.EXCHANGE,
        sender=MARIANNE,
        at="2025-03-31 16:45:00",
        to=UPPFOLJNING,
        subject="SV: Påpekande nr 1 – Ekbackens gruppbostad [BV-42-T]",
        thread="BV-42-T/1",
        text="Hej,\n\njag slutar i dag. Läkemedelsrutinen hann jag klart med, den får ni här. Jonas Rehn tar resten.\n\nTack för gott samarbete\nMarianne",
        files=[
            docx(
                "Läkemedelshantering.docx",
                "# Rutin för läkemedelshantering",
                "Skåpet är låst. Nyckeln finns hos den som är ansvarig för passet.",
            )
        ],
    ),
]

LETTERS = [*IN_THREAD, *WITH_CODE, *WITH_REGISTER_NUMBER, *SEVERAL_CASES, *IN_PARTS]
